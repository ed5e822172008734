import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { DataStore, type IDataStore, type StoreOptions } from '../../src';

/** A kind of store that creates its own resources. */
export interface KindOfStore {
  readonly name: string;
  /** Creates a store of this kind, with the options that all kinds have in common. */
  readonly make: (options?: StoreOptions) => IDataStore;
  /** The type of the resource that holds the data. */
  readonly type: string;
  /** The setting with which a client finds the store. */
  readonly setting: string;
}

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

/** The kinds of store that create their own resources. A search index does not: it is in the shared search domain. */
export const KINDS_OF_STORE: readonly KindOfStore[] = [
  {
    name: 'a PostgreSQL instance',
    make: (options) => DataStore.postgresInstance(options),
    type: 'AWS::RDS::DBInstance',
    setting: 'DATABASE_HOST',
  },
  {
    name: 'an Aurora cluster',
    make: (options) => DataStore.auroraPostgres(options),
    type: 'AWS::RDS::DBCluster',
    setting: 'DATABASE_HOST',
  },
  {
    name: 'a DocumentDB cluster',
    make: (options) => DataStore.documentDb(options),
    type: 'AWS::DocDB::DBCluster',
    setting: 'DATABASE_HOST',
  },
  {
    name: 'a DynamoDB table',
    make: (options) => DataStore.dynamoDb({ ...options, partitionKey: PARTITION_KEY }),
    type: 'AWS::DynamoDB::Table',
    setting: 'TABLE_NAME',
  },
];
