import {
  Duration,
  aws_ec2 as ec2,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import { CacheEngine, EnvironmentProviderFactory } from '../../src';
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';
import { threeZoneStack } from '../support/stacks';

const { days, seconds } = Duration;
const type = (name: string) => new ec2.InstanceType(name);

/** A setting, and its value in production, staging, development and local. */
type Row = readonly [setting: string, production: unknown, staging: unknown, development: unknown, local: unknown];

/** A setting that has the same value in every environment. */
const everywhere = (setting: string, value: unknown): Row => [setting, value, value, value, value];

const SETTINGS: readonly Row[] = [
  ['environmentName', 'production', 'staging', 'development', 'local'],
  ['databaseInstanceType', type('t4g.medium'), type('t4g.small'), type('t4g.micro'), type('t4g.micro')],
  ['cacheNodeType', 'cache.t4g.medium', 'cache.t4g.small', 'cache.t4g.micro', 'cache.t4g.micro'],
  ['mqInstanceType', 'mq.m7g.large', 'mq.m7g.medium', 'mq.m7g.medium', 'mq.m7g.medium'],

  ['network.maxAzs', 3, 3, 2, 2],
  ['network.natGateways', 'one-per-zone', 'one', 'one', 'one'],
  ['network.flowLogs', true, true, false, false],
  ['network.dnsQueryLogs', true, false, false, false],
  ['network.restrictPciEgress', true, true, false, false],

  everywhere('database.engineVersion', rds.PostgresEngineVersion.VER_18),
  ['database.multiAz', true, true, false, false],
  everywhere('database.allocatedStorage', 20),
  ['database.maxAllocatedStorage', 200, 100, 50, 50],
  ['database.port', 5433, 5433, 5432, 5432],
  ['database.backupRetention', days(14), days(7), days(1), days(0)],
  everywhere('database.auroraEngineVersion', rds.AuroraPostgresEngineVersion.of('17', '17')),
  ['database.auroraMinCapacity', 1, 0.5, 0, 0],
  ['database.auroraMaxCapacity', 8, 4, 1, 1],
  ['database.auroraReaders', 1, 1, 0, 0],
  everywhere('database.documentDbEngineVersion', '8.0.0'),
  ['database.documentDbInstanceType', type('r6g.large'), type('t4g.medium'), type('t4g.medium'), type('t4g.medium')],
  ['database.documentDbInstances', 2, 2, 1, 1],
  ['database.documentDbPort', 27018, 27018, 27017, 27017],
  ['database.monitoringInterval', seconds(60), seconds(60), seconds(0), seconds(0)],
  ['database.insights', true, true, false, false],
  ['database.logExports', true, true, false, false],

  everywhere('cache.engine', CacheEngine.valkey('9.0')),
  ['cache.nodes', 2, 2, 1, 1],
  ['cache.snapshotRetention', days(15), days(15), days(0), days(0)],

  everywhere('messaging.engineVersion', '4.2'),
  ['messaging.backlogThreshold', 10_000, 1_000, 10_000, 10_000],
  ['messaging.deploymentMode', 'CLUSTER_MULTI_AZ', 'CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE', 'SINGLE_INSTANCE'],

  everywhere('search.engineVersion', opensearch.EngineVersion.openSearch('3.7')),
  ['search.dataNodeInstanceType', 'm7g.large.search', 'm7g.medium.search', 't3.small.search', 't3.small.search'],
  ['search.dataNodes', 3, 3, 1, 1],
  ['search.masterNodeInstanceType', 'm7g.large.search', 'm7g.medium.search', 'm7g.large.search', 'm7g.large.search'],
  ['search.masterNodes', 3, 3, 0, 0],
  ['search.zones', 3, 3, 1, 1],
  ['search.multiAzWithStandby', true, true, false, false],
  ['search.volumeSize', 50, 20, 10, 10],

  ['storage.noncurrentVersionExpiration', days(90), days(30), days(7), days(1)],
  ['storage.logExpiration', days(365), days(90), days(14), days(1)],

  ['encryption.keyScope', 'service', 'platform', 'platform', 'platform'],
  ['secrets.rotationInterval', days(30), days(30), days(0), days(0)],
  ['backup.retention', days(35), days(7), days(0), days(0)],
  ['monitoring.alarms', true, true, false, false],
  ['monitoring.dashboard', true, true, false, false],
  ['monitoring.events', true, true, false, false],
  ['monitoring.highestSeverity', 'PAGE', 'TICKET', 'PAGE', 'PAGE'],

  [
    'retention.removalPolicy',
    RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    RemovalPolicy.DESTROY,
    RemovalPolicy.DESTROY,
  ],
  ['retention.deletionProtection', true, true, false, false],
  [
    'retention.logRetention',
    logs.RetentionDays.ONE_YEAR,
    logs.RetentionDays.THREE_MONTHS,
    logs.RetentionDays.TWO_WEEKS,
    logs.RetentionDays.ONE_DAY,
  ],
];

/** The names of the groups of settings. */
const GROUPS = new Set(
  SETTINGS.map(([setting]) => setting.split('.')).flatMap(([group, name]) => (name ? [group] : [])),
);

/** The values of an environment's settings, by `group.setting`. */
function settingsOf(environment: string): Record<string, unknown> {
  const resolved = ResolvedEnvironment.of(threeZoneStack(), EnvironmentProviderFactory.create({ environment }));
  const values = Object.entries(resolved).flatMap(([name, value]) =>
    GROUPS.has(name)
      ? Object.entries(value).map(([setting, settingValue]) => [`${name}.${setting}`, settingValue])
      : [[name, value]],
  );
  return Object.fromEntries(values);
}

test.each([
  ['production', 1],
  ['staging', 2],
  ['development', 3],
  ['local', 4],
] as const)('%s has the documented value of every setting', (environment, column) => {
  expect(settingsOf(environment)).toEqual(Object.fromEntries(SETTINGS.map((row) => [row[0], row[column]])));
});
