import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Duration, aws_dynamodb as dynamodb, aws_ec2 as ec2, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { AWSProvider, CacheConstruct, DatabaseConstruct, DataStore, ServiceCatalogue, StorageConstruct } from '../src';
import { expectAnswer } from './support/answers';
import { integApp } from './support/app';
import { tableId } from './support/database-placement';

// As production keeps it, but that deletion is not refused: `npm run integ` looks whether the stores outlive the stack.
const app = integApp('retention');
const stack = new Stack(app, 'integ-retention');
const provider = new AWSProvider();
const vpc = new ec2.Vpc(stack, 'ExistingVpc', {
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});
RemovalPolicies.of(vpc).retain(); // what lies in it goes on lying there
const rotationInterval = Duration.days(0); // the function would have to reach AWS from here
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
expectAnswer(assertions, table, { 'Table.TableStatus': 'ACTIVE' });
