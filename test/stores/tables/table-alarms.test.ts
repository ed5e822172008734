import { aws_dynamodb as dynamodb, Stack } from 'aws-cdk-lib';
import { DataStore } from '../../../src';
import { TABLE_ACTIONS } from '../../../src/access/known-access';
import { alarmOf, rowsOf } from '../../support/alarm-rows';
import { bindStore } from '../../support/bind-store';

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };
const monitored = () => bindStore(DataStore.dynamoDb({ partitionKey: PARTITION_KEY })).store.monitored;

test('a table has these alarms', () => {
  const [reads, writes, errors, ...others] = rowsOf(monitored());
  expect(reads).toBe('ReadThrottleEvents | ReadThrottleEvents Sum 60 > 0 5/5 notBreaching T');
  expect(writes).toBe('WriteThrottleEvents | WriteThrottleEvents Sum 60 > 0 5/5 notBreaching T');
  expect(errors).toMatch(/^SystemErrors \| .*SystemErrors Sum 60.* > 0 15\/15 notBreaching T$/);
  expect(others).toEqual([]);
});

test('the errors of DynamoDB are those of the operations that the library grants, of which a condition check is a part', () => {
  const { mathExpression } = alarmOf(monitored(), 'SystemErrors').metric.toMetricConfig();
  const operations = Object.values(mathExpression?.usingMetrics ?? {}).map(
    (metric) => metric.toMetricConfig().metricStat?.dimensions?.find(({ name }) => name === 'Operation')?.value,
  );
  const granted = TABLE_ACTIONS.map((action) => action.replace('dynamodb:', ''));
  expect(operations.sort()).toEqual(
    granted.filter((operation) => !['ConditionCheckItem', 'DescribeTable'].includes(operation)).sort(),
  );
});

test('CloudWatch takes at most ten metrics in the expression of an alarm', () => {
  const { mathExpression } = alarmOf(monitored(), 'SystemErrors').metric.toMetricConfig();
  expect(Object.keys(mathExpression?.usingMetrics ?? {}).length).toBeLessThanOrEqual(10);
});

test('an existing table has an owner who chooses its alarms', () => {
  const table = dynamodb.Table.fromTableName(new Stack(), 'Table', 'carts');
  expect(bindStore(DataStore.existingTable({ table })).store.monitored).toBeUndefined();
});
