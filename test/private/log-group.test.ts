import { aws_kms as kms } from 'aws-cdk-lib';
import { createLogGroup } from '../../src/private/log-group';
import { FOR_LOG_GROUPS } from '../support/key-policies';
import { resourcesOfType } from '../support/resources';
import { templateOf, threeZoneStack } from '../support/stacks';

test('a log group without a key has only the given props', () => {
  const stack = threeZoneStack();
  createLogGroup(stack, 'Logs', { logGroupName: 'orders', retention: 7 });
  expect(resourcesOfType(templateOf(stack), 'AWS::Logs::LogGroup').map(({ Properties }) => Properties)).toEqual([
    { LogGroupName: 'orders', RetentionInDays: 7 },
  ]);
});

test('the policy of a key of two log groups allows CloudWatch Logs once', () => {
  const stack = threeZoneStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  createLogGroup(stack, 'One', { encryptionKey });
  createLogGroup(stack, 'Two', { encryptionKey });
  const template = templateOf(stack);
  template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: stack.resolve(encryptionKey.keyArn) });
  const [{ Properties }] = resourcesOfType(template, 'AWS::KMS::Key');
  expect(Object(Properties?.KeyPolicy).Statement.slice(1)).toEqual([FOR_LOG_GROUPS]);
});
