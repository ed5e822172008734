import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { Capability, DataStore, ServiceCatalogue } from '../../src';

const ALL_CAPABILITIES = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];

/** The partition key of the table. */
export const PARTITION_KEY = { name: 'sku', type: dynamodb.AttributeType.STRING };

/** A catalogue with one service for each kind of store, and a second PostgreSQL instance for a service in PCI scope. */
export const EVERY_KIND = ServiceCatalogue.of([
  { name: 'orders', store: DataStore.postgresInstance(), capabilities: ALL_CAPABILITIES },
  { name: 'payments', store: DataStore.postgresInstance(), pciScope: true },
  { name: 'carts', store: DataStore.auroraPostgres() },
  { name: 'reviews', store: DataStore.documentDb() },
  { name: 'stock', store: DataStore.dynamoDb({ partitionKey: PARTITION_KEY }) },
  { name: 'products', store: DataStore.searchIndex(), capabilities: [Capability.SEARCH] },
]);
