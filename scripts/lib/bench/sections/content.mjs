// Checks that the program by hand creates what the library creates: otherwise, no figure would mean anything.

import { Failure } from '../../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../../local/lib/cli/lists.mjs';
import { measured } from '../figures.mjs';
import { flattened } from '../flattened.mjs';
import { runProgram } from '../runs.mjs';
import { compareContent } from '../same-content.mjs';
import { inTemporaryFolder } from '../temporary-folder.mjs';

export const content = {
  name: 'content',
  title: 'The same content',
  async measure({ installations }, report) {
    const figures = [];
    for (const installation of installations) {
      report(installation.on);
      const [ours, byHand] = [
        await platformTemplate(installation, 'library'),
        await platformTemplate(installation, 'by-hand'),
      ];
      const resources = requireSameContent(ours, byHand, 'TypeScript');
      figures.push({ ...measured('equal resources', { ours: resources }), reference: resources, on: installation.on });
    }
    return { figures };
  },
};

/** The template of the seven services that a program creates, with the resources of the nested stacks. */
export function platformTemplate({ folder: installation }, program) {
  return inTemporaryFolder(async (output) => {
    await runProgram({ installation, program, services: 7, output, keepOutput: true });
    return flattened(output, 'Shop');
  });
}

/** Returns the number of resources of the two templates, and throws if they differ. */
export function requireSameContent(ours, byHand, language) {
  const { counts, differences } = compareContent(ours, byHand);
  if (differences.length > 0) {
    throw new Failure(`The program by hand in ${language} does not create what the library creates.`, {
      excerpt: shortened(differences),
    });
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
