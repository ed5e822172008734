// Runs programs in processes of their own. CPU time is measured, because the time on the clock varies with what else the
// machine does; and the least of several runs counts, because everything else adds to it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS } from '../paths.mjs';

const MEASURED_RUN = join(dirname(fileURLToPath(import.meta.url)), 'measured-run.mjs');

/** Runs a program once, and returns its measurements; `validator` enables the validator of the CDK. */
export async function runProgram({ validator = false, ...request }) {
  const output = request.output ?? mkdtempSync(join(tmpdir(), 'bench-'));
  const { stdout } = await run(
    `The program ${request.program}`,
    process.execPath,
    [MEASURED_RUN, JSON.stringify({ ...request, output })],
    {
      cwd: request.installation,
      env: { ...childEnvironment(process.env), CDK_VALIDATION: String(validator) },
      log: join(LOGS, 'bench-run.log'),
    },
  );
  return JSON.parse(stdout.split('\n').at(-1));
}

/**
 * Runs each of `jobs` `times` times, one after the other in turn, so that all have the same share of what slows the machine
 * down. Returns the least value of each measurement of each job.
 */
export async function leastOf(times, jobs, report = () => {}) {
  const least = Object.fromEntries(Object.keys(jobs).map((name) => [name, {}]));
  for (let round = 1; round <= times; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      report(`${name}, run ${round} of ${times}`);
      for (const [key, value] of Object.entries(await job())) {
        least[name][key] = Math.min(least[name][key] ?? Number.POSITIVE_INFINITY, value);
      }
    }
  }
  return least;
}
