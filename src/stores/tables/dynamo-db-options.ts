import type { aws_dynamodb as dynamodb, aws_s3 as s3 } from 'aws-cdk-lib';
import type { StoreOptions } from '../store-options';

/** What DynamoDB exported of a table, in DynamoDB JSON, which is what it exports where nothing else is asked for. */
export interface TableExport {
  /** The bucket that holds the export; whoever deploys must be able to read it. */
  readonly bucket: s3.IBucket;
  /** The folder of the exported items, for example `AWSDynamoDB/01693685827463-2d8752fd/data/`. */
  readonly keyPrefix: string;
}

/** What a DynamoDB table is made of. */
export interface DynamoDbOptions extends StoreOptions {
  /**
   * The attribute that spreads items over the table.
   *
   * Changing it replaces the table.
   */
  readonly partitionKey: dynamodb.Attribute;
  /**
   * The attribute that orders the items of one partition key; another than `partitionKey`.
   *
   * Changing it replaces the table.
   * @default - none: a partition key names one item
   */
  readonly sortKey?: dynamodb.Attribute;
  /**
   * The attribute, in seconds since 1970, after which DynamoDB deletes an item: a name of 1 to 255 characters.
   * @default - items stay
   */
  readonly timeToLiveAttribute?: string;
  /**
   * The export, taken of a table with the same keys, that the table is filled from when it is made. CloudFormation
   * cannot restore a table from a backup or to a point in time; an export can be taken of any point in time that a table
   * recovers to. A table that was restored beside the stack is used through `DataStore.existingTable`.
   *
   * Adding, changing or removing it replaces the table, which synthesis warns of.
   * @default - none: the table is made empty
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html
   */
  readonly restoreFromExport?: TableExport;
}

/** A DynamoDB table that exists. */
export interface ExistingTableOptions {
  /** The table; an imported one with its key, where that is a customer's. */
  readonly table: dynamodb.ITable;
}
