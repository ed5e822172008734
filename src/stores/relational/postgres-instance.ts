import { type aws_ec2 as ec2, aws_rds as rds, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireSupportedEngine } from '../../engines/engine-rules';
import { POSTGRESQL } from '../../engines/engine-table';
import { cfnResource } from '../../private/cfn-resource';
import { layered } from '../../private/layered';
import { snapshotAsDestroy } from '../../private/removal-policies';
import { requireWholeNumber } from '../../private/validation';
import { ResolvedEnvironment } from '../../providers/resolved-environment';
import { DatabaseStore, type DatabaseStoreProps } from '../database-store';
import { createExportedLogs } from '../exported-logs';
import { type Restore, restoreFrom, restoreInstance } from '../restore';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import { storeIdentifier } from '../store-identifier';
import { placeStore, type StorePlacement } from '../store-placement';
import {
  requireBackupRetention,
  requireDeletable,
  requirePort,
  type StoreSettings,
  storeSettings,
} from '../store-settings';
import { connectionsOfInstance } from './connection-limit';
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
import { alarmsOfInstance, graphsOfInstance } from './postgres-alarms';
import type { PostgresInstanceOptions, PostgresOptions } from './postgres-instance-options';
import { postgresLoginSettings } from './postgres-logins';
import { MASTER_USER, requirePostgresName } from './postgres-names';
import { metricsOfInstance } from './rds-metrics';

/** Creates a PostgreSQL instance for one service. */
export class PostgresInstance implements IDataStore {
  constructor(
    private readonly options: PostgresInstanceOptions,
    private readonly defaults?: PostgresOptions,
  ) {}

  /** Returns this store with other defaults for the options that only PostgreSQL instances have. */
  public withDefaults(defaults?: PostgresOptions): PostgresInstance {
    return new PostgresInstance(this.options, defaults);
  }

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = resolveSettings(scope, context, { own: this.options, defaults: this.defaults });
    requirePostgresName(scope, settings.serviceName);
    requireSupportedEngine(scope, POSTGRESQL, {
      version: settings.engineVersion.postgresFullVersion,
      instanceTypes: { instanceType: settings.instanceType.toString() },
      allowUnlisted: settings.allowUnlisted,
    });
    requireSizes(scope, settings);
    requireDeletable(scope, settings);
    requireMonitoringInterval(scope, settings.monitoringInterval);

    const logins = postgresLoginSettings(scope, context, ResolvedEnvironment.of(scope, context.provider), {
      proxy: settings.proxy,
      connections: connectionsOfInstance(settings.instanceType),
    });
    const placement = placeStore(scope, { ...settings, part: 'a database' });
    const instance = createInstance(scope, settings, placement);
    const access = createPostgresAccess(scope, {
      settings,
      logins,
      placement,
      secret: managePassword(scope, cfnResource(instance, rds.CfnDBInstance), settings.encryptionKey),
      target: rds.ProxyTarget.fromInstance(instance),
      database: {
        host: instance.dbInstanceEndpointAddress,
        port: instance.dbInstanceEndpointPort,
        resourceId: cfnResource(instance, rds.CfnDBInstance).attrDbiResourceId,
      },
    });
    const monitored = { ...settings, metrics: metricsOfInstance(scope, settings.identifier) };
    return new PostgresInstanceStore(instance, {
      ...access,
      resourceArn: instance.instanceArn,
      metrics: monitored.metrics,
      monitored: () =>
        monitoredDatabase(
          scope,
          { alarms: alarmsOfInstance(monitored), graphs: graphsOfInstance(monitored) },
          { proxy: access.proxy, log: settings.logExports ? `${logsOf(settings)}/${LOGS.PostgresqlLogs}` : undefined },
        ),
    });
  }
}

/** The PostgreSQL instance of one service, with its own security group and logins. */
export class PostgresInstanceStore extends DatabaseStore {
  constructor(
    public readonly instance: rds.DatabaseInstance,
    props: DatabaseStoreProps,
  ) {
    super(props);
  }
}

/** Undefined for a restored instance, which has the storage of its source: that may have grown, above any limit. */
interface StorageSettings {
  readonly allocatedStorage?: number;
  readonly maxAllocatedStorage?: number;
}

/** The resolved settings of an instance. */
interface PostgresInstanceSettings extends StoreSettings, DatabaseMonitoring, StorageSettings {
  readonly identifier: string;
  readonly instanceType: ec2.InstanceType;
  readonly engineVersion: rds.PostgresEngineVersion;
  readonly multiAz: boolean;
  readonly port: number;
  readonly proxy: boolean;
  readonly restore?: Restore;
}

function resolveSettings(
  scope: Construct,
  context: StoreContext,
  { own, defaults }: { readonly own: PostgresInstanceOptions; readonly defaults?: PostgresOptions },
): PostgresInstanceSettings {
  const environment = ResolvedEnvironment.of(scope, context.provider);
  const { engineVersion, multiAz, allocatedStorage, maxAllocatedStorage, port } = environment.database;
  const environmentSettings = {
    instanceType: environment.databaseInstanceType,
    engineVersion,
    multiAz,
    port,
    proxy: false,
  };
  const restore = restoreFrom(scope, own);
  const storage: StorageSettings = restore ? {} : layered({ allocatedStorage, maxAllocatedStorage }, defaults);
  return {
    ...storeSettings(context, environment, own),
    ...databaseMonitoring(context, environment, own),
    ...layered(environmentSettings, defaults, own),
    allocatedStorage: own.allocatedStorage ?? storage.allocatedStorage,
    maxAllocatedStorage: own.maxAllocatedStorage ?? storage.maxAllocatedStorage,
    identifier: storeIdentifier(scope, { serviceName: context.serviceName, kind: 'postgres', restore }),
    restore,
  };
}

function createInstance(
  scope: Construct,
  settings: PostgresInstanceSettings,
  placement: StorePlacement,
): rds.DatabaseInstance {
  const engine = rds.DatabaseInstanceEngine.postgres({ version: settings.engineVersion });
  const instance = new rds.DatabaseInstance(scope, 'Instance', {
    ...monitoringProps(scope, settings),
    instanceIdentifier: settings.identifier,
    engine,
    instanceType: settings.instanceType,
    vpc: placement.vpc,
    vpcSubnets: placement.vpcSubnets,
    securityGroups: [placement.securityGroup],
    publiclyAccessible: false,
    port: settings.port,
    databaseName: settings.serviceName,
    credentials: rds.Credentials.fromPassword(MASTER_USER, NO_PASSWORD),
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine,
      description: `Database of ${settings.serviceName}`,
      parameters: { 'rds.force_ssl': '1' },
      removalPolicy: snapshotAsDestroy(settings.removalPolicy),
    }),
    iamAuthentication: true,
    multiAz: settings.multiAz,
    storageType: rds.StorageType.GP3,
    allocatedStorage: settings.allocatedStorage,
    maxAllocatedStorage: settings.maxAllocatedStorage,
    storageEncrypted: true,
    storageEncryptionKey: settings.encryptionKey,
    backupRetention: settings.backupRetention,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: true,
    allowMajorVersionUpgrade: true, // for a change of `engineVersion`; RDS never upgrades the major version by itself
    cloudwatchLogsExports: settings.logExports ? Object.values(LOGS) : undefined,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  });
  retainHelpers(instance, settings.removalPolicy);
  const resource = cfnResource(instance, rds.CfnDBInstance);
  if (settings.logExports) {
    createExportedLogs(scope, resource, {
      ...settings,
      prefix: logsOf(settings),
      logs: LOGS,
    });
  }
  if (settings.restore) {
    restoreInstance(resource, settings.restore);
    resource.allocatedStorage = settings.allocatedStorage?.toString();
  }
  return instance;
}

function logsOf({ identifier }: PostgresInstanceSettings): string {
  return `/aws/rds/instance/${identifier}`;
}

function requireSizes(scope: Construct, settings: PostgresInstanceSettings): void {
  const { allocatedStorage, maxAllocatedStorage } = settings;
  requireWholeNumber(
    scope,
    'allocatedStorage',
    allocatedStorage ?? MIN_STORAGE,
    { min: MIN_STORAGE, max: 65536, unit: 'GiB' },
    'RDS requires at least 20 GiB of gp3 storage.',
  );
  // RDS requires 10 % of headroom over the initial storage; a token or an inherited size counts as the minimum.
  const known = allocatedStorage === undefined || Token.isUnresolved(allocatedStorage) ? MIN_STORAGE : allocatedStorage;
  const min = known + Math.ceil(known / 10);
  requireWholeNumber(
    scope,
    'maxAllocatedStorage',
    maxAllocatedStorage ?? min,
    { min, max: 65536, unit: 'GiB' },
    'RDS requires at least 10 % more than `allocatedStorage`.',
  );
  requirePort(scope, settings.port);
  requireBackupRetention(scope, settings.backupRetention, 0);
}

const MIN_STORAGE = 20;

/** The exported logs of an instance, by the construct ids of their log groups. */
const LOGS = { PostgresqlLogs: 'postgresql', UpgradeLogs: 'upgrade' };
