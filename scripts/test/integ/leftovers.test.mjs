import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftovers } from '../../lib/integ/leftovers.mjs';

const absent = () => {
  throw Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' });
};

/** The APIs of an account with these tables, keys by their state, and resources with the test's tag. */
function account({ tables = [], keys = {}, arns = [], tags = [] }) {
  return {
    dynamodb: { describeTable: async ({ TableName }) => (tables.includes(TableName) ? { Table: {} } : absent()) },
    kms: { describeKey: async ({ KeyId }) => ({ KeyMetadata: { KeyState: keys[KeyId.split('/').at(-1)] } }) },
    tagging: { getResources: async () => ({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) }) },
    ec2: { describeTags: async () => ({ Tags: tags }) },
  };
}

const table = (retained) => ({ type: 'AWS::DynamoDB::Table', id: 'stock', retained });

test('reports no leftovers when every resource is deleted', async () => {
  assert.deepEqual(await leftovers(account({}), 'cache', [table(false)]), []);
});

test('reports a resource that still exists after its stack', async () => {
  const aws = account({ tables: ['stock'], arns: ['arn:aws:dynamodb:x:1:table/stock'] });
  assert.deepEqual(await leftovers(aws, 'cache', [table(false)]), ['AWS::DynamoDB::Table stock was not deleted']);
});

test('requires that a retained resource still exists', async () => {
  const retained = account({ tables: ['stock'], arns: ['arn:aws:dynamodb:x:1:table/stock'] });
  assert.deepEqual(await leftovers(retained, 'cache', [table(true)]), []);
  assert.deepEqual(await leftovers(account({}), 'cache', [table(true)]), [
    'AWS::DynamoDB::Table stock was not retained',
  ]);
});

test("reports a resource with the test's tag that was in no stack", async () => {
  const aws = account({ arns: ['arn:aws:sns:x:1:topic'], tags: [{ ResourceType: 'vpc', ResourceId: 'vpc-1' }] });
  assert.deepEqual(await leftovers(aws, 'cache', []), [
    'arn:aws:sns:x:1:topic was not deleted',
    'vpc vpc-1 was not deleted',
  ]);
});

test('counts a key that is pending deletion as deleted', async () => {
  const arns = ['arn:aws:kms:x:1:key/one', 'arn:aws:kms:x:1:key/two'];
  const aws = account({ keys: { one: 'PendingDeletion', two: 'Enabled' }, arns });
  assert.deepEqual(await leftovers(aws, 'cache', []), ['arn:aws:kms:x:1:key/two was not deleted']);
});

test('counts an inactive service and an inactive task definition of ECS as deleted', async () => {
  const arn = (kind, name) => `arn:aws:ecs:x:1:${kind}/${name}`;
  const statusOf = (name) => (name.endsWith('old:1') || name.endsWith('old') ? 'INACTIVE' : 'ACTIVE');
  const arns = ['cluster/old', 'cluster/new'].map((name) => arn('service', name));
  arns.push(...['old:1', 'new:1'].map((name) => arn('task-definition', name)));
  const ecs = {
    describeServices: async ({ services: [name] }) => ({ services: [{ status: statusOf(name) }] }),
    describeTaskDefinition: async ({ taskDefinition }) => ({ taskDefinition: { status: statusOf(taskDefinition) } }),
  };
  assert.deepEqual(await leftovers({ ...account({ arns }), ecs }, 'access', []), [
    'arn:aws:ecs:x:1:service/cluster/new was not deleted',
    'arn:aws:ecs:x:1:task-definition/new:1 was not deleted',
  ]);
});
