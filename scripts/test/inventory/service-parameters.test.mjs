import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServiceParameters, serviceOf } from '../../lib/inventory/service-parameters.mjs';

test('reads parameters in batches of ten, and groups them by service', async () => {
  const batches = [];
  const ssm = {
    getParameters: async ({ Names }) => {
      batches.push(Names.length);
      return { Parameters: Names.map((Name) => ({ Name, Value: Name.slice(-1) })) };
    },
  };
  const names = [...'bcdefghijkl'].map((letter) => `/local/userservice/settings/${letter}`);
  const serviceParameters = await readServiceParameters(ssm, [
    ...names,
    '/local/orderservice/secrets/a',
    '/local/orderservice/connection',
  ]);
  assert.deepEqual(batches, [10, 3]);
  assert.deepEqual(
    serviceParameters.map(({ service }) => service),
    ['orderservice', 'userservice'],
  );
  assert.deepEqual(serviceParameters[0], { service: 'orderservice', settings: {}, secrets: { a: 'a' } });
  assert.equal(Object.keys(serviceParameters[1].settings).length, 11);
});

test('assigns a workload to the service whose settings it has with the same values', () => {
  const serviceParameters = [
    { service: 'withoutsettings', settings: {} },
    { service: 'userservice', settings: { DATABASE_HOST: 'u', BROKER_ENDPOINT: 'b' } },
    { service: 'orderservice', settings: { DATABASE_HOST: 'o', BROKER_ENDPOINT: 'b' } },
  ];
  assert.equal(
    serviceOf({ DATABASE_HOST: 'o', BROKER_ENDPOINT: 'b', LOG_LEVEL: 'info' }, serviceParameters),
    'orderservice',
  );
  assert.equal(serviceOf({ BROKER_ENDPOINT: 'b' }, serviceParameters), undefined);
});
