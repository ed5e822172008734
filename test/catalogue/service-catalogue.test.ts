import { Token } from 'aws-cdk-lib';
import { Capability, DataStore, ServiceCatalogue } from '../../src';

const { CACHE, MESSAGING, SEARCH, STORAGE, STORAGE_READ } = Capability;

function names(catalogue: ServiceCatalogue): string[] {
  return catalogue.services.map(({ name }) => name);
}

describe('phases', () => {
  test.each([
    ['phase one', ServiceCatalogue.PHASE_ONE],
    ['phase two', ServiceCatalogue.PHASE_TWO],
  ])('%s has the seven services, and what each may use', (_, catalogue) => {
    const capabilities = catalogue.services.map((service) => [service.name, service.capabilities]);
    expect(Object.fromEntries(capabilities)).toEqual({
      userservice: [CACHE, MESSAGING],
      productservice: [CACHE, MESSAGING, STORAGE],
      orderservice: [CACHE, MESSAGING],
      paymentservice: [MESSAGING],
      notificationservice: [MESSAGING, STORAGE_READ],
      searchservice: [CACHE, MESSAGING, SEARCH],
      inventoryservice: [CACHE, MESSAGING],
    });
  });

  test.each([
    ['phase one', ServiceCatalogue.PHASE_ONE],
    ['phase two', ServiceCatalogue.PHASE_TWO],
  ])('in %s paymentservice alone is in PCI scope', (_, catalogue) => {
    expect(catalogue.services.filter(({ pciScope }) => pciScope).map(({ name }) => name)).toEqual(['paymentservice']);
  });

  test('phase one is PostgreSQL everywhere', () => {
    expect(ServiceCatalogue.PHASE_ONE.services.every(({ store }) => store === undefined)).toBe(true);
  });

  test('phase two gives four services another store', () => {
    const other = ServiceCatalogue.PHASE_TWO.services.filter(({ store }) => store !== undefined);
    expect(other.map(({ name }) => name)).toEqual([
      'productservice',
      'notificationservice',
      'searchservice',
      'inventoryservice',
    ]);
  });
});

describe('immutable', () => {
  test('withService and withStore give another catalogue', () => {
    const one = ServiceCatalogue.of([{ name: 'a' }]);
    const store = DataStore.documentDb();
    expect(names(one.withService({ name: 'b' }))).toEqual(['a', 'b']);
    expect(one.withStore('a', store).services).toEqual([{ name: 'a', store, capabilities: [] }]);
    expect(one.services).toEqual([{ name: 'a', capabilities: [] }]);
  });

  test('what was given, or handed out, may change without changing it', () => {
    const capabilities = [CACHE];
    const given = [{ name: 'a', capabilities }];
    const catalogue = ServiceCatalogue.of(given);
    given.push({ name: 'b', capabilities: [] });
    capabilities.push(SEARCH);
    catalogue.services.pop();
    catalogue.services[0].capabilities?.push(STORAGE);
    expect(catalogue.services).toEqual([{ name: 'a', capabilities: [CACHE] }]);
  });
});

describe('tags', () => {
  const tagged = (tags: Record<string, string>) => () => ServiceCatalogue.of([{ name: 'orders', tags }]);
  const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`tag${index}`, 'a']));

  test.each([
    { team: 'a' },
    { ['k'.repeat(128)]: 'v'.repeat(128) },
    { 'Größe/von _.:=+-@': 'ein Wert _.:/=+-@ 1' },
    { aws: 'a', 'my:aws:key': 'a' },
    { team: Token.asString({ Ref: 'Team' }) },
    many(40),
  ])('accepts %j', (tags) => {
    expect(tagged(tags)).not.toThrow();
  });

  test.each(['', 'k'.repeat(129), 'aws:team', 'AWS:team', 'a*b', 'a\nb'])("refuses the key '%s'", (key) => {
    expect(tagged({ [key]: 'a' })).toThrow(/^tags must have keys of 1 to 128 .*\(in orders\)$/s);
  });

  test.each(['', 'v'.repeat(129), 'a*b', 'a\nb'])("refuses the value '%s'", (value) => {
    expect(tagged({ team: value })).toThrow(/^tags must have values of 1 to 128 .*\(in orders\)$/s);
  });

  test('refuses more than 40', () => {
    expect(tagged(many(41))).toThrow('tags must be at most 40, got 41.');
  });
});

describe('names', () => {
  test.each(['a', 'order_service', 'order-service', 'service2', 'order', 'a'.repeat(63)])("accepts '%s'", (name) => {
    expect(() => ServiceCatalogue.of([{ name }])).not.toThrow();
  });

  test.each(['', '1service', '-service', 'Orders', 'order service', '_orders', 'a/b', 'a'.repeat(64), 'ordérs'])(
    "refuses '%s'",
    (name) => {
      expect(() => ServiceCatalogue.of([{ name }])).toThrow('name must be 1 to 63 lower-case letters');
    },
  );

  test('refuses two stores for one service', () => {
    const services = [{ name: 'orders' }, { name: 'users' }, { name: 'orders', store: DataStore.documentDb() }];
    expect(() => ServiceCatalogue.of(services)).toThrow(
      "services must have different names and one store each, got 'orders' twice. Remove or rename one of the two.",
    );
    expect(() => ServiceCatalogue.of([{ name: 'orders' }]).withService({ name: 'orders' })).toThrow("'orders' twice");
  });

  test('refuses an empty list', () => {
    expect(() => ServiceCatalogue.of([])).toThrow('services must be a list of one or more services');
  });

  test('refuses a store for a service that there is none of, naming those there are', () => {
    expect(() => ServiceCatalogue.of([{ name: 'a' }, { name: 'b' }]).withStore('c', DataStore.documentDb())).toThrow(
      "name must be one of a, b, got 'c'. Add the service with `withService`, or correct the name.",
    );
  });
});
