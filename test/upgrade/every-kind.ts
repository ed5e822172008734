import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { Capability, DataStore, ServiceCatalogue } from '../../src';

const EVERYTHING_SHARED = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];

/** The keys of the table. */
export const PARTITION_KEY = { name: 'sku', type: dynamodb.AttributeType.STRING };

/** A service on each kind of store that is made here. */
export const EVERY_KIND = ServiceCatalogue.of([
  { name: 'orders', store: DataStore.postgresInstance(), capabilities: EVERYTHING_SHARED },
  { name: 'payments', store: DataStore.postgresInstance(), pciScope: true },
  { name: 'carts', store: DataStore.auroraPostgres() },
  { name: 'reviews', store: DataStore.documentDb() },
  { name: 'stock', store: DataStore.dynamoDb({ partitionKey: PARTITION_KEY }) },
  { name: 'products', store: DataStore.searchIndex(), capabilities: [Capability.SEARCH] },
]);
