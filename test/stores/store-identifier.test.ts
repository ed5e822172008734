import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { storeIdentifier } from '../../src/stores/store-identifier';

function storeIn(stack: string, ...path: string[]): Construct {
  return path.reduce<Construct>((scope, id) => new Construct(scope, id), new Stack(new App(), stack));
}

const ORDERS = { serviceName: 'orders', kind: 'postgres' };
const SNAPSHOT = { snapshot: 'orders' };

test('an identifier starts with the name of the service', () => {
  expect(storeIdentifier(storeIn('Test', 'Database'), ORDERS)).toBe('orders-test-database-1f976281');
});

test('identifiers differ by service, by kind of database, by restore and by stack', () => {
  const names = [
    storeIdentifier(storeIn('Test', 'Database'), ORDERS),
    storeIdentifier(storeIn('Test', 'Database'), { ...ORDERS, serviceName: 'carts' }),
    storeIdentifier(storeIn('Test', 'Database'), { ...ORDERS, kind: 'aurora' }),
    storeIdentifier(storeIn('Test', 'Database'), { ...ORDERS, restore: SNAPSHOT }),
    storeIdentifier(storeIn('Another', 'Database'), ORDERS),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test.each([1, 20, 63])('an identifier of a service with a name of %i characters is valid in RDS', (length) => {
  const name = storeIdentifier(storeIn('Ecommerce-production', 'Platform'), {
    serviceName: `o${'_-'.repeat(length)}`.slice(0, length),
    kind: 'docdb',
    restore: SNAPSHOT,
  });
  expect(name).toMatch(/^[a-z](-?[a-z\d])*$/);
  expect(name.length).toBeLessThanOrEqual(50);
});
