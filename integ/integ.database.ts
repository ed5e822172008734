import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { aws_dynamodb as dynamodb, aws_kms as kms, RemovalPolicy, Stack, aws_sns as sns } from 'aws-cdk-lib';
import { DatabaseConstruct, DataStore, ServiceCatalogue } from '../src';
import { integApp } from './support/app';
import { expectEvents } from './support/database-events';
import { auroraId, documentDbId, instanceId, placementOf, tableId } from './support/database-placement';
import { disposable } from './support/disposable';
import { existingVpc } from './support/existing-vpc';
import { expectProxy } from './support/proxy';
import { expectAurora, expectDocumentDb, expectInstance, expectTable } from './support/stores';

const app = integApp('database');
const stack = new Stack(app, 'integ-database');
const vpc = existingVpc(stack);
const encryptionKey = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
const database = new DatabaseConstruct(stack, 'Database', {
  provider: disposable('development'),
  vpc,
  encryptionKey,
  eventTopic: new sns.Topic(stack, 'Events', { masterKey: encryptionKey }),
  catalogue: ServiceCatalogue.of([
    { name: 'orders', store: DataStore.postgresInstance({ proxy: true }) },
    { name: 'users', store: DataStore.auroraPostgres() },
    { name: 'products', store: DataStore.documentDb({ instances: 2 }) },
    {
      name: 'stock',
      store: DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
    },
  ]),
});

const { assertions } = new IntegTest(app, 'database', { testCases: [stack] });

const common = { vpc, keyArn: encryptionKey.keyArn };
expectInstance(assertions, placementOf(database, 'orders', instanceId, common), {
  instanceClass: 't4g.micro',
  port: 5432,
  multiAz: false,
  backupDays: 1,
  logs: false,
  monitoringSeconds: 0,
});
expectAurora(assertions, placementOf(database, 'users', auroraId, common), {
  minCapacity: 0,
  maxCapacity: 1,
  port: 5432,
  backupDays: 1,
  logs: false,
  instances: 1,
});
expectDocumentDb(assertions, placementOf(database, 'products', documentDbId, common), {
  port: 27017,
  backupDays: 1,
  logs: false,
  instances: 2,
});
expectTable(
  assertions,
  { id: tableId(database.node.findChild('stock')), keyArn: common.keyArn },
  {
    partitionKey: 'sku',
    recovery: true,
  },
);
expectProxy(assertions, database.node.findChild('orders'), vpc);
expectEvents(assertions, database, 'InstanceEvents', ['failover', 'failure', 'low storage', 'configuration change']);
expectEvents(assertions, database, 'ClusterEvents', ['failover', 'failure']);
expectEvents(assertions, database, 'ProxyEvents', ['failure']);
