// Installs the emulator's Python packages once for all sessions of the user, in a virtual environment in the cache folder.

import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../cli/environment.mjs';
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
  await installVenv({ folder: partial, requirements, logs }, report);
  replace(folder, partial, requirements);
  return { python, note: '' };
}

const isComplete = (folder, requirements) =>
  existsSync(join(folder, 'bin', 'python')) && missingDistributions(folder, requirements).length === 0;

/** Renames a new environment, unless another command was faster. Python finds its packages from the path of its program. */
function replace(folder, partial, requirements) {
  if (isComplete(folder, requirements)) return;
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
