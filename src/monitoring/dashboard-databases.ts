import { aws_cloudwatch as cloudwatch, Duration, Token } from 'aws-cdk-lib';
import type { DashboardGraph } from './dashboard-graph';
import { metricCount } from './dashboard-lines';

/** The graphs of one database, which the reader of a dashboard chooses. */
export interface DatabaseDetails {
  readonly variable: cloudwatch.IVariable;
  readonly widgets: cloudwatch.IWidget[];
  readonly metrics: number;
}

/** The choice of a database among those in the graphs; undefined if no graph names one. */
export function chooseDatabase(owners: ReadonlyMap<string, DashboardGraph[]>): DatabaseDetails | undefined {
  const databases = [...owners].flatMap(([owner, graphs]) => databasesIn(graphs).map((value) => ({ owner, value })));
  if (databases.length === 0) return undefined;
  const details = DETAILS.map((row) => ({ ...row, left: row.names.map(search) }));
  return {
    variable: new cloudwatch.DashboardVariable({
      id: 'database',
      label: 'Database',
      type: cloudwatch.VariableType.PATTERN,
      inputType: cloudwatch.VariableInputType.SELECT,
      value: PLACEHOLDER,
      values: cloudwatch.Values.fromValues(
        ...databases.map(({ owner, value }) => ({ value, label: `${owner}: ${value}` })),
      ),
      defaultValue: cloudwatch.DefaultValue.value(databases[0].value),
    }),
    widgets: details.map(
      ({ title, left }) => new cloudwatch.GraphWidget({ title: `${PLACEHOLDER}: ${title}`, left, width: 6, height: 5 }),
    ),
    metrics: details.flatMap(({ left }) => left).reduce((sum, metric) => sum + metricCount(metric), 0),
  };
}

/** The text that CloudWatch replaces with the chosen identifier. It must not occur elsewhere on a dashboard. */
const PLACEHOLDER = 'chosen-database';

const DETAILS = [
  { title: 'CPU, %', names: ['CPUUtilization'] },
  { title: 'Free memory, bytes', names: ['FreeableMemory'] },
  { title: 'Latency, seconds', names: ['ReadLatency', 'WriteLatency'] },
  { title: 'Disk queue', names: ['DiskQueueDepth'] },
];

/** A search, because the dimension depends on the kind of the chosen database. */
function search(metricName: string): cloudwatch.IMetric {
  return new cloudwatch.SearchExpression({
    expression: `SEARCH('MetricName="${metricName}" "${PLACEHOLDER}"', 'Average', 60)`,
    label: metricName,
    period: Duration.minutes(1),
  });
}

/** The identifiers of databases in the lines of graphs. An identifier that is a token cannot be listed. */
function databasesIn(graphs: DashboardGraph[]): string[] {
  const found = graphs.flatMap(({ metrics }) => metrics.flatMap(dimensionsOf));
  const identifiers = found.filter(({ name }) => IDENTIFIERS.includes(name)).map(({ value }) => value);
  return [...new Set<string>(identifiers.filter((value) => typeof value === 'string' && !Token.isUnresolved(value)))];
}

const IDENTIFIERS = ['DBInstanceIdentifier', 'DBClusterIdentifier'];

function dimensionsOf(metric: cloudwatch.IMetric): cloudwatch.Dimension[] {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  const used = Object.values(mathExpression?.usingMetrics ?? {});
  return [...(metricStat?.dimensions ?? []), ...used.flatMap(dimensionsOf)];
}
