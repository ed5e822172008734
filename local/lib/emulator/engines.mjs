// The engines of a running emulator.

import { HOST } from './port.mjs';

const PATH = '/_emulator/engines';

/** Returns the servers: { resource, engine, version, requestedVersion, host, port, running, log }; none without engines. */
export async function runningServers(port) {
  const response = await fetch(`http://${HOST}:${port}${PATH}`);
  return response.ok && response.headers.get('content-type')?.includes('json') ? response.json() : [];
}
