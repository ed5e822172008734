// The record of messages, in an index whose name continues that of the service.

import { search } from '../../connections/search.mjs';
import { ensureIndex } from '../indexes.mjs';

const index = `${process.env.SEARCH_INDEX}.messages`;

export const prepare = () => ensureIndex(index, { subject: { type: 'keyword' } });

export const record = (message) =>
  search.index({ index, id: `${message.direction} ${message.id}`, body: message, refresh: 'wait_for' });

export async function messagesOf(subjects) {
  const { body } = await search.search({ index, body: { size: 100, query: { terms: { subject: subjects } } } });
  return body.hits.hits.map(({ _source }) => _source);
}
