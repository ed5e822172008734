// The engines of a running emulator.

import { HOST } from './port.mjs';

const addressOf = (port) => `http://${HOST}:${port}/_emulator/engines`;

/** Returns the servers: { resource, engine, version, requestedVersion, host, port, running, log }; none without engines. */
export async function runningServers(port) {
  const response = await fetch(addressOf(port));
  return response.ok && response.headers.get('content-type')?.includes('json') ? response.json() : [];
}

/** Starts the servers again that ended. Returns { started, problems }: ARNs of resources, and a sentence for each that cannot. */
export async function startServers(port) {
  const response = await fetch(`${addressOf(port)}/start`, { method: 'POST' });
  return response.json();
}
