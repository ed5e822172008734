import { aws_rds as rds, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireSupportedEngine } from '../../engines/engine-rules';
import { AURORA_POSTGRESQL } from '../../engines/engine-table';
import { acknowledge, inPacks } from '../../private/acknowledge';
import { cfnResource } from '../../private/cfn-resource';
import { layered } from '../../private/layered';
import { snapshotAsDestroy } from '../../private/removal-policies';
import { refuse, requireKnown, requireWholeNumber } from '../../private/validation';
import { ResolvedEnvironment } from '../../providers/resolved-environment';
import { DatabaseStore } from '../database-store';
import { createExportedLogs } from '../exported-logs';
import { type Restore, restoreAurora, restoreFrom } from '../restore';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import { storeIdentifier } from '../store-identifier';
import { placeStore, type StorePlacement } from '../store-placement';
import {
  clusterBackupRetention,
  requireBackupRetention,
  requireDeletable,
  requirePort,
  type StoreSettings,
  storeSettings,
} from '../store-settings';
import { alarmsOfAurora, graphsOfAurora } from './aurora-alarms';
import type { AuroraPostgresOptions } from './aurora-postgres-options';
import { connectionsOfCapacity } from './connection-limit';
import { retainHelpers } from './database-helpers';
import {
  type DatabaseMonitoring,
  databaseMonitoring,
  monitoringProps,
  requireMonitoringInterval,
} from './database-monitoring';
import { managePassword, NO_PASSWORD } from './managed-password';
import { monitoredDatabase } from './monitored-database';
import { createPostgresAccess } from './postgres-access';
import { postgresLoginSettings } from './postgres-logins';
import { MASTER_USER, requirePostgresName } from './postgres-names';
import { metricsOfAurora } from './rds-metrics';

/** Creates an Aurora PostgreSQL Serverless v2 cluster for one service. */
export class AuroraPostgres implements IDataStore {
  constructor(private readonly options: AuroraPostgresOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = resolveSettings(scope, context, this.options);
    requirePostgresName(scope, settings.serviceName);
    requireLegalCluster(scope, settings);

    const logins = postgresLoginSettings(scope, context, ResolvedEnvironment.of(scope, context.provider), {
      proxy: settings.proxy,
      connections: connectionsOfCapacity(settings.maxCapacity),
    });
    const placement = placeStore(scope, { ...settings, part: 'an Aurora cluster' });
    const cluster = createCluster(scope, settings, placement);
    const resource = cfnResource(cluster, rds.CfnDBCluster);
    const access = createPostgresAccess(scope, {
      settings,
      logins,
      placement,
      secret: managePassword(scope, resource, settings.encryptionKey),
      target: rds.ProxyTarget.fromCluster(cluster),
      database: {
        host: resource.attrEndpointAddress,
        port: resource.attrEndpointPort,
        readerHost: settings.readers > 0 ? resource.attrReadEndpointAddress : undefined,
        resourceId: resource.attrDbClusterResourceId,
        instances: cluster.node.findAll().filter((child) => child instanceof rds.CfnDBInstance),
      },
    });
    const monitored = { ...settings, metrics: metricsOfAurora(scope, settings.identifier) };
    return new DatabaseStore({
      ...access,
      resourceArn: cluster.clusterArn,
      metrics: monitored.metrics,
      monitored: () =>
        monitoredDatabase(
          scope,
          { alarms: alarmsOfAurora(monitored), graphs: graphsOfAurora(monitored) },
          { proxy: access.proxy, log: settings.logExports ? `${logsOf(settings)}/${LOGS.PostgresqlLogs}` : undefined },
        ),
    });
  }
}

/** The resolved settings of a cluster. */
interface AuroraPostgresSettings extends StoreSettings, DatabaseMonitoring {
  readonly identifier: string;
  readonly engineVersion: rds.AuroraPostgresEngineVersion;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly readers: number;
  readonly port: number;
  readonly proxy: boolean;
  readonly restore?: Restore;
}

function resolveSettings(scope: Construct, context: StoreContext, own: AuroraPostgresOptions): AuroraPostgresSettings {
  const environment = ResolvedEnvironment.of(scope, context.provider);
  const { database } = environment;
  const environmentSettings = {
    engineVersion: database.auroraEngineVersion,
    minCapacity: database.auroraMinCapacity,
    maxCapacity: database.auroraMaxCapacity,
    readers: database.auroraReaders,
    port: database.port,
    proxy: false,
  };
  const restore = restoreFrom(scope, own);
  const settings = storeSettings(context, environment, own);
  return {
    ...settings,
    ...databaseMonitoring(context, environment, own),
    ...layered(environmentSettings, own),
    backupRetention: clusterBackupRetention(settings, own),
    identifier: storeIdentifier(scope, { serviceName: context.serviceName, kind: 'aurora', restore }),
    restore,
  };
}

function createCluster(
  scope: Construct,
  settings: AuroraPostgresSettings,
  placement: StorePlacement,
): rds.DatabaseCluster {
  const engine = rds.DatabaseClusterEngine.auroraPostgres({ version: settings.engineVersion });
  const monitoring = monitoringProps(scope, settings);
  const instance: rds.ServerlessV2ClusterInstanceProps = {
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
    enablePerformanceInsights: monitoring.enablePerformanceInsights,
    performanceInsightEncryptionKey: monitoring.performanceInsightEncryptionKey,
  };
  const cluster = new rds.DatabaseCluster(scope, 'Aurora', {
    ...monitoring,
    clusterIdentifier: settings.identifier,
    engine,
    writer: rds.ClusterInstance.serverlessV2('Writer', instance),
    readers: Array.from({ length: settings.readers }, (_, index) =>
      // The first reader scales with the writer, so that it can take over.
      rds.ClusterInstance.serverlessV2(`Reader${index + 1}`, { ...instance, scaleWithWriter: index === 0 }),
    ),
    vpc: placement.vpc,
    vpcSubnets: placement.vpcSubnets,
    securityGroups: [placement.securityGroup],
    port: settings.port,
    defaultDatabaseName: settings.serviceName,
    credentials: rds.Credentials.fromPassword(MASTER_USER, NO_PASSWORD),
    parameterGroup: new rds.ParameterGroup(scope, 'AuroraParameters', {
      engine,
      description: `Database of ${settings.serviceName}`,
      parameters: { 'rds.force_ssl': '1' },
      removalPolicy: snapshotAsDestroy(settings.removalPolicy),
    }),
    iamAuthentication: true,
    storageEncrypted: true,
    storageEncryptionKey: settings.encryptionKey,
    backup: { retention: settings.backupRetention },
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: true,
    cloudwatchLogsExports: settings.logExports ? Object.values(LOGS) : undefined,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  });
  retainHelpers(cluster, settings.removalPolicy);
  const resource = cfnResource(cluster, rds.CfnDBCluster);
  // The props of the CDK's class reject a token.
  resource.serverlessV2ScalingConfiguration = {
    minCapacity: settings.minCapacity,
    maxCapacity: settings.maxCapacity,
  };
  if (settings.logExports) {
    createExportedLogs(scope, resource, {
      ...settings,
      prefix: logsOf(settings),
      logs: LOGS,
    });
  }
  if (settings.restore) {
    restoreAurora(resource, settings.restore);
  }
  acknowledge(cluster, ...inPacks('RDSInBackupPlan', BACKED_UP_WITH_CLUSTER, ['NIST.800.53.R5', 'HIPAA.Security']));
  return cluster;
}

function logsOf({ identifier }: AuroraPostgresSettings): string {
  return `/aws/rds/cluster/${identifier}`;
}

function requireLegalCluster(scope: Construct, settings: AuroraPostgresSettings): void {
  requireSupportedEngine(scope, AURORA_POSTGRESQL, {
    version: settings.engineVersion.auroraPostgresFullVersion,
    allowUnlisted: settings.allowUnlisted,
  });
  requireCapacities(scope, settings);
  requireDeletable(scope, settings);
  requireMonitoringInterval(scope, settings.monitoringInterval);
  requireKnown(scope, 'readers', settings.readers);
  requireWholeNumber(
    scope,
    'readers',
    settings.readers,
    { min: 0, max: 15 },
    'A cluster has one writer and at most 15 readers.',
  );
  requirePort(scope, settings.port);
  requireBackupRetention(scope, settings.backupRetention, 1);
}

/** Rejects capacities that Aurora Serverless v2 rejects. Accepts tokens, which are unknown at synthesis. */
function requireCapacities(scope: Construct, { minCapacity, maxCapacity }: AuroraPostgresSettings): void {
  requireCapacity(scope, 'minCapacity', minCapacity, 0, 'Use 0 to pause an idle cluster.');
  const min = Token.isUnresolved(minCapacity) ? 1 : Math.max(1, minCapacity);
  requireCapacity(scope, 'maxCapacity', maxCapacity, min, 'It must be at least 1 and at least `minCapacity`.');
}

function requireCapacity(scope: Construct, prop: string, got: number, min: number, fix: string): void {
  if (Token.isUnresolved(got)) {
    return;
  }
  if (!Number.isInteger(got * 2) || got < min || got > MAX_CAPACITY) {
    throw refuse(scope, { prop, got, allowed: `a capacity from ${min} to ${MAX_CAPACITY} in steps of 0.5`, fix });
  }
}

const MAX_CAPACITY = 256;

/** The exported logs of a cluster, by the construct ids of their log groups. Aurora logs upgrades to the same log. */
const LOGS = { PostgresqlLogs: 'postgresql' };

const BACKED_UP_WITH_CLUSTER =
  'An instance of an Aurora cluster stores no data itself: AWS Backup backs up the cluster.';
