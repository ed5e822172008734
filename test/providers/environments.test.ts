import { basename } from 'node:path';
import fc from 'fast-check';
import { EXPECTED } from '../../integ/support/environments';
import * as library from '../../src';
import { environment } from '../properties/environments';
import { type Step, undone } from '../support/recipe';
import { filesBelow, sectionOf, tableLines, textOf } from '../support/repository';

const { EnvironmentProviderFactory } = library;

/** The environments that the factory lists in its error for an unsupported environment. */
function namesOfEnvironments(): string[] {
  try {
    EnvironmentProviderFactory.create({ environment: 'none' });
    return [];
  } catch (error) {
    return /must be one of (.+?)\. /.exec(String(error))?.[1].split(', ') ?? [];
  }
}

const ENVIRONMENTS = namesOfEnvironments();

const GENERATED = fc.sample(environment, { seed: 1, numRuns: 100 });
const EXPORTED: ReadonlySet<unknown> = new Set(Object.values(library));

const [header, , ...rows] = tableLines(sectionOf('docs/guides/environments.md', 'The four environments'));
const providers = rows.find((row) => row.startsWith('| provider |')) ?? '';

/** The text of the file with the name in a folder or its subfolders. */
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
      done: GENERATED.some((generated) => generated.constructor === Provider),
      missing: `does not generate ${Provider.name}`,
    },
    ...['test/platform/ecommerce-platform.test.ts', 'test/platform/logical-ids.test.ts'].map((file) => ({
      file,
      done: mentions(textOf(file)),
      missing: 'does not test a platform in it',
    })),
    {
      file: 'integ/support/environments.ts',
      done: Object.keys(EXPECTED).includes(name),
      missing: 'does not list the expected responses of its services',
    },
    ...deployments.map((file) => ({
      file: 'integ/platforms',
      done: filesBelow('integ').some((path) => basename(path) === file),
      missing: `has no ${file}`,
    })),
    {
      file: 'scripts/lib/cli/arguments.mjs',
      done: mentions(textOfFile('scripts/lib', 'arguments.mjs')),
      missing: 'does not accept it as an option',
    },
    {
      file: 'docs/guides/environments.md',
      done: header.includes(`\`${name}\``) && providers.includes(`\`${Provider.name}\``),
      missing: "has no column for it in the table of 'The four environments'",
    },
  ];
}

test('the error of the factory lists the environments', () => {
  expect(ENVIRONMENTS).toContain('production');
});

test('the factory creates every provider that the library exports', () => {
  const created: ReadonlySet<unknown> = new Set(
    ENVIRONMENTS.map((name) => EnvironmentProviderFactory.create({ environment: name }).constructor),
  );
  const exported = Object.entries(library).filter(
    ([name]) => /.Provider$/.test(name) && name !== 'EnvironmentProvider',
  );
  expect(exported.filter(([, Provider]) => !created.has(Provider)).map(([name]) => name)).toEqual([]);
});

test.each(ENVIRONMENTS)(
  'the environment %s is complete: CONTRIBUTING lists its code, tests and documentation',
  (name) => {
    expect(undone(`environments: ${name}`, stepsOf(name))).toEqual([]);
  },
);
