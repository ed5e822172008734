import { App, aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { KeyPolicy } from '../../src';
import { patternsOf } from '../support/log-groups';
import { shopOf } from '../support/service-stacks';

/** The names in the policy of the key, sorted. */
function namesFor(key: kms.IKey): string[] {
  const { defaultChild } = key.node;
  return defaultChild instanceof kms.CfnKey ? patternsOf(defaultChild) : [];
}

test('a log group of a workload in another stack keeps the name that CloudFormation generated', () => {
  const { app, platform } = shopOf({ serviceStacks: undefined });
  const { encryptionKey } = platform.service('orderservice');
  const workload = new Stack(app, 'Orders', { env: { account: '123456789012', region: 'eu-central-1' } });
  const logGroup = new logs.LogGroup(workload, 'Logs', { encryptionKey });
  if (encryptionKey) {
    KeyPolicy.allowLogGroup(encryptionKey, logGroup);
  }
  app.synth();
  expect(encryptionKey && namesFor(encryptionKey)).toEqual([
    // Of the functions that create the logins of the service, in nested stacks.
    'Shop-*-CacheFunctionLogs9C8D4B55-*',
    'Shop-*-FunctionLogsB2C1DB5C-*',
    'Shop-PlatformDatabaseorderservice*',
    '/aws/*/orderservice-shop-platform-*',
    '/shop/orderservice/*',
    'Orders-Logs6819BB44-*',
  ]);
});

test('a log group that the app no longer contains stays readable', () => {
  const stack = new Stack(new App(), 'Shop');
  const key = new kms.Key(stack, 'Key');
  KeyPolicy.allowLogGroup(key, logs.LogGroup.fromLogGroupName(stack, 'Old', 'Orders-Logs6819BB44-3wq9IeQ0PzXa'));
  expect(namesFor(key)).toContain('Orders-Logs6819BB44-3wq9IeQ0PzXa');
});

test('an imported key is rejected with the way out', () => {
  const stack = new Stack(new App(), 'Shop');
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd');
  expect(() => KeyPolicy.allowLogGroup(key, new logs.LogGroup(stack, 'Logs'))).toThrow(
    'key must be a key that the app creates, because the app must contain its policy, got an imported key. ' +
      'Call the method in the app that creates the key, or give the log group a name that starts with ' +
      '/<environment>/<service>/ for the key of a service. (in Shop/Logs)',
  );
});
