// The sections of `npm run bench`.

import { Failure } from '../../../local/lib/cli/failure.mjs';
import { chain } from './sections/chain.mjs';
import { content } from './sections/content.mjs';
import { marginal, scale } from './sections/growth.mjs';
import { isolation } from './sections/isolation.mjs';
import { border, languages } from './sections/languages.mjs';
import { construction, importing } from './sections/platform.mjs';
import { reads } from './sections/reads.mjs';
import { validator } from './sections/validator.mjs';

export const SECTIONS = [
  content,
  importing,
  construction,
  marginal,
  scale,
  validator,
  isolation,
  reads,
  border,
  languages,
  chain,
];

/** The sections of these names; all if there are none. */
export function selectedSections(names) {
  const unknown = names.find((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown !== undefined) {
    throw new Failure(`Unknown section: ${unknown}. The sections are ${SECTIONS.map(({ name }) => name).join(', ')}.`);
  }
  return SECTIONS.filter(({ name }) => names.length === 0 || names.includes(name));
}
