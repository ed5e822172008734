import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftovers } from '../../lib/integ/leftovers.mjs';

const absent = () => {
  throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
};

/** The APIs of an account that has these tables, keys by their state, and things that carry the test's tag. */
function account({ tables = [], keys = {}, arns = [], tags = [] }) {
  return {
    dynamodb: { describeTable: async ({ TableName }) => (tables.includes(TableName) ? { Table: {} } : absent()) },
    kms: { describeKey: async ({ KeyId }) => ({ KeyMetadata: { KeyState: keys[KeyId.split('/').at(-1)] } }) },
    tagging: { getResources: async () => ({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) }) },
    ec2: { describeTags: async () => ({ Tags: tags }) },
  };
}

const table = (retained) => ({ type: 'AWS::DynamoDB::Table', id: 'stock', retained });

test('nothing is left where nothing is there', async () => {
  assert.deepEqual(await leftovers(account({}), 'cache', [table(false)]), []);
});

test('a resource that outlives its stack is reported', async () => {
  const aws = account({ tables: ['stock'], arns: ['arn:aws:dynamodb:x:1:table/stock'] });
  assert.deepEqual(await leftovers(aws, 'cache', [table(false)]), ['AWS::DynamoDB::Table stock is left']);
});

test('what should be retained may be there, and must', async () => {
  const kept = account({ tables: ['stock'], arns: ['arn:aws:dynamodb:x:1:table/stock'] });
  assert.deepEqual(await leftovers(kept, 'cache', [table(true)]), []);
  assert.deepEqual(await leftovers(account({}), 'cache', [table(true)]), [
    'AWS::DynamoDB::Table stock was not retained',
  ]);
});

test("a resource that carries the test's tag is reported, though no stack knew of it", async () => {
  const aws = account({ arns: ['arn:aws:sns:x:1:topic'], tags: [{ ResourceType: 'vpc', ResourceId: 'vpc-1' }] });
  assert.deepEqual(await leftovers(aws, 'cache', []), ['arn:aws:sns:x:1:topic is left', 'vpc vpc-1 is left']);
});

test('a key that waits for its deletion is gone', async () => {
  const arns = ['arn:aws:kms:x:1:key/one', 'arn:aws:kms:x:1:key/two'];
  const aws = account({ keys: { one: 'PendingDeletion', two: 'Enabled' }, arns });
  assert.deepEqual(await leftovers(aws, 'cache', []), ['arn:aws:kms:x:1:key/two is left']);
});
