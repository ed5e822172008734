import assert from 'node:assert/strict';
import { test } from 'node:test';
import { section } from '../../../local/lib/cli/tables.mjs';
import { isolationSection } from '../../lib/example/isolation.mjs';

const row = (serviceName, resource, ...access) => ({ serviceName, resource, access });

test('the isolation is a table of services and parts, with a legend', () => {
  const reach = [
    row('orders', 'orders store', 'network', 'secret'),
    row('orders', 'cache', 'network'),
    row('media', 'storage', 'read', 'write'),
  ];
  assert.deepEqual(section(isolationSection(reach)).split('\n').slice(0, 5), [
    'ISOLATION: WHAT EACH SERVICE REACHES',
    'service  its store          stores of others  cache    storage',
    '-------  -----------------  ----------------  -------  -----------',
    'media    -                  -                 -        read, write',
    'orders   network, password  -                 network  -',
  ]);
  assert.match(section(isolationSection(reach)), /\n\nnetwork: a security group lets/);
});

test('the table names the store of another service', () => {
  const { rows } = isolationSection([row('orders', 'users store', 'secret')]);
  assert.deepEqual(rows, [['orders', '-', 'users store: password']]);
});
