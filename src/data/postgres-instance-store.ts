import {
  type Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  type RemovalPolicy,
  aws_rds as rds,
  SecretValue,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { cfnResource } from '../private/cfn';
import type { IServiceStore, SecretSetting } from './service-store';

/** What a PostgreSQL instance is made of, all decided. */
export interface PostgresInstanceStoreProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly databaseName: string;
  readonly instanceType: ec2.InstanceType;
  readonly engineVersion: rds.PostgresEngineVersion;
  readonly multiAz: boolean;
  readonly allocatedStorage: number;
  readonly maxAllocatedStorage: number;
  readonly port: number;
  readonly backupRetention: Duration;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

/** One service's PostgreSQL instance, with a security group and a secret of its own. */
export class PostgresInstanceStore extends Construct implements IServiceStore {
  public readonly connections: ec2.Connections;
  public readonly instance: rds.DatabaseInstance;
  public readonly secret: secretsmanager.ISecret;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;

  constructor(scope: Construct, id: string, props: PostgresInstanceStoreProps) {
    super(scope, id);
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Database of ${props.databaseName}`,
      allowAllOutbound: false,
    });
    securityGroup.applyRemovalPolicy(props.removalPolicy);
    this.connections = new ec2.Connections({
      securityGroups: [securityGroup],
      defaultPort: ec2.Port.tcp(props.port),
    });
    this.instance = this.createInstance(props, securityGroup);
    this.secret = this.managedSecret(props.encryptionKey);
    this.settings = {
      DATABASE_HOST: this.instance.dbInstanceEndpointAddress,
      DATABASE_PORT: this.instance.dbInstanceEndpointPort,
      DATABASE_NAME: props.databaseName,
    };
    this.secrets = {
      DATABASE_USERNAME: { secret: this.secret, field: 'username' },
      DATABASE_PASSWORD: { secret: this.secret, field: 'password' },
    };
  }

  public grantAccess(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
  }

  private createInstance(props: PostgresInstanceStoreProps, securityGroup: ec2.ISecurityGroup): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.postgres({ version: props.engineVersion });
    const instance = new rds.DatabaseInstance(this, 'Instance', {
      engine,
      instanceType: props.instanceType,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: [securityGroup],
      publiclyAccessible: false,
      port: props.port,
      databaseName: props.databaseName,
      credentials: rds.Credentials.fromPassword(MASTER_USER, SecretValue.unsafePlainText('')), // see managePassword
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: `Database of ${props.databaseName}`,
        parameters: { 'rds.force_ssl': '1' },
        removalPolicy: props.removalPolicy,
      }),
      iamAuthentication: true,
      multiAz: props.multiAz,
      storageType: rds.StorageType.GP3,
      allocatedStorage: props.allocatedStorage,
      maxAllocatedStorage: props.maxAllocatedStorage,
      storageEncrypted: true,
      storageEncryptionKey: props.encryptionKey,
      backupRetention: props.backupRetention,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
    });
    this.managePassword(instance, props.encryptionKey);
    return instance;
  }

  /** RDS makes the password and rotates it every week, which the CDK class of our oldest version does not offer. */
  private managePassword(instance: rds.DatabaseInstance, encryptionKey?: kms.IKey): void {
    const resource = cfnResource(instance, rds.CfnDBInstance);
    resource.masterUserPassword = undefined;
    resource.manageMasterUserPassword = true;
    resource.masterUserSecret = encryptionKey && { kmsKeyId: encryptionKey.keyArn };
  }

  private managedSecret(encryptionKey?: kms.IKey): secretsmanager.ISecret {
    const { attrMasterUserSecretSecretArn } = cfnResource(this.instance, rds.CfnDBInstance);
    return secretsmanager.Secret.fromSecretAttributes(this, 'Secret', {
      secretCompleteArn: attrMasterUserSecretSecretArn,
      encryptionKey,
    });
  }
}

const MASTER_USER = 'postgres';
