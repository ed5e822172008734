import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export const TableName = process.env.TABLE_NAME;

/** Sends requests with the credentials of the workload's role, and repeats throttled ones. */
export const table = DynamoDBDocumentClient.from(new DynamoDBClient());
