import {
  ArnFormat,
  aws_docdb as docdb,
  aws_ec2 as ec2,
  type aws_logs as logs,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cfnResource } from '../private/cfn';
import { requireLegalEngine } from '../private/engine-rules';
import { DOCUMENTDB } from '../private/engine-table';
import { besideStore } from '../private/removal-policies';
import { requireKnown, requireWholeNumber } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import {
  type CommonSettings,
  clusterBackupRetention,
  commonSettings,
  requireBackupRetention,
  requireDeletable,
  requirePort,
} from './common-settings';
import { requireDocumentDbName, requireDocumentDbVersion } from './document-db-rules';
import { createExportedLogs } from './exported-logs';
import { LoginStore } from './login-store';
import { type Restore, restoreCluster, restoreFrom } from './restore';
import type { IDataStore, IServiceStore, StoreContext } from './store';
import { storeIdentifier } from './store-identifier';
import type { DocumentDbOptions } from './store-options';
import { placeStore } from './store-placement';

/** A DocumentDB cluster for each service. */
export class DocumentDb implements IDataStore {
  constructor(private readonly options: DocumentDbOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = decide(scope, context, this.options);
    requireDocumentDbName(scope, settings.serviceName);
    requireLegalCluster(scope, settings);

    const secret = createSecret(scope, settings);
    const { securityGroup, ...placement } = placeStore(scope, { ...settings, part: 'a DocumentDB cluster' });
    const cluster = createCluster(scope, settings, { ...placement, securityGroup, secret });
    return new LoginStore({
      connections: new ec2.Connections({
        securityGroups: [securityGroup],
        defaultPort: ec2.Port.tcp(settings.port),
      }),
      host: cluster.clusterEndpoint.hostname,
      port: cluster.clusterEndpoint.portAsString(),
      databaseName: settings.serviceName,
      secret,
      resourceArn: Stack.of(scope).formatArn({
        service: 'rds', // under which AWS knows DocumentDB too
        resource: 'cluster',
        resourceName: cluster.clusterIdentifier,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
  }
}

/** Everything a cluster is made of. */
interface DocumentDbSettings extends CommonSettings {
  readonly identifier: string;
  readonly engineVersion: string;
  readonly instanceType: ec2.InstanceType;
  readonly instances: number;
  readonly port: number;
  readonly insights: boolean;
  readonly logExports: boolean;
  readonly logRetention: logs.RetentionDays;
  readonly restore?: Restore;
}

function decide(scope: Construct, context: StoreContext, own: DocumentDbOptions): DocumentDbSettings {
  const { database, retention } = completeSettings(context.provider);
  const restore = restoreFrom(scope, own);
  return {
    ...commonSettings(context, own),
    identifier: storeIdentifier(scope, 'docdb', restore),
    backupRetention: clusterBackupRetention(context, own),
    engineVersion: own.engineVersion ?? database.documentDbEngineVersion,
    instanceType: own.instanceType ?? database.documentDbInstanceType,
    instances: own.instances ?? database.documentDbInstances,
    port: own.port ?? database.documentDbPort,
    insights: own.insights ?? false,
    logExports: own.logExports ?? context.defaults?.logExports ?? database.logExports,
    logRetention: retention.logRetention,
    restore,
  };
}

/** DocumentDB can keep a password of its own making, but CloudFormation does not tell where. */
function createSecret(scope: Construct, settings: DocumentDbSettings): secretsmanager.Secret {
  return new secretsmanager.Secret(scope, 'Secret', {
    description: `User of the database of ${settings.serviceName}`,
    encryptionKey: settings.encryptionKey,
    removalPolicy: besideStore(settings.removalPolicy),
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: MASTER_USER }),
      generateStringKey: 'password',
      excludePunctuation: true, // DocumentDB refuses some of it, and connection strings more
      passwordLength: 64,
    },
  });
}

function createCluster(
  scope: Construct,
  settings: DocumentDbSettings,
  given: {
    readonly vpc: ec2.IVpc;
    readonly vpcSubnets: ec2.SubnetSelection;
    readonly securityGroup: ec2.ISecurityGroup;
    readonly secret: secretsmanager.ISecret;
  },
): docdb.DatabaseCluster {
  const cluster = new docdb.DatabaseCluster(scope, 'DocumentDb', {
    dbClusterName: settings.identifier,
    engineVersion: settings.engineVersion,
    instanceType: settings.instanceType,
    instances: settings.instances,
    vpc: given.vpc,
    vpcSubnets: given.vpcSubnets,
    securityGroup: given.securityGroup,
    port: settings.port,
    masterUser: { username: MASTER_USER, password: given.secret.secretValueFromJson('password') },
    parameterGroup: createParameters(scope, settings),
    storageEncrypted: true,
    kmsKey: settings.encryptionKey,
    backup: { retention: settings.backupRetention },
    copyTagsToSnapshot: true,
    // The profiler's log is left where it is: it holds the queries of slow operations, and with them customers' data.
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
    subnets.applyRemovalPolicy(besideStore(settings.removalPolicy)); // a retained cluster lies in it
  }
  return cluster;
}

function createParameters(scope: Construct, settings: DocumentDbSettings): docdb.ClusterParameterGroup {
  const [major, minor] = settings.engineVersion.split('.');
  const parameters = new docdb.ClusterParameterGroup(scope, 'DocumentDbParameters', {
    family: `docdb${major}.${minor}`,
    description: `Database of ${settings.serviceName}`,
    parameters: { tls: 'enabled', audit_logs: settings.logExports ? 'enabled' : 'disabled' },
  });
  parameters.applyRemovalPolicy(besideStore(settings.removalPolicy));
  return parameters;
}

function requireLegalCluster(scope: Construct, settings: DocumentDbSettings): void {
  requireDocumentDbVersion(scope, settings.engineVersion);
  requireLegalEngine(scope, DOCUMENTDB, {
    version: settings.engineVersion,
    instanceTypes: { instanceType: settings.instanceType.toString() },
    allowUnlisted: settings.allowUnlisted,
  });
  requireKnown(scope, 'instances', settings.instances);
  requireWholeNumber(scope, 'instances', settings.instances, { min: 1, max: 16 }, 'Two survive the loss of one.');
  requirePort(scope, settings.port);
  requireDeletable(scope, settings);
  requireBackupRetention(scope, settings.backupRetention, 1);
}

const MASTER_USER = 'ecommerce';
