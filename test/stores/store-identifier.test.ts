import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { storeIdentifier } from '../../src/stores/store-identifier';

function scopeOf(...path: string[]): Construct {
  const [stack, ...ids] = path;
  return ids.reduce<Construct>((scope, id) => new Construct(scope, id), new Stack(new App(), stack));
}

const LONG = ['Ecommerce-production-of-everything-in-the-world', 'Platform', 'Database', 'notification_service'];

test.each([
  ['short', ['Test', 'Database', 'orders']],
  ['long', LONG],
])('the identifier of a %s path is valid in RDS', (_, path) => {
  for (let extra = 0; extra < 20; extra += 1) {
    const name = storeIdentifier(scopeOf(...path, 'x'.repeat(extra + 1)), 'postgres', { snapshot: 'orders' });
    expect(name).toMatch(/^[a-z](-?[a-z\d])*$/);
    expect(name.length).toBeLessThanOrEqual(50);
  }
});

test('a path that is truncated at a hyphen has no two hyphens in a row, which RDS rejects', () => {
  const name = storeIdentifier(scopeOf('T'.repeat(15), 'Platform', 'Storage', 'orders'), 'postgres');
  expect(name).toMatch(/^t{15}-storage-orders-[a-f\d]{8}-postgres$/);
});

test('identifiers differ by service, by kind of database and by stack', () => {
  const names = [
    storeIdentifier(scopeOf(...LONG), 'aurora'),
    storeIdentifier(scopeOf(...LONG), 'docdb'),
    storeIdentifier(scopeOf(...LONG.slice(0, -1), 'notification-service'), 'aurora'),
    storeIdentifier(scopeOf('Another', ...LONG.slice(1)), 'aurora'),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('an identifier does not change between versions', () => {
  expect(storeIdentifier(scopeOf('Test', 'Database', 'orders'), 'postgres')).toBe(
    'test-database-orders-fdc494af-postgres',
  );
});
