// Words and phrases that the project does not use, because readers stumble over them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that no person writes, and this list itself. */
const EXCLUDED = [
  /^package-lock\.json$/,
  /\.snapshot\//,
  /^test\/upgrade\/templates\//,
  /^docs\/api\/baseline\.json$/,
  /\/plain-english(\.test)?\.mjs$/,
];

/** Each pattern with the words to write in its place. Patterns ignore case; a space also matches a line break. */
export const PHRASES = [
  ['taken at (?:its|their) word', 'accept'],
  ['the more,? the oftener', 'shorter intervals cost more'],
  ['no major (?:version )?that lives', 'not a supported major version'],
  ['(?:one|somebody)[’\']s own', 'custom'],
  ['(?:is|are) one value', 'the constant names both'],
  ['(?:is|are) the business of', 'belongs to'],
  ['what (?:becomes|became) of', 'the removal policy of, the result of'],
  ['who(?:|m|so)ever', 'the user, the role or the team that'],
];

/** The findings in `files`, each with its file, line and remedy. */
export function phraseFindings(root, files) {
  return files
    .filter((file) => !EXCLUDED.some((pattern) => pattern.test(file)))
    .flatMap((file) => findingsIn(file, readFileSync(join(root, file), 'utf8')));
}

function findingsIn(file, text) {
  return PATTERNS.flatMap(({ pattern, remedy }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line}: “${found.replaceAll(BREAK, ' ')}”; write: ${remedy}`;
    }),
  );
}

/** White space, with the marker of a comment when it spans two lines. */
const BREAK = /\s+(?:(?:\*|\/\/|#)\s+)?/g;

const PATTERNS = PHRASES.map(([phrase, remedy]) => ({
  pattern: new RegExp(`\\b(?:${phrase.replaceAll(' ', BREAK.source)})\\b`, 'gi'),
  remedy,
}));
