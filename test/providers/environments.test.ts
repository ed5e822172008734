import { basename } from 'node:path';
import fc from 'fast-check';
import { EXPECTED } from '../../integ/support/environments';
import * as library from '../../src';
import { environment } from '../properties/environments';
import { type Step, undone } from '../support/recipe';
import { filesBelow, sectionOf, tableLines, textOf } from '../support/repository';

const { EnvironmentProviderFactory } = library;

/** The environments that the factory names when it is asked for one that it does not have. */
function namesOfEnvironments(): string[] {
  try {
    EnvironmentProviderFactory.create({ environment: 'none' });
    return [];
  } catch (error) {
    return /must be one of (.+?)\. /.exec(String(error))?.[1].split(', ') ?? [];
  }
}

const ENVIRONMENTS = namesOfEnvironments();

const DRAWS = fc.sample(environment, { seed: 1, numRuns: 100 });
const EXPORTED: ReadonlySet<unknown> = new Set(Object.values(library));

const [header, , ...rows] = tableLines(sectionOf('docs/guides/environments.md', 'The four environments'));
const providers = rows.find((row) => row.startsWith('| provider |')) ?? '';

/** The one file of that name below a folder. */
function textOfFile(folder: string, name: string): string {
  const [file = ''] = filesBelow(folder).filter((path) => basename(path) === name);
  return textOf(file);
}

function stepsOf(name: string): Step[] {
  const provider = EnvironmentProviderFactory.create({ environment: name });
  const Provider = provider.constructor;
  const declaration = `export class ${Provider.name} extends EnvironmentProvider`;
  const mentions = (text: string) => new RegExp(`['"\`]${name}['"\`]`).test(text);
  const deployments = ['phase-one', 'phase-two'].map((phase) => `integ.platform-${name}-${phase}.ts`);
  return [
    {
      file: 'src/providers',
      done: filesBelow('src/providers').some((file) => textOf(file).includes(declaration)),
      missing: `has no file with the class ${Provider.name}`,
    },
    { file: 'src/index.ts', done: EXPORTED.has(Provider), missing: `does not export ${Provider.name}` },
    {
      file: 'src/providers',
      done: provider.environmentName === name,
      missing: `has another \`environmentName\` in ${Provider.name}`,
    },
    {
      file: 'test/properties/environments.ts',
      done: DRAWS.some((drawn) => drawn.constructor === Provider),
      missing: `does not draw ${Provider.name}`,
    },
    ...['test/platform/ecommerce-platform.test.ts', 'test/platform/logical-ids.test.ts'].map((file) => ({
      file,
      done: mentions(textOf(file)),
      missing: 'does not make a platform in it',
    })),
    {
      file: 'integ/support/environments.ts',
      done: Object.keys(EXPECTED).includes(name),
      missing: 'does not say what its services must answer',
    },
    ...deployments.map((file) => ({
      file: 'integ/platforms',
      done: filesBelow('integ').some((path) => basename(path) === file),
      missing: `has no ${file}`,
    })),
    {
      file: 'scripts/lib/cli/arguments.mjs',
      done: mentions(textOfFile('scripts/lib', 'arguments.mjs')),
      missing: 'does not take it as an option',
    },
    {
      file: 'docs/guides/environments.md',
      done: header.includes(`\`${name}\``) && providers.includes(`\`${Provider.name}\``),
      missing: "has no column for it in the table of 'The four environments'",
    },
  ];
}

test('the environments are found', () => {
  expect(ENVIRONMENTS).toContain('production');
});

test('the factory makes every provider that the library exports', () => {
  const made: ReadonlySet<unknown> = new Set(
    ENVIRONMENTS.map((name) => EnvironmentProviderFactory.create({ environment: name }).constructor),
  );
  const exported = Object.entries(library).filter(
    ([name]) => /.Provider$/.test(name) && name !== 'EnvironmentProvider',
  );
  expect(exported.filter(([, Provider]) => !made.has(Provider)).map(([name]) => name)).toEqual([]);
});

test.each(ENVIRONMENTS)('the environment %s has everything that CONTRIBUTING lists', (name) => {
  expect(undone(`environments: ${name}`, stepsOf(name))).toEqual([]);
});
