import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { namesContents, partName, serviceResourceName } from '../../src/naming/physical-names';

const ORDERS = { serviceName: 'orders', kind: 'postgres', maxLength: 50 };

/** Creates a platform at the path below a scope. */
function platformAt(scope: Construct, ...path: string[]): Construct {
  const platform = path.reduce((parent, id) => new Construct(parent, id), scope);
  namesContents(platform);
  return platform;
}

describe('the name of a resource of a service', () => {
  test('is the name of the service, the stack and the platform, and a digest', () => {
    const platform = platformAt(new Stack(new App(), 'Shop'), 'Platform');
    expect(serviceResourceName(platform, ORDERS)).toBe('orders-shop-platform-5aa77866');
  });

  test('is the same wherever in the platform the resource is created', () => {
    const platform = platformAt(new Stack(new App(), 'Shop'), 'Platform');
    const stores = platformAt(platform, 'Database');
    const names = [platform, stores, new Construct(stores, 'orders'), new NestedStack(stores, 'Nested')].map((scope) =>
      serviceResourceName(scope, ORDERS),
    );
    expect(new Set(names).size).toBe(1);
  });

  test('is the same in a stage, if the stack keeps its name', () => {
    const named = (scope: Construct) =>
      serviceResourceName(platformAt(new Stack(scope, 'Stack', { stackName: 'shop' }), 'Platform'), ORDERS);
    const app = new App();
    expect(named(new Construct(new Stage(app, 'Prod'), 'Group'))).toBe(named(app));
  });

  test('differs by service, by kind, by variant, by platform and by stack', () => {
    const shop = new Stack(new App(), 'Shop');
    const platform = platformAt(shop, 'Platform');
    const names = [
      serviceResourceName(platform, ORDERS),
      serviceResourceName(platform, { ...ORDERS, serviceName: 'orders2' }),
      serviceResourceName(platform, { ...ORDERS, kind: 'aurora' }),
      serviceResourceName(platform, { ...ORDERS, variant: { snapshot: 'a' } }),
      serviceResourceName(platformAt(shop, 'Other'), ORDERS),
      serviceResourceName(platformAt(new Stack(new App(), 'Other'), 'Platform'), ORDERS),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test('shortens the platform, and never the service', () => {
    const platform = platformAt(new Stack(new App(), `Stack${'x'.repeat(100)}`), 'Platform');
    const serviceName = 's'.repeat(39);
    expect(serviceResourceName(platform, { ...ORDERS, serviceName })).toMatch(/^s{39}-s-[\da-f]{8}$/);
    expect(serviceResourceName(platform, { ...ORDERS, serviceName: `${serviceName}ss` })).toMatch(/^s{41}-[\da-f]{8}$/);
  });
});

describe('the name of a part', () => {
  test('starts with the part, and names the platform', () => {
    const platform = platformAt(new Stack(new App(), 'Shop'), 'Platform');
    expect(partName(new Construct(platform, 'Search'), 'search', 28)).toMatch(/^search-shop-platfor-[\da-f]{8}$/);
  });

  test('does not repeat an id that the part has already', () => {
    const stack = new Stack(new App(), 'Shop');
    const nameOf = (id: string, part: string) => partName(new Construct(stack, id), part, 40);
    expect(nameOf('Search', 'search')).toMatch(/^search-shop-[\da-f]{8}$/);
    expect(nameOf('Cache', 'cache-user')).toMatch(/^cache-user-shop-[\da-f]{8}$/);
    expect(nameOf('Products', 'search')).toMatch(/^search-shop-products-[\da-f]{8}$/);
    expect(nameOf('Sea', 'search')).toMatch(/^search-shop-sea-[\da-f]{8}$/);
  });

  test('keeps the id of a platform', () => {
    const platform = platformAt(new Stack(new App(), 'Shop'), 'Search');
    expect(partName(new Construct(platform, 'Search'), 'search', 40)).toMatch(/^search-shop-search-[\da-f]{8}$/);
  });

  test('differs for two parts of a kind in one platform', () => {
    const platform = platformAt(new Stack(new App(), 'Shop'), 'Platform');
    const names = ['One', 'Two'].map((id) => partName(new Construct(platform, id), 'cache', 40));
    expect(new Set(names).size).toBe(2);
  });
});

/** Ids that no AWS service accepts, and stacks with the longest name that CloudFormation accepts. */
const PATHS = [
  ['Shop', ['Platform']],
  ['S'.repeat(128), ['Platform']],
  ['Shop', Array.from({ length: 30 }, (_, depth) => `Level-${depth}`)],
  ['Shop', ['--', '__', 'Plattform für Läden', '平台', '🛒', 'a'.repeat(300)]],
  ['Shop-', ['-Platform-']],
] as const;

test.each(PATHS)('names in the stack %s fit into the alphabets of RDS, ElastiCache and OpenSearch', (stack, path) => {
  const platform = platformAt(
    new Stack(new App(), stack.replace(/-$/, ''), { stackName: stack.replace(/-$/, '') }),
    ...path,
  );
  for (const maxLength of [28, 40, 50, 63]) {
    for (const serviceName of ['o', 'order_service', 'a--b', 'o'.repeat(63)]) {
      const names = [
        serviceResourceName(platform, { ...ORDERS, serviceName, maxLength }),
        partName(platform, 'cache-users', maxLength),
      ];
      for (const name of names) {
        expect(name).toMatch(/^[a-z](-?[a-z\d])*$/);
        expect(name.length).toBeLessThanOrEqual(maxLength);
      }
    }
  }
});
