// The temporary folder of a run. All programs that it starts write their temporary files there, and most of them leave some.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RUN_VARIABLE } from './environment.mjs';
import { Failure } from './failure.mjs';

/** The folder for what outlives the run: absolute, because the programs run in other folders than this one. */
export const LASTING_FOLDER = resolve(tmpdir());

/**
 * Creates the folder, makes it the folder for temporary files, and deletes it when this process exits. Returns its path, or
 * undefined in a run that another run started: it uses the folder of that one.
 */
export function makeRunFolder() {
  if (process.env[RUN_VARIABLE]) return undefined;
  const folder = make(join(LASTING_FOLDER, 'ecommerce-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function make(prefix) {
  try {
    return mkdtempSync(prefix);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(error.code)) throw error;
    throw new Failure(`TMPDIR is ${LASTING_FOLDER}, which is not a folder: create it, or set TMPDIR to another one.`);
  }
}
