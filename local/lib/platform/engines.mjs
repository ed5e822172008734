// The engines of an emulator, which it describes over HTTP.

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

const TIMEOUT_MS = 5_000;

/** Returns the name of the engine for a kind of part, or undefined if it needs none. */
export const engineFor = (kind) => ENGINES[kind];

/**
 * Returns the servers, each as { resource, engine, version, requestedVersion, host, port, running, log }: none if the emulator runs
 * no engines. Fails if no emulator answers.
 */
export async function readEngines(endpoint) {
  const response = await fetch(`${endpoint}/_emulator/engines`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return [];
  const servers = await response.json();
  return Array.isArray(servers) ? servers : [];
}
