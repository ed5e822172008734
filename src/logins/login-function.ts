import { join } from 'node:path';
import {
  Duration,
  aws_ec2 as ec2,
  type aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { type Permission, useKeyOfSecret } from '../access/permissions';
import { allowIngress } from '../naming/security-group-rules';
import { refuse } from '../private/validation';
import { type CalledService, gatewayEndpoints, interfaceEndpoints, requireAwsAccess } from '../rotation/aws-access';
import type { RotationConnection } from '../rotation/rotation-target';
import { createSecretFunction } from '../rotation/secret-function';
import { permissionsToRotate } from '../rotation/secret-rotation';

/** The engines of the bundles in `function`, one folder each. */
export type LoginEngine = 'document-db' | 'elasticache' | 'opensearch' | 'postgres' | 'rabbitmq';

/** Props of `LoginFunction`. */
export interface LoginFunctionProps {
  /** The system that keeps the logins, in descriptions: 'database of orderservice'. */
  readonly part: string;
  readonly engine: LoginEngine;
  /** The environment variables with which the bundle finds the system. */
  readonly environment: Record<string, string>;
  /** The secret of the user who creates the logins; undefined if the function does so with its own permissions. */
  readonly masterSecret?: secretsmanager.ISecret;
  /** The secrets of the logins, which the function reads and rotates. */
  readonly secrets: readonly secretsmanager.ISecret[];
  /** The permissions besides those on the secrets. */
  readonly permissions?: readonly Permission[];
  /** The services of AWS that the function calls, besides Secrets Manager for its secrets. */
  readonly calls?: readonly CalledService[];
  readonly vpc: ec2.IVpc;
  /** The connection to the system; undefined if the function only calls AWS. */
  readonly connection?: RotationConnection;
  /** The longest run of the function. */
  readonly timeout?: Duration;
  /** The key that encrypts the environment, the log and the queue of the function. */
  readonly encryptionKey?: kms.IKey;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** What must exist before the system takes connections, and is not referred to. */
  readonly after?: readonly IDependable[];
}

/**
 * The function that creates the logins of services in one system, and rotates their passwords. It alone may read the secret
 * of the system's master.
 */
export class LoginFunction extends Construct {
  public readonly handler: lambda.IFunction;
  public readonly role: iam.IRole;
  /** What must exist before the function works: a login depends on it. */
  public readonly ready: readonly IDependable[];
  public readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: LoginFunctionProps) {
    super(scope, id);
    const { part, engine, vpc, connection, masterSecret, secrets, after = [] } = props;
    this.timeout = props.timeout ?? FUNCTION_TIMEOUT;
    this.requirePrivateSubnets(vpc);
    const ofSecrets: CalledService[] = masterSecret || secrets.length > 0 ? ['SECRETS_MANAGER'] : [];
    // CloudFormation takes the answer of the function from a bucket.
    requireAwsAccess(this, vpc, { services: [...ofSecrets, ...(props.calls ?? []), 'S3'], purpose: PURPOSE });
    const { handler, role, policy, securityGroup } = createSecretFunction(this, {
      ...props,
      purpose: `Creates and rotates logins of the ${part}`,
      subject: `the function for logins of the ${part}`,
      code: lambda.Code.fromAsset(join(__dirname, 'function', engine), { exclude: ['*.d.ts'] }),
      handler: `${engine}.handler`,
      environment: {
        ...(masterSecret && { MASTER_SECRET_ARN: masterSecret.secretArn }),
        NODE_EXTRA_CA_CERTS: CERTIFICATES_OF_AWS,
        ...props.environment,
      },
      timeout: this.timeout,
      memorySize: 256,
      permissions: [
        ...(masterSecret ? readMaster(masterSecret) : []),
        ...(props.permissions ?? []),
        ...secrets.flatMap((secret) => permissionsToRotate(secret, secret.encryptionKey)),
      ],
      notReserved: NOT_RESERVED,
    });
    this.handler = handler;
    this.role = role;
    const admitted = connection ? [this.admit(securityGroup, connection)] : [];
    this.ready = [policy, ...admitted, interfaceEndpoints(this, vpc), gatewayEndpoints(this, vpc), ...after];
  }

  /** Creates the rule in the stack of the function, which can be nested: the stack of the system must not wait for it. */
  private admit(group: ec2.ISecurityGroup, { securityGroup, port }: RotationConnection): IDependable {
    const system = ec2.SecurityGroup.fromSecurityGroupId(this, 'System', securityGroup.securityGroupId);
    allowIngress(system, group, port, 'From the function for logins');
    return system;
  }

  private requirePrivateSubnets(vpc: ec2.IVpc): void {
    if (vpc.privateSubnets.length === 0) {
      throw refuse(this, {
        prop: 'vpc',
        gotInWords: 'none',
        allowed: `a network with private subnets, in which the function that ${PURPOSE} runs`,
        fix: 'Add private subnets with a NAT gateway, or with endpoints of the services that the function calls and of S3.',
      });
    }
  }
}

/** The value only: the function neither describes nor changes the secret of the master. */
function readMaster(secret: secretsmanager.ISecret): Permission[] {
  const read = { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] };
  return secret.encryptionKey ? [read, useKeyOfSecret(secret, secret.encryptionKey, ['kms:Decrypt'])] : [read];
}

const PURPOSE = 'creates the logins of services';

/** The function waits for a server that restarts, and answers before Lambda ends it. */
const FUNCTION_TIMEOUT = Duration.minutes(5);

/**
 * The authorities of the certificates of RDS, which Node.js does not trust by itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const CERTIFICATES_OF_AWS = '/var/runtime/ca-cert.pem';

const NOT_RESERVED =
  'Only CloudFormation and Secrets Manager invoke the function, for one login at a time. A new account has a quota of ten ' +
  'concurrent executions, of which it can reserve none.';
