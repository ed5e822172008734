import { aws_cloudwatch as cloudwatch, aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import type { AlarmDefinition } from '../../monitoring/alarm-definition';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import { COUNT, MINUTE, PartMetrics } from '../../monitoring/part-metrics';

/** Returns the metrics of a DynamoDB table. */
export function metricsOfTable(table: dynamodb.ITable): PartMetrics {
  return new PartMetrics(table, {
    namespace: 'AWS/DynamoDB',
    dimensions: { TableName: table.tableName },
    fitting: { ReadThrottleEvents: COUNT, SystemErrors: COUNT, WriteThrottleEvents: COUNT },
  });
}

/** Returns the alarms of a DynamoDB table. Errors of users are no metric of a table: CloudWatch has those of the account. */
export function alarmsOfTable(table: dynamodb.ITable): AlarmDefinition[] {
  const metrics = metricsOfTable(table);
  return [
    throttled('ReadThrottleEvents', metrics, 'reads'),
    throttled('WriteThrottleEvents', metrics, 'writes'),
    {
      alarmId: 'SystemErrors',
      metric: table.metricSystemErrorsForOperations({ operations: OPERATIONS, period: MINUTE }),
      threshold: 0,
      evaluationPeriods: 15,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'DynamoDB has answered requests with its own errors for 15 minutes.',
      firstStep: 'Look at AWS Health for DynamoDB in the region; the SDK repeats such requests.',
    },
  ];
}

/** Returns the graphs of a DynamoDB table. */
export function graphsOfTable(table: dynamodb.ITable): DashboardGraph[] {
  const metrics = metricsOfTable(table);
  return [
    {
      section: DashboardSection.STORES,
      title: 'Throttled requests',
      metrics: [
        metrics.metric('ReadThrottleEvents', { label: 'reads' }),
        metrics.metric('WriteThrottleEvents', { label: 'writes' }),
      ],
    },
  ];
}

function throttled(alarmId: string, metrics: PartMetrics, requests: string): AlarmDefinition {
  return {
    alarmId,
    metric: metrics.metric(alarmId),
    threshold: 0,
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    summary: `DynamoDB has been refusing ${requests} of the table for five minutes, most often of one busy key.`,
    firstStep: 'Look for the busy key in CloudWatch Contributor Insights for DynamoDB.',
  };
}

/** The operations that the library grants: each is a metric of the alarm, and CloudWatch takes ten of them. */
const OPERATIONS = [
  dynamodb.Operation.BATCH_GET_ITEM,
  dynamodb.Operation.BATCH_WRITE_ITEM,
  dynamodb.Operation.DELETE_ITEM,
  dynamodb.Operation.GET_ITEM,
  dynamodb.Operation.PUT_ITEM,
  dynamodb.Operation.QUERY,
  dynamodb.Operation.SCAN,
  dynamodb.Operation.UPDATE_ITEM,
];
