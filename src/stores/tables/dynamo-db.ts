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

/** Creates a DynamoDB table for one service. */
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
  // The prop of the CDK's class rejects a token.
  cfnResource(table, dynamodb.CfnTable).pointInTimeRecoverySpecification = recoveryFor(settings.backupRetention);
  return table;
}

function recoveryFor(backupRetention: Duration): dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty {
  const days = backupRetention.toDays();
  return days === 0
    ? { pointInTimeRecoveryEnabled: false }
    : { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: days };
}

/** DynamoDB compresses its exports with GZIP. */
function importFrom({ bucket, keyPrefix }: TableExport): dynamodb.ImportSourceSpecification {
  return {
    bucket,
    keyPrefix,
    inputFormat: dynamodb.InputFormat.dynamoDBJson(),
    compressionType: dynamodb.InputCompressionType.GZIP,
  };
}

/** Rejects the parent folder of the items: it also contains manifests, which DynamoDB would import as items. */
function requireFolder(scope: Construct, { keyPrefix }: TableExport): void {
  requireMatch(
    scope,
    'restoreFromExport.keyPrefix',
    keyPrefix,
    /\/data\/$/,
    'the folder of the exported items, which ends in /data/',
    'Look it up in the bucket. Example: AWSDynamoDB/01693685827463-2d8752fd/data/.',
  );
}

function requireTimeToLive(scope: Construct, attribute: string): void {
  requireMatch(
    scope,
    'timeToLiveAttribute',
    attribute,
    /^.{1,255}$/s,
    'an attribute with a name of 1 to 255 characters',
    'Omit it if items do not expire.',
  );
}

/** Rejects missing keys, which callers in Python, Java and JavaScript can pass in spite of the types. */
function requireKeySchema(scope: Construct, options: Partial<DynamoDbOptions> = {}): void {
  requireAttribute(scope, 'partitionKey', options.partitionKey);
  if (options.sortKey !== undefined) {
    requireAttribute(scope, 'sortKey', options.sortKey);
    if (options.sortKey.name === options.partitionKey?.name) {
      throw refuse(scope, {
        prop: 'sortKey',
        got: options.sortKey.name,
        allowed: 'an attribute other than `partitionKey`',
        fix: 'Omit `sortKey` if the partition key identifies an item.',
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
      fix: `Set the key of the table, for example \`${prop}: { name: 'id', type: AttributeType.STRING }\`.`,
    });
  }
}
