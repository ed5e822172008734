// The kind of the service's own store, as its settings tell.

const { DATABASE_OPTIONS = '', SEARCH_INDEX, TABLE_NAME } = process.env;

function kindOfStore() {
  if (TABLE_NAME) return 'items';
  if (SEARCH_INDEX) return 'index';
  return DATABASE_OPTIONS.includes('retryWrites=false') ? 'documents' : 'rows';
}

/** `rows` of PostgreSQL and Aurora, `documents` of DocumentDB, `items` of DynamoDB, or the `index` of a search domain. */
export const kind = kindOfStore();

/** Each kind as people call it. */
export const PART = { rows: 'PostgreSQL', documents: 'DocumentDB', items: 'DynamoDB', index: 'OpenSearch' }[kind];
