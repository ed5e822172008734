import { type aws_dynamodb as dynamodb, aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import { TABLE_ACTIONS, TABLE_KEY_ACTIONS } from '../../access/known-access';
import { allow, useKey } from '../../access/permissions';
import type { SecretSetting } from '../../access/secret-setting';
import type { IMonitored } from '../../monitoring/monitored';
import type { IDataStore, IServiceStore } from '../store-contract';
import { noteMetrics } from '../store-metrics';
import type { ExistingTableOptions } from './dynamo-db-options';
import { alarmsOfTable, graphsOfTable, metricsOfTable } from './table-alarms';

/** Access to a DynamoDB table. Clients call the API of DynamoDB with their IAM role: there is no port and no secret. */
export class TableStore implements IServiceStore {
  public readonly connections = new ec2.Connections();
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};

  constructor(
    private readonly table: dynamodb.ITable,
    /** The ARN of the table, if the library creates it. */
    public readonly resourceArn?: string,
  ) {
    this.settings = { TABLE_NAME: table.tableName };
    noteMetrics(this, metricsOfTable(table));
  }

  /** The alarms and graphs of a table that the library creates: an existing one has an owner who chooses them. */
  public get monitored(): IMonitored | undefined {
    return this.resourceArn === undefined
      ? undefined
      : { alarms: alarmsOfTable(this.table), graphs: graphsOfTable(this.table) };
  }

  /** Grants reading and writing items, and the use of the table's encryption key if that is a customer managed key. */
  public grantAccess(grantee: iam.IGrantable): void {
    const { tableArn, encryptionKey } = this.table;
    allow(grantee, [{ actions: TABLE_ACTIONS, resources: [tableArn, `${tableArn}/index/*`] }]);
    if (encryptionKey) {
      allow(grantee, [useKey(this.table, encryptionKey, 'dynamodb', TABLE_KEY_ACTIONS)]);
    }
  }
}

/** Uses an existing DynamoDB table. */
export class ExistingTable implements IDataStore {
  constructor(private readonly options: ExistingTableOptions) {}

  public bind(): IServiceStore {
    return new TableStore(this.options.table);
  }
}
