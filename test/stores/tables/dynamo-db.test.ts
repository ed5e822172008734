import { Duration, aws_dynamodb as dynamodb, aws_kms as kms, RemovalPolicy, aws_s3 as s3, Token } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DataStore,
  DevelopmentProvider,
  type DynamoDbOptions,
  LocalStackProvider,
  StagingProvider,
  type StoreContext,
} from '../../../src';
import { bindStore } from '../../support/bind-store';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { onlyResource } from '../../support/stacks';

const SKU = { name: 'sku', type: dynamodb.AttributeType.STRING };

function inventory(options: Partial<DynamoDbOptions> = {}, context: Partial<StoreContext> = {}, flags = {}) {
  return bindStore(DataStore.dynamoDb({ partitionKey: SKU, ...options }), context, flags);
}

function table(template: Template) {
  return onlyResource(template, 'AWS::DynamoDB::Table').Properties;
}

describe.each(FEATURE_FLAGS)('%s', (_, flags) => {
  test('a table has its keys, is billed by the request and is encrypted', () => {
    const sortKey = { name: 'at', type: dynamodb.AttributeType.NUMBER };
    expect(table(inventory({ sortKey, timeToLiveAttribute: 'expires' }, {}, flags).template())).toMatchObject({
      KeySchema: [
        { AttributeName: 'sku', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'sku', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
    });
  });
});

describe('a table', () => {
  test.each([
    [
      'production',
      new AWSProvider(),
      { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 },
      true,
      'RetainExceptOnCreate',
    ],
    [
      'staging',
      new StagingProvider(),
      { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      true,
      'RetainExceptOnCreate',
    ],
    [
      'development',
      new DevelopmentProvider(),
      { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 },
      false,
      'Delete',
    ],
    ['local', new LocalStackProvider(), { PointInTimeRecoveryEnabled: false }, false, 'Delete'],
  ])(
    'has the settings of %s',
    (_, provider, PointInTimeRecoverySpecification, DeletionProtectionEnabled, DeletionPolicy) => {
      const template = inventory({}, { provider }).template();
      expect(table(template).PointInTimeRecoverySpecification).toEqual(PointInTimeRecoverySpecification);
      template.hasResource('AWS::DynamoDB::Table', {
        Properties: { DeletionProtectionEnabled },
        DeletionPolicy,
        UpdateReplacePolicy: DeletionPolicy === 'Delete' ? 'Delete' : 'Retain',
      });
    },
  );

  test('takes its own option before the default of every store, and that before the environment', () => {
    const defaults = { backupRetention: Duration.days(3), deletionProtection: false };
    expect(table(inventory({ backupRetention: Duration.days(35) }, { defaults }).template())).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      DeletionProtectionEnabled: false,
    });
  });

  test.each(FEATURE_FLAGS)('is retained when the removal policy is SNAPSHOT, %s', (_, flags) => {
    inventory({ removalPolicy: RemovalPolicy.SNAPSHOT }, {}, flags)
      .template()
      .hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'RetainExceptOnCreate' });
  });
});

describe('access to a table', () => {
  test('has the name of the table as a setting, no secret and no security group', () => {
    const { store, stack, template } = inventory();
    const [resource] = Object.keys(template().findResources('AWS::DynamoDB::Table'));
    expect(stack.resolve(store.settings)).toEqual({ TABLE_NAME: { Ref: resource } });
    expect(store.secrets).toEqual({});
    expect(store.connections.securityGroups).toEqual([]);
    template().resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('grants reading and writing the table and its indexes only', () => {
    const arn = { 'Fn::GetAtt': [expect.stringContaining('StoreTable'), 'Arn'] };
    expect(inventory().granted()).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:Scan',
          'dynamodb:UpdateItem',
        ],
        Resource: [arn, { 'Fn::Join': ['', [arn, '/index/*']] }],
      },
    ]);
  });

  test('grants a customer managed key, which encrypts the table, without a wildcard', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const { template, granted } = bindStore((stack) =>
      DataStore.dynamoDb({ partitionKey: SKU, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }),
    );
    expect(granted()).toContainEqual({
      Effect: 'Allow',
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } },
      Resource: keyArn,
    });
    expect(table(template()).SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn });
  });
});

describe('a table that is restored from an export', () => {
  const restored = (keyPrefix = 'AWSDynamoDB/01693685827463-2d8752fd/data/') =>
    bindStore((stack) => {
      const bucket = s3.Bucket.fromBucketName(stack, 'Exports', 'exports');
      return DataStore.dynamoDb({ partitionKey: SKU, restoreFromExport: { bucket, keyPrefix } });
    });

  test('imports the export in the format of DynamoDB', () => {
    expect(table(restored().template()).ImportSourceSpecification).toEqual({
      InputFormat: 'DYNAMODB_JSON',
      InputCompressionType: 'GZIP',
      S3BucketSource: { S3Bucket: 'exports', S3KeyPrefix: 'AWSDynamoDB/01693685827463-2d8752fd/data/' },
    });
    expect(table(inventory().template())).not.toHaveProperty('ImportSourceSpecification');
  });

  test('warns that changing the export replaces a deployed table', () => {
    Annotations.fromStack(restored().stack).hasWarning(
      '/Test/Store',
      Match.stringLikeRegexp('`restoreFromExport` restores'),
    );
    Annotations.fromStack(inventory().stack).hasNoWarning('*', Match.anyValue());
  });

  test.each([
    ...['', 'data/', 'AWSDynamoDB/01693685827463-2d8752fd/', 'AWSDynamoDB/01693685827463-2d8752fd/data'],
    ...['AWSDynamoDB/01693685827463-2d8752fd/data/manifests/', 'AWSDynamoDB/01693685827463-2d8752fd/mydata/'],
  ])("rejects the folder '%s', which does not contain the items", (keyPrefix) => {
    expect(() => restored(keyPrefix)).toThrow(
      `restoreFromExport.keyPrefix must be the folder of the exported items, which ends in /data/, got '${keyPrefix}'.`,
    );
  });
});

describe('invalid input', () => {
  test('rejects missing keys, which callers in languages without types can pass', () => {
    const { partitionKey, ...none }: Partial<DynamoDbOptions> = { partitionKey: SKU };
    expect(partitionKey).toBe(SKU);
    expect(() => bindStore(Reflect.apply(DataStore.dynamoDb, DataStore, [none]))).toThrow(
      "partitionKey must be an attribute with a name of 1 to 255 characters, got ''. Set the key of the table",
    );
    expect(() => bindStore(Reflect.apply(DataStore.dynamoDb, DataStore, []))).toThrow('partitionKey must be');
  });

  test.each(['', 'k'.repeat(256)])("rejects a key with the name '%s'", (name) => {
    const key = { name, type: dynamodb.AttributeType.STRING };
    expect(() => inventory({ partitionKey: key })).toThrow('partitionKey must be an attribute with a name');
    expect(() => inventory({ sortKey: key })).toThrow('sortKey must be an attribute with a name');
  });

  test.each(['k', 'k'.repeat(255)])("accepts a key and an expiry attribute with the name '%s'", (name) => {
    const key = { name, type: dynamodb.AttributeType.STRING };
    expect(() => inventory({ partitionKey: key, timeToLiveAttribute: name })).not.toThrow();
    expect(() => inventory({ sortKey: key, timeToLiveAttribute: `a\n${name}`.slice(0, 255) })).not.toThrow();
  });

  test.each(['', 'a'.repeat(256)])("rejects the expiry attribute '%s'", (timeToLiveAttribute) => {
    expect(() => inventory({ timeToLiveAttribute })).toThrow(
      'timeToLiveAttribute must be an attribute with a name of 1 to 255 characters',
    );
  });

  test('rejects a sort key that is the partition key', () => {
    expect(() => inventory({ sortKey: SKU })).toThrow(
      "sortKey must be an attribute other than `partitionKey`, got 'sku'.",
    );
  });

  test('rejects a backup retention of 36 days', () => {
    expect(() => inventory({ backupRetention: Duration.days(36) })).toThrow(
      'backupRetention must be a whole number of days from 0 to 35, got 36.',
    );
  });

  test.each(['order-service', 'order', 'admin'])(
    "accepts the service name '%s', which other kinds of store reject",
    (serviceName) => {
      expect(() => inventory({}, { serviceName })).not.toThrow();
    },
  );
});

test('a table accepts tokens and passes them to the template', () => {
  const template = inventory({
    partitionKey: { name: Token.asString({ Ref: 'Name' }), type: dynamodb.AttributeType.STRING },
    backupRetention: Duration.days(Token.asNumber({ Ref: 'Days' })),
  }).template();
  expect(table(template)).toMatchObject({
    KeySchema: [{ AttributeName: { Ref: 'Name' }, KeyType: 'HASH' }],
    PointInTimeRecoverySpecification: { RecoveryPeriodInDays: { Ref: 'Days' } },
  });
});
