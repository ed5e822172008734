// Excludes prose from mutation: the wording of errors, descriptions and reasons of acknowledgements. A test of a text
// could only repeat it. All values that AWS interprets are still mutated: actions, principals, conditions, names and ids
// are not sentences.

const FEWEST_WORDS = 3;

/** An ignorer for Stryker, which calls it with the Babel path of each node of the syntax tree. */
export const proseIgnorer = {
  shouldIgnore(path) {
    const text = textOf(path.node);
    return text !== undefined && isProse(text) && !isSplit(path) ? 'Prose' : undefined;
  },
};

/** Whether a text has words like a sentence, unlike "on ~* &* -@all" and "sun:03:00-sun:04:00". */
export function isProse(text) {
  return text.split(/\s+/).filter((word) => /^[a-z]+[.,;:]?$/i.test(word)).length >= FEWEST_WORDS;
}

function textOf(node) {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join('…');
  return undefined;
}

/** Whether a text is split into a list of words. */
function isSplit(path) {
  return path.findParent(({ node }) => node.type === 'MemberExpression' && node.property.name === 'split') !== null;
}
