import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import {
  ArnFormat,
  Duration,
  aws_iam as iam,
  Stack,
  aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { AlarmSeverity, EcommercePlatform } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';
import { expectNotification, expectTopic } from './support/monitoring';
import { operationsFunction } from './support/operations';
import { ORDERS_ALONE } from './support/orders-alone';

const app = integApp('monitoring');
const environmentName = 'integ-monitoring';
const stack = new Stack(app, environmentName);
const platform = new EcommercePlatform(stack, 'Platform', {
  provider: disposable('development'),
  environmentName,
  ...ORDERS_ALONE,
  monitoring: {
    alarms: true,
    dashboard: true,
    serviceDashboards: ['orders'],
    highestSeverity: AlarmSeverity.PAGE,
    overrides: { 'orders/CpuHigh': { muted: true } },
    muteWindows: [{ name: 'year-2020', schedule: 'at(2020-01-01T00:00)', duration: Duration.hours(1) }],
  },
});
const topic = platform.operationsTopic;
if (!topic) throw new Error('The platform must have a topic');

const queue = new sqs.Queue(stack, 'Notified');
topic.addSubscription(new subscriptions.SqsSubscription(queue));
const operations = operationsFunction(stack, {
  file: 'monitoring',
  environment: { QUEUE_URL: queue.queueUrl },
  statements: [
    new iam.PolicyStatement({
      actions: ['cloudwatch:SetAlarmState'],
      resources: [
        stack.formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: `${environmentName}-*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    }),
  ],
});
queue.grantConsumeMessages(operations);

const monitoring = Stack.of(platform.monitoring ?? stack);
const { assertions } = new IntegTest(app, 'monitoring', { testCases: [stack, monitoring] });
const name = (alarm: string) => `${environmentName}-orders-${alarm}`;
expectTopic(assertions, topic);
// A ticket notifies the topic itself, and a page by the composite alarm of its owner.
expectNotification(assertions, operations, { alarm: name('XidsHigh'), notified: name('XidsHigh') });
expectNotification(assertions, operations, { alarm: name('ConnectionsHigh'), notified: name('Page') });
expectNotification(assertions, operations, { alarm: name('CpuHigh') });
