import { readFileSync, rmSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { EcommercePlatform, EnvironmentProviderFactory, ServiceStacks } from '../../src';
import { newApp } from '../support/apps';
import { catalogueOf, catalogues, type Edit, edited, edits, type GeneratedService } from './catalogue-edits';

// scripts/test-properties.mjs sets these variables, and tests more edits.
const { PROPERTY_DRAWS, PROPERTY_SEED = '1', PROPERTY_PATH } = process.env;
const thorough = PROPERTY_DRAWS !== undefined;
/** The edits of one catalogue, each after the other. */
const EDITS = thorough ? 10 : 5;

/** The stack of the alarms of all services. */
const ALARMS = 'Shop/Platform/Monitoring';

/** The text of each template of the app of a platform with these services, by the path of the stack. */
function templates(services: readonly GeneratedService[], environment: string): Map<string, string> {
  const app = newApp();
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue: catalogueOf(services),
    serviceStacks: ServiceStacks.perService(),
  });
  const { stacks, directory } = app.synth();
  const texts = new Map(
    stacks.map(({ hierarchicalId, templateFullPath }) => [hierarchicalId, readFileSync(templateFullPath, 'utf8')]),
  );
  rmSync(directory, { recursive: true });
  return texts;
}

/** Applies edits one after the other. Returns the stacks that an edit changed although it is not about their service. */
function changedBy(services: readonly GeneratedService[], list: readonly Edit[], environment: string): string[] {
  let current = services;
  let before = templates(services, environment);
  return list.flatMap((edit, index) => {
    const { services: next, changed } = edited(current, edit, `new${index}`);
    const after = templates(next, environment);
    const own = `Shop/Platform/${changed}`;
    const paths = new Set([...before.keys(), ...after.keys()].filter((path) => path !== own && path !== ALARMS));
    const different = [...paths].filter((path) => before.get(path) !== after.get(path));
    current = next;
    before = after;
    return different.map((path) => `${edit.kind} ${changed ?? ''} changes ${path}`);
  });
}

test.each([
  {
    title: 'up to 8 services',
    sizes: { minLength: 1, maxLength: 8 },
    environments: ['local', 'production'],
    edits: thorough ? 150 : 40,
  },
  {
    title: '50 services',
    sizes: { minLength: 50, maxLength: 50 },
    environments: ['production'],
    edits: thorough ? 20 : 5,
  },
])(
  'an edit of one service in a catalogue of $title leaves every other template as it is, byte for byte',
  ({ sizes, environments, edits: count }) => {
    const lists = fc.array(edits, { minLength: EDITS, maxLength: EDITS });
    const property = fc.property(
      catalogues(sizes),
      lists,
      fc.constantFrom(...environments),
      (services, list, environment) => {
        expect(changedBy(services, list, environment)).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: count / EDITS, seed: Number(PROPERTY_SEED), path: PROPERTY_PATH });
  },
  600_000,
);

test.each<[string, Edit]>([
  ['another store', { kind: 'change', at: 0, change: { store: 'a DynamoDB table' } }],
  ['another capability', { kind: 'change', at: 0, change: { capabilities: [] } }],
  ['the scope of PCI', { kind: 'change', at: 0, change: { pciScope: true } }],
])("%s changes the template of the service's own stack", (_, edit) => {
  const services = fc.sample(catalogues({ minLength: 2, maxLength: 2 }), { numRuns: 1, seed: 1 })[0];
  const [first, ...others] = services;
  const before = [{ ...first, store: 'a PostgreSQL instance', pciScope: false }, ...others];
  const own = `Shop/Platform/${first.name}`;
  const { services: after } = edited(before, edit, 'new');
  expect(templates(after, 'local').get(own)).not.toBe(templates(before, 'local').get(own));
});
