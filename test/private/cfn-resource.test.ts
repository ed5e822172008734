import { CfnResource, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { cfnResource } from '../../src/private/cfn-resource';
import { twoZoneStack } from '../support/stacks';

test('returns the resource of a construct', () => {
  const bucket = new s3.Bucket(twoZoneStack(), 'Bucket');
  expect(cfnResource(bucket, s3.CfnBucket)).toBe(bucket.node.findChild('Resource'));
});

test.each([
  ['has no resource', () => new Construct(twoZoneStack(), 'Part')],
  [
    'has a resource of another type',
    () => new CfnResource(new Construct(twoZoneStack(), 'Part'), 'Resource', { type: 'A::B::C' }).node.scope,
  ],
])('throws when the construct %s', (_, construct) => {
  const scope = construct();
  expect(() => scope && cfnResource(scope, s3.CfnBucket)).toThrow(
    new Error('Test/Part has no CfnBucket: this version of aws-cdk-lib is not supported.'),
  );
});
