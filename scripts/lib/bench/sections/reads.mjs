// How often the platform reads the provider of its environment. For a provider in Python or Java, each read is a message to
// another process and back, so that a read for each service is the slowness that is easily overlooked.

import { measured } from '../figures.mjs';
import { runProgram } from '../runs.mjs';

export const reads = {
  name: 'reads',
  title: 'Reads of the provider',
  async measure({ installations: [{ on, folder: installation }] }, report) {
    const count = async (services) => {
      report(`${services} services`);
      return (await runProgram({ installation, program: 'provider-reads', services, beyondLimits: true })).reads;
    };
    return { figures: readsFigures(await count(7), await count(107)).map((figure) => ({ on, ...figure })) };
  },
};

/** The figures of the reads with 7 and with 107 services; the reads must not be more with more services. */
export function readsFigures(seven, hundredAndSeven) {
  return [
    measured('reads with 7 services', { ours: seven }),
    measured('more reads with 107 services', { ours: hundredAndSeven - seven, atMost: 0 }),
  ];
}
