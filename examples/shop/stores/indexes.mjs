// Indexes on the shared search domain.

import { search } from '../connections/search.mjs';

/** Creates an index unless it exists. Another process may create it at the same time. */
export async function ensureIndex(index, properties) {
  const { body: exists } = await search.indices.exists({ index });
  if (exists) return;
  try {
    await search.indices.create({ index, body: { mappings: { properties } } });
  } catch (error) {
    if (error.body?.error?.type !== 'resource_already_exists_exception') throw error;
  }
}
