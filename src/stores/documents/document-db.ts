import {
  ArnFormat,
  type Duration,
  aws_docdb as docdb,
  aws_ec2 as ec2,
  type aws_logs as logs,
  Stack,
  type aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireSupportedEngine } from '../../engines/engine-rules';
import { DOCUMENTDB } from '../../engines/engine-table';
import { plainText } from '../../naming/texts';
import { type Acknowledgement, acknowledge } from '../../private/acknowledge';
import { cfnResource } from '../../private/cfn-resource';
import { layered } from '../../private/layered';
import { snapshotAsDestroy } from '../../private/removal-policies';
import { refuse, requireKnown, requireMatch, requireWholeNumber, unlessPending } from '../../private/validation';
import { ResolvedEnvironment } from '../../providers/resolved-environment';
import { rotateSecret } from '../../rotation/secret-rotation';
import { DatabaseStore } from '../database-store';
import { createExportedLogs } from '../exported-logs';
import { type Restore, restoreCluster, restoreFrom } from '../restore';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import { storeIdentifier } from '../store-identifier';
import { placeStore } from '../store-placement';
import {
  clusterBackupRetention,
  requireBackupRetention,
  requireDeletable,
  requirePort,
  type StoreSettings,
  storeSettings,
} from '../store-settings';
import { alarmsOfCluster, graphsOfCluster, metricsOfCluster } from './document-db-alarms';
import { createDocumentDbLogins, requireDocumentDbLogins } from './document-db-logins';
import { createMasterSecret, MASTER_USER, masterUser } from './document-db-master';
import type { DocumentDbOptions } from './document-db-options';

/** Creates a DocumentDB cluster for one service. */
export class DocumentDb implements IDataStore {
  constructor(private readonly options: DocumentDbOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = resolveSettings(scope, context, this.options);
    requireDocumentDbName(scope, settings.serviceName);
    requireLegalCluster(scope, settings);
    requireDocumentDbLogins(scope, context);

    const secret = createMasterSecret(scope, settings);
    const { securityGroup, ...placement } = placeStore(scope, { ...settings, part: 'a DocumentDB cluster' });
    const cluster = createCluster(scope, settings, { ...placement, securityGroup, secret });
    const clusterArn = Stack.of(scope).formatArn({
      service: 'rds', // the ARNs of DocumentDB name the service rds
      resource: 'cluster',
      resourceName: cluster.clusterIdentifier,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const port = ec2.Port.tcp(settings.port);
    rotateSecret(scope, {
      secret,
      target: masterUser(cluster, { securityGroup, port }),
      vpc: settings.vpc,
      interval: settings.rotationInterval,
      logRetention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const { hostname: host } = cluster.clusterEndpoint;
    const portText = cluster.clusterEndpoint.portAsString();
    const login = createDocumentDbLogins(scope, {
      ...settings,
      securityGroup,
      port,
      host,
      portText,
      secret,
      instances: cluster.node.findAll().filter((child) => child instanceof docdb.CfnDBInstance),
      sharedLogins: context.logins?.sharedLogins ?? false,
      nested: context._nestLogins ?? false,
    });
    const monitored = { ...settings, metrics: metricsOfCluster(scope, settings.identifier) };
    return new DatabaseStore({
      ...login,
      connections: new ec2.Connections({ securityGroups: [securityGroup], defaultPort: port }),
      settings: {
        DATABASE_HOST: host,
        DATABASE_PORT: portText,
        DATABASE_NAME: settings.serviceName,
        DATABASE_OPTIONS: CLIENT_OPTIONS,
        ...(settings.instances > 1 ? { DATABASE_READER_HOST: cluster.clusterReadEndpoint.hostname } : {}),
        ...login.settings,
      },
      resourceArn: clusterArn,
      metrics: monitored.metrics,
      monitored: () => ({ alarms: alarmsOfCluster(scope, monitored), graphs: graphsOfCluster(scope, monitored) }),
    });
  }
}

/** The resolved settings of a cluster. */
interface DocumentDbSettings extends StoreSettings {
  readonly identifier: string;
  readonly engineVersion: string;
  readonly instanceType: ec2.InstanceType;
  readonly instances: number;
  readonly port: number;
  readonly insights: boolean;
  readonly logExports: boolean;
  readonly logRetention: logs.RetentionDays;
  readonly rotationInterval: Duration;
  readonly restore?: Restore;
}

function resolveSettings(scope: Construct, context: StoreContext, own: DocumentDbOptions): DocumentDbSettings {
  const environment = ResolvedEnvironment.of(scope, context.provider);
  const { database, secrets, retention } = environment;
  const environmentSettings = {
    engineVersion: database.documentDbEngineVersion,
    instanceType: database.documentDbInstanceType,
    instances: database.documentDbInstances,
    port: database.documentDbPort,
    insights: false,
    rotationInterval: secrets.rotationInterval,
  };
  const restore = restoreFrom(scope, own);
  const settings = storeSettings(context, environment, own);
  return {
    ...settings,
    ...layered(environmentSettings, own),
    ...layered({ logExports: database.logExports }, context.defaults, own),
    backupRetention: clusterBackupRetention(settings, own),
    identifier: storeIdentifier(scope, { serviceName: context.serviceName, kind: 'docdb', restore }),
    logRetention: retention.logRetention,
    restore,
  };
}

function createCluster(
  scope: Construct,
  settings: DocumentDbSettings,
  resources: {
    readonly vpc: ec2.IVpc;
    readonly vpcSubnets: ec2.SubnetSelection;
    readonly securityGroup: ec2.ISecurityGroup;
    readonly secret: secretsmanager.ISecret;
  },
): docdb.DatabaseCluster {
  const cluster = new docdb.DatabaseCluster(scope, 'DocumentDb', {
    dbClusterName: settings.identifier,
    instanceIdentifierBase: `${settings.identifier}-`, // the CDK appends a number
    engineVersion: unlessPending(settings.engineVersion),
    instanceType: settings.instanceType,
    instances: settings.instances,
    vpc: resources.vpc,
    vpcSubnets: resources.vpcSubnets,
    securityGroup: resources.securityGroup,
    port: settings.port,
    masterUser: { username: MASTER_USER, password: resources.secret.secretValueFromJson('password') },
    parameterGroup: createParameters(scope, settings),
    storageEncrypted: true,
    kmsKey: settings.encryptionKey,
    backup: { retention: settings.backupRetention },
    copyTagsToSnapshot: true,
    // The profiler log is not exported: it contains the queries of slow operations, and with them customers' data.
    exportAuditLogsToCloudWatch: settings.logExports,
    enablePerformanceInsights: settings.insights,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  });
  const resource = cfnResource(cluster, docdb.CfnDBCluster);
  if (settings.logExports) {
    createExportedLogs(scope, resource, {
      ...settings,
      prefix: `/aws/docdb/${settings.identifier}`,
      logs: { AuditLogs: 'audit' },
    });
  }
  if (settings.restore) {
    restoreCluster(resource, settings.restore);
  }
  const subnets = cluster.node.findChild('Subnets');
  if (subnets instanceof docdb.CfnDBSubnetGroup) {
    subnets.applyRemovalPolicy(snapshotAsDestroy(settings.removalPolicy)); // a retained cluster needs its subnet group
  }
  acknowledge(cluster, ...ACKNOWLEDGEMENTS);
  return cluster;
}

/**
 * The family follows the version: DocumentDB requires a group of the new family in the request that upgrades a cluster
 * with a custom group. CloudFormation then creates another group before it changes the cluster, and retains or deletes
 * this one afterwards.
 */
function createParameters(scope: Construct, settings: DocumentDbSettings): docdb.ClusterParameterGroup {
  const [major, minor] = settings.engineVersion.split('.');
  const parameters = new docdb.ClusterParameterGroup(scope, 'DocumentDbParameters', {
    family: `docdb${major}.${minor}`,
    description: `Database of ${plainText(settings.serviceName)}`,
    parameters: { tls: 'enabled', audit_logs: settings.logExports ? 'enabled' : 'disabled' },
  });
  parameters.applyRemovalPolicy(snapshotAsDestroy(settings.removalPolicy));
  return parameters;
}

function requireLegalCluster(scope: Construct, settings: DocumentDbSettings): void {
  requireDocumentDbVersion(scope, settings.engineVersion);
  requireSupportedEngine(scope, DOCUMENTDB, {
    version: settings.engineVersion,
    instanceTypes: { instanceType: settings.instanceType.toString() },
    allowUnlisted: settings.allowUnlisted,
  });
  requireVersionOfDriver(scope, settings.engineVersion);
  requireKnown(scope, 'instances', settings.instances);
  requireWholeNumber(
    scope,
    'instances',
    settings.instances,
    { min: 1, max: 16 },
    'A cluster with two instances survives the loss of one.',
  );
  requirePort(scope, settings.port);
  requireDeletable(scope, settings);
  requireBackupRetention(scope, settings.backupRetention, 1);
}

/** Rejects an older version, which only `allowUnlisted` accepts. */
function requireVersionOfDriver(scope: Construct, engineVersion: string): void {
  if (Number.parseInt(engineVersion, 10) < OLDEST_VERSION_OF_DRIVER) {
    throw refuse(scope, {
      prop: 'engineVersion',
      got: engineVersion,
      allowed: 'DocumentDB 5.0.0 or newer, which the function that creates the logins of the service can call',
      fix: 'Upgrade the cluster first, or use it as an existing database.',
    });
  }
}

/** Rejects a service name that DocumentDB reserves for a system database. */
function requireDocumentDbName(scope: Construct, name: string): void {
  if (SYSTEM_DATABASES.has(name)) {
    throw refuse(scope, {
      prop: 'name',
      got: name,
      allowed: 'a name that DocumentDB does not reserve',
      fix: `Rename the service, for example to ${name}service, or use another kind of store for it.`,
    });
  }
}

/** Rejects a version that does not have three parts, and a token, because the parameter family contains the version. */
function requireDocumentDbVersion(scope: Construct, engineVersion: string): void {
  const allowed = 'a version in three parts, such as 8.0.0';
  const fix = 'The release notes of DocumentDB list its versions.';
  if (Token.isUnresolved(engineVersion)) {
    throw refuse(scope, { prop: 'engineVersion', gotInWords: 'a token', allowed, fix });
  }
  requireMatch(scope, 'engineVersion', engineVersion, /^[1-9]\d*(\.(0|[1-9]\d*)){2}$/, allowed, fix);
}

/** The functions for logins and for rotation have a driver that requires a server with the protocol of MongoDB 4.4. */
const OLDEST_VERSION_OF_DRIVER = 5;

const SYSTEM_DATABASES = new Set(['admin', 'config', 'local']);

/**
 * The options of a client's connection string: all users are in the database `admin`, the cluster accepts only TLS, and it
 * rejects the retryable writes that drivers of MongoDB have by default.
 *
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/functional-differences.html
 */
const CLIENT_OPTIONS = 'authSource=admin&tls=true&retryWrites=false';

const ACKNOWLEDGEMENTS: Acknowledgement[] = [
  {
    id: 'AwsSolutions-DOC3',
    reason:
      'CloudFormation reads the password from a secret at deployment. The rule does not recognize the reference to it.',
  },
  ...['authenticate', 'createIndex', 'dropCollection'].map((event) => ({
    id: `AwsSolutions-DOC5[LogExport::${event}]`,
    reason: 'DocumentDB has no log with this name. The audit log, which is exported, records these events.',
  })),
];
