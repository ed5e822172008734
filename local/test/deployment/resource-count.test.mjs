import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceCount } from '../../lib/deployment/output.mjs';

test('parses the number of deployed resources in the events of the CDK CLI', () => {
  const event = 'Ecommerce |  12/103 | 1:58:23 AM | CREATE_COMPLETE | AWS::EC2::VPC | Platform/Network (X)';
  assert.deepEqual(resourceCount(event), { stack: 'Ecommerce', done: 12, total: 103 });
  assert.equal(resourceCount('Ecommerce: start: Building'), undefined);
});
