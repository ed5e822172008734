import {
  Aws,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { onlyBy, onlyForSecret } from './key-conditions';
import { logGroup } from './logs';

/** Props of `Rotation`. */
export interface RotationProps {
  readonly vpc: ec2.IVpc;
  readonly key: kms.Key;
  readonly secret: secretsmanager.ISecret;
  /** The name of the part in descriptions. */
  readonly part: string;
  /** The folder with the function's code. */
  readonly code: string;
  readonly handler: string;
  /** The user or the address whose password is rotated. */
  readonly rotated: string;
  readonly statements: iam.PolicyStatement[];
  readonly after: IDependable[];
}

/** A function that rotates a password every 30 days. */
export class Rotation extends Construct {
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly schedule: secretsmanager.CfnRotationSchedule;

  constructor(scope: Construct, id: string, props: RotationProps) {
    super(scope, id);
    const { vpc, key, secret, part } = props;
    const description = `Rotates the password of the ${part}`;
    const deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const role = new iam.Role(this, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description,
      roles: [role],
      statements: [
        ...props.statements,
        new iam.PolicyStatement({
          actions: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          resources: [secret.secretArn],
        }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        new iam.PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [key.keyArn],
          conditions: onlyForSecret(secret.secretArn),
        }),
        new iam.PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [key.keyArn],
          conditions: onlyBy('sqs'),
        }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn], conditions: onlyBy('lambda') }),
      ],
    });
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Allows the rotation of the password of the ${part} to call AWS`,
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'To the APIs of AWS');
    const handler = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(props.code, { exclude: ['*.d.ts', 'document-db'] }),
      handler: props.handler,
      environment: { ROTATED: props.rotated },
      environmentEncryption: key,
      role: iam.Role.fromRoleArn(this, 'RoleByArn', role.roleArn, { mutable: false }),
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [this.securityGroup],
      deadLetterQueue: deadLetters,
      timeout: Duration.minutes(10),
      logGroup: logGroup(this, 'Logs', key, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }),
    });
    handler.node.addDependency(policy);
    const permission = new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: secret.secretArn,
    });
    this.schedule = new secretsmanager.CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: handler.functionArn,
      rotationRules: { automaticallyAfterDays: 30 },
      rotateImmediatelyOnUpdate: false,
    });
    this.schedule.node.addDependency(permission, ...props.after);
  }
}
