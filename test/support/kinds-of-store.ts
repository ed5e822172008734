import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { DataStore, type IDataStore, type StoreOptions } from '../../src';

/** A kind of store that has resources of its own. */
export interface KindOfStore {
  readonly name: string;
  /** A store of the kind, with options that every kind takes. */
  readonly make: (options?: StoreOptions) => IDataStore;
  /** The type of the resource that holds the data. */
  readonly type: string;
  /** The setting that leads a client to it. */
  readonly setting: string;
}

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

/** Each kind of store that is made here; an index is one on a domain that is made elsewhere. */
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
