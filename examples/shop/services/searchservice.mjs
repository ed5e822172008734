// Finds products. Its index on the search domain is its store or, beside a database, is made from the database: while the
// domain does not run, the database answers, and the index gets the entries later.

import { log } from '../connections/log.mjs';
import { inCache } from '../program/cache.mjs';
import { Refusal } from '../program/http.mjs';
import { outbox } from '../program/outbox.mjs';
import { look, notRun } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { kind, PART } from '../stores/kind.mjs';

const CACHE_SECONDS = 5;

const entries = await import(`../stores/entries/${kind}.mjs`);
const isIndexStore = kind === 'index';
/** The index beside the database. */
const index = !isIndexStore && process.env.SEARCH_ENDPOINT ? await import('../stores/entries/index.mjs') : undefined;

let indexIsReady = false;

async function unindexed() {
  if (!indexIsReady) await index.prepare();
  indexIsReady = true;
  return entries.unindexed();
}

async function writeToIndex(entry) {
  await index.put(entry);
  await entries.markIndexed(entry);
}

const keepIndex = index ? outbox(unindexed, writeToIndex) : () => {};

const setProduct = async (product) => {
  await entries.setProduct(product);
  keepIndex();
};

const setAvailable = async (count) => {
  await entries.setAvailable(count);
  keepIndex();
};

/** Returns what is found, and which part found it. */
async function find(text) {
  const store = indexIsReady ? index : entries;
  const answeredBy = store === entries ? PART : 'OpenSearch';
  try {
    return { answeredBy, found: await store.find(text) };
  } catch (error) {
    if (store === entries) throw error;
    log('The index does not answer.', { error: error.message });
    return { answeredBy: PART, found: await entries.find(text) };
  }
}

const keyOf = (text) => `query:${text.toLowerCase()}`;

async function findOnce(text) {
  const cached = await inCache((cache) => cache.get(keyOf(text)));
  if (cached) return JSON.parse(cached);
  const answer = await find(text);
  if (answer.found.length > 0) {
    await inCache((cache) => cache.set(keyOf(text), JSON.stringify(answer), 'EX', CACHE_SECONDS));
  }
  return answer;
}

const placeIn = (store) => async (sku) => ((await store.get(sku)) ? [store.place(sku)] : []);

/** A cached answer belongs to a query, and shows nothing of one order. */
async function places({ sku }) {
  const own = await look(PART, 'no engine for search', () => placeIn(entries)(sku));
  if (isIndexStore) return own;
  if (!index) return [...own, notRun('OpenSearch', 'search is switched off')];
  return [...own, ...(await look('OpenSearch', 'no engine for search', () => placeIn(index)(sku)))];
}

const start = () => {
  keepIndex(); // what came in while the domain, or this program, did not run
  return {
    routes: {
      'GET /search': ({ parameters }) => {
        const text = parameters.get('q');
        if (!text) throw new Refusal(400, 'Missing: q.');
        return findOnce(text);
      },
    },
    hears: {
      productservice: { 'product.listed': setProduct },
      inventoryservice: {
        'stock.counted': setAvailable,
        'stock.reserved': setAvailable,
        'stock.released': setAvailable,
      },
    },
    places,
  };
};

await run('searchservice', { prepare: entries.prepare, start });
