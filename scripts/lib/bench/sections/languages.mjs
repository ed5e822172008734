// The library in Python and Java, beside the same by hand in that language. Each creation of a construct, each call and each
// read of a property is a message to the runtime of jsii and back.

import { compared } from '../figures.mjs';
import { flattened } from '../flattened.mjs';
import { countMessages, installLanguages, runLanguage } from '../languages.mjs';
import { leastOf } from '../runs.mjs';
import { inTemporaryFolder } from '../temporary-folder.mjs';
import { requireSameContent } from './content.mjs';

export const border = {
  name: 'border',
  title: 'Messages from Python and Java',
  async measure(bench, report) {
    const figures = [];
    for (const program of await programsOf(bench, report)) {
      report(`${program.language}, ${program.on}`);
      const [ours, byHand] = [await countMessages(program, 'library'), await countMessages(program, 'byHand')];
      figures.push({ on: program.on, ...compared(`messages from ${program.language}`, { ours, reference: byHand }) });
    }
    return { figures };
  },
};

export const languages = {
  name: 'languages',
  title: 'Whole runs in Python and Java',
  async measure(bench, report) {
    const figures = [];
    for (const program of await programsOf(bench, report)) {
      await requireSameTemplates(program);
      const { ours, byHand } = await leastOf(
        bench.times,
        {
          ours: () => inTemporaryFolder((output) => runLanguage(program, 'library', { output })),
          byHand: () => inTemporaryFolder((output) => runLanguage(program, 'byHand', { output })),
        },
        (text) => report(`${program.language}, ${program.on}, ${text}`),
      );
      const atMost = program.language === 'Python' ? 1 : undefined;
      const name = `a whole run in ${program.language}`;
      figures.push({ on: program.on, ...compared(name, { ours: ours.cpu, reference: byHand.cpu, unit: 's', atMost }) });
    }
    return { figures };
  },
};

/** The programs, installed once for both sections. */
async function programsOf(bench, report) {
  bench.languages ??= await installLanguages(bench, report);
  return bench.languages;
}

async function requireSameTemplates(program) {
  const template = (which) =>
    inTemporaryFolder(async (output) => {
      await runLanguage(program, which, { output });
      return flattened(output, 'Shop');
    });
  requireSameContent(await template('library'), await template('byHand'), program.language);
}
