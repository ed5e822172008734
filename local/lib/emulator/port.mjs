// The port of an emulator, which listens on loopback only.

import { createServer } from 'node:net';
import { Failure } from '../cli/failure.mjs';

export const HOST = '127.0.0.1';

/** Fails if `port`, the value of `option`, is in use. Call it first: a user need not wait for this error. */
export function requireFreePort(port, option = '--port') {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', async (error) => reject(await portFailure(port, option, error)));
    probe.listen({ host: HOST, port, exclusive: true }, () => probe.close(resolve));
  });
}

async function portFailure(port, option, error) {
  if (error.code === 'EADDRINUSE') {
    const stopIt = (await isEmulator(port)) ? ' by another emulator: stop it' : ': stop the process that listens on it';
    return new Failure(`Port ${port} is in use${stopIt}, or choose another port with ${option}.`);
  }
  if (error.code === 'EACCES')
    return new Failure(`Port ${port} is privileged: choose a port above 1023 with ${option}.`);
  return error;
}

/** Whether an emulator answers on the port. */
async function isEmulator(port) {
  try {
    const response = await fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
