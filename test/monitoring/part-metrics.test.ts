import { aws_cloudwatch as cloudwatch, Duration, Stack } from 'aws-cdk-lib';
import { PartMetrics, sumOf } from '../../src/monitoring/part-metrics';

const metrics = new PartMetrics(new Stack(), {
  namespace: 'AWS/Test',
  dimensions: { Name: 'orders' },
  fitting: { Errors: { statistic: 'Sum', period: Duration.minutes(5) } },
});

test('a metric is the average of each minute, with the namespace and the dimensions of its resource', () => {
  expect(metrics.metric('Load')).toMatchObject({
    namespace: 'AWS/Test',
    metricName: 'Load',
    dimensions: { Name: 'orders' },
    statistic: 'Average',
    period: Duration.minutes(1),
  });
});

test('a metric that the average does not fit has its own statistic and period', () => {
  expect(metrics.metric('Errors')).toMatchObject({ statistic: 'Sum', period: Duration.minutes(5) });
});

test('options take precedence, and their dimensions are added', () => {
  const metric = metrics.metric('Errors', {
    statistic: cloudwatch.Stats.percentile(90),
    dimensionsMap: { Role: 'WRITER' },
  });
  expect(metric).toMatchObject({ statistic: 'p90', dimensions: { Name: 'orders', Role: 'WRITER' } });
});

test('the metrics of a part of a resource have further dimensions', () => {
  expect(metrics.of({ Node: '1' }).metric('Load').dimensions).toEqual({ Name: 'orders', Node: '1' });
});

test('the sum of one metric is the metric, without an expression', () => {
  const metric = metrics.metric('Errors');
  expect(sumOf([metric])).toBe(metric);
});

test('the sum of several metrics counts a metric without data as zero', () => {
  const { mathExpression } = sumOf([metrics.metric('Errors'), metrics.metric('Load')]).toMetricConfig();
  expect(mathExpression).toMatchObject({ expression: 'FILL(m1,0)+FILL(m2,0)', period: 300 });
});

test('a percentage is the part of one metric in the sum of others', () => {
  const { mathExpression } = metrics.percentage('Dropped', 'In', 'Out').toMetricConfig();
  expect(mathExpression?.expression).toBe('100*part/(whole1+whole2)');
});
