import {
  Duration,
  aws_ec2 as ec2,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import { CacheEngine } from '../engines/cache-engine';
import type { IEnvironmentProvider } from './environment-provider';
import { BrokerDeploymentMode, KeyScope } from './environment-settings';
import { AlarmSeverity } from './monitoring-settings';
import { NatGateways } from './network-settings';

type RequiredSetting = 'databaseInstanceType' | 'cacheNodeType' | 'mqInstanceType';

/** The groups of settings of an environment provider, each with every setting. */
export type CompleteSettings = {
  readonly [Group in Exclude<keyof IEnvironmentProvider, RequiredSetting | 'environmentName'>]: Required<
    NonNullable<IEnvironmentProvider[Group]>
  >;
};

/** The settings of production, and the defaults of every other provider. */
export const PRODUCTION: CompleteSettings = {
  network: {
    maxAzs: 3,
    natGateways: NatGateways.ONE_PER_ZONE,
    flowLogs: true,
    dnsQueryLogs: true,
    restrictPciEgress: true,
  },
  database: {
    engineVersion: rds.PostgresEngineVersion.VER_18,
    multiAz: true,
    allocatedStorage: 20,
    maxAllocatedStorage: 200,
    port: 5433,
    backupRetention: Duration.days(14),
    // Read only when it is used: the CDK loads 54 files for it, among them all of semver.
    get auroraEngineVersion() {
      return rds.AuroraPostgresEngineVersion.of('17', '17');
    },
    auroraMinCapacity: 1,
    auroraMaxCapacity: 8,
    auroraReaders: 1,
    documentDbEngineVersion: '8.0.0',
    documentDbInstanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE),
    documentDbInstances: 2,
    documentDbPort: 27018,
    monitoringInterval: Duration.seconds(60),
    insights: true,
    logExports: true,
  },
  cache: {
    engine: CacheEngine.VALKEY_9_0,
    nodes: 2,
    snapshotRetention: Duration.days(15),
  },
  messaging: {
    engineVersion: '4.2',
    deploymentMode: BrokerDeploymentMode.CLUSTER_MULTI_AZ,
    backlogThreshold: 10_000,
  },
  search: {
    engineVersion: opensearch.EngineVersion.openSearch('3.7'),
    dataNodeInstanceType: 'm7g.large.search',
    dataNodes: 3,
    masterNodeInstanceType: 'm7g.large.search',
    masterNodes: 3,
    zones: 3,
    multiAzWithStandby: true,
    volumeSize: 50,
  },
  storage: {
    noncurrentVersionExpiration: Duration.days(90),
    logExpiration: Duration.days(365),
  },
  encryption: {
    keyScope: KeyScope.SERVICE,
  },
  secrets: {
    rotationInterval: Duration.days(30),
  },
  backup: {
    retention: Duration.days(35),
  },
  monitoring: {
    events: true,
    alarms: true,
    dashboard: true,
    highestSeverity: AlarmSeverity.PAGE,
  },
  retention: {
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    deletionProtection: true,
    logRetention: logs.RetentionDays.ONE_YEAR,
  },
};
