import type { aws_dynamodb as dynamodb, aws_s3 as s3 } from 'aws-cdk-lib';
import type { StoreOptions } from '../store-options';

/** A full export of a DynamoDB table to S3 in DynamoDB JSON, the default format of exports. */
export interface TableExport {
  /** The bucket that contains the export. The principal that deploys the stack needs read access to it. */
  readonly bucket: s3.IBucket;
  /** The folder of the exported items, for example `AWSDynamoDB/01693685827463-2d8752fd/data/`. */
  readonly keyPrefix: string;
}

/** Options of a DynamoDB table. */
export interface DynamoDbOptions extends StoreOptions {
  /**
   * The partition key.
   *
   * Changing it replaces the table.
   */
  readonly partitionKey: dynamodb.Attribute;
  /**
   * The sort key, which orders the items with the same partition key. Must not be the attribute of `partitionKey`.
   *
   * Changing it replaces the table.
   * @default - none: the partition key identifies an item
   */
  readonly sortKey?: dynamodb.Attribute;
  /**
   * The attribute with the time, in seconds since 1970, after which DynamoDB deletes an item: a name of 1 to 255
   * characters.
   * @default - none: items do not expire
   */
  readonly timeToLiveAttribute?: string;
  /**
   * The export to import when the table is created. The exported table must have the same keys. CloudFormation cannot
   * restore a table from a backup or to a point in time, but DynamoDB can export a table as of any point in time in its
   * recovery period. To use a table that was restored outside the stack, use `DataStore.existingTable`.
   *
   * Adding, changing or removing it replaces the table, and synthesis warns of that: keep it set for as long as the
   * table exists.
   * @default - none: the table is created empty
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html
   */
  readonly restoreFromExport?: TableExport;
}

/** Options of an existing DynamoDB table. */
export interface ExistingTableOptions {
  /** The table. Import it with its encryption key if that is a customer managed key. */
  readonly table: dynamodb.ITable;
}
