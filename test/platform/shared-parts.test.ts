import { basename } from 'node:path';
import { App, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import fc from 'fast-check';
import * as library from '../../src';
import { platform as platforms } from '../properties/platforms';
import { SUBJECTS } from '../properties/subjects';
import { type Step, undone } from '../support/recipe';
import { filesBelow, sectionOf, tableLines, textOf } from '../support/repository';
import { EVERY_KIND } from '../upgrade/every-kind';

type SharedPart = IConstruct & library.ISharedPart;

function isSharedPart(construct: IConstruct): construct is SharedPart {
  return 'capabilities' in construct && 'accessFor' in construct;
}

const stack = new library.EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new library.AWSProvider() });
const PARTS = stack.platform.node.children.filter(isSharedPart);
const CAPABILITIES = Object.values(library.Capability);

const EXPORTED: ReadonlySet<unknown> = new Set(Object.values(library));
const SAMPLES = fc.sample(platforms, { seed: 1, numRuns: 200 });
const USED = EVERY_KIND.services.flatMap(({ capabilities = [] }) => capabilities);

const parts = tableLines(sectionOf('README.md', 'Parts'));
const settings = tableLines(sectionOf('docs/guides/workloads.md', 'Settings and secrets')).join('\n');

/** The source file of a part's class. */
function fileOf(part: SharedPart): string {
  const declaration = `export class ${part.constructor.name} extends `;
  return filesBelow('src').find((file) => textOf(file).includes(declaration)) ?? 'src';
}

/** The platform's prop for a part, which is also the name of its member. */
function propOf(part: SharedPart): string {
  const members = Object.entries(stack.platform).filter(([, value]) => value === part);
  return members[0]?.[0] ?? '';
}

/** Types of supporting resources, which any part can have. */
const SUPPORTING_TYPES = /^AWS::(EC2|IAM|KMS|Lambda|Logs|SecretsManager|SQS|SSM)::/;

/** Whether the named file below a folder contains a main resource type of the part. */
function mentions(folder: string, name: string, part: SharedPart): boolean {
  const [file = ''] = filesBelow(folder).filter((path) => basename(path) === name);
  const types = part.node.findAll().flatMap((it) => (CfnResource.isCfnResource(it) ? [it.cfnResourceType] : []));
  return types.some((type) => !SUPPORTING_TYPES.test(type) && textOf(file).includes(`'${type}'`));
}

/** The steps in the library and its tests. */
function stepsOf(part: SharedPart): Step[] {
  const { name } = part.constructor;
  const { id } = part.node;
  const prop = propOf(part);
  const source = fileOf(part);
  const unitTest = source.replace('src', 'test').replace('.ts', '.test.ts');
  return [
    { file: 'src/index.ts', done: EXPORTED.has(part.constructor), missing: `does not export ${name}` },
    { file: 'src/platform/ecommerce-platform.ts', done: prop !== '', missing: 'has no member for it' },
    {
      file: 'src/platform/ecommerce-infrastructure.ts',
      done: Reflect.get(stack, prop) === part,
      missing: `has no member '${prop}'`,
    },
    { file: unitTest, done: filesBelow('test').includes(unitTest), missing: 'is missing' },
    {
      file: 'test/properties/subjects.ts',
      done: SUBJECTS.some((subject) => subject.name === name),
      missing: `does not generate ${name}`,
    },
    {
      file: 'test/properties/platforms.ts',
      done: SAMPLES.some((sample) => prop in sample),
      missing: `does not generate the prop '${prop}'`,
    },
    {
      file: 'test/platform/logical-ids.test.ts',
      done: textOf('test/platform/logical-ids.test.ts').includes(`'Platform${id}`),
      missing: 'freezes no logical id of it',
    },
    {
      file: 'test/isolation/intended-reach.test.ts',
      done: new RegExp(`^  \\w+: .*\\b${prop}: `, 'm').test(textOf('test/isolation/intended-reach.test.ts')),
      missing: 'does not check which services reach it',
    },
    {
      file: 'test/upgrade/every-kind.ts',
      done: part.capabilities.some((capability) => USED.includes(capability)),
      missing: 'has no service that uses it',
    },
  ];
}

/** The steps that deploy, draw and document the part. */
function stepsOutsideLibrary(part: SharedPart): Step[] {
  const { name } = part.constructor;
  const prop = propOf(part);
  return [
    {
      file: `integ/integ.${prop}.ts`,
      done: filesBelow('integ').includes(`integ/integ.${prop}.ts`),
      missing: 'is missing: no integration test deploys only the part',
    },
    {
      file: 'integ/support/platform.ts',
      done: new RegExp(`\\(assertions, ${prop}, `).test(textOf('integ/support/platform.ts')),
      missing: 'does not check it',
    },
    {
      file: 'scripts/lib/inventory/inventory.mjs',
      done: mentions('scripts/lib', 'inventory.mjs', part),
      missing: 'does not list it',
    },
    {
      file: 'scripts/lib/documentation/part-names.mjs',
      done: mentions('scripts/lib', 'part-names.mjs', part),
      missing: 'does not draw it',
    },
    {
      file: 'README.md',
      done: parts.some((line) => line.startsWith(`| ${prop} | \`${name}\` |`)),
      missing: "lacks it in the table of 'Parts'",
    },
  ];
}

function stepsOfCapability(capability: library.Capability): Step[] {
  const serving = PARTS.filter((part) => part.capabilities.includes(capability));
  const names = serving.flatMap((part) => {
    const access = part.accessFor({ serviceName: 'orders', capability });
    return [...Object.keys(access.settings), ...Object.keys(access.secrets)];
  });
  return [
    {
      file: 'src/platform/ecommerce-platform.ts',
      done: serving.length === 1,
      missing: `must have one part with the capability, has ${serving.length}`,
    },
    ...names.map((name) => ({
      file: 'docs/guides/workloads.md',
      done: settings.includes(`\`${name}\``),
      missing: `lacks ${name} in the table of 'Settings and secrets'`,
    })),
  ];
}

test('the shared parts are read from the platform', () => {
  expect(PARTS.map((part) => part.constructor.name)).toContain('CacheConstruct');
});

test.each(PARTS.map((part) => [part.node.id, part] as const))(
  'the shared part %s completes every step that CONTRIBUTING lists',
  (id, part) => {
    expect(undone(`shared parts: ${id}`, [...stepsOf(part), ...stepsOutsideLibrary(part)])).toEqual([]);
  },
);

test.each(CAPABILITIES)('the capability %s belongs to one part of a platform, whose settings are documented', (it) => {
  expect(undone(`capabilities: ${it}`, stepsOfCapability(it))).toEqual([]);
});
