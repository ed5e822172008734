import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertionsOf, destroyStacks, findStacks, resourcesOf, TAG } from '../../lib/integ/stacks.mjs';

const tagged = (StackName, value, time) => ({
  StackName,
  StackId: `id of ${StackName}`,
  CreationTime: new Date(time),
  Tags: [{ Key: TAG, Value: value }],
});

test("finds only the tests' stacks, on every page, oldest first", async () => {
  const pages = [
    { Stacks: [tagged('second', 'cache', 2), { StackName: 'unrelated', Tags: [] }], NextToken: 1 },
    {
      Stacks: [tagged('first', 'cache', 1), tagged('other', 'search', 0), { StackName: 'without tags' }],
      NextToken: 2,
    },
    { Stacks: [{ ...tagged('nested', 'cache', 3), ParentId: 'id of first' }] },
  ];
  const cloudformation = { describeStacks: async ({ NextToken = 0 }) => pages[NextToken] };
  const stacks = await findStacks(cloudformation, ['cache']);
  assert.deepEqual(
    stacks.map(({ StackName }) => StackName),
    ['first', 'second'],
  );
});

const TEMPLATE = {
  Outputs: { AssertionResultsB: { Value: { 'Fn::GetAtt': ['Call', 'assertion'] } } },
  Resources: {
    Call: { Properties: { service: 'rds', api: 'describeDBInstances', actualPath: 'DBInstances.0.Engine' } },
    Table: { DeletionPolicy: 'Retain' },
    Key: { DeletionPolicy: 'Delete' },
  },
};

test('counts assertions, and describes the API call of a failed one', async () => {
  const cloudformation = { getTemplate: async () => ({ TemplateBody: JSON.stringify(TEMPLATE) }) };
  const stack = {
    Outputs: [
      { OutputKey: 'AssertionResultsA', OutputValue: '{"status":"success"}' },
      { OutputKey: 'AssertionResultsB', OutputValue: '{"status":"fail","message":"Expected postgres"}' },
      { OutputKey: 'Endpoint', OutputValue: 'x' },
    ],
  };
  const { count, failed } = await assertionsOf(cloudformation, [stack, { StackName: 'without outputs' }]);
  assert.equal(count, 2);
  assert.equal(failed.length, 1);
  assert.match(failed[0], /^rds describeDBInstances DBInstances\.0\.Engine: .*Expected postgres/);
});

test("reads from the template's deletion policy which resources are retained", async () => {
  const cloudformation = {
    getTemplate: async () => ({ TemplateBody: JSON.stringify(TEMPLATE) }),
    listStackResources: async () => ({
      StackResourceSummaries: [
        { LogicalResourceId: 'Table', PhysicalResourceId: 't', ResourceType: 'AWS::DynamoDB::Table' },
        { LogicalResourceId: 'Key', PhysicalResourceId: 'k', ResourceType: 'AWS::KMS::Key' },
        { LogicalResourceId: 'Deleted', PhysicalResourceId: 'g', ResourceType: 'X', ResourceStatus: 'DELETE_COMPLETE' },
        { LogicalResourceId: 'NotCreated', ResourceType: 'X' },
      ],
    }),
  };
  assert.deepEqual(await resourcesOf(cloudformation, [{ StackName: 'one' }]), [
    { type: 'AWS::DynamoDB::Table', id: 't', retained: true },
    { type: 'AWS::KMS::Key', id: 'k', retained: false },
  ]);
});

test('reads the resources of nested stacks, at any depth', async () => {
  const nested = (id, ResourceStatus) => ({
    LogicalResourceId: 'Nested',
    PhysicalResourceId: id,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus,
  });
  const table = (id) => ({ LogicalResourceId: 'Table', PhysicalResourceId: id, ResourceType: 'AWS::DynamoDB::Table' });
  const summaries = {
    one: [table('outer'), nested('arn:two'), nested('arn:deleted', 'DELETE_COMPLETE')],
    'arn:two': [nested('arn:three')],
    'arn:three': [table('inner')],
  };
  const templates = { 'arn:three': JSON.stringify(TEMPLATE) };
  const cloudformation = {
    getTemplate: async ({ StackName }) => ({ TemplateBody: templates[StackName] }),
    listStackResources: async ({ StackName }) => ({ StackResourceSummaries: summaries[StackName] }),
  };
  assert.deepEqual(await resourcesOf(cloudformation, [{ StackName: 'one' }]), [
    { type: 'AWS::DynamoDB::Table', id: 'outer', retained: false },
    { type: 'AWS::CloudFormation::Stack', id: 'arn:two', retained: false },
    { type: 'AWS::CloudFormation::Stack', id: 'arn:three', retained: false },
    { type: 'AWS::DynamoDB::Table', id: 'inner', retained: true },
  ]);
});

/** A CloudFormation client that returns the next of `statuses` for each DescribeStacks. */
const withStatuses = (...statuses) => {
  const deleted = [];
  const describeStacks = async () => ({ Stacks: [{ StackStatus: statuses.shift() }] });
  return { deleted, describeStacks, deleteStack: async ({ StackName }) => deleted.push([StackName, statuses.length]) };
};

test('deletes stacks newest first, and waits for each deletion', async () => {
  const created = 'CREATE_COMPLETE';
  const cloudformation = withStatuses(created, 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE', created, 'DELETE_COMPLETE');
  await destroyStacks(cloudformation, [tagged('old', 'cache', 1), tagged('new', 'cache', 2)], 1);
  assert.deepEqual(cloudformation.deleted, [
    ['id of new', 4],
    ['id of old', 1],
  ]);
});

test('waits for an operation in progress before it deletes a stack', async () => {
  const cloudformation = withStatuses('UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'DELETE_COMPLETE');
  await destroyStacks(cloudformation, [tagged('one', 'cache', 1)], 1);
  assert.deepEqual(cloudformation.deleted, [['id of one', 1]]);
});

for (const status of ['DELETE_FAILED', 'ROLLBACK_FAILED']) {
  test(`fails when the deletion of a stack ends as ${status}`, async () => {
    const cloudformation = withStatuses('CREATE_COMPLETE', status);
    await assert.rejects(destroyStacks(cloudformation, [tagged('one', 'cache', 1)], 1), new RegExp(`it is ${status}`));
  });
}
