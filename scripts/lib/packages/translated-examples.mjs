// The examples of the API's reference as rosetta translates them: each must be valid in its own language.

/**
 * The examples of types and members in the compiled library's tablet, by the name of what they belong to. Those of README
 * are left out: each package has a page of its own language instead.
 */
export function translatedExamples({ snippets }) {
  return Object.values(snippets)
    .filter(({ location }) => location.api.api !== 'moduleReadme')
    .map(({ location: { api }, translations }) => ({
      name: [api.fqn.split('.').at(-1), api.memberName ?? api.parameterName].filter(Boolean).join('.'),
      python: translations.python.source,
      java: translations.java.source,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** A script for Python, which answers with a line for each example on its input that is not valid Python. */
export const PARSE_PYTHON = `
import ast, json, sys
for example in json.load(sys.stdin):
    try:
        ast.parse(example["python"])
    except SyntaxError as error:
        print(f"{example['name']}: {error.msg}: {error.text.strip()}")
`;

const IMPORT = /^import .+;$/;
const DECLARATION = /^(?<parameter>[A-Z][\w.]*(?:<.+>)? \w+);$/;
const TYPE = /^(?:public )?(?:class|interface) /;

/** Rosetta imports what the TypeScript imports, but not the types that TypeScript infers. */
const INFERRED = [
  'java.time.*',
  'java.util.List',
  'java.util.Map',
  'org.ecommerce.constructs.*',
  'software.amazon.awscdk.*',
  'software.constructs.*',
].map((it) => `import ${it};`);

/**
 * An example in Java as a class that can be compiled: what it only declares, which the reader has, are the parameters of a
 * method, and its statements are the method's.
 */
export function javaClass(name, example) {
  const imports = [];
  const types = [];
  const parameters = [];
  const statements = [];
  let inType = false;
  for (const line of example.split('\n')) {
    if (TYPE.test(line)) inType = true;
    if (inType) types.push(line);
    else if (IMPORT.test(line)) imports.push(line);
    else if (DECLARATION.test(line)) parameters.push(DECLARATION.exec(line).groups.parameter);
    else statements.push(line);
    if (line === '}') inType = false;
  }
  return [
    ...new Set([...imports, ...INFERRED]),
    `class ${name} {`,
    ...types,
    `void example(${parameters.join(', ')}) {`,
    ...statements,
    '}',
    '}',
    '',
  ].join('\n');
}
