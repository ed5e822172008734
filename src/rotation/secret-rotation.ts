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
import { type Permission, useKey, useKeyOfSecret } from '../access/permissions';
import { allowIngress } from '../naming/security-group-rules';
import { acknowledge, inPacks, skipInCheckov } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { createLogGroup } from '../private/log-group';
import { snapshotAsDestroy } from '../private/removal-policies';
import { refuse, requireWholeDays } from '../private/validation';
import { interfaceEndpoints, requireAwsAccess } from './aws-access';
import type { BundledFile, RotationTarget } from './rotation-target';

/** Props of `rotateSecret`. */
export interface SecretRotationProps {
  /** The secret. Its key also encrypts the resources of the rotation. */
  readonly secret: secretsmanager.ISecret;
  /** The user whose password is in the secret. */
  readonly target: RotationTarget;
  /** The VPC in whose private subnets the function runs. */
  readonly vpc: ec2.IVpc;
  /** The interval; 0 disables rotation. */
  readonly interval: Duration;
  /** Retention of the function's log. */
  readonly logRetention: logs.RetentionDays;
  /** Removal policy of the store, which applies to the function's log group too. */
  readonly removalPolicy: RemovalPolicy;
}

/** Rotates a password at the interval. Creates no resources if the interval is 0. */
export function rotateSecret(scope: Construct, props: SecretRotationProps): void {
  const { interval } = props;
  requireWholeDays(scope, 'rotationInterval', interval, { min: 0, max: 1000 }, 'Use 0 to disable rotation.');
  if (interval.isUnresolved() || interval.toSeconds() > 0) {
    new SecretRotation(scope, 'Rotation', props);
  }
}

/** Creates a function that rotates a password, and the schedule on which Secrets Manager calls it. */
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
    requireAwsAccess(this, props.vpc, ['SECRETS_MANAGER', ...(this.target.service ? [this.target.service] : [])]);

    const deadLetters = this.createDeadLetterQueue();
    const role = this.createRole();
    const policy = this.createPolicy(role, [...this.target.permissions, ...this.functionPermissions(deadLetters)]);
    const securityGroup = this.createSecurityGroup(props.vpc);
    const rotationFunction = this.createFunction(props, { deadLetters, role, securityGroup });
    // Lambda checks at the creation of a function that its role may send messages to the dead-letter queue.
    rotationFunction.node.addDependency(policy);
    const permission = this.createPermission(rotationFunction);
    const schedule = this.createSchedule(rotationFunction, props.interval);
    // Secrets Manager tests the rotation at once: the function calls AWS, and the resource if it connects to it.
    schedule.node.addDependency(permission, interfaceEndpoints(this, props.vpc), this.target.resource);
    const { connection } = this.target;
    if (connection) {
      allowIngress(connection.securityGroup, securityGroup, connection.port, 'From the rotation of the password');
      schedule.node.addDependency(connection.securityGroup);
    }
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
        'A function in a VPC creates and deletes its network interfaces, whose ARNs are unknown at deployment, and ' +
        'writes its log. AWS maintains the policy for that purpose.',
    });
    return role;
  }

  /** Creates a managed policy, because security controls reject inline policies. */
  private createPolicy(role: iam.Role, permissions: Permission[]): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, 'Policy', {
      description: `Rotates the password of the ${this.target.part}`,
      roles: [role],
      statements: permissions.map((permission) => new iam.PolicyStatement(permission)),
    });
  }

  private functionPermissions(deadLetters: sqs.Queue): Permission[] {
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
    if (!this.key) {
      return [useSecret, report];
    }
    return [
      useSecret,
      report,
      useKeyOfSecret(this.secret, this.key, KEY_ACTIONS),
      useKey(deadLetters, this.key, 'sqs', KEY_ACTIONS),
      // Lambda decrypts the environment of the function as its role, with a grant that not every deployment may create.
      useKey(this, this.key, 'lambda', ['kms:Decrypt']),
    ];
  }

  private createSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Allows the rotation of the password of the ${this.target.part} to call AWS`,
      allowAllOutbound: false,
    });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'To the APIs of AWS');
    const { connection } = this.target;
    if (connection && connection.port.toString() !== ec2.Port.HTTPS.toString()) {
      group.addEgressRule(inlinePeer(connection.securityGroup), connection.port, `To the ${this.target.part}`);
    }
    return group;
  }

  private createFunction(
    { vpc, logRetention, removalPolicy }: SecretRotationProps,
    resources: {
      readonly deadLetters: sqs.Queue;
      readonly role: iam.Role;
      readonly securityGroup: ec2.SecurityGroup;
    },
  ): lambda.Function {
    const rotationFunction = new lambda.Function(this, 'Function', {
      description: `Rotates the password of the ${this.target.part}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: codeOf(this.target.file),
      handler: handlerOf(this.target.file),
      environment: { ROTATED: this.target.name, ...this.target.environment },
      environmentEncryption: this.key,
      // Imported by ARN: the CDK would add an inline policy to the role, and a dependency that the ARN implies already.
      role: iam.Role.fromRoleArn(this, 'RoleByArn', resources.role.roleArn, { mutable: false }),
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [resources.securityGroup],
      deadLetterQueue: resources.deadLetters,
      timeout: Duration.minutes(10), // ElastiCache takes minutes to apply a password, and DocumentDB to replace a primary
      logGroup: createLogGroup(this, 'Logs', {
        retention: logRetention,
        encryptionKey: this.key,
        removalPolicy: snapshotAsDestroy(removalPolicy),
      }),
    });
    acknowledge(
      rotationFunction,
      ...inPacks('LambdaConcurrency', NOT_CONCURRENT, ['NIST.800.53.R5', 'HIPAA.Security']),
    );
    skipInCheckov(cfnResource(rotationFunction, lambda.CfnFunction), { id: 'CKV_AWS_115', reason: NOT_CONCURRENT });
    return rotationFunction;
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
      rotateImmediatelyOnUpdate: false, // a deployment must not change the password of running clients
    });
  }

  private requirePrivateSubnets(vpc: ec2.IVpc): void {
    if (vpc.privateSubnets.length === 0) {
      throw refuse(this, {
        prop: 'vpc',
        gotInWords: 'none',
        allowed: 'a network with private subnets, in which the function that rotates the password runs',
        fix: 'Add private subnets, or set `rotationInterval` to 0 days to disable rotation.',
      });
    }
  }
}

/** A bundle is in a folder of its own, so that its packages are only in the functions that use them. */
function codeOf(file: RotationTarget['file']): lambda.Code {
  return file === BUNDLED
    ? lambda.Code.fromAsset(join(__dirname, '..', 'logins', 'function', BUNDLED), { exclude: ['*.d.ts'] })
    : lambda.Code.fromAsset(join(__dirname, 'function'), { exclude: ['*.d.ts', BUNDLED] });
}

/** The bundle also has the handler of the logins of services, because its driver is most of its size. */
function handlerOf(file: RotationTarget['file']): string {
  return file === BUNDLED ? `${file}.masterHandler` : `${file}.handler`;
}

/**
 * The group as the peer of a rule inside of the group that has the rule. The CDK's rule would be a resource of its own:
 * a rotation that starts before its creation could not connect.
 */
function inlinePeer(group: ec2.ISecurityGroup): ec2.IPeer {
  return {
    uniqueId: group.uniqueId,
    canInlineRule: true,
    connections: group.connections,
    toIngressRuleConfig: () => group.toIngressRuleConfig(),
    toEgressRuleConfig: () => group.toEgressRuleConfig(),
  };
}

const BUNDLED: BundledFile = 'document-db';

const NOT_CONCURRENT =
  'Secrets Manager does not overlap the rotations of a secret, and nothing else invokes the function. A new account has a ' +
  'quota of ten concurrent executions, of which it can reserve none.';

const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

const VPC_ACCESS_POLICY = 'AWSLambdaVPCAccessExecutionRole';
