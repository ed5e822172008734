import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupContext } from '../../lib/example/lookup-context.mjs';

const NAME = '/local/userservice/connection';
const template = (Value) => ({
  Resources: { Record: { Type: 'AWS::SSM::Parameter', Properties: { Name: NAME, Value } } },
});
const KEY = `ssm:account=000000000000:parameterName=${NAME}:region=us-east-1`;

test('replaces values that only AWS knows by placeholders of the same format', () => {
  const values = [
    { Ref: 'AWS::Region' },
    { Ref: 'PlatformVpc' },
    { 'Fn::GetAtt': ['Group', 'GroupId'] },
    { 'Fn::GetAtt': ['Db', 'MasterUserSecret.SecretArn'] },
    { Ref: 'CacheSecret' },
    { 'Fn::GetAtt': ['Key', 'Arn'] },
    { 'Fn::Select': [0, { 'Fn::GetAtt': ['Broker', 'AmqpEndpoints'] }] },
  ];
  const record = { 'Fn::Join': ['', ['{"values":"', { 'Fn::Join': [' ', values] }, '","vpcId":"', values[1], '"}']] };
  const context = lookupContext(template(record), 'local', 'userservice');
  const read = JSON.parse(context[KEY]);
  const forms = [
    'us-east-1',
    'vpc-[0-9a-f]{17}',
    'sg-[0-9a-f]{17}',
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:[0-9a-f]{17}-AbCdEf',
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:[0-9a-f]{17}-AbCdEf',
    'arn:aws:kms:us-east-1:000000000000:key/[0-9a-f]{17}',
    '[0-9a-f]{17}\\.example',
  ];
  assert.match(read.values, new RegExp(`^${forms.join(' ')}$`));
  const [vpc] = Object.values(context).filter((value) => typeof value === 'object');
  assert.equal(vpc.vpcId, read.vpcId);
});

test('returns a parameter value without references unchanged', () => {
  assert.equal(lookupContext(template('{}'), 'local', 'userservice')[KEY], '{}');
});

test("rejects a platform whose template lacks the service's parameter", () => {
  assert.throws(() => lookupContext(template('{}'), 'staging', 'userservice'), /no parameter \/staging\/userservice/);
});
