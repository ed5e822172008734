// The clients of a process that connects to one emulator.

import { awsClients } from './clients.mjs';
import { emulatorEnvironment, replaceProcessEnvironment } from './environment.mjs';

/**
 * Makes this process a client of the emulator on `port`. Returns the clients of its APIs, and the environment that this process
 * had before: that of the user.
 */
export async function connectTo(port) {
  const env = { ...process.env };
  replaceProcessEnvironment(emulatorEnvironment(env, port));
  return { aws: await awsClients(), env };
}
