// The platform with seven services: what it costs to load its modules, to construct and to synthesize it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compared } from '../figures.mjs';
import { leastOf, runProgram } from '../runs.mjs';

const PROGRAMS = ['library', 'by-hand'];

export const importing = {
  name: 'import',
  title: 'Import',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder } of installations) {
      const { library, 'by-hand': byHand } = await inFolder((modules) => leastOfLoads(folder, times, modules, report));
      figures.push(
        {
          on,
          ...compared(
            'import, against all that the program by hand loads',
            seconds(library.import, byHand.modules, 1.1),
          ),
        },
        { on, ...compared('all modules that a run loads', seconds(library.modules, byHand.modules)) },
      );
    }
    return { figures };
  },
};

/** The least times to import each program, and to load at once all modules that it has loaded when its run ends. */
async function leastOfLoads(installation, times, modules, report) {
  const jobs = {};
  for (const program of PROGRAMS) {
    const list = join(modules, `${program}.json`);
    await runProgram({ installation, program, services: 7, modules: list });
    jobs[program] = async () => {
      const { import: imported } = await runProgram({ installation, program, services: 7 });
      return { import: imported, ...(await runProgram({ installation, program, loadFirst: list, onlyLoad: true })) };
    };
  }
  return leastOf(times, jobs, report);
}

export const construction = {
  name: 'construction',
  title: 'Construction, synthesis and memory',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder: installation } of installations) {
      const jobs = Object.fromEntries(
        PROGRAMS.map((program) => [program, () => costs({ installation, program, services: 7 })]),
      );
      const { library, 'by-hand': byHand } = await leastOf(times, jobs, report);
      figures.push(
        { on, ...compared('construction', seconds(library.construction, byHand.construction)) },
        { on, ...compared('synthesis', seconds(library.synthesis, byHand.synthesis)) },
        { on, ...compared('construction and synthesis', seconds(library.both, byHand.both, 1)) },
        { on, ...compared('the whole run, imports included', seconds(library.whole, byHand.whole)) },
        { on, ...compared('memory', { ours: library.maxRss, reference: byHand.maxRss, unit: 'MB' }) },
      );
    }
    return { figures };
  },
};

/** The measurements of a run, and their sums: a sum of the least values of different runs would be less than any run. */
export async function costs(request) {
  const run = await runProgram(request);
  const both = run.construction + run.synthesis;
  return { ...run, both, whole: run.import + both };
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const seconds = (ours, byHand, atMost) => ({ ours, reference: byHand, unit: 's', atMost });
