// The engines behind the kinds of parts.

/** The engine behind each kind of part; the others have no server. */
const ENGINES = {
  PostgreSQL: 'postgres',
  'Aurora PostgreSQL': 'postgres',
  DocumentDB: 'ferretdb',
  Valkey: 'valkey',
  RabbitMQ: 'rabbitmq',
  OpenSearch: 'opensearch',
  'Search index': 'opensearch',
};

/** Returns the name of the engine for a kind of part, or undefined if it needs none. */
export const engineFor = (kind) => ENGINES[kind];
