import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { EcommercePlatform, NatGateways } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';
import { expectResults, operationsFunction } from './support/operations';
import { ORDERS_ALONE } from './support/orders-alone';

const app = integApp('operator-access');
const environmentName = 'integ-access';
const stack = new Stack(app, environmentName);
const platform = new EcommercePlatform(stack, 'Platform', {
  provider: disposable('development'),
  environmentName,
  ...ORDERS_ALONE,
  network: { natGateways: NatGateways.ONE }, // the task calls the APIs of AWS through it
  access: { targets: ['orders'] },
});
if (!platform.access) throw new Error('The platform must have a way in');

const access = Stack.of(platform.access);
const operations = operationsFunction(access, {
  file: 'access',
  environment: { PARAMETER: `/${environmentName}/_platform/access/orders` },
});
operations.role?.addManagedPolicy(platform.access.policy('orders'));

const { assertions } = new IntegTest(app, 'operator-access', { testCases: [stack, access] });
expectResults(
  assertions,
  operations,
  {},
  { before: '0 tasks', session: 'started', shell: 'refused: AccessDeniedException', after: '0 tasks' },
);
