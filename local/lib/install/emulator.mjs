// Installs the emulator's Python packages once for all sessions of the user, in a virtual environment in the cache folder.

import { existsSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { commandOf } from '../cli/process-table.mjs';
import { EMULATOR_REQUIREMENTS } from '../paths.mjs';
import { findPython, installVenv, missingDistributions, venvFingerprint } from './virtual-environment.mjs';

/**
 * Creates a virtual environment in the folder `cache`, unless one with the same packages and the same Python is there. Returns
 * the path of its Python. Two commands may do so at the same time: each creates one of its own, and the first one is kept.
 * @param logs the folder for the logs of the installation
 */
export async function installEmulator({ cache, logs, requirements = EMULATOR_REQUIREMENTS }, report) {
  const base = await findPython(childEnvironment(process.env), join(logs, 'python.log'));
  const folder = join(cache, `venv-${venvFingerprint(requirements, base).slice(0, 16)}`);
  const python = join(folder, 'bin', 'python');
  removeAbandoned(cache);
  if (isComplete(folder, requirements)) return { python, note: 'already installed' };

  const partial = `${folder}.partial-${process.pid}`;
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial); // after Ctrl-C
  try {
    await installVenv({ folder: partial, requirements, logs }, report);
  } catch (error) {
    throw spaceFailure(cache, error) ?? error;
  } finally {
    replace(folder, partial, requirements);
    removePartial();
    process.off('exit', removePartial);
  }
  return { python, note: '' };
}

const MEGABYTE = 1_000_000;
/** The packages take some 100 MB. */
const SPACE = 200 * MEGABYTE;

/** Returns a failure that explains that of an installation, if the disk is nearly full: Python and pip do not. */
function spaceFailure(folder, { log }) {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (bavail * bsize > SPACE) return undefined;
  return new Failure(
    `The emulator cannot be installed, because ${folder} has ${free} MB of free space: free space there.`,
    {
      log,
    },
  );
}

const isComplete = (folder, requirements) =>
  existsSync(join(folder, '.installed')) &&
  existsSync(join(folder, 'bin', 'python')) &&
  missingDistributions(folder, requirements).length === 0;

/** Renames a new environment, unless another command was faster. Python finds its packages from the path of its program. */
function replace(folder, partial, requirements) {
  if (isComplete(folder, requirements) || !isComplete(partial, requirements)) return;
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/** Deletes what killed commands left. */
function removeAbandoned(cache) {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid && commandOf(pid) === '') rmSync(join(cache, name), { recursive: true, force: true });
  }
}
