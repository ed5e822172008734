import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { CacheConstruct, DatabaseConstruct, ServiceCatalogue, StorageConstruct } from '../src';
import { expectValues } from './support/api-calls';
import { integApp } from './support/app';
import { instanceId } from './support/database-placement';
import { disposable } from './support/disposable';
import { existingVpc } from './support/existing-vpc';

const app = integApp('recovery');
const stack = new Stack(app, 'integ-recovery');
const provider = disposable('development');
const vpc = existingVpc(stack);
const catalogue = ServiceCatalogue.of([{ name: 'orders' }]);
const database = new DatabaseConstruct(stack, 'Database', { provider, vpc, catalogue });
const parts = [
  database,
  new CacheConstruct(stack, 'Cache', { provider, vpc }),
  new StorageConstruct(stack, 'Storage', { provider }),
];

// scripts/lib/integ/faults.mjs first deploys this stack with a resource that cannot be created, after all others, and
// then without it.
if (process.env.INTEG_FAULT) {
  const impossible = new ec2.CfnSecurityGroupIngress(stack, 'Impossible', {
    groupId: 'sg-00000000000000000',
    ipProtocol: 'tcp',
    cidrIp: '192.0.2.0/24',
  });
  impossible.node.addDependency(...parts);
}

const { assertions } = new IntegTest(app, 'recovery', { testCases: [stack] });
const instance = {
  service: 'rds',
  api: 'describeDBInstances',
  parameters: { DBInstanceIdentifier: instanceId(database) },
};
expectValues(assertions, instance, { 'DBInstances.0.DBInstanceStatus': 'available' });
