import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { DashboardGraph } from '../dashboard-graph';

/** Returns a text for the stack of the alarms. */
export type Publish = (text: string) => string;

/** Returns a metric for the stack of the alarms: other stacks publish the values that its dimensions contain. */
export function publishedMetric(metric: cloudwatch.IMetric, publish: Publish): cloudwatch.IMetric {
  if (metric instanceof cloudwatch.Metric) {
    const dimensions = Object.entries(metric.dimensions ?? {});
    return dimensions.length === 0
      ? metric
      : metric.with({
          dimensionsMap: Object.fromEntries(dimensions.map(([name, value]) => [name, publish(String(value))])),
        });
  }
  if (metric instanceof cloudwatch.MathExpression) {
    const { expression, usingMetrics, label, color, period, searchAccount, searchRegion } = metric;
    return new cloudwatch.MathExpression({
      expression: publish(expression),
      usingMetrics: Object.fromEntries(
        Object.entries(usingMetrics).map(([id, used]) => [id, publishedMetric(used, publish)]),
      ),
      ...{ label, color, period, searchAccount, searchRegion },
    });
  }
  if (metric instanceof cloudwatch.SearchExpression) {
    const { expression, label, color, period, searchAccount, searchRegion } = metric;
    return new cloudwatch.SearchExpression({
      expression: publish(expression),
      ...{ label, color, period, searchAccount, searchRegion },
    });
  }
  return metric;
}

/** Returns a graph for the stack of the dashboards. */
export function publishedGraph(graph: DashboardGraph, publish: Publish): DashboardGraph {
  const { metrics, logQuery } = graph;
  return {
    ...graph,
    metrics: metrics.map((metric) => publishedMetric(metric, publish)),
    logQuery: logQuery && { ...logQuery, logGroupNames: logQuery.logGroupNames.map(publish) },
  };
}
