import {
  aws_docdb as docdb,
  aws_ec2 as ec2,
  aws_logs as logs,
  Names,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cfnResource } from '../private/cfn';
import { besideStore } from '../private/removal-policies';
import { requireKnown, requireMatch, requireWholeNumber } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import { clusterMasterUser } from '../rotation/rotated';
import { rotateSecret } from '../rotation/secret-rotation';
import {
  type CommonSettings,
  clusterBackupRetention,
  commonSettings,
  requireBackupRetention,
  requirePort,
} from './common-settings';
import { requireDocumentDbName, requireDocumentDbVersion } from './document-db-rules';
import { LoginStore } from './login-store';
import type { IDataStore, IServiceStore, StoreContext } from './store';
import type { DocumentDbOptions } from './store-options';
import { placeStore } from './store-placement';

/** A DocumentDB cluster for each service. */
export class DocumentDb implements IDataStore {
  constructor(private readonly options: DocumentDbOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const settings = decide(context, this.options);
    requireDocumentDbName(scope, settings.serviceName);
    requireLegalCluster(scope, settings);

    const secret = createSecret(scope, settings);
    const { securityGroup, ...placement } = placeStore(scope, { ...settings, part: 'a DocumentDB cluster' });
    const cluster = createCluster(scope, settings, { ...placement, securityGroup, secret });
    rotateSecret(scope, {
      provider: context.provider,
      secret,
      rotated: clusterMasterUser(cluster),
      vpc: settings.vpc,
      interval: this.options.rotationInterval,
      removalPolicy: settings.removalPolicy,
    });
    return new LoginStore({
      connections: new ec2.Connections({
        securityGroups: [securityGroup],
        defaultPort: ec2.Port.tcp(settings.port),
      }),
      host: cluster.clusterEndpoint.hostname,
      port: cluster.clusterEndpoint.portAsString(),
      databaseName: settings.serviceName,
      secret,
    });
  }
}

/** Everything a cluster is made of. */
interface DocumentDbSettings extends CommonSettings {
  readonly engineVersion: string;
  readonly instanceType: ec2.InstanceType;
  readonly instances: number;
  readonly port: number;
  readonly logRetention: logs.RetentionDays;
}

function decide(context: StoreContext, own: DocumentDbOptions): DocumentDbSettings {
  const { database, retention } = completeSettings(context.provider);
  return {
    ...commonSettings(context, own),
    backupRetention: clusterBackupRetention(context, own),
    engineVersion: own.engineVersion ?? database.documentDbEngineVersion,
    instanceType: own.instanceType ?? database.documentDbInstanceType,
    instances: own.instances ?? database.documentDbInstances,
    port: own.port ?? database.documentDbPort,
    logRetention: retention.logRetention,
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
  // Named here, so that the log group is there, with its retention, before DocumentDB makes one without.
  const dbClusterName = Names.uniqueResourceName(scope, { maxLength: 50, separator: '-' }).toLowerCase();
  const removalPolicy = besideStore(settings.removalPolicy);
  const auditLogs = new logs.LogGroup(scope, 'AuditLogs', {
    logGroupName: `/aws/docdb/${dbClusterName}/audit`,
    retention: settings.logRetention,
    removalPolicy,
  });
  const cluster = new docdb.DatabaseCluster(scope, 'DocumentDb', {
    dbClusterName,
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
    exportAuditLogsToCloudWatch: true,
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  });
  cfnResource(cluster, docdb.CfnDBCluster).node.addDependency(auditLogs);
  const subnets = cluster.node.findChild('Subnets');
  if (subnets instanceof docdb.CfnDBSubnetGroup) {
    subnets.applyRemovalPolicy(removalPolicy); // a retained cluster lies in it
  }
  return cluster;
}

function createParameters(scope: Construct, settings: DocumentDbSettings): docdb.ClusterParameterGroup {
  const [major, minor] = settings.engineVersion.split('.');
  const parameters = new docdb.ClusterParameterGroup(scope, 'DocumentDbParameters', {
    family: `docdb${major}.${minor}`,
    description: `Database of ${settings.serviceName}`,
    parameters: { tls: 'enabled', audit_logs: 'enabled' },
  });
  parameters.applyRemovalPolicy(besideStore(settings.removalPolicy));
  return parameters;
}

function requireLegalCluster(scope: Construct, settings: DocumentDbSettings): void {
  requireDocumentDbVersion(scope, settings.engineVersion);
  requireMatch(
    scope,
    'instanceType',
    settings.instanceType.toString(),
    /^(t3\.medium|t4g\.medium|r\d+[a-z]*\.\d*x?large)$/,
    'a type that DocumentDB offers, such as t4g.medium or r6g.large, without `db.`',
    'Choose t3.medium, t4g.medium, or a type of an r family.',
  );
  requireKnown(scope, 'instances', settings.instances);
  requireWholeNumber(scope, 'instances', settings.instances, { min: 1, max: 16 }, 'Two survive the loss of one.');
  requirePort(scope, settings.port);
  requireBackupRetention(scope, settings.backupRetention, 1);
}

const MASTER_USER = 'ecommerce';
