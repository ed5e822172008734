// The temporary folder of a run. All programs that it starts write their temporary files there, and most of them leave some.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_VARIABLE } from './environment.mjs';

/** The folder for what outlives the run. */
export const LASTING_FOLDER = tmpdir();

/**
 * Creates the folder, makes it the folder for temporary files, and deletes it when this process exits. Returns its path, or
 * undefined in a run that another run started: it uses the folder of that one.
 */
export function makeRunFolder() {
  if (process.env[RUN_VARIABLE]) return undefined;
  const folder = mkdtempSync(join(LASTING_FOLDER, 'ecommerce-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
