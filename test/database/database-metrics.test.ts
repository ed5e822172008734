import { aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import { AWSProvider, DatabaseConstruct } from '../../src';
import { EVERY_KIND } from '../support/service-stacks';
import { existingVpc, threeZoneStack } from '../support/stacks';

const stack = threeZoneStack();
const database = new DatabaseConstruct(stack, 'Database', {
  provider: new AWSProvider(),
  vpc: existingVpc(stack),
  catalogue: EVERY_KIND,
  search: existingDomain(),
});

function existingDomain() {
  const domain = opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
    domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/search',
    domainEndpoint: 'search.example.org',
  });
  return { domain };
}

test.each([
  ['orders', 'AWS/RDS', ['DBInstanceIdentifier']],
  ['accounts', 'AWS/RDS', ['DBClusterIdentifier']],
  ['catalogue', 'AWS/DocDB', ['DBClusterIdentifier']],
  ['baskets', 'AWS/DynamoDB', ['TableName']],
])('a metric of the store of %s is in the namespace %s', (service, namespace, dimensions) => {
  const metric = database.metric(service, 'Anything');
  expect(metric.namespace).toBe(namespace);
  expect(Object.keys(metric.dimensions ?? {})).toEqual(dimensions);
});

test.each([
  ['metricCpuUtilization', 'orders', 'CPUUtilization', 'Average'],
  ['metricCpuUtilization', 'catalogue', 'CPUUtilization', 'Maximum'],
  ['metricDatabaseConnections', 'orders', 'DatabaseConnections', 'Average'],
  ['metricFreeableMemory', 'orders', 'FreeableMemory', 'Average'],
  ['metricFreeStorageSpace', 'orders', 'FreeStorageSpace', 'Minimum'],
  ['metricAcuUtilization', 'accounts', 'ACUUtilization', 'Maximum'],
  ['metricServerlessDatabaseCapacity', 'accounts', 'ServerlessDatabaseCapacity', 'Maximum'],
  ['metricReadThrottleEvents', 'baskets', 'ReadThrottleEvents', 'Sum'],
  ['metricWriteThrottleEvents', 'baskets', 'WriteThrottleEvents', 'Sum'],
] as const)('%s of the store of %s returns %s', (method, service, metricName, statistic) => {
  expect(database[method](service)).toMatchObject({ metricName, statistic });
});

test('a store without a database or a table of its own has no metrics', () => {
  expect(() => database.metric('finder', 'CPUUtilization')).toThrow(
    "service must be a service whose database or table this construct creates, got 'finder'.",
  );
});

test('a service that is not in the catalogue has no metrics', () => {
  expect(() => database.metricCpuUtilization('nobody')).toThrow(/service must be one of accounts, /);
});
