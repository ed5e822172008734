// Runs a script, and allows no other run in the clone.

import { main as runProgram } from '../../../local/lib/cli/main.mjs';
import { takeLock } from '../../../local/lib/cli/run-lock.mjs';
import { LOCK, ROOT } from '../paths.mjs';
import '../../../local/bin/node-version.cjs'; // for scripts that are run without npm
import { requireUsablePath } from './usable-path.mjs';

/** Runs `job` as `main` of local/lib/cli does, with the same settings, unless another run uses the clone. */
export function main(settings, job) {
  return runProgram(settings, (options) => {
    requireUsablePath(ROOT);
    takeLock(LOCK, 'this clone');
    return job(options);
  });
}
