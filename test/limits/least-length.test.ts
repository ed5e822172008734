import { App, Aws, aws_ec2 as ec2, Fn, aws_kms as kms, Lazy, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { leastLength } from '../../src/limits/least-length';
import { existingVpc } from '../support/stacks';

const stack = new Stack(new App(), 'Shop');

test('text without tokens has its own length', () => {
  expect(leastLength('')).toBe(0);
  expect(leastLength('orders')).toBe(6);
});

test.each([
  ['partition', Aws.PARTITION, 'aws'],
  ['region', Aws.REGION, 'us-east-1'],
  ['account', Aws.ACCOUNT_ID, '123456789012'],
  ['domain', Aws.URL_SUFFIX, 'amazonaws.com'],
  ['partition of a stack', stack.partition, 'aws'],
  ['region of a stack', stack.region, 'us-east-1'],
  ['account of a stack', stack.account, '123456789012'],
  ['ARN of a key', new kms.Key(stack, 'Key').keyArn, 'arn:aws:s3:::abc'],
  ['ARN of a bucket', new s3.Bucket(stack, 'Bucket').bucketArn, 'arn:aws:s3:::abc'],
  [
    'id of a security group',
    new ec2.CfnSecurityGroup(stack, 'L1', { groupDescription: 'L1' }).attrGroupId,
    'sg-12345678',
  ],
  [
    'id of a security group of the CDK',
    new ec2.SecurityGroup(stack, 'L2', { vpc: existingVpc(stack) }).securityGroupId,
    'sg-12345678',
  ],
  ['result of a function', Fn.select(0, ['a', 'b']), 'a'],
  ['value that is produced later', Lazy.string({ produce: () => 'orders' }), '1'],
])('the %s counts as its shortest value', (_, token, shortest) => {
  expect(leastLength(token)).toBe(shortest.length);
  expect(leastLength(`before ${token} between ${token} after`)).toBe(
    `before ${shortest} between ${shortest} after`.length,
  );
});
