/** A metric that an alarm or a dashboard reads. */
export interface UsedMetric {
  /** Undefined if a search does not say it. */
  readonly namespace?: string;
  readonly metricName: string;
  /** The names of the dimensions in alphabetical order; undefined if a search does not say them. */
  readonly dimensions?: readonly string[];
  /** Undefined if the widget has one for all of its metrics. */
  readonly statistic?: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Returns the metrics of the alarms of a template, by the logical ids of the alarms. */
export function metricsOfAlarms(template: object): ReadonlyMap<string, UsedMetric[]> {
  return new Map(
    resources(template)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([id, { Properties = {} }]) => [id, metricsOfAlarm(Properties)]),
  );
}

/** Returns the metrics of the dashboards of a template. */
export function metricsOfDashboards(template: object): UsedMetric[] {
  return resources(template)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Dashboard')
    .flatMap(([, { Properties = {} }]) => {
      const { widgets } = JSON.parse(textOf(Properties.DashboardBody));
      return widgets.flatMap(({ properties }: { properties: { metrics?: unknown[][] } }) =>
        (properties.metrics ?? []).flatMap(metricsOfLine),
      );
    });
}

function resources(template: object): [string, Resource][] {
  return Object.entries(('Resources' in template ? template.Resources : {}) ?? {});
}

function metricsOfAlarm(alarm: Record<string, unknown>): UsedMetric[] {
  if (!Array.isArray(alarm.Metrics)) {
    return [metricOf(alarm, alarm)];
  }
  return alarm.Metrics.flatMap(({ MetricStat, Expression }) =>
    MetricStat
      ? [metricOf(MetricStat.Metric, { Statistic: MetricStat.Stat })]
      : metricsOfExpression(textOf(Expression)),
  );
}

function metricOf(metric: Record<string, unknown>, { Statistic }: Record<string, unknown>): UsedMetric {
  const dimensions = Array.isArray(metric.Dimensions) ? metric.Dimensions : [];
  return {
    namespace: String(metric.Namespace),
    metricName: String(metric.MetricName),
    dimensions: dimensions.map(({ Name }) => String(Name)).sort(),
    statistic: String(Statistic),
  };
}

/** A line is a list: namespace, name, names and values of dimensions, options. An expression has options only. */
function metricsOfLine(line: unknown[]): UsedMetric[] {
  const options = line.at(-1);
  const isOptions = (value: unknown): value is { stat?: string; expression?: string } =>
    typeof value === 'object' && value !== null;
  const { stat, expression } = isOptions(options) ? options : {};
  if (expression !== undefined) {
    return metricsOfExpression(expression);
  }
  const [namespace, metricName, ...dimensions] = line.filter((part) => !isOptions(part)).map(String);
  return [
    { namespace, metricName, dimensions: dimensions.filter((_, index) => index % 2 === 0).sort(), statistic: stat },
  ];
}

/** The metrics that an expression itself names: a query or a search. The others are lines of their own. */
function metricsOfExpression(expression: string): UsedMetric[] {
  const [, aggregate, metricName, schema] = QUERY.exec(expression) ?? [];
  if (aggregate !== undefined) {
    const [namespace, ...dimensions] = schema.split(',').map((part) => part.trim().replace(/"/g, ''));
    return [{ namespace, metricName, dimensions: dimensions.sort(), statistic: STATISTICS[aggregate] }];
  }
  const [, searchSchema, searched, statistic] = SEARCH.exec(expression) ?? [];
  if (searched === undefined) {
    return [];
  }
  const [namespace, ...dimensions] = searchSchema?.split(',') ?? [];
  return [
    { namespace, metricName: searched, dimensions: namespace === undefined ? undefined : dimensions.sort(), statistic },
  ];
}

/** The text of an expression of CloudFormation. A value that the deployment knows becomes a word. */
function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const join = typeof value === 'object' && value !== null && 'Fn::Join' in value ? value['Fn::Join'] : undefined;
  const [delimiter, parts] = Array.isArray(join) ? join : ['', ['deployed']];
  return parts.map(textOf).join(delimiter);
}

const QUERY = /SELECT (\w+)\(([^)]+)\) FROM SCHEMA\(([^)]+)\)/;
const SEARCH = /SEARCH\('(?:\{([^}]+)\} )?.*?MetricName="([^"]+)".*?', '(\w+)'/;
const STATISTICS: Readonly<Record<string, string>> = { AVG: 'Average', MAX: 'Maximum', MIN: 'Minimum', SUM: 'Sum' };
