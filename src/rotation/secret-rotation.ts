import { join } from 'node:path';
import {
  Aws,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Permission } from '../access/permissions';
import { acknowledge } from '../private/acknowledge';
import { createLogGroup } from '../private/log-group';
import { snapshotAsDestroy } from '../private/removal-policies';
import { refuse, requireWholeDays } from '../private/validation';
import type { RotationTarget } from './rotation-target';

/** What is rotated, how often, and from where. */
export interface SecretRotationProps {
  /** The secret, whose key encrypts what its rotation is made of as well. */
  readonly secret: secretsmanager.ISecret;
  /** The login that is in the secret. */
  readonly target: RotationTarget;
  /** The VPC in whose private subnets the function runs. */
  readonly vpc: ec2.IVpc;
  /** How often; 0 is never. */
  readonly interval: Duration;
  /** How long the function's log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** What becomes of the function's log when the rotation is removed: what becomes of the store. */
  readonly removalPolicy: RemovalPolicy;
}

/** Has a password replaced at each interval; makes nothing at all where the interval is 0. */
export function rotateSecret(scope: Construct, props: SecretRotationProps): void {
  const { interval } = props;
  requireWholeDays(scope, 'rotationInterval', interval, { min: 0, max: 1000 }, 'Use 0 to leave the password as it is.');
  if (interval.isUnresolved() || interval.toSeconds() > 0) {
    new SecretRotation(scope, 'Rotation', props);
  }
}

/** A function that replaces a password, and the schedule on which Secrets Manager calls it. */
class SecretRotation extends Construct {
  private readonly secret: secretsmanager.ISecret;
  private readonly target: RotationTarget;
  private readonly key?: kms.IKey;

  constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, id);
    this.secret = props.secret;
    this.target = props.target;
    this.key = props.secret.encryptionKey;
    this.requirePrivateSubnets(props.vpc);

    const deadLetters = this.createDeadLetterQueue();
    const role = this.createRole();
    const policy = this.createPolicy(role, [...this.target.permissions, ...this.ownPermissions(deadLetters)]);
    const securityGroup = this.createSecurityGroup(props.vpc);
    const rotationFunction = this.createFunction(props, { deadLetters, role, securityGroup });
    const permission = this.createPermission(rotationFunction);
    const schedule = this.createSchedule(rotationFunction, props.interval);
    schedule.node.addDependency(this.target.resource, policy, permission);
    this.target.securityGroup?.addIngressRule(securityGroup, ec2.Port.HTTPS, 'Rotation of the password');
  }

  private createDeadLetterQueue(): sqs.Queue {
    return new sqs.Queue(this, 'DeadLetters', {
      encryption: this.key ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
      encryptionMasterKey: this.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14), // the longest that SQS keeps a message
    });
  }

  private createRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: `Rotates the password of the ${this.target.part}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(`service-role/${VPC_ACCESS_POLICY}`)],
    });
    acknowledge(role, {
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${VPC_ACCESS_POLICY}]`,
      reason:
        'A function in a VPC manages network interfaces, which do not exist before it does and have no ARN to name, ' +
        'and writes its log: AWS keeps the policy for exactly that.',
    });
    return role;
  }

  /** A policy of its own, because controls refuse policies that are written into a role. */
  private createPolicy(role: iam.Role, permissions: Permission[]): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, 'Policy', {
      description: `Rotates the password of the ${this.target.part}`,
      roles: [role],
      statements: permissions.map((permission) => new iam.PolicyStatement(permission)),
    });
  }

  private ownPermissions(deadLetters: sqs.Queue): Permission[] {
    const useSecret = {
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [this.secret.secretArn],
    };
    const report = { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] };
    const useKey = this.key ? [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }] : [];
    return [useSecret, report, ...useKey];
  }

  private createSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Rotation of the password of the ${this.target.part}`,
      allowAllOutbound: false,
    });
    // By address, because a rule that names another group stands beside this one, and leaves it open until it is there.
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'The APIs of AWS');
    return group;
  }

  private createFunction(
    { vpc, logRetention, removalPolicy }: SecretRotationProps,
    given: {
      readonly deadLetters: sqs.Queue;
      readonly role: iam.Role;
      readonly securityGroup: ec2.SecurityGroup;
    },
  ): lambda.Function {
    return new lambda.Function(this, 'Function', {
      description: `Rotates the password of the ${this.target.part}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(__dirname, 'function'), { exclude: ['*.d.ts'] }),
      handler: `${this.target.file}.handler`,
      environment: { ROTATED: this.target.name },
      environmentEncryption: this.key,
      // By ARN: the CDK would add a policy written into it, and a dependency that the ARN is already.
      role: iam.Role.fromRoleArn(this, 'RoleByArn', given.role.roleArn, { mutable: false }),
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [given.securityGroup],
      deadLetterQueue: given.deadLetters,
      reservedConcurrentExecutions: 1, // two rotations of one password would undo each other
      timeout: Duration.minutes(10), // a cluster takes minutes to apply a password
      logGroup: createLogGroup(this, 'Logs', {
        retention: logRetention,
        encryptionKey: this.key,
        removalPolicy: snapshotAsDestroy(removalPolicy),
      }),
    });
  }

  private createPermission(rotationFunction: lambda.Function): lambda.CfnPermission {
    return new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: rotationFunction.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: this.secret.secretArn,
    });
  }

  private createSchedule(rotationFunction: lambda.Function, interval: Duration): secretsmanager.CfnRotationSchedule {
    return new secretsmanager.CfnRotationSchedule(this, 'Schedule', {
      secretId: this.secret.secretArn,
      rotationLambdaArn: rotationFunction.functionArn,
      rotationRules: { automaticallyAfterDays: interval.toDays() },
      rotateImmediatelyOnUpdate: false, // no deployment changes a password under running clients
    });
  }

  private requirePrivateSubnets(vpc: ec2.IVpc): void {
    if (vpc.privateSubnets.length === 0) {
      throw refuse(this, {
        prop: 'vpc',
        gotInWords: 'none',
        allowed: 'a network with private subnets, in which the function that rotates the password runs',
        fix: 'Add such subnets, or set `rotationInterval` to 0 days, which leaves the password as it is.',
      });
    }
  }
}

const VPC_ACCESS_POLICY = 'AWSLambdaVPCAccessExecutionRole';
