// The examples of the API's reference as jsii-rosetta translates them: each must compile in its own language.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { EXAMPLES, LOGS, ROOT } from '../paths.mjs';
import { exampleEnvironment, mavenEnvironment } from './language-examples.mjs';

/** Compiles each example in a folder below `apps`: those in Python with `python`, those in Java on the built jar. */
export async function checkTranslatedExamples(apps, python, report) {
  const examples = translatedExamples(JSON.parse(readFileSync(join(ROOT, '.jsii.tabl.json'), 'utf8')));
  if (examples.length === 0) throw new Failure('No example of the API was translated.');
  report('Python');
  await compilePython(join(apps, 'translated-python'), examples, { python, env: exampleEnvironment(apps) });
  report('Java');
  await compileJava(join(apps, 'translated-java'), examples, mavenEnvironment(apps));
  return { note: `${examples.length} examples` };
}

async function compilePython(folder, examples, { python, env }) {
  mkdirSync(folder, { recursive: true });
  for (const { name, python: code } of examples) writeFileSync(join(folder, `${name}.py`), code);
  await run('Compiling the examples translated to Python', python, ['-m', 'compileall', '-q', '.'], {
    cwd: folder,
    env,
    log: join(LOGS, 'translated-python.log'),
  });
}

/** With the POM of examples/java, which has the dependencies of an app. */
async function compileJava(folder, examples, env) {
  const sources = join(folder, 'src', 'main', 'java');
  mkdirSync(sources, { recursive: true });
  cpSync(join(EXAMPLES, 'java', 'pom.xml'), join(folder, 'pom.xml'));
  for (const { name, java: code } of examples) {
    const className = `${name.replaceAll('.', '_')}Example`;
    writeFileSync(join(sources, `${className}.java`), javaClass(className, code));
  }
  await run('Compiling the examples translated to Java', 'mvn', ['--batch-mode', '--quiet', 'compile'], {
    cwd: folder,
    env,
    log: join(LOGS, 'translated-java.log'),
  });
}

/**
 * The examples of types and members in a tablet of jsii-rosetta, each with the name of its type or member. Those of README
 * are left out: each package has a page of its own language instead.
 */
export function translatedExamples({ snippets }) {
  return Object.values(snippets)
    .filter(({ location }) => location.api.api !== 'moduleReadme')
    .map(({ location, translations }) => ({
      name: nameOf(location.api),
      python: translations.python.source,
      java: translations.java.source,
    }));
}

/** The kind of location distinguishes the example of a constructor from that of its class. */
function nameOf({ api, fqn, ...members }) {
  const kind = api === 'initializer' ? ['constructor'] : [];
  return [fqn.split('.').at(-1), ...kind, ...Object.values(members)].join('.');
}

const IMPORT = /^import .+;$/;
const DECLARATION = /^(?<parameter>[A-Z][\w.]*(?:<.+>)? \w+);$/;
const TYPE = /^(?:public )?(?:class|interface) /;

/** Rosetta translates the imports of the TypeScript, which has none for a type that it infers. */
const INFERRED = [
  'java.util.List',
  'java.util.Map',
  'org.ecommerce.constructs.*',
  'software.amazon.awscdk.*',
  'software.constructs.*',
].map((it) => `import ${it};`);

/**
 * An example in Java as a class that compiles: the statements become the body of a method, and the variables that the
 * example declares without a value become the method's parameters.
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
