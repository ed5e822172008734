import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { ServiceCatalogue, ServiceStacks } from '../../src';
import { CrossStackValues, type Fields, isFields } from '../support/cross-stack-values';
import { nestedTemplates } from '../support/logins';
import { physicalNames } from '../support/physical-names';
import { resourcesOf, resourcesOfType } from '../support/resources';
import { type Shop, shopOf, templatesOf, VARIANTS, type Variant } from '../support/service-stacks';

/** The most that a template may contain. CloudFormation allows 500 resources and 200 parameters. */
const MOST = { platform: 135, service: 51, parameters: 10 };

const ENVIRONMENTS = ['local', 'development', 'staging', 'production'];
const CASES = Object.entries(VARIANTS).flatMap(([title, variant]) =>
  // The catalogues in every environment, and all else in production.
  (title.includes('services of phase') ? ENVIRONMENTS : ['production']).map(
    (environment) => [`${title}, in ${environment}`, variant, environment] as const,
  ),
);

/** The names of the parameters of Systems Manager that a template reads. */
function readBy(template: Fields): string[] {
  const { Parameters = {} } = template;
  return Object.entries(isFields(Parameters) ? Parameters : {}).flatMap(([id, parameter]) =>
    isFields(parameter) && id !== 'BootstrapVersion' ? [String(parameter.Default)] : [],
  );
}

/** Without alarms and dashboards, whose stack reads values of all others. */
function withoutAlarms(variant: Variant): Variant {
  return (stack, app) => ({ ...variant(stack, app), monitoring: { alarms: false, dashboard: false } });
}

function replaced(variant: Variant, catalogue: ServiceCatalogue): Variant {
  return (stack, app) => ({ ...variant(stack, app), catalogue });
}

describe.each(CASES)('a platform %s', (_, variant, environment) => {
  let shop: Shop;
  let templates: Record<string, Template>;
  let ofPlatform: Fields;
  let ofServices: [string, Fields][];

  beforeAll(() => {
    shop = shopOf(withoutAlarms(variant), environment);
    templates = templatesOf(shop);
    const { Shop: own, ...others } = templates;
    ofPlatform = own.toJSON();
    ofServices = Object.entries(others).map(([path, template]) => [path, template.toJSON()]);
  });

  test('has stacks that export and import nothing, and read each other only through parameters', () => {
    const own = Object.fromEntries([['Shop', ofPlatform], ...ofServices]);
    expect(JSON.stringify(own)).not.toContain('Fn::ImportValue');
    for (const [path, { Outputs }] of Object.entries<Fields>(own)) {
      expect([path, Outputs]).toEqual([path, undefined]);
    }
    for (const [, template] of ofServices) {
      expect(readBy(template).filter((name) => !/^\/shop\/_platform\/[a-z]+$/.test(name))).toEqual([]);
    }
    // The stack of a VPC of the user writes the ids of the VPC.
    expect(readBy(ofPlatform).filter((name) => name !== '/shop/_platform/network')).toEqual([]);
  });

  test('exports and imports nothing with alarms either', () => {
    const all = Object.values(templatesOf(shopOf(variant, environment))).map((template) => template.toJSON());
    expect(JSON.stringify(all)).not.toMatch(/Fn::ImportValue|"Export"/);
  });

  test('has services whose stacks wait for its own, which waits for none of them', () => {
    const { platform, stack } = shop;
    const [own, ...others] = platform.stacks;
    // Functions also wait for the routes of a VPC in another stack.
    const waitsFor = ({ dependencies }: Stack) => dependencies.map(({ node }) => node.path).filter(isOfPlatform);
    const isOfPlatform = (path: string) => path !== 'Network';
    expect(own).toBe(stack);
    expect(others.map(waitsFor)).toEqual(others.map(() => ['Shop']));
    expect(waitsFor(stack)).toEqual([]);
  });

  test('writes each value that a stack of a service reads', () => {
    const values = new CrossStackValues(shop.app);
    for (const stack of shop.platform.stacks) {
      const resolved = JSON.stringify(values.resolve(stack, templates[stack.node.path].toJSON().Resources));
      expect(resolved).not.toContain('SsmParameterValue');
      expect(resolved).not.toContain('"Fn::Split":["|');
    }
  });

  test(`has at most ${MOST.platform} resources, and ${MOST.service} and ${MOST.parameters} parameters a service`, () => {
    const count = (section: unknown) => Object.keys(Object(section)).length;
    expect(count(ofPlatform.Resources)).toBeLessThanOrEqual(MOST.platform);
    for (const [path, { Resources, Parameters }] of ofServices) {
      expect([path, count(Resources) <= MOST.service, count(Parameters) <= MOST.parameters]).toEqual([
        path,
        true,
        true,
      ]);
    }
  });

  test('has the same template whatever its services are', () => {
    const other = shopOf(replaced(withoutAlarms(variant), ServiceCatalogue.of([{ name: 'other' }])), environment);
    expect(templatesOf(other).Shop.toJSON()).toEqual(ofPlatform);
  });

  describe('and one in one stack', () => {
    const [apart, together, nested]: Template[][] = [[], [], []];

    beforeAll(() => {
      const inOneStack: Variant = (...where) => ({
        ...withoutAlarms(variant)(...where),
        serviceStacks: ServiceStacks.TOGETHER,
      });
      apart.push(...Object.values(templates));
      const shopInOneStack = shopOf(inOneStack, environment);
      together.push(...Object.values(templatesOf(shopInOneStack)));
      nested.push(...nestedTemplates(shopInOneStack.stack));
    });

    test('give their resources the same physical names', () => {
      expect(apart.flatMap(physicalNames).sort()).toEqual([...together, ...nested].flatMap(physicalNames).sort());
    });

    test('write the same parameters, but for the ids of a VPC of the user', () => {
      const names = (all: Template[]) =>
        all
          .flatMap((template) =>
            resourcesOfType(template, 'AWS::SSM::Parameter').map(({ Properties }) => Properties?.Name),
          )
          .filter((name) => name !== '/shop/_platform/network')
          .sort();
      expect(names(apart)).toEqual(names(together));
    });

    test('create the same resources, but for those that stacks share', () => {
      const count = (all: Template[]) => {
        const types = all.flatMap((template) => Object.values(resourcesOf(template)).map(({ Type }) => Type));
        const counts = new Map<string, number>();
        for (const type of types
          .filter((it) => !['AWS::SSM::Parameter', 'AWS::CloudFormation::Stack'].includes(it))
          .sort()) {
          counts.set(type, (counts.get(type) ?? 0) + 1);
        }
        return counts;
      };
      const [more, expected] = [count(apart), count([...together, ...nested])];
      // The platform's stack always subscribes to events of proxies, and has a role that monitors databases in any stack.
      for (const type of ['AWS::RDS::EventSubscription', 'AWS::IAM::Role']) {
        expect((more.get(type) ?? 0) - (expected.get(type) ?? 0)).toBeLessThanOrEqual(1);
        more.delete(type);
        expected.delete(type);
      }
      expect(more).toEqual(expected);
    });
  });
});

test('stacks of a platform without an account and a region export and import nothing either', () => {
  const shop = shopOf({}, 'production', {});
  const text = JSON.stringify(Object.values(templatesOf(shop)).map((template) => template.toJSON()));
  expect(text).not.toMatch(/Fn::ImportValue|"Export"/);
});
