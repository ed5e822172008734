// What can be found, in an index of the search domain. Each entry is one document.

import { search } from '../../connections/search.mjs';
import { ensureIndex } from '../indexes.mjs';

const CONFLICT = 409;
const NOT_FOUND = 404;
/** The attempts to change an entry, before its message is handled again. */
const ATTEMPTS = 5;

/** The index of the store or, beside a store of another kind, the one with the name of the service. */
const index = process.env.SEARCH_INDEX ?? 'searchservice';

export const prepare = () =>
  ensureIndex(index, { title: { type: 'text' }, price: { type: 'integer' }, available: { type: 'integer' } });

export const setProduct = ({ sku, title, price }) => change(sku, (entry) => ({ ...entry, title, price }));

/** An older count, which comes late or twice, changes nothing. */
export const setAvailable = ({ sku, available, version }) =>
  change(sku, (entry) => (entry.version >= version ? entry : { ...entry, available, version }));

/** Writes all of an entry, as the table has it. */
export const put = ({ sku, title, price, available, version }) =>
  change(sku, (entry) => (entry.version > version ? entry : { title, price, available, version }));

export async function find(text) {
  const query = { bool: { must: { match: { title: text } }, filter: { range: { available: { gt: 0 } } } } };
  const { body } = await search.search({ index, body: { size: 20, query } });
  return body.hits.hits.map(({ _id, _source }) => ({ sku: _id, ..._source }));
}

export async function get(sku) {
  const found = await read(sku);
  return found && { sku, ...found._source };
}

export const place = (sku) => ({ thing: `document in ${index}`, key: `_id = ${sku}` });

/** Changes an entry. When another message changes it at the same time, the change is made again, of the newer one. */
async function change(sku, changed) {
  for (let attempt = 1; ; attempt += 1) {
    const found = await read(sku);
    const condition = found
      ? { if_seq_no: found._seq_no, if_primary_term: found._primary_term }
      : { op_type: 'create' };
    try {
      return await search.index({ index, id: sku, body: changed(found?._source ?? { version: 0 }), ...condition });
    } catch (error) {
      if (error.statusCode !== CONFLICT || attempt === ATTEMPTS) throw error;
    }
  }
}

async function read(id) {
  try {
    return (await search.get({ index, id })).body;
  } catch (error) {
    if (error.statusCode !== NOT_FOUND) throw error;
    return undefined;
  }
}
