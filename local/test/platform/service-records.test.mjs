import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allServiceRecords, readServiceRecords, serviceOf } from '../../lib/platform/service-records.mjs';

test('reads the connections of services in batches of ten, and no other parameters', async () => {
  const batches = [];
  const ssm = {
    getParameters: async ({ Names }) => {
      batches.push(Names.length);
      return { Parameters: Names.map((Name) => ({ Name, Value: JSON.stringify({ accesses: [] }) })) };
    },
  };
  const services = [...'kjihgfedcba'];
  const serviceRecords = await readServiceRecords(ssm, [
    '/local/_platform/cache',
    ...services.flatMap((service) => [`/local/${service}/connection`, `/local/${service}/values`]),
  ]);
  assert.deepEqual(batches, [10, 1]);
  assert.deepEqual(
    serviceRecords.map(({ service }) => service),
    services.toReversed(),
  );
});

test('joins the settings and the secrets of the store and of the shared parts of a service', async () => {
  const store = { settings: { DATABASE_HOST: 'o' }, secrets: { DATABASE_PASSWORD: { secretArn: 's', field: 'f' } } };
  const broker = { settings: { BROKER_ENDPOINT: 'b' }, secrets: { BROKER_PASSWORD: { secretArn: 'p' } } };
  const migration = { settings: {}, secrets: { DATABASE_PASSWORD: { secretArn: 'm' } } };
  const Value = JSON.stringify({ accesses: [broker, { ...store, migration }] });
  const ssm = { getParameters: async ({ Names: [Name] }) => ({ Parameters: [{ Name, Value }] }) };
  assert.deepEqual(await readServiceRecords(ssm, ['/local/orderservice/connection']), [
    {
      service: 'orderservice',
      settings: { DATABASE_HOST: 'o', BROKER_ENDPOINT: 'b' },
      secrets: { ...store.secrets, ...broker.secrets },
      migration,
    },
  ]);
});

test('assigns a workload to the service whose settings it has with the same values', () => {
  const serviceRecords = [
    { service: 'withoutsettings', settings: {} },
    { service: 'userservice', settings: { DATABASE_HOST: 'u', BROKER_ENDPOINT: 'b' } },
    { service: 'orderservice', settings: { DATABASE_HOST: 'o', BROKER_ENDPOINT: 'b' } },
  ];
  assert.equal(
    serviceOf({ DATABASE_HOST: 'o', BROKER_ENDPOINT: 'b', LOG_LEVEL: 'info' }, serviceRecords),
    'orderservice',
  );
  assert.equal(serviceOf({ BROKER_ENDPOINT: 'b' }, serviceRecords), undefined);
});

test('reads the services of every environment, and skips parameters of other programs with such a name', async () => {
  const record = { accesses: [], securityGroupIds: ['sg-1'], vpcId: 'vpc-1', account: '1', region: 'eu-west-1' };
  const values = {
    '/local/user/connection': JSON.stringify(record),
    '/staging/user/connection': JSON.stringify(record),
    '/other/program/connection': 'host=127.0.0.1',
    '/another/program/connection': '{"host":"127.0.0.1"}',
  };
  const pages = [Object.keys(values).slice(0, 1), Object.keys(values).slice(1)];
  const ssm = {
    describeParameters: async ({ NextToken = 0 }) => ({
      Parameters: pages[NextToken].map((Name) => ({ Name })),
      NextToken: NextToken === 0 ? 1 : undefined,
    }),
    getParameters: async ({ Names }) => ({ Parameters: Names.map((Name) => ({ Name, Value: values[Name] })) }),
  };
  assert.deepEqual(
    (await allServiceRecords(ssm)).map(({ environment, service, vpcId }) => [environment, service, vpcId]),
    [
      ['local', 'user', 'vpc-1'],
      ['staging', 'user', 'vpc-1'],
    ],
  );
});
