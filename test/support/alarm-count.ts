import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { type AlarmDefinition, AlarmSeverity, type EcommercePlatform, type IMonitored } from '../../src';
import { topicAlarms } from '../../src/monitoring/topic-alarms';

/** The number of alarms of one kind of owner, and what CloudWatch bills for them. */
export interface AlarmCount {
  readonly name: string;
  readonly alarms: number;
  /** The metrics that these alarms read, each of which is billed. */
  readonly metrics: number;
  /** The composite alarms: one for each owner with an alarm that pages. */
  readonly composites: number;
}

/** The prices in US dollars a month, of us-east-1; other regions have others. That of a composite alarm is not verified. */
export const PRICES = { metric: 0.1, composite: 0.5, dashboard: 3 };

/** Counts the alarms of a platform, by kind of owner. Functions that rotate passwords are a row of their own. */
export function countsOf(platform: EcommercePlatform, services: readonly string[]): AlarmCount[] {
  const stores = services.map((service) => platform.database?.store(service).monitored);
  const kinds = Object.entries(KINDS).map(([alarmId, kind]) => {
    const ofKind = stores.filter((store) => store?.alarms.some((alarm) => alarm.alarmId === alarmId));
    return [`${ofKind.length} × ${kind}`, ofKind] as const;
  });
  const parts: Record<string, (IMonitored | undefined)[]> = {
    ...Object.fromEntries(kinds.filter(([, ofKind]) => ofKind.length > 0)),
    cache: [platform.cache?.monitored],
    broker: [platform.messaging?.monitored],
    search: [platform.search?.monitored],
    'NAT gateways': [platform.network?.monitored],
    topic: [{ alarms: platform.operationsTopic ? topicAlarms(platform.operationsTopic) : [], graphs: [] }],
  };
  const all = Object.values(parts).flat();
  return [
    ...Object.entries(parts).map(([name, owners]) => countOf(name, owners, (alarm) => !ofFunction(alarm))),
    { ...countOf('rotation of passwords', all, ofFunction), composites: 0 },
  ];
}

/** Returns the table of the documentation. */
export function tableOf(counts: readonly AlarmCount[]): string {
  const rows = counts.map(({ name, alarms, metrics }) => `| ${name} | ${alarms} | ${metrics} |`);
  const sum = (field: 'alarms' | 'metrics' | 'composites') => counts.reduce((total, row) => total + row[field], 0);
  const price = sum('metrics') * PRICES.metric + sum('composites') * PRICES.composite;
  return [
    '| owner | alarms | alarm metrics |',
    '|---|---|---|',
    ...rows,
    `| **sum** | **${sum('alarms')}** | **${sum('metrics')}** |`,
    '',
    `${sum('metrics')} alarm metrics at $${PRICES.metric.toFixed(2)} and ${sum('composites')} composite alarms at ` +
      `$${PRICES.composite.toFixed(2)} are $${price.toFixed(2)} a month; a dashboard is $${PRICES.dashboard} more.`,
  ].join('\n');
}

function countOf(
  name: string,
  owners: readonly (IMonitored | undefined)[],
  counts: (alarm: AlarmDefinition) => boolean,
): AlarmCount {
  const own = owners.map((owner) =>
    (owner?.alarms ?? []).filter((alarm) => alarm.threshold !== undefined && counts(alarm)),
  );
  const alarms = own.flat();
  return {
    name,
    alarms: alarms.length,
    metrics: alarms.reduce((sum, { metric }) => sum + billedMetrics(metric), 0),
    composites: own.filter((ofOwner) => ofOwner.some(({ severity }) => severity === AlarmSeverity.PAGE)).length,
  };
}

/** CloudWatch bills each metric of an expression, and each metric that a query analyzes: that of each of three nodes. */
function billedMetrics(metric: cloudwatch.IMetric): number {
  const { mathExpression } = metric.toMetricConfig();
  if (mathExpression === undefined) {
    return 1;
  }
  const inExpression = Object.values(mathExpression.usingMetrics).reduce((sum, used) => sum + billedMetrics(used), 0);
  return mathExpression.expression.startsWith('SELECT') ? NODES_OF_BROKER : inExpression;
}

function ofFunction({ alarmId }: AlarmDefinition): boolean {
  return alarmId === 'RotationFailed' || alarmId === 'DeadLetters';
}

/** The kinds of store, by an alarm that only the kind has. */
const KINDS = {
  StorageLow: 'PostgreSQL instance',
  AcuHigh: 'Aurora cluster',
  LowMemory: 'DocumentDB cluster',
  SystemErrors: 'DynamoDB table',
};

/** Of a cluster, which production has. */
const NODES_OF_BROKER = 3;
