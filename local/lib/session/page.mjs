// Serves the page of a session.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SERVER = new URL('../page/server.mjs', import.meta.url);

export async function servePage(session, port) {
  if (!existsSync(fileURLToPath(SERVER))) return undefined;
  return undefined;
}
