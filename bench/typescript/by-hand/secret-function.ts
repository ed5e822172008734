import {
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  type RemovalPolicy,
  type aws_secretsmanager as secretsmanager,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { onlyBy, onlyForSecret } from './key-conditions';
import { logGroup } from './logs';

export const ROTATION_ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];
export const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Props of `SecretFunction`. */
export interface SecretFunctionProps {
  readonly vpc: ec2.IVpc;
  readonly key: kms.IKey;
  readonly description: string;
  /** What calls AWS, in the description of the security group. */
  readonly subject: string;
  readonly code: lambda.Code;
  readonly handler: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  readonly memorySize?: number;
  readonly statements: iam.PolicyStatement[];
  /** The resource that the function connects to, if not on port 443. */
  readonly connection?: { readonly group: ec2.ISecurityGroup; readonly port: number; readonly name: string };
  readonly logRemovalPolicy: RemovalPolicy;
}

/** A function that changes passwords. */
export class SecretFunction extends Construct {
  public readonly handler: lambda.Function;
  public readonly role: iam.Role;
  public readonly policy: iam.ManagedPolicy;
  public readonly securityGroup: ec2.ISecurityGroup;

  constructor(scope: Construct, id: string, props: SecretFunctionProps) {
    super(scope, id);
    const { vpc, key, description } = props;
    const deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.role = new iam.Role(this, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description,
      roles: [this.role],
      statements: [
        ...props.statements,
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        new iam.PolicyStatement({ actions: KEY_ACTIONS, resources: [key.keyArn], conditions: onlyBy('sqs') }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn], conditions: onlyBy('lambda') }),
      ],
    });
    this.securityGroup = this.createSecurityGroup(props);
    this.handler = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: props.code,
      handler: props.handler,
      environment: props.environment,
      environmentEncryption: key,
      role: iam.Role.fromRoleArn(this, 'RoleByArn', this.role.roleArn, { mutable: false }),
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [this.securityGroup],
      deadLetterQueue: deadLetters,
      timeout: props.timeout,
      memorySize: props.memorySize,
      logGroup: logGroup(this, 'Logs', key, { removalPolicy: props.logRemovalPolicy }),
    });
    this.handler.node.addDependency(this.policy);
  }

  /** The CDK would write a rule to another group as a resource of its own, and EC2 would then allow all egress. */
  private createSecurityGroup({ vpc, subject, connection }: SecretFunctionProps): ec2.ISecurityGroup {
    const group = new ec2.CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: vpc.vpcId,
      groupDescription: `Allows ${subject} to call AWS`,
      securityGroupEgress: [
        { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0', description: 'To the APIs of AWS' },
        ...(connection
          ? [
              {
                ipProtocol: 'tcp',
                fromPort: connection.port,
                toPort: connection.port,
                destinationSecurityGroupId: connection.group.securityGroupId,
                description: `To the ${connection.name}`,
              },
            ]
          : []),
      ],
    });
    return ec2.SecurityGroup.fromSecurityGroupId(this, 'Group', group.attrGroupId, { allowAllOutbound: true });
  }
}

/** The permissions to read a secret and to change its value. */
export function permissionsToRotate(secret: secretsmanager.ISecret, key: kms.IKey): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ROTATION_ACTIONS, resources: [secret.secretArn] }),
    new iam.PolicyStatement({
      actions: KEY_ACTIONS,
      resources: [key.keyArn],
      conditions: onlyForSecret(secret.secretArn),
    }),
  ];
}
