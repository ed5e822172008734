import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingValues, takeInventory } from '../lib/inventory.mjs';

const resource = (ResourceType, PhysicalResourceId) => ({ ResourceType, PhysicalResourceId });

/** AWS with one database on the second page of the stack's resources, and a bucket without any configuration. */
function fakeAws({ secretExists = true } = {}) {
  const pages = {
    undefined: { StackResourceSummaries: [resource('AWS::S3::Bucket', 'media')], NextToken: 'more' },
    more: { StackResourceSummaries: [resource('AWS::RDS::DBInstance', 'orders')] },
  };
  const refuse = (name) => async () => {
    throw Object.assign(new Error(name), { name });
  };
  return {
    cloudformation: { listStackResources: async ({ NextToken }) => pages[NextToken] },
    rds: {
      describeDBInstances: async ({ DBInstanceIdentifier }) => ({
        DBInstances: [{ DBName: DBInstanceIdentifier, MasterUserSecret: { SecretArn: 'arn:x:secret:orders' } }],
      }),
    },
    s3: {
      getBucketVersioning: async () => ({}),
      getBucketEncryption: refuse('ServerSideEncryptionConfigurationNotFoundError'),
      getPublicAccessBlock: refuse('NoSuchPublicAccessBlockConfiguration'),
    },
    secrets: {
      describeSecret: secretExists ? async ({ SecretId }) => ({ ARN: SecretId }) : refuse('ResourceNotFoundException'),
    },
  };
}

const services = (sections) => sections.find(({ title }) => title === 'services');

test("every page of the stack's resources is read", async () => {
  const [row] = services(await takeInventory(fakeAws(), 'Ecommerce')).rows;
  assert.equal(row[0], 'orders');
  assert.equal(row[3], 'orders');
});

test('a secret that a database names but that does not exist is missing', async () => {
  const [row] = services(await takeInventory(fakeAws({ secretExists: false }), 'Ecommerce')).rows;
  assert.equal(row[3], 'missing');
});

test('missing values and whole missing sections are named', async () => {
  const missing = missingValues(await takeInventory(fakeAws(), 'Ecommerce'));
  for (const name of ['services: store of orders', 'broker', 'cache', 'search', 'buckets: encryption of media']) {
    assert.ok(missing.includes(name), name);
  }
});

test('nothing is missing where every value is there', () => {
  assert.deepEqual(missingValues([{ title: 'cache', pairs: [['TLS', 'off']] }]), []);
});

test('an error that says something else is not taken for a missing value', async () => {
  const aws = fakeAws();
  aws.s3.getBucketEncryption = async () => {
    throw Object.assign(new Error('no'), { name: 'AccessDenied' });
  };
  await assert.rejects(takeInventory(aws, 'Ecommerce'), { name: 'AccessDenied' });
});
