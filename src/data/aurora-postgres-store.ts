import { aws_rds as rds } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cfnResource } from '../private/cfn';
import { requireLegalEngine } from '../private/engine-rules';
import { AURORA_POSTGRESQL } from '../private/engine-table';
import { besideStore } from '../private/removal-policies';
import { requireKnown, requireWholeNumber } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import { requireCapacities } from './aurora-capacity';
import {
  type CommonSettings,
  clusterBackupRetention,
  commonSettings,
  requireBackupRetention,
  requireDeletable,
  requirePort,
} from './common-settings';
import {
  type DatabaseMonitoring,
  databaseMonitoring,
  monitoringProps,
  requireMonitoringInterval,
} from './database-monitoring';
import { createExportedLogs } from './exported-logs';
import { LoginStore } from './login-store';
import { managePassword, NO_PASSWORD } from './managed-secret';
import { requirePostgresName } from './postgres-names';
import { postgresAccess } from './postgres-proxy';
import { type Restore, restoreAurora, restoreFrom } from './restore';
import type { IDataStore, IServiceStore, StoreContext } from './store';
import { storeIdentifier } from './store-identifier';
import type { AuroraPostgresOptions } from './store-options';
import { placeStore, type StorePlacement } from './store-placement';

/** An Aurora PostgreSQL Serverless v2 cluster for each service. */
export class AuroraPostgres implements IDataStore {
  constructor(private readonly options: AuroraPostgresOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = decide(scope, context, this.options);
    requirePostgresName(scope, settings.serviceName);
    requireLegalCluster(scope, settings);

    const placement = placeStore(scope, { ...settings, part: 'an Aurora cluster' });
    const cluster = createCluster(scope, settings, placement);
    const resource = cfnResource(cluster, rds.CfnDBCluster);
    const secret = managePassword(scope, resource, settings.encryptionKey);
    const login = postgresAccess(scope, {
      ...settings,
      placement,
      secret,
      target: rds.ProxyTarget.fromCluster(cluster),
      endpoint: { host: resource.attrEndpointAddress, port: resource.attrEndpointPort },
    });
    return new LoginStore({ ...login, resourceArn: cluster.clusterArn });
  }
}

/** Everything a cluster is made of. */
interface AuroraPostgresSettings extends CommonSettings, DatabaseMonitoring {
  readonly identifier: string;
  readonly engineVersion: rds.AuroraPostgresEngineVersion;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly readers: number;
  readonly port: number;
  readonly proxy: boolean;
  readonly restore?: Restore;
}

function decide(scope: Construct, context: StoreContext, own: AuroraPostgresOptions): AuroraPostgresSettings {
  const { database } = completeSettings(context.provider);
  const restore = restoreFrom(scope, own);
  return {
    ...commonSettings(context, own),
    ...databaseMonitoring(context, own),
    identifier: storeIdentifier(scope, 'aurora', restore),
    backupRetention: clusterBackupRetention(context, own),
    engineVersion: own.engineVersion ?? database.auroraEngineVersion,
    minCapacity: own.minCapacity ?? database.auroraMinCapacity,
    maxCapacity: own.maxCapacity ?? database.auroraMaxCapacity,
    readers: own.readers ?? database.auroraReaders,
    port: own.port ?? database.port,
    proxy: own.proxy ?? false,
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
      // The first grows with the writer, so that it is ready to take over.
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
      removalPolicy: besideStore(settings.removalPolicy),
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
  const resource = cfnResource(cluster, rds.CfnDBCluster);
  // The CDK's own props would refuse a token.
  resource.serverlessV2ScalingConfiguration = {
    minCapacity: settings.minCapacity,
    maxCapacity: settings.maxCapacity,
  };
  if (settings.logExports) {
    createExportedLogs(scope, resource, {
      ...settings,
      prefix: `/aws/rds/cluster/${settings.identifier}`,
      logs: LOGS,
    });
  }
  if (settings.restore) {
    restoreAurora(resource, settings.restore);
  }
  return cluster;
}

function requireLegalCluster(scope: Construct, settings: AuroraPostgresSettings): void {
  requireLegalEngine(scope, AURORA_POSTGRESQL, {
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
    'A cluster has one writer and 15 readers.',
  );
  requirePort(scope, settings.port);
  requireBackupRetention(scope, settings.backupRetention, 1);
}

/** Security Hub refuses the names that engines propose. */
const MASTER_USER = 'ecommerce';

/** What Aurora writes, by the id of the group; its upgrades are in the same log. */
const LOGS = { PostgresqlLogs: 'postgresql' };
