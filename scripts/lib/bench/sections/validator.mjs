// What the validator of the CDK adds to a run. The oldest supported aws-cdk-lib has none.

import { compared } from '../figures.mjs';
import { leastOf } from '../runs.mjs';
import { costs } from './platform.mjs';

export const validator = {
  name: 'validator',
  title: "The CDK's validator",
  async measure({ installations, times }, report) {
    const { on, folder: installation } = installations.at(-1);
    const job = (program, validator) => () => costs({ installation, program, services: 7, validator });
    const least = await leastOf(
      times,
      {
        'library with it': job('library', true),
        'by hand with it': job('by-hand', true),
        'library without it': job('library', false),
        'by hand without it': job('by-hand', false),
      },
      report,
    );
    const figures = ['with it', 'without it'].map((mode) => ({
      on,
      ...compared(`construction and synthesis ${mode}`, {
        ours: least[`library ${mode}`].both,
        reference: least[`by hand ${mode}`].both,
        unit: 's',
      }),
    }));
    return { figures };
  },
};
