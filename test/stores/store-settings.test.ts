import { aws_dynamodb as dynamodb, RemovalPolicy } from 'aws-cdk-lib';
import { AWSProvider, DataStore, DevelopmentProvider, type StoreOptions } from '../../src';
import { bindStore } from '../support/bind-store';

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

const KINDS = [
  ['a PostgreSQL instance', (options: StoreOptions) => DataStore.postgresInstance(options)],
  ['an Aurora cluster', (options: StoreOptions) => DataStore.auroraPostgres(options)],
  ['a DocumentDB cluster', (options: StoreOptions) => DataStore.documentDb(options)],
  ['a DynamoDB table', (options: StoreOptions) => DataStore.dynamoDb({ ...options, partitionKey: PARTITION_KEY })],
] as const;

class Destroying extends AWSProvider {
  public readonly retention = { removalPolicy: RemovalPolicy.DESTROY };
}

const REFUSAL =
  'deletionProtection must be false where `removalPolicy` is RemovalPolicy.DESTROY, got true. ' +
  'Change one of the two; what the props leave open, the provider answers. (in Test/Store)';

describe.each(KINDS)('%s that is both protected and destroyed', (_, store) => {
  const provider = new DevelopmentProvider();
  const removalPolicy = RemovalPolicy.DESTROY;

  test.each([
    ['its own options', () => bindStore(store({ deletionProtection: true, removalPolicy }), { provider })],
    ['its removal policy and the environment', () => bindStore(store({ removalPolicy }))],
    ['its protection and the environment', () => bindStore(store({ deletionProtection: true }), { provider })],
    ['the options of all stores', () => bindStore(store({}), { defaults: { removalPolicy } })],
    ['a provider', () => bindStore(store({}), { provider: new Destroying() })],
  ])('fails by %s', (_source, bind) => {
    expect(bind).toThrow(REFUSAL);
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.SNAPSHOT, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])(
    'may be protected where it is kept by %s',
    (kept) => {
      expect(() => bindStore(store({ deletionProtection: true, removalPolicy: kept }))).not.toThrow();
    },
  );

  test('may be destroyed where it is not protected', () => {
    expect(() => bindStore(store({ deletionProtection: false, removalPolicy }))).not.toThrow();
  });
});
