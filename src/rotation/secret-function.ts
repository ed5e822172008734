import {
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Permission, useKey } from '../access/permissions';
import { acknowledge, inPacks, skipInCheckov } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { createLogGroup } from '../private/log-group';
import { snapshotAsDestroy } from '../private/removal-policies';
import { addLoginResource } from './login-resources';
import type { RotationConnection } from './rotation-target';

/** Props of `createSecretFunction`. */
export interface SecretFunctionProps {
  /** What the function does, as the description of its resources: 'Rotates the password of the broker'. */
  readonly purpose: string;
  /** The same for its security group: 'the rotation of the password of the broker'. */
  readonly subject: string;
  /** The kind of the resource that it connects to, for example 'broker'. */
  readonly part: string;
  readonly code: lambda.Code;
  readonly handler: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  readonly memorySize?: number;
  /** The permissions besides those for its own resources. */
  readonly permissions: readonly Permission[];
  /** The key that encrypts the environment, the log and the queue. */
  readonly encryptionKey?: kms.IKey;
  /** The VPC in whose private subnets the function runs. */
  readonly vpc: ec2.IVpc;
  /** The connection to the resource; undefined if the function only calls AWS. */
  readonly connection?: RotationConnection;
  /** Why the function reserves no concurrency. */
  readonly notReserved: string;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** A function that changes passwords, and what must exist before it is invoked. */
export interface SecretFunction {
  readonly handler: lambda.Function;
  readonly policy: iam.ManagedPolicy;
  readonly role: iam.Role;
  readonly securityGroup: ec2.SecurityGroup;
}

/**
 * Creates a function that changes passwords: in the private subnets, with a security group that leads to AWS and to one
 * resource, with a role that may do only what it needs, and with a queue for events that it does not process.
 */
export function createSecretFunction(scope: Construct, props: SecretFunctionProps): SecretFunction {
  const deadLetters = createDeadLetterQueue(scope, props);
  const role = createRole(scope, props);
  const policy = createPolicy(scope, role, [...props.permissions, ...ownPermissions(scope, deadLetters, props)], props);
  const securityGroup = createSecurityGroup(scope, props);
  const handler = createFunction(scope, props, { deadLetters, role, securityGroup });
  addLoginResource(handler);
  // Lambda checks at the creation of a function that its role may send messages to the dead-letter queue.
  handler.node.addDependency(policy);
  return { handler, policy, role, securityGroup };
}

/** The actions on a key with which data is encrypted and decrypted. */
export const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The actions on a secret that a function needs to rotate it. */
export const ROTATION_ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

function createDeadLetterQueue(scope: Construct, { encryptionKey }: SecretFunctionProps): sqs.Queue {
  return new sqs.Queue(scope, 'DeadLetters', {
    encryption: encryptionKey ? sqs.QueueEncryption.KMS : sqs.QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: encryptionKey,
    enforceSSL: true,
    retentionPeriod: Duration.days(14), // the longest that SQS keeps a message
  });
}

function createRole(scope: Construct, { purpose }: SecretFunctionProps): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: purpose,
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
function createPolicy(
  scope: Construct,
  role: iam.Role,
  permissions: Permission[],
  { purpose }: SecretFunctionProps,
): iam.ManagedPolicy {
  return new iam.ManagedPolicy(scope, 'Policy', {
    description: purpose,
    roles: [role],
    statements: permissions.map((permission) => new iam.PolicyStatement(permission)),
  });
}

function ownPermissions(
  scope: Construct,
  deadLetters: sqs.Queue,
  { encryptionKey }: SecretFunctionProps,
): Permission[] {
  const report = { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] };
  return encryptionKey === undefined
    ? [report]
    : [
        report,
        useKey(deadLetters, encryptionKey, 'sqs', KEY_ACTIONS),
        // Lambda decrypts the environment of the function as its role, with a grant that not every deployment may create.
        useKey(scope, encryptionKey, 'lambda', ['kms:Decrypt']),
      ];
}

function createSecurityGroup(
  scope: Construct,
  { vpc, subject, part, connection }: SecretFunctionProps,
): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `Allows ${subject} to call AWS`,
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'To the APIs of AWS');
  if (connection && connection.port.toString() !== ec2.Port.HTTPS.toString()) {
    group.addEgressRule(inlinePeer(connection.securityGroup), connection.port, `To the ${part}`);
  }
  return group;
}

function createFunction(
  scope: Construct,
  props: SecretFunctionProps,
  resources: {
    readonly deadLetters: sqs.Queue;
    readonly role: iam.Role;
    readonly securityGroup: ec2.SecurityGroup;
  },
): lambda.Function {
  const { vpc, encryptionKey, logRetention, removalPolicy, notReserved } = props;
  const handler = new lambda.Function(scope, 'Function', {
    description: props.purpose,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: props.code,
    handler: props.handler,
    environment: props.environment,
    environmentEncryption: encryptionKey,
    // Imported by ARN: the CDK would add an inline policy to the role, and a dependency that the ARN implies already.
    role: iam.Role.fromRoleArn(scope, 'RoleByArn', resources.role.roleArn, { mutable: false }),
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    securityGroups: [resources.securityGroup],
    deadLetterQueue: resources.deadLetters,
    timeout: props.timeout,
    memorySize: props.memorySize,
    logGroup: createLogGroup(scope, 'Logs', {
      retention: logRetention,
      encryptionKey,
      removalPolicy: snapshotAsDestroy(removalPolicy),
    }),
  });
  acknowledge(handler, ...inPacks('LambdaConcurrency', notReserved, ['NIST.800.53.R5', 'HIPAA.Security']));
  skipInCheckov(cfnResource(handler, lambda.CfnFunction), { id: 'CKV_AWS_115', reason: notReserved });
  return handler;
}

/**
 * The group as the peer of a rule inside of the group that has the rule. The CDK's rule would be a resource of its own:
 * a function that starts before its creation could not connect.
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

const VPC_ACCESS_POLICY = 'AWSLambdaVPCAccessExecutionRole';
