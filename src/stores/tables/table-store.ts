import { type aws_dynamodb as dynamodb, aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import { allow } from '../../access/permissions';
import type { SecretSetting } from '../../access/service-access';
import type { IDataStore, IServiceStore } from '../store-contract';
import type { ExistingTableOptions } from './dynamo-db-options';

/** A DynamoDB table: reached through AWS's own network, so there is no port to open and no secret to hand over. */
export class TableStore implements IServiceStore {
  public readonly connections = new ec2.Connections();
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};

  constructor(
    private readonly table: dynamodb.ITable,
    /** The ARN of the table, where it is made here. */
    public readonly resourceArn?: string,
  ) {
    this.settings = { TABLE_NAME: table.tableName };
  }

  /** Reading and writing items, and doing so with the table's key where that is a customer's. */
  public grantAccess(grantee: iam.IGrantable): void {
    const { tableArn, encryptionKey } = this.table;
    allow(grantee, [{ actions: TABLE_ACTIONS, resources: [tableArn, `${tableArn}/index/*`] }]);
    if (encryptionKey) {
      allow(grantee, [{ actions: KEY_ACTIONS, resources: [encryptionKey.keyArn] }]);
    }
  }
}

/** A DynamoDB table that exists. */
export class ExistingTable implements IDataStore {
  constructor(private readonly options: ExistingTableOptions) {}

  public bind(): IServiceStore {
    return new TableStore(this.options.table);
  }
}

const TABLE_ACTIONS = [
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
];

const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
