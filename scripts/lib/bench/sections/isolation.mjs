// What `ServiceIsolationValidator` adds to the synthesis of the platform with a workload of each service.

import { compared } from '../figures.mjs';
import { leastOf, runProgram } from '../runs.mjs';

export const isolation = {
  name: 'isolation',
  title: 'ServiceIsolationValidator',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder: installation } of installations) {
      const run = () => runProgram({ installation, program: 'library-workloads', services: 7, isolation: true });
      const { library } = await leastOf(times, { library: run }, report);
      figures.push({
        on,
        ...compared('the validator, against synthesis', {
          ours: library.isolation,
          reference: library.synthesis,
          unit: 's',
          atMost: 0.5,
        }),
      });
    }
    return { figures };
  },
};
