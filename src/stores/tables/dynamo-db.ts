import { type Duration, aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cfnResource } from '../../private/cfn-resource';
import { snapshotAsRetain } from '../../private/removal-policies';
import { refuse, requireMatch } from '../../private/validation';
import { ResolvedEnvironment } from '../../providers/resolved-environment';
import { warnOfReplacement } from '../restore';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import { requireBackupRetention, requireDeletable, type StoreSettings, storeSettings } from '../store-settings';
import type { DynamoDbOptions, TableExport } from './dynamo-db-options';
import { TableStore } from './table-store';

/** A DynamoDB table for each service. */
export class DynamoDb implements IDataStore {
  constructor(private readonly options: DynamoDbOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    requireKeySchema(scope, this.options);
    if (this.options.timeToLiveAttribute !== undefined) {
      requireTimeToLive(scope, this.options.timeToLiveAttribute);
    }
    const settings = storeSettings(context, ResolvedEnvironment.of(scope, context.provider), this.options);
    requireBackupRetention(scope, settings.backupRetention, 0);
    requireDeletable(scope, settings);
    if (this.options.restoreFromExport) {
      requireFolder(scope, this.options.restoreFromExport);
      warnOfReplacement(scope, 'restoreFromExport');
    }
    const table = createTable(scope, settings, this.options);
    return new TableStore(table, table.tableArn);
  }
}

function createTable(scope: Construct, settings: StoreSettings, options: DynamoDbOptions): dynamodb.Table {
  const { encryptionKey } = settings;
  const table = new dynamodb.Table(scope, 'Table', {
    partitionKey: options.partitionKey,
    sortKey: options.sortKey,
    timeToLiveAttribute: options.timeToLiveAttribute,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.AWS_MANAGED,
    encryptionKey,
    importSource: options.restoreFromExport && importFrom(options.restoreFromExport),
    deletionProtection: settings.deletionProtection,
    removalPolicy: snapshotAsRetain(settings.removalPolicy),
  });
  // The CDK's own prop would refuse a token.
  cfnResource(table, dynamodb.CfnTable).pointInTimeRecoverySpecification = recoveryFor(settings.backupRetention);
  return table;
}

function recoveryFor(backupRetention: Duration): dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty {
  const days = backupRetention.toDays();
  return days === 0
    ? { pointInTimeRecoveryEnabled: false }
    : { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: days };
}

/** DynamoDB compresses what it exports. */
function importFrom({ bucket, keyPrefix }: TableExport): dynamodb.ImportSourceSpecification {
  return {
    bucket,
    keyPrefix,
    inputFormat: dynamodb.InputFormat.dynamoDBJson(),
    compressionType: dynamodb.InputCompressionType.GZIP,
  };
}

/** Beside the items, an export has manifests, which an import would take for items. */
function requireFolder(scope: Construct, { keyPrefix }: TableExport): void {
  requireMatch(
    scope,
    'restoreFromExport.keyPrefix',
    keyPrefix,
    /\/data\/$/,
    'the folder of the exported items, which ends in /data/',
    'Look it up in the bucket, for example AWSDynamoDB/01693685827463-2d8752fd/data/.',
  );
}

function requireTimeToLive(scope: Construct, attribute: string): void {
  requireMatch(
    scope,
    'timeToLiveAttribute',
    attribute,
    /^.{1,255}$/s,
    'an attribute with a name of 1 to 255 characters',
    'Leave it out where items stay.',
  );
}

/** From Python, Java or plain JavaScript a key may be missing, whatever the types say. */
function requireKeySchema(scope: Construct, options: Partial<DynamoDbOptions> = {}): void {
  requireAttribute(scope, 'partitionKey', options.partitionKey);
  if (options.sortKey !== undefined) {
    requireAttribute(scope, 'sortKey', options.sortKey);
    if (options.sortKey.name === options.partitionKey?.name) {
      throw refuse(scope, {
        prop: 'sortKey',
        got: options.sortKey.name,
        allowed: 'another attribute than `partitionKey`',
        fix: 'Leave `sortKey` out where the partition key alone names an item.',
      });
    }
  }
}

function requireAttribute(scope: Construct, prop: string, attribute?: Partial<dynamodb.Attribute>): void {
  const name = attribute?.name ?? '';
  if (name.length < 1 || name.length > 255) {
    throw refuse(scope, {
      prop,
      got: name,
      allowed: 'an attribute with a name of 1 to 255 characters',
      fix: `Give the table its key, for example \`${prop}: { name: 'id', type: AttributeType.STRING }\`.`,
    });
  }
}
