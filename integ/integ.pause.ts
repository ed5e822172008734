import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { aws_iam as iam, Stack, TimeZone } from 'aws-cdk-lib';
import { EcommercePlatform } from '../src';
import { integApp } from './support/app';
import { instanceId } from './support/database-placement';
import { disposable } from './support/disposable';
import { operationsFunction } from './support/operations';
import { ORDERS_ALONE } from './support/orders-alone';
import { expectPause } from './support/pause';

const app = integApp('pause');
const environmentName = 'integ-pause';
const stack = new Stack(app, environmentName);
const platform = new EcommercePlatform(stack, 'Platform', {
  provider: disposable('development'),
  environmentName,
  ...ORDERS_ALONE,
  pauseSchedule: { stop: '20:00', start: '08:00', timeZone: TimeZone.EUROPE_ROME },
});
if (!platform.database) throw new Error('The platform must have databases');

const identifier = instanceId(platform.database.node.findChild('orders'));
const role = { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } };
const operations = operationsFunction(stack, {
  file: 'pause',
  statements: [
    new iam.PolicyStatement({
      actions: [
        'scheduler:ListSchedules',
        'scheduler:GetSchedule',
        'scheduler:UpdateSchedule',
        'rds:DescribeDBInstances',
      ],
      resources: ['*'],
    }),
    new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'], conditions: role }),
  ],
});

const { assertions } = new IntegTest(app, 'pause', { testCases: [stack] });
expectPause(assertions, operations, identifier);
