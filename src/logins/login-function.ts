import { join } from 'node:path';
import {
  Aws,
  Duration,
  aws_ec2 as ec2,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { type Permission, useKey, useKeyOfSecret } from '../access/permissions';
import { allowIngress } from '../naming/security-group-rules';
import { refuse } from '../private/validation';
import { gatewayEndpoints, interfaceEndpoints, requireAwsAccess } from '../rotation/aws-access';
import type { RotationConnection } from '../rotation/rotation-target';
import { createSecretFunction, KEY_ACTIONS } from '../rotation/secret-function';
import { permissionsToRotate } from '../rotation/secret-rotation';

/** The engines of the bundles in `function`, one folder each. */
export type LoginEngine = 'postgres' | 'rabbitmq';

/** Props of `LoginFunction`. */
export interface LoginFunctionProps {
  /** The system that keeps the logins, in descriptions: 'database of orderservice'. */
  readonly part: string;
  readonly engine: LoginEngine;
  /** The environment variables with which the bundle finds the system. */
  readonly environment: Record<string, string>;
  /** The secret of the user who creates the logins. */
  readonly masterSecret: secretsmanager.ISecret;
  /**
   * The secrets of the logins, which the function reads and rotates; undefined if they are in other stacks. The policies of
   * those secrets name the function, which may use the key of the master's secret for them.
   */
  readonly secrets?: readonly secretsmanager.ISecret[];
  readonly vpc: ec2.IVpc;
  readonly connection: RotationConnection;
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
  public readonly handler: lambda.Function;
  /** What must exist before the function works: a login depends on it. */
  public readonly ready: readonly IDependable[];
  /** Lets Secrets Manager call the function for all secrets of the account; undefined if each schedule does so for its secret. */
  public readonly invocation?: lambda.CfnPermission;
  private arns: { readonly functionArn: string; readonly roleArn: string };

  constructor(scope: Construct, id: string, props: LoginFunctionProps) {
    super(scope, id);
    const { part, engine, vpc, connection, after = [] } = props;
    this.requirePrivateSubnets(vpc);
    // CloudFormation takes the answer of the function from a bucket.
    requireAwsAccess(this, vpc, { services: ['SECRETS_MANAGER', 'S3'], purpose: PURPOSE });
    const { handler, policy, role, securityGroup } = createSecretFunction(this, {
      ...props,
      purpose: `Creates and rotates logins of the ${part}`,
      subject: `the function for logins of the ${part}`,
      code: lambda.Code.fromAsset(join(__dirname, 'function', engine), { exclude: ['*.d.ts'] }),
      handler: `${engine}.handler`,
      environment: {
        MASTER_SECRET_ARN: props.masterSecret.secretArn,
        NODE_EXTRA_CA_CERTS: CERTIFICATES_OF_AWS,
        ...props.environment,
      },
      timeout: FUNCTION_TIMEOUT,
      memorySize: 256,
      permissions: [
        ...readMaster(props.masterSecret),
        ...(props.secrets?.flatMap((secret) => permissionsToRotate(secret, secret.encryptionKey)) ??
          useKeyOfOthers(props.masterSecret)),
      ],
      notReserved: NOT_RESERVED,
    });
    this.handler = handler;
    this.arns = { functionArn: handler.functionArn, roleArn: role.roleArn };
    this.invocation = props.secrets ? undefined : allowForAccount(this, handler);
    // In the stack of the function, which can be nested: the stack of the system must not wait for it.
    const system = ec2.SecurityGroup.fromSecurityGroupId(this, 'System', connection.securityGroup.securityGroupId);
    allowIngress(system, securityGroup, connection.port, 'From the function for logins');
    this.ready = [policy, system, interfaceEndpoints(this, vpc), gatewayEndpoints(this, vpc), ...after];
  }

  /** The ARN of the function, as logins in any stack refer to it. */
  public get functionArn(): string {
    return this.arns.functionArn;
  }

  /** The role of the function, as the policies of secrets in any stack refer to it. */
  public get roleArn(): string {
    return this.arns.roleArn;
  }

  /** Publishes what logins in other stacks refer to. */
  public publish(publish: (text: string) => string): void {
    this.arns = { functionArn: publish(this.functionArn), roleArn: publish(this.roleArn) };
  }

  private requirePrivateSubnets(vpc: ec2.IVpc): void {
    if (vpc.privateSubnets.length === 0) {
      throw refuse(this, {
        prop: 'vpc',
        gotInWords: 'none',
        allowed: `a network with private subnets, in which the function that ${PURPOSE} runs`,
        fix: 'Add private subnets with a NAT gateway, or with endpoints for Secrets Manager and S3.',
      });
    }
  }
}

/** The value only: the function neither describes nor changes the secret of the master. */
function readMaster(secret: secretsmanager.ISecret): Permission[] {
  const read = { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] };
  return secret.encryptionKey ? [read, useKeyOfSecret(secret, secret.encryptionKey, ['kms:Decrypt'])] : [read];
}

/** The key by means of Secrets Manager, which lets the function read only secrets whose policies name it. */
function useKeyOfOthers(secret: secretsmanager.ISecret): Permission[] {
  return secret.encryptionKey ? [useKey(secret, secret.encryptionKey, 'secretsmanager', KEY_ACTIONS)] : [];
}

/** The policy of a function has 20 KB: it cannot name the secret of each service. */
function allowForAccount(scope: Construct, handler: lambda.IFunction): lambda.CfnPermission {
  return new lambda.CfnPermission(scope, 'Invocation', {
    action: 'lambda:InvokeFunction',
    functionName: handler.functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: Aws.ACCOUNT_ID,
  });
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
