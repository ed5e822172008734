import { Token } from 'aws-cdk-lib';
import {
  AWSProvider,
  Capability,
  DatabaseConstruct,
  DataStore,
  SearchConstruct,
  ServiceCatalogue,
  ServiceEgress,
} from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const { CACHE, SEARCH, STORAGE } = Capability;

function names(catalogue: ServiceCatalogue): string[] {
  return catalogue.services.map(({ name }) => name);
}

describe('the predefined catalogues', () => {
  test.each([
    ['phase one', ServiceCatalogue.PHASE_ONE],
    ['phase two', ServiceCatalogue.PHASE_TWO],
  ])('%s has the seven services with their capabilities', (_, catalogue) => {
    const capabilities = catalogue.services.map((service) => [service.name, service.capabilities]);
    expect(Object.fromEntries(capabilities)).toEqual({
      userservice: ['cache', 'messaging'],
      productservice: ['cache', 'messaging', 'storage'],
      orderservice: ['cache', 'messaging'],
      paymentservice: ['messaging'],
      notificationservice: ['messaging', 'storage-read'],
      searchservice: ['cache', 'messaging', 'search'],
      inventoryservice: ['cache', 'messaging'],
    });
  });

  test.each([
    ['phase one', ServiceCatalogue.PHASE_ONE],
    ['phase two', ServiceCatalogue.PHASE_TWO],
  ])('in %s only paymentservice is in PCI scope', (_, catalogue) => {
    expect(catalogue.services.filter(({ pciScope }) => pciScope).map(({ name }) => name)).toEqual(['paymentservice']);
  });

  test('every service of phase one has a PostgreSQL instance', () => {
    expect(ServiceCatalogue.PHASE_ONE.services.every(({ store }) => store === undefined)).toBe(true);
  });

  test('four services of phase two have another kind of store', () => {
    const stack = threeZoneStack();
    const vpc = existingVpc(stack);
    const provider = new AWSProvider();
    const search = new SearchConstruct(stack, 'Search', { provider, vpc });
    const catalogue = ServiceCatalogue.PHASE_TWO;
    const database = new DatabaseConstruct(stack, 'Database', { provider, vpc, search, catalogue });
    const template = templateOf(stack);
    const idsOf = (type: string) => Object.keys(template.findResources(type)).map((id) => id.slice(0, -8));
    expect(idsOf('AWS::RDS::DBInstance')).toEqual([
      'DatabaseuserserviceInstance',
      'DatabaseorderserviceInstance',
      'DatabasepaymentserviceInstance',
    ]);
    expect(idsOf('AWS::DocDB::DBCluster')).toEqual([
      'DatabaseproductserviceDocumentDb',
      'DatabasenotificationserviceDocumentDb',
    ]);
    expect(idsOf('AWS::DynamoDB::Table')).toEqual(['DatabaseinventoryserviceTable']);
    expect(database.store('searchservice').settings.SEARCH_INDEX).toBe('searchservice');
    expect(onlyResource(template, 'AWS::DynamoDB::Table').Properties).toMatchObject({
      AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
    });
  });
});

describe('a catalogue is immutable', () => {
  test('withService, withStore, withEgress and withLogins return another catalogue', () => {
    const one = ServiceCatalogue.of([{ name: 'a' }]);
    const store = DataStore.documentDb();
    expect(names(one.withService({ name: 'b' }))).toEqual(['a', 'b']);
    expect(one.withStore('a', store).services).toEqual([{ name: 'a', store, capabilities: [] }]);
    expect(one.withEgress('a', ServiceEgress.PLATFORM).services).toEqual([
      { name: 'a', egress: ServiceEgress.PLATFORM, capabilities: [] },
    ]);
    expect(one.withLogins('a', { sharedLogins: false }).services).toEqual([
      { name: 'a', logins: { sharedLogins: false }, capabilities: [] },
    ]);
    expect(one.services).toEqual([{ name: 'a', capabilities: [] }]);
  });

  test('changing the lists that were passed or returned does not change it', () => {
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

describe('the tags of a service', () => {
  const tagged = (tags: Record<string, string>) => () => ServiceCatalogue.of([{ name: 'orders', tags }]);
  const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`tag${index}`, 'a']));

  test.each([
    { team: 'a' },
    { ['k'.repeat(128)]: 'v'.repeat(128) },
    { 'Größe/von _.:=+-@': 'ein Wert _.:/=+-@ 1' },
    { aws: 'a', 'my:aws:key': 'a' },
    { team: Token.asString({ Ref: 'Team' }) },
    many(40),
  ])('can be %j', (tags) => {
    expect(tagged(tags)).not.toThrow();
  });

  test.each(['', 'k'.repeat(129), 'aws:team', 'AWS:team', 'a*b', '*', 'ab*', '*ab', 'a\nb'])(
    "cannot have the key '%s'",
    (key) => {
      expect(tagged({ [key]: 'a' })).toThrow(
        'tags must have keys of 1 to 128 letters, digits, spaces and any of _ . : / = + - @ that do not start with aws:, ' +
          `got '${key}'. Rename the tag. (in orders)`,
      );
    },
  );

  test.each(['', 'v'.repeat(129), 'a*b', '*', 'ab*', '*ab', 'a\nb'])("cannot have the value '%s'", (value) => {
    expect(tagged({ team: value })).toThrow(
      'tags must have values of 1 to 128 letters, digits, spaces and any of _ . : / = + - @, ' +
        `got '${value}'. Correct the value of team. (in orders)`,
    );
  });

  test('cannot be more than 40', () => {
    expect(tagged(many(41))).toThrow(
      'tags must be at most 40, got 41. AWS allows 50 for a resource, and stacks and apps add some: remove tags. ' +
        '(in orders)',
    );
  });
});

describe('the names of services', () => {
  test.each(['a', 'order_service', 'order-service', 'service2', 'order', 'a'.repeat(63)])("can be '%s'", (name) => {
    expect(() => ServiceCatalogue.of([{ name }])).not.toThrow();
  });

  test.each(['', '1service', '-service', 'Orders', 'order service', '_orders', 'a/b', 'a'.repeat(64), 'ordérs'])(
    "cannot be '%s'",
    (name) => {
      expect(() => ServiceCatalogue.of([{ name }])).toThrow(
        'name must be 1 to 63 lower-case letters, digits, hyphens and underscores that start with a letter, got ' +
          `'${name}'. Rename the service, for example to userservice.`,
      );
    },
  );

  test('must be different', () => {
    const services = [{ name: 'orders' }, { name: 'users' }, { name: 'orders', store: DataStore.documentDb() }];
    expect(() => ServiceCatalogue.of(services)).toThrow(
      "services must have different names, got 'orders' twice. Each service has one store: remove or rename one.",
    );
    expect(() => ServiceCatalogue.of([{ name: 'orders' }]).withService({ name: 'orders' })).toThrow("'orders' twice");
  });

  test('must contain at least one name: a catalogue cannot be empty', () => {
    expect(() => ServiceCatalogue.of([])).toThrow(
      'services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services.',
    );
  });

  test('withEgress rejects the name of a service that the catalogue does not have', () => {
    expect(() => ServiceCatalogue.of([{ name: 'a' }]).withEgress('c', ServiceEgress.OPEN)).toThrow(
      "name must be one of a, got 'c'.",
    );
  });

  test('withLogins rejects the name of a service that the catalogue does not have', () => {
    expect(() => ServiceCatalogue.of([{ name: 'a' }]).withLogins('c', { sharedLogins: false })).toThrow(
      "name must be one of a, got 'c'.",
    );
  });

  test('withStore rejects the name of a service that the catalogue does not have, and lists its services', () => {
    expect(() => ServiceCatalogue.of([{ name: 'a' }, { name: 'b' }]).withStore('c', DataStore.documentDb())).toThrow(
      "name must be one of a, b, got 'c'. Add the service with `withService`, or correct the name.",
    );
  });
});
