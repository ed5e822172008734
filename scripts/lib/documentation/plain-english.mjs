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
const PHRASES = [
  // Clauses in place of a noun
  [/who(?:|m|so)ever/, 'the user, the role or the team that'],
  [/what(?:so)?ever (?:is|was|has|may|became)/, 'the noun'],
  [/what (?:becomes|became) of/, 'the removal policy of, the result of'],
  [/what may be tuned/, 'options of'],
  [/what goes,? stays/, 'the deleted, retained and replaced resources'],
  [/what (?:exists|there is|there was)/, 'the existing resources'],
  [/what is (?:so|said|planted|made|kept)/, 'the noun'],
  [/(?:and|is) no such/, 'the noun'],
  [/naming those/, 'and names the'],
  [/no major (?:version )?that lives/, 'not a supported major version'],
  // Metaphors
  [/keepers?/, 'owner'],
  [/walls?/, 'isolation'],
  [/hand(?:s|ed|ing)? over/, 'pass'],
  [/lets? (?:\w+ ){0,2}in/, 'allow ingress'],
  [/being let in/, 'ingress'],
  [/(?:is|are|was|be) told/, 'receive, know'],
  [/(?:lives?|lived) and dies?/, 'lifecycle'],
  [/rooms? (?:came|come) to/, 'folders'],
  [/taken at (?:its|their) word/, 'accept'],
  [/takes? no word/, 'ignore'],
  [/asks? nobody/, 'works without a network'],
  [/speaks? TLS/, 'use TLS'],
  [/(?:by|of) (?:its|their) own accord/, 'automatically'],
  [/come by themselves/, 'are applied automatically'],
  [/goes on (?:running|lying)/, 'keeps running'],
  [/in earnest/, 'with a deployment'],
  [/the way back/, 'a downgrade'],
  // Words of a private language
  [/mend(?:s|ed|ing)?/, 'fix'],
  [/oftener/, 'more often'],
  [/the more,? the/, 'a sentence with a subject'],
  [/priced (?:as|by)/, 'billed'],
  [/without a word/, 'without an error'],
  [/in silence/, 'silently'],
  [/word for word/, 'verbatim'],
  [/(?:written|made|encrypted) anew/, 'again'],
  [/(?:one|somebody).s own/, 'custom'],
  [/of somebody else.s/, 'of another team'],
  [/(?:is|are) one value/, 'the constant names both'],
  [/(?:is|are) the business of/, 'belongs to'],
  [/an option beats/, 'takes precedence over'],
  [/(?:as|what) production answers/, 'production’s setting'],
  [/(?:environment|provider)(?:.s)? answers?/, 'setting'],
  [/(?:where|when|because) it (?:is|was) made here/, 'created by the library'],
  [/accepts? TLS alone/, 'accepts only TLS'],
  [/at deployment alone/, 'only at deployment'],
  [/takes another (?:database|instance|cluster|table|broker|domain)/, 'replaces'],
  [/hold(?:s|ing)? as said/, 'the default'],
  [/where nobody needs/, 'unused'],
  [/refuses to be/, 'rejects'],
  [/its days are over/, 'is no longer supported'],
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
  pattern: new RegExp(`\\b(?:${phrase.source.replaceAll(' ', BREAK.source)})\\b`, 'gi'),
  remedy,
}));
