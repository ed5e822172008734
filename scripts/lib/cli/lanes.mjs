// Runs jobs in parallel, for a machine with two cores.

import { stopAll } from '../../../local/lib/cli/processes.mjs';

/**
 * Runs jobs in parallel. The first failure stops the processes of the other jobs, and is thrown when all jobs have ended.
 */
export async function inLanes(...jobs) {
  const failures = [];
  await Promise.all(
    jobs.map(async (job) => {
      try {
        await job();
      } catch (error) {
        failures.push(error);
        if (failures.length === 1) await stopAll();
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
}
