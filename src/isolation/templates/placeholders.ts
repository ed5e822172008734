/** Characters that stand for text that is known only at deployment. */
export const SUFFIX = '\u0001'; // a random part of a name
export const UNKNOWN = '\u0002'; // any text
export const ACCOUNT = '\u0003'; // the account of a stack without `env`
export const REGION = '\u0004'; // the region of a stack without `env`

/** The first and the number of the characters that stand for the random ends of generated names, one for each resource. */
const FIRST_END = 0xe000;
const ENDS = 6400;

/** Returns the placeholder for the random end of the generated name of a resource. It equals only itself. */
export function generatedEnd(resource: number): string {
  return String.fromCharCode(FIRST_END + (resource % ENDS));
}

function isGeneratedEnd(character: string | undefined): boolean {
  const code = character?.charCodeAt(0) ?? 0;
  return code >= FIRST_END && code < FIRST_END + ENDS;
}

function classOf(character: string | undefined): RegExp | undefined {
  return character === undefined ? undefined : isGeneratedEnd(character) ? ALPHANUMERIC : CLASSES[character];
}

const ALPHANUMERIC = /[A-Za-z0-9]/;

/** The characters that may take the place of a placeholder or a wildcard. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  '*': /[\s\S]/,
  '?': /[\s\S]/,
  [SUFFIX]: ALPHANUMERIC,
  [UNKNOWN]: /[\s\S]/,
  [ACCOUNT]: /[0-9]/,
  [REGION]: /[a-z0-9-]/,
};

/** Whether there is a text that both patterns match. Both may contain wildcards and placeholders. */
export function overlap(one: string, other: string): boolean {
  const failed = new Set<number>();
  const from = (i: number, j: number): boolean => {
    let [a, b] = [i, j];
    while (a < one.length && b < other.length && one[a] === other[b] && CLASSES[one[a]] === undefined) {
      a += 1;
      b += 1;
    }
    if (a === one.length && b === other.length) {
      return true;
    }
    const position = a * (other.length + 1) + b;
    if (failed.has(position)) {
      return false;
    }
    const found = step(one, a, other, b, from) || step(other, b, one, a, (y, x) => from(x, y));
    if (!found) {
      failed.add(position);
    }
    return found;
  };
  return from(0, 0);
}

/** Lets the wildcard at a position stand for nothing, for one character, or for more of the other text. */
function step(one: string, i: number, other: string, j: number, next: (i: number, j: number) => boolean): boolean {
  const wildcard = one[i];
  const allowed = classOf(wildcard);
  if (allowed === undefined) {
    return false;
  }
  if (isGeneratedEnd(wildcard) && isGeneratedEnd(other[j])) {
    return false;
  }
  const isNext = j < other.length && (classOf(other[j]) !== undefined || allowed.test(other[j]));
  if (wildcard === '?') {
    return isNext && next(i + 1, j + 1);
  }
  return next(i + 1, j) || (isNext && next(i, j + 1));
}

/** Whether a pattern with wildcards matches the whole text, and not only some of the texts that it can stand for. */
export function covers(pattern: string, text: string): boolean {
  return regularExpression(pattern).test(text);
}

const COMPILED = new Map<string, RegExp>();

function regularExpression(pattern: string): RegExp {
  let compiled = COMPILED.get(pattern);
  if (compiled === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[\\s\\S]*')
      .replace(/\?/g, '[\\s\\S]');
    compiled = new RegExp(`^${source}$`);
    COMPILED.set(pattern, compiled);
  }
  return compiled;
}

/** A text for people: placeholders become words. */
export function readable(text: string): string {
  return [...text]
    .map((character) => (isGeneratedEnd(character) ? '...' : character))
    .join('')
    .replaceAll(SUFFIX, '...')
    .replaceAll(UNKNOWN, '(known at deployment)')
    .replaceAll(ACCOUNT, '(account)')
    .replaceAll(REGION, '(region)');
}
