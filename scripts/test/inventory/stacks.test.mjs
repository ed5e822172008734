import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStacks } from '../../lib/inventory/stacks.mjs';

test('the resources of a stack include those of its nested stacks', async () => {
  const group = (PhysicalResourceId) => ({ ResourceType: 'AWS::EC2::SecurityGroup', PhysicalResourceId });
  const nested = (PhysicalResourceId) => ({ ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId });
  const summaries = { Platform: [group('sg-1'), nested('arn:one')], 'arn:one': [group('sg-2')] };
  const outputs = [{ OutputKey: 'Host', OutputValue: 'orders.example' }];
  const cloudformation = {
    listStackResources: async ({ StackName }) => ({ StackResourceSummaries: summaries[StackName] }),
    describeStacks: async () => ({ Stacks: [{ StackStatus: 'CREATE_COMPLETE', Outputs: outputs }] }),
  };
  const [stack] = await readStacks(cloudformation, ['Platform']);
  assert.deepEqual(stack.ids('AWS::EC2::SecurityGroup'), ['sg-1', 'sg-2']);
  assert.equal(stack.resourceCount, 3);
  assert.deepEqual(stack.outputs, { Host: 'orders.example' });
});
