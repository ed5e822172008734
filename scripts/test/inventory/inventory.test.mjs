import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingValues, takeInventory } from '../../lib/inventory/inventory.mjs';

const resource = (ResourceType, PhysicalResourceId) => ({ ResourceType, PhysicalResourceId });

const HOST = '/local/orderservice/settings/DATABASE_HOST';
const SECRET = '/local/orderservice/secrets/DATABASE_PASSWORD';

/** AWS clients: the stack has a database on its second page of resources, and a bucket without configuration. */
function fakeAws({ secretExists = true } = {}) {
  const pages = {
    undefined: { StackResourceSummaries: [resource('AWS::S3::Bucket', 'media')], NextToken: 'more' },
    more: {
      StackResourceSummaries: [
        resource('AWS::RDS::DBInstance', 'orders'),
        resource('AWS::SSM::Parameter', HOST),
        resource('AWS::SSM::Parameter', SECRET),
      ],
    },
  };
  const values = { [HOST]: 'orders.example', [SECRET]: 'arn:x:secret:orders' };
  const failWith = (name) => async () => {
    throw Object.assign(new Error(name), { name });
  };
  return {
    cloudformation: {
      listStackResources: async ({ NextToken }) => pages[NextToken],
      describeStacks: async () => ({ Stacks: [{}] }),
    },
    rds: {
      describeDBInstances: async ({ DBInstanceIdentifier }) => ({
        DBInstances: [
          {
            Endpoint: { Address: `${DBInstanceIdentifier}.example`, Port: 5432 },
            MasterUserSecret: { SecretArn: 'arn:x:secret:orders' },
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
    ssm: { getParameters: async ({ Names }) => ({ Parameters: Names.map((Name) => ({ Name, Value: values[Name] })) }) },
  };
}

const inventory = (aws) => takeInventory(aws, 'Ecommerce', []);
const services = (sections) => sections.find(({ title }) => title === 'services');

test("reads every page of the stack's resources", async () => {
  const [row] = services(await inventory(fakeAws())).rows;
  assert.equal(row[0], 'orderservice');
  assert.equal(row[4], 'orders');
});

test('shows a secret that does not exist as missing', async () => {
  const [row] = services(await inventory(fakeAws({ secretExists: false }))).rows;
  assert.equal(row[4], 'missing');
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
