import { aws_dynamodb as dynamodb, aws_kms as kms } from 'aws-cdk-lib';
import { DataStore } from '../../../src';
import { bindStore } from '../../support/bind-store';
import { resourcesOf } from '../../support/resources';

const OPTIONS = {
  partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'at', type: dynamodb.AttributeType.NUMBER },
  timeToLiveAttribute: 'expires',
};

test('a table in production creates exactly this resource', () => {
  expect(resourcesOf(bindStore(DataStore.dynamoDb(OPTIONS)).template())).toEqual({
    StoreTable0CCFA19B: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'sku', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        KeySchema: [
          { AttributeName: 'sku', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 },
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
  });
});

test('the ARN of the store is the ARN of the table', () => {
  const { stack, store } = bindStore(DataStore.dynamoDb(OPTIONS));
  expect(stack.resolve(store.resourceArn)).toEqual({ 'Fn::GetAtt': ['StoreTable0CCFA19B', 'Arn'] });
});

test('an existing table grants exactly these permissions', () => {
  const tableArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/legacy';
  const { store, granted } = bindStore((stack) => {
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k');
    const table = dynamodb.Table.fromTableAttributes(stack, 'Existing', { tableArn, encryptionKey });
    return DataStore.existingTable({ table });
  });
  expect(granted()).toEqual([
    {
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
      Effect: 'Allow',
      Resource: [
        'arn:aws:dynamodb:eu-central-1:123456789012:table/legacy',
        'arn:aws:dynamodb:eu-central-1:123456789012:table/legacy/index/*',
      ],
    },
    {
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } },
      Effect: 'Allow',
      Resource: 'arn:aws:kms:eu-central-1:123456789012:key/k',
    },
  ]);
  expect(store.secrets).toEqual({});
  expect(store.resourceArn).toBeUndefined();
});
