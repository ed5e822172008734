import {
  Aws,
  Duration,
  aws_ec2 as ec2,
  type aws_iam as iam,
  aws_kms as kms,
  RemovalPolicy,
  aws_rds as rds,
  SecretValue,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Service } from '../services';
import { cfnResource } from './cfn-resource';
import { allowLogGroups, logGroup } from './logs';

const PORT = 5433;
const RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** The PostgreSQL instance of one service, with its own key, security group and logs. */
export class Database extends Construct {
  public readonly key: kms.Key;
  public readonly group: ec2.SecurityGroup;
  public readonly instance: rds.DatabaseInstance;
  public readonly secretArn: string;
  public readonly port = PORT;

  constructor(scope: Construct, id: string, { name: service, uses }: Service, vpc: ec2.Vpc, monitoringRole: iam.Role) {
    super(scope, id);
    this.key = new kms.Key(this, 'Key', {
      description: `Encrypts the data of ${service}`,
      enableKeyRotation: true,
      removalPolicy: RETAIN,
    });
    allowLogGroups(this.key, [
      ...(uses.includes('cache') ? [`${Aws.STACK_NAME}-*-CacheFunctionLogs9C8D4B55-*`] : []), // in nested stacks
      `${Aws.STACK_NAME}-*-FunctionLogsB2C1DB5C-*`,
      `${Aws.STACK_NAME}-PlatformDatabase${service}*`,
      `/aws/*/${service}-shop-platform-*`,
      `/production/${service}/*`,
    ]);
    this.group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Allows ${service} to connect to its database`,
      allowAllOutbound: false,
    });
    this.group.applyRemovalPolicy(RETAIN);
    const identifier = `${service}-shop-platform-00000001`; // the next instance gets another number
    const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.of('18', '18') });
    this.instance = new rds.DatabaseInstance(this, 'Instance', {
      instanceIdentifier: identifier,
      engine,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
      vpc,
      vpcSubnets: { subnets: vpc.isolatedSubnets },
      securityGroups: [this.group],
      publiclyAccessible: false,
      port: PORT,
      databaseName: service,
      credentials: rds.Credentials.fromPassword('ecommerce', SecretValue.unsafePlainText('')),
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: `Database of ${service}`,
        parameters: { 'rds.force_ssl': '1' },
        removalPolicy: RETAIN,
      }),
      iamAuthentication: true,
      multiAz: true,
      storageType: rds.StorageType.GP3,
      allocatedStorage: 20,
      maxAllocatedStorage: 200,
      storageEncrypted: true,
      storageEncryptionKey: this.key,
      backupRetention: Duration.days(14),
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: true,
      cloudwatchLogsExports: ['postgresql', 'upgrade'],
      monitoringInterval: Duration.seconds(60),
      monitoringRole,
      enablePerformanceInsights: true,
      performanceInsightEncryptionKey: this.key,
      databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
      deletionProtection: true,
      removalPolicy: RETAIN,
    });
    const resource = cfnResource(this.instance, rds.CfnDBInstance);
    const subnets = cfnResource(this.instance.node.findChild('SubnetGroup'), rds.CfnDBSubnetGroup);
    subnets.applyRemovalPolicy(RETAIN);
    // RDS manages the password, for which the CDK's class has no option.
    resource.masterUserPassword = undefined;
    resource.manageMasterUserPassword = true;
    resource.masterUserSecret = { kmsKeyId: this.key.keyArn };
    this.secretArn = resource.attrMasterUserSecretSecretArn;
    for (const [name, log] of Object.entries({ PostgresqlLogs: 'postgresql', UpgradeLogs: 'upgrade' })) {
      const group = logGroup(this, name, this.key, {
        logGroupName: `/aws/rds/instance/${identifier}/${log}`,
        removalPolicy: RETAIN,
      });
      resource.node.addDependency(group);
    }
  }
}
