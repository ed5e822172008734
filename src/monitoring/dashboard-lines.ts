import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { DashboardGraph } from './dashboard-graph';

/** A graph of one owner, as a part of a widget that several owners share. */
export interface OwnedGraph {
  readonly owner: string;
  readonly graph: DashboardGraph;
}

/**
 * The lines of a widget, each with a label that tells it from the others. `owners` is the number of owners in all widgets
 * of the graph.
 */
export function linesOf(graphs: OwnedGraph[], owners: number): cloudwatch.IMetric[] {
  return graphs.flatMap(({ owner, graph: { metrics } }, index) =>
    metrics.map((metric, line) => new Line(metric, labelOf(metric, { owner, owners, metrics }), `${index}x${line}`)),
  );
}

/** The number of metrics that CloudWatch counts for a line: those of an expression count, although they are not drawn. */
export function metricCount(metric: cloudwatch.IMetric): number {
  const { mathExpression, searchExpression } = metric.toMetricConfig();
  if (searchExpression) return METRICS_OF_SEARCH;
  const used = Object.values(mathExpression?.usingMetrics ?? {});
  return 1 + used.reduce((sum, each) => sum + metricCount(each), 0);
}

/** The number of metrics that a search is expected to find. A search is for the nodes of a broker, which has at most three. */
const METRICS_OF_SEARCH = 10;

/** Where the label of a line is drawn. */
interface LabelContext {
  readonly owner: string;
  readonly owners: number;
  readonly metrics: cloudwatch.IMetric[];
}

function labelOf(metric: cloudwatch.IMetric, { owner, owners, metrics }: LabelContext): string {
  const { metricStat, renderingProperties } = metric.toMetricConfig();
  const label = renderingProperties?.label;
  const own = typeof label === 'string' && label !== '' ? label : metricStat?.metricName;
  if (metrics.length === 1 && owners > 1) return owner;
  if (own === undefined) return owner;
  return owners === 1 ? own : `${owner} ${own}`;
}

/** A metric with another label. It renames the ids of an expression, because all lines of a widget share one namespace. */
class Line implements cloudwatch.IMetric {
  constructor(
    private readonly metric: cloudwatch.IMetric,
    private readonly label: string,
    private readonly suffix: string,
  ) {}

  public toMetricConfig(): cloudwatch.MetricConfig {
    const { mathExpression, renderingProperties, ...config } = this.metric.toMetricConfig();
    return {
      ...config,
      mathExpression: mathExpression && withSuffix(mathExpression, this.suffix),
      renderingProperties: { ...renderingProperties, label: this.label },
    };
  }
}

function withSuffix(expression: cloudwatch.MetricExpressionConfig, suffix: string): cloudwatch.MetricExpressionConfig {
  const ids = Object.keys(expression.usingMetrics);
  if (ids.length === 0) return expression;
  const anyId = new RegExp(`\\b(?:${ids.join('|')})\\b`, 'g');
  return {
    ...expression,
    expression: expression.expression.replace(anyId, (id) => `${id}_${suffix}`),
    usingMetrics: Object.fromEntries(
      Object.entries(expression.usingMetrics).map(([id, metric]) => [`${id}_${suffix}`, metric]),
    ),
  };
}
