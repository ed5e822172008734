import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingValues, takeInventory } from '../../lib/inventory/inventory.mjs';

const resource = (ResourceType, PhysicalResourceId) => ({ ResourceType, PhysicalResourceId });

const CONNECTION = '/local/orderservice/connection';
const ORDERS = {
  StackStatus: 'CREATE_COMPLETE',
  Parameters: [
    { ParameterKey: 'Network', ParameterValue: '/local/_platform/network' },
    { ParameterKey: 'BootstrapVersion', ParameterValue: '/cdk-bootstrap/hnb659fds/version' },
  ],
};

/**
 * AWS clients: the platform's stack has a bucket without configuration, and the service's stack has a database on its second
 * page of resources.
 */
function fakeAws({ secretExists = true } = {}) {
  const pages = {
    Ecommerce: { StackResourceSummaries: [resource('AWS::S3::Bucket', 'media')] },
    Orders: { StackResourceSummaries: [resource('AWS::SSM::Parameter', CONNECTION)], NextToken: 'more' },
    more: { StackResourceSummaries: [resource('AWS::RDS::DBInstance', 'orders')] },
  };
  const store = {
    settings: { DATABASE_HOST: 'orders.example', DATABASE_PORT: '5432' },
    secrets: { DATABASE_PASSWORD: { secretArn: 'arn:x:secret:orders' } },
  };
  const Value = JSON.stringify({ accesses: [store] });
  const failWith = (name) => async () => {
    throw Object.assign(new Error(name), { name });
  };
  return {
    cloudformation: {
      listStackResources: async ({ StackName, NextToken = StackName }) => pages[NextToken],
      describeStacks: async ({ StackName }) => ({ Stacks: [StackName === 'Orders' ? ORDERS : {}] }),
    },
    rds: {
      describeDBInstances: async ({ DBInstanceIdentifier }) => ({
        DBInstances: [
          {
            Endpoint: { Address: `${DBInstanceIdentifier}.example`, Port: 5432 },
          },
        ],
      }),
    },
    s3: {
      getBucketVersioning: async () => ({}),
      getBucketEncryption: failWith('ServerSideEncryptionConfigurationNotFoundError'),
      getPublicAccessBlock: failWith('NoSuchPublicAccessBlockConfiguration'),
    },
    secrets: {
      describeSecret: secretExists
        ? async ({ SecretId }) => ({ ARN: SecretId })
        : failWith('ResourceNotFoundException'),
    },
    ssm: { getParameters: async ({ Names }) => ({ Parameters: Names.map((Name) => ({ Name, Value })) }) },
  };
}

const inventory = (aws) => takeInventory(aws, ['Ecommerce', 'Orders'], []);
const services = (sections) => sections.find(({ title }) => title === 'services');

test('reads every page of the resources of every stack of the platform', async () => {
  const [row] = services(await inventory(fakeAws())).rows;
  assert.equal(row[0], 'orderservice');
  assert.equal(row[2], 'orders.example:5432');
});

test('lists the stacks with the parameters that each reads, except the version of the bootstrap stack', async () => {
  const [{ title, rows }] = await inventory(fakeAws());
  assert.equal(title, 'stacks');
  assert.deepEqual(rows[1], ['Orders', 'CREATE_COMPLETE', '2', '/local/_platform/network']);
});

test('shows a secret that does not exist as missing', async () => {
  const logins = async (aws) => (await inventory(aws)).find(({ title }) => title === 'logins').rows;
  assert.equal((await logins(fakeAws()))[0][1], 'orders');
  assert.equal((await logins(fakeAws({ secretExists: false })))[0][1], 'missing');
});

test('names missing values and missing sections', async () => {
  const missing = missingValues(await inventory(fakeAws()));
  for (const name of [
    'services: engine of orderservice',
    'workloads',
    'broker',
    'cache',
    'search',
    'buckets: encryption of media',
  ]) {
    assert.ok(missing.includes(name), name);
  }
});

test('names no missing value when every value is present', () => {
  assert.deepEqual(missingValues([{ title: 'cache', pairs: [['TLS', 'off']] }]), []);
});

test('throws errors other than not-found errors, instead of showing a missing value', async () => {
  const aws = fakeAws();
  aws.s3.getBucketEncryption = async () => {
    throw Object.assign(new Error('no'), { name: 'AccessDenied' });
  };
  await assert.rejects(inventory(aws), { name: 'AccessDenied' });
});
