import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Duration, aws_dynamodb as dynamodb, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { AWSProvider, CacheConstruct, DatabaseConstruct, DataStore, ServiceCatalogue, StorageConstruct } from '../src';
import { expectValues } from './support/api-calls';
import { integApp } from './support/app';
import { tableId } from './support/database-placement';
import { existingVpc } from './support/existing-vpc';

// The removal policies of production, without deletion protection. `npm run integ` checks that the stores remain after the
// stack is deleted.
const app = integApp('retention');
const stack = new Stack(app, 'integ-retention');
const provider = new AWSProvider();
const vpc = existingVpc(stack);
// The retained stores are in it.
RemovalPolicies.of(vpc).retain({ excludeResourceTypes: ['AWS::EC2::EIP', 'AWS::EC2::NatGateway'] });
const rotationInterval = Duration.days(0); // a schedule is not retained
const partitionKey = { name: 'sku', type: dynamodb.AttributeType.STRING };
const catalogue = ServiceCatalogue.of([
  { name: 'orders' },
  { name: 'products', store: DataStore.documentDb({ rotationInterval }) },
  { name: 'stock', store: DataStore.dynamoDb({ partitionKey }) },
]);
const database = new DatabaseConstruct(stack, 'Database', { provider, vpc, catalogue, deletionProtection: false });
new CacheConstruct(stack, 'Cache', { provider, vpc, rotationInterval });
new StorageConstruct(stack, 'Storage', { provider });

const { assertions } = new IntegTest(app, 'retention', { testCases: [stack] });
const table = { service: 'dynamodb', api: 'describeTable', parameters: { TableName: tableId(database) } };
expectValues(assertions, table, { 'Table.TableStatus': 'ACTIVE' });
