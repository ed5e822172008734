// The platform with seven services: what it costs to load its modules, to construct and to synthesize it.

import { join } from 'node:path';
import { compared } from '../figures.mjs';
import { leastOf, runProgram } from '../runs.mjs';
import { inTemporaryFolder } from '../temporary-folder.mjs';

const PROGRAMS = ['library', 'by-hand'];

export const importing = {
  name: 'import',
  title: 'Import',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder: installation } of installations) {
      const { library, 'by-hand': byHand } = await leastOfPrograms(times, report, installation, {
        plain: (program) => runProgram({ installation, program, services: 7 }),
        loading: (program, loadFirst) => runProgram({ installation, program, loadFirst, onlyLoad: true }),
      });
      figures.push(
        { on, ...compared('import', seconds(library.plain.import, byHand.loading.modules, 1.1)) },
        { on, ...compared('all modules of a run', seconds(library.loading.modules, byHand.loading.modules)) },
      );
    }
    return { figures, text: IMPORT_NOTE };
  },
};

const IMPORT_NOTE =
  'Both rows compare with all modules that the program by hand loads until its end: aws-cdk-lib loads a module when it is ' +
  'first used. The second row adds what the library loads later, and has its own files above what is by hand.';

export const construction = {
  name: 'construction',
  title: 'Construction, synthesis and memory',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder: installation } of installations) {
      const { library, 'by-hand': byHand } = await leastOfPrograms(times, report, installation, {
        plain: (program) => costs({ installation, program, services: 7 }),
        loaded: (program, loadFirst) => costs({ installation, program, services: 7, loadFirst }),
      });
      const row = (name, key, atMost) => ({
        on,
        ...compared(name, seconds(library.plain[key], byHand.plain[key], atMost)),
      });
      figures.push(
        row('construction', 'construction'),
        row('synthesis', 'synthesis'),
        row('construction and synthesis', 'both', 1),
        { on, ...compared('the same, all modules loaded before', seconds(library.loaded.both, byHand.loaded.both)) },
        row('the whole run, imports included', 'whole'),
        { on, ...compared('memory', { ours: library.plain.maxRss, reference: byHand.plain.maxRss, unit: 'MB' }) },
      );
    }
    return { figures };
  },
};

/**
 * The least measurements of each kind of run, by program and kind. A kind of run gets the program, and a file with the list
 * of all modules that the program has loaded at its end.
 */
async function leastOfPrograms(times, report, installation, kinds) {
  return inTemporaryFolder(async (folder) => {
    const jobs = {};
    for (const program of PROGRAMS) {
      const modules = join(folder, `${program}.json`);
      await runProgram({ installation, program, services: 7, modules });
      for (const [kind, run] of Object.entries(kinds)) jobs[`${program} ${kind}`] = () => run(program, modules);
    }
    const least = await leastOf(times, jobs, report);
    const kindsOf = (program) => Object.keys(kinds).map((kind) => [kind, least[`${program} ${kind}`]]);
    return Object.fromEntries(PROGRAMS.map((program) => [program, Object.fromEntries(kindsOf(program))]));
  });
}

/** The measurements of a run, and their sums: a sum of the least values of different runs would be less than any run. */
export async function costs(request) {
  const run = await runProgram(request);
  const both = run.construction + run.synthesis;
  return { ...run, both, whole: run.import + both };
}

const seconds = (ours, byHand, atMost) => ({ ours, reference: byHand, unit: 's', atMost });
