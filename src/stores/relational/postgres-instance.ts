import { type aws_ec2 as ec2, aws_rds as rds, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireSupportedEngine } from '../../engines/engine-rules';
import { POSTGRESQL } from '../../engines/engine-table';
import { cfnResource } from '../../private/cfn-resource';
import { layered } from '../../private/layered';
import { snapshotAsDestroy } from '../../private/removal-policies';
import { requireWholeNumber } from '../../private/validation';
import { ResolvedEnvironment } from '../../providers/resolved-environment';
import { createExportedLogs } from '../exported-logs';
import { type DatabaseLogin, LoginStore } from '../login-store';
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
import {
  type DatabaseMonitoring,
  databaseMonitoring,
  monitoringProps,
  requireMonitoringInterval,
} from './database-monitoring';
import { managePassword, NO_PASSWORD } from './managed-password';
import type { PostgresInstanceOptions, PostgresOptions } from './postgres-instance-options';
import { requirePostgresName } from './postgres-names';
import { postgresAccess } from './postgres-proxy';

/** A PostgreSQL instance for each service. */
export class PostgresInstance implements IDataStore {
  constructor(
    private readonly options: PostgresInstanceOptions,
    private readonly defaults?: PostgresOptions,
  ) {}

  /** The same store, with defaults for the options that only PostgreSQL instances have. */
  public withDefaults(defaults?: PostgresOptions): PostgresInstance {
    return new PostgresInstance(this.options, defaults);
  }

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = decide(scope, context, { own: this.options, defaults: this.defaults });
    requirePostgresName(scope, settings.serviceName);
    requireSupportedEngine(scope, POSTGRESQL, {
      version: settings.engineVersion.postgresFullVersion,
      instanceTypes: { instanceType: settings.instanceType.toString() },
      allowUnlisted: settings.allowUnlisted,
    });
    requireSizes(scope, settings);
    requireDeletable(scope, settings);
    requireMonitoringInterval(scope, settings.monitoringInterval);

    const placement = placeStore(scope, { ...settings, part: 'a database' });
    const instance = createInstance(scope, settings, placement);
    const secret = managePassword(scope, cfnResource(instance, rds.CfnDBInstance), settings.encryptionKey);
    const login = postgresAccess(scope, {
      ...settings,
      placement,
      secret,
      target: rds.ProxyTarget.fromInstance(instance),
      endpoint: { host: instance.dbInstanceEndpointAddress, port: instance.dbInstanceEndpointPort },
    });
    return new PostgresInstanceStore(instance, { ...login, resourceArn: instance.instanceArn });
  }
}

/** One service's PostgreSQL instance, with a security group and a secret of its own. */
export class PostgresInstanceStore extends LoginStore {
  constructor(
    public readonly instance: rds.DatabaseInstance,
    login: DatabaseLogin,
  ) {
    super(login);
  }
}

/** Everything an instance is made of. */
interface PostgresInstanceSettings extends StoreSettings, DatabaseMonitoring {
  readonly identifier: string;
  readonly instanceType: ec2.InstanceType;
  readonly engineVersion: rds.PostgresEngineVersion;
  readonly multiAz: boolean;
  /** Undefined where a restored instance has what its source had, which may be more than is started with. */
  readonly allocatedStorage?: number;
  readonly maxAllocatedStorage: number;
  readonly port: number;
  readonly proxy: boolean;
  readonly restore?: Restore;
}

function decide(
  scope: Construct,
  context: StoreContext,
  { own, defaults }: { readonly own: PostgresInstanceOptions; readonly defaults?: PostgresOptions },
): PostgresInstanceSettings {
  const environment = ResolvedEnvironment.of(scope, context.provider);
  const { engineVersion, multiAz, allocatedStorage, maxAllocatedStorage, port } = environment.database;
  const answers = {
    instanceType: environment.databaseInstanceType,
    engineVersion,
    multiAz,
    maxAllocatedStorage,
    port,
    proxy: false,
  };
  const restore = restoreFrom(scope, own);
  return {
    ...storeSettings(context, environment, own),
    ...databaseMonitoring(context, environment, own),
    ...layered(answers, defaults, own),
    allocatedStorage: own.allocatedStorage ?? (restore ? undefined : (defaults?.allocatedStorage ?? allocatedStorage)),
    identifier: storeIdentifier(scope, 'postgres', restore),
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
    allowMajorVersionUpgrade: true, // where another major is asked for; RDS never raises it by itself
    cloudwatchLogsExports: settings.logExports ? Object.values(LOGS) : undefined,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  });
  const resource = cfnResource(instance, rds.CfnDBInstance);
  if (settings.logExports) {
    createExportedLogs(scope, resource, {
      ...settings,
      prefix: `/aws/rds/instance/${settings.identifier}`,
      logs: LOGS,
    });
  }
  if (settings.restore) {
    restoreInstance(resource, settings.restore);
    resource.allocatedStorage = settings.allocatedStorage?.toString();
  }
  return instance;
}

function requireSizes(scope: Construct, settings: PostgresInstanceSettings): void {
  const { allocatedStorage, maxAllocatedStorage } = settings;
  requireWholeNumber(
    scope,
    'allocatedStorage',
    allocatedStorage ?? LEAST_STORAGE,
    { min: LEAST_STORAGE, max: 65536, unit: 'GiB' },
    'RDS starts gp3 storage at 20 GiB.',
  );
  // RDS wants a tenth of headroom; where the start is not known, only the upper end is.
  const known =
    allocatedStorage === undefined || Token.isUnresolved(allocatedStorage) ? LEAST_STORAGE : allocatedStorage;
  const least = known + Math.ceil(known / 10);
  requireWholeNumber(
    scope,
    'maxAllocatedStorage',
    maxAllocatedStorage,
    { min: least, max: 65536, unit: 'GiB' },
    'Leave a tenth of headroom over `allocatedStorage`.',
  );
  requirePort(scope, settings.port);
  requireBackupRetention(scope, settings.backupRetention, 0);
}

/** Security Hub refuses the names that engines propose. */
const MASTER_USER = 'ecommerce';

const LEAST_STORAGE = 20;

/** What PostgreSQL writes, by the ids of the groups. */
const LOGS = { PostgresqlLogs: 'postgresql', UpgradeLogs: 'upgrade' };
