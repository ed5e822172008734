// The engines of a running emulator.

import { HOST } from './port.mjs';

const PATH = '/_emulator/engines';

/**
 * Returns the servers of the emulator at `endpoint`, each as { resource, engine, version, requestedVersion, host, port, running,
 * log }: none if it runs no engines. Fails if no emulator answers.
 */
export async function serversAt(endpoint, options) {
  const response = await fetch(`${endpoint}${PATH}`, options);
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return [];
  const servers = await response.json();
  return Array.isArray(servers) ? servers : [];
}

/** Returns the servers of the emulator on `port`. */
export const runningServers = (port) => serversAt(`http://${HOST}:${port}`);

/** Starts the servers again that ended. Returns { started, problems }: ARNs of resources, and a sentence for each that cannot. */
export async function startServers(port) {
  const response = await fetch(`http://${HOST}:${port}${PATH}/start`, { method: 'POST' });
  return response.json();
}
