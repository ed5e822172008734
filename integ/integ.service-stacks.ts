import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { EcommercePlatform, ServiceStacks } from '../src';
import { expectValues } from './support/api-calls';
import { integApp } from './support/app';
import { instanceId } from './support/database-placement';
import { expectReport, platformOfReport, reportFunction } from './support/report';

const app = integApp('service-stacks');
const environmentName = 'integ-service-stacks';
const platform = new EcommercePlatform(new Stack(app, 'integ-service-stacks-platform'), 'Platform', {
  ...platformOfReport(environmentName),
  serviceStacks: ServiceStacks.perService(),
});
const stack = new Stack(app, 'integ-service-stacks');
const report = reportFunction(stack, platform, { environmentName });

const { assertions } = new IntegTest(app, 'service-stacks', { testCases: [...platform.stacks, stack] });
expectReport(assertions, report);
const DBInstanceIdentifier = instanceId(platform.serviceStack('orders'));
expectValues(
  assertions,
  { service: 'rds', api: 'describeDBInstances', parameters: { DBInstanceIdentifier } },
  { 'DBInstances.0.DBInstanceStatus': 'available', 'DBInstances.0.DBSubnetGroup.VpcId': platform.vpc.vpcId },
);
