// What is not mutated: prose, which is the wording of errors, of descriptions and of the reasons for acknowledgements.
// No test can say that another text would be worse, and a test of each text would be a copy of it. Nothing that AWS reads
// is lost by this: actions, principals, conditions, names and ids are no sentences.

const FEWEST_WORDS = 3;

/** An ignorer of Stryker's, which is asked of each node of the syntax tree by its path, both of them Babel's. */
export const proseIgnorer = {
  shouldIgnore(path) {
    const text = textOf(path.node);
    return text !== undefined && isProse(text) && !isSplit(path) ? 'Prose' : undefined;
  },
};

/** Whether a text has words as sentences have them: "on ~* &* -@all" and "sun:03:00-sun:04:00" have not. */
export function isProse(text) {
  return text.split(/\s+/).filter((word) => /^[a-z]+[.,;:]?$/i.test(word)).length >= FEWEST_WORDS;
}

function textOf(node) {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join('…');
  return undefined;
}

/** Words that are split from one another are a list. */
function isSplit(path) {
  return path.findParent(({ node }) => node.type === 'MemberExpression' && node.property.name === 'split') !== null;
}
