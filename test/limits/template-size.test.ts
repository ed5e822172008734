import { readFileSync } from 'node:fs';
import { App, CfnResource, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Capability, EcommercePlatform, LocalStackProvider, ServiceCatalogue } from '../../src';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A tag for each number, with the longest key and value that the library accepts. */
function tagsOf(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`tag-${index}`.padEnd(128, '-'), ''.padEnd(128, 'v')]),
  );
}

/** A platform whose services have the tags, and a resource with a text of this length beside it. */
function shop(tags: number, text: number, suppressTemplateIndentation = false) {
  // The CDK would add the version of the bootstrap stack to the template after it has validated the constructs.
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV, synthesizer, suppressTemplateIndentation });
  const capabilities = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];
  new EcommercePlatform(stack, 'Platform', {
    provider: new LocalStackProvider(),
    catalogue: ServiceCatalogue.of(
      ['orders', 'returns', 'baskets', 'reviews'].map((name) => ({ name, capabilities, tags: tagsOf(tags) })),
    ),
  });
  new CfnResource(stack, 'Other', { type: 'Shop::Other::Text', properties: { Text: 'x'.repeat(text) } });
  return app;
}

/** A resource, whose tags are a list or an object. */
interface TaggedResource {
  readonly Properties?: { readonly Tags?: object };
}

/** The template as the CDK writes it. */
function templateOf(app: App): string {
  return readFileSync(app.synth().getStackByName('Shop').templateFullPath, 'utf8');
}

describe.each([
  ['with indentation', false, 35, 'Use fewer or shorter tags, set `suppressTemplateIndentation` on the stack, or give'],
  ['without indentation', true, 38, 'Use fewer or shorter tags, or give'],
])('a template %s', (_, compact, tags, advice) => {
  const without = templateOf(shop(tags, 0, compact));
  const text = 1_000_000 - without.length;

  test('can have 1,000,000 bytes', () => {
    expect(text).toBeGreaterThan(0);
    expect(templateOf(shop(tags, text, compact))).toHaveLength(1_000_000);
  });

  test('cannot have 1,000,001 bytes', () => {
    const resources: TaggedResource[] = Object.values(JSON.parse(without).Resources);
    const numberOfTags = resources.flatMap(({ Properties }) => Object.keys(Properties?.Tags ?? {})).length;
    expect(() => templateOf(shop(tags, text + 1, compact))).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] ' +
          `tags must be so few and short that the template has at most 1,000,000 bytes, got 1,000,001 bytes: ` +
          `${resources.length} resources with ${numberOfTags} tags. ${advice} the platform \`serviceStacks: ` +
          'ServiceStacks.perService({ keepInPlatform: [...] })` with the names of the deployed services. (in Shop)',
      ),
    );
  });
});
