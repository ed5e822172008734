import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedResource } from '../../lib/deployment/failed-resource.mjs';

const SINCE = new Date('2026-01-01T10:00:00Z');
const STACK = 'AWS::CloudFormation::Stack';

/** Events in the order of the API: newest first. */
const event = (second, LogicalResourceId, ResourceStatusReason, more = {}) => ({
  Timestamp: new Date(SINCE.getTime() + second * 1_000),
  LogicalResourceId,
  ResourceStatus: 'CREATE_FAILED',
  ResourceStatusReason,
  ResourceType: 'AWS::SSM::Parameter',
  PhysicalResourceId: `${LogicalResourceId}-id`,
  StackId: 'shop-id',
  ...more,
});

/** A CloudFormation with one event on each page. */
const cloudformation = (stacks) => ({
  async describeStackEvents({ StackName, NextToken = '0' }) {
    const events = stacks[StackName];
    if (!events) throw Object.assign(new Error('does not exist'), { name: 'ValidationError' });
    const page = Number(NextToken);
    return {
      StackEvents: events.slice(page, page + 1),
      NextToken: page + 1 < events.length ? String(page + 1) : undefined,
    };
  },
});

test('the first resource that failed is the reason, and not those that were cancelled or failed before', async () => {
  const aws = cloudformation({
    Shop: [
      event(3, 'Third', 'Also bad'),
      event(2, 'Second', 'Bad value'),
      event(1, 'First', 'Resource creation cancelled'),
      event(-60, 'Old', 'Of an earlier deployment'),
    ],
  });
  assert.deepEqual(await failedResource(aws, ['Missing', 'Shop'], SINCE), {
    stack: 'Shop',
    resource: 'Second',
    type: 'AWS::SSM::Parameter',
    reason: 'Bad value',
  });
});

test('the failure in a nested stack is the resource in it', async () => {
  const aws = cloudformation({
    Shop: [
      event(5, 'Shop', 'The following resource(s) failed', { ResourceType: STACK, PhysicalResourceId: 'shop-id' }),
      event(4, 'Nested', 'Embedded stack was not created', { ResourceType: STACK, PhysicalResourceId: 'nested-id' }),
    ],
    'nested-id': [event(3, 'Login', 'No such user', { ResourceType: 'Custom::ServiceLogin', StackId: 'nested-id' })],
  });
  const { resource, reason } = await failedResource(aws, ['Shop'], SINCE);
  assert.deepEqual([resource, reason], ['Login', 'No such user']);
});

test('a deployment without a failed resource has none', async () => {
  assert.equal(await failedResource(cloudformation({ Shop: [] }), ['Shop'], SINCE), undefined);
});
