import {
  CustomResource,
  Duration,
  type aws_kms as kms,
  type aws_lambda as lambda,
  RemovalPolicy,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { noteRotation } from '../access/rotated-secret';
import { addLoginResource } from '../rotation/login-resources';
import { createRotationSchedule, isRotated } from '../rotation/secret-rotation';
import type { LoginFunction } from './login-function';

/** The content of the secret of a login. */
export interface LoginSecretProps {
  readonly description: string;
  readonly username: string;
  /** The fields besides the user name and the password, which rotation keeps. */
  readonly fields: Record<string, string>;
  readonly encryptionKey?: kms.IKey;
}

/** Creates the secret of a login. CloudFormation generates the password; the login's function sets it. */
export function createLoginSecret(scope: Construct, id: string, props: LoginSecretProps): secretsmanager.Secret {
  const { description, username, fields, encryptionKey } = props;
  const secret = new secretsmanager.Secret(scope, id, {
    description,
    encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY, // it holds no data: a login that is declared again has another password
    generateSecretString: {
      secretStringTemplate: Stack.of(scope).toJsonString({ username, ...fields }),
      generateStringKey: 'password',
      excludePunctuation: true, // connection strings require escapes for some characters
      passwordLength: 64,
    },
  });
  addLoginResource(secret);
  return secret;
}

/** Props of `ServiceLogin`. */
export interface ServiceLoginProps {
  /** The kind of system, the first part of the login's physical id. */
  readonly system: 'broker' | 'cache' | 'database' | 'search';
  readonly serviceName: string;
  readonly loginFunction: Pick<LoginFunction, 'handler' | 'timeout' | 'ready'>;
  /** Lets Secrets Manager call the function for all secrets; if undefined, the login lets it do so for its own. */
  readonly invocation?: lambda.CfnPermission;
  /** The secrets, by the names of the properties and of the attributes that contain their ARNs. */
  readonly secrets: Record<string, secretsmanager.ISecret>;
  /** The interval of rotation; 0 disables it. It has no meaning without secrets. */
  readonly rotationInterval?: Duration;
  /** The further properties of the login. */
  readonly properties: Record<string, unknown>;
}

/**
 * The logins of one service in one system, which a custom resource declares, and the rotation of their passwords.
 *
 * An attribute of a login has its value when the login works: whatever refers to it is created afterwards.
 */
export class ServiceLogin extends Construct {
  private readonly resource: CustomResource;
  private readonly secrets: Record<string, secretsmanager.ISecret>;
  private readonly rotationInterval?: Duration;

  constructor(scope: Construct, id: string, props: ServiceLoginProps) {
    super(scope, id);
    const { loginFunction, secrets, rotationInterval } = props;
    this.secrets = secrets;
    this.rotationInterval = rotationInterval && isRotated(rotationInterval) ? rotationInterval : undefined;
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceLogin',
      serviceToken: loginFunction.handler.functionArn,
      serviceTimeout: serviceTimeoutOf(loginFunction),
      properties: {
        System: props.system,
        Service: props.serviceName,
        ...Object.fromEntries(Object.entries(secrets).map(([name, { secretArn }]) => [name, secretArn])),
        ...props.properties,
      },
    });
    this.resource.node.addDependency(...loginFunction.ready);
    if (this.rotationInterval) {
      for (const [name, secret] of Object.entries(secrets)) {
        createRotationSchedule(new Construct(this, `${name.replace(/Arn$/, '')}Rotation`), {
          secret,
          handler: loginFunction.handler,
          interval: this.rotationInterval,
          permission: props.invocation,
        }).node.addDependency(this.resource);
      }
    }
  }

  /** Returns an attribute of the login: a text that the function answers with. */
  public attribute(name: string): string {
    return this.resource.getAttString(name);
  }

  /** Returns a secret of the login by the attribute with its ARN. */
  public secret(attribute: string): secretsmanager.ISecret {
    const secret = secretsmanager.Secret.fromSecretAttributes(this, attribute, {
      secretCompleteArn: this.attribute(attribute),
      encryptionKey: this.secrets[attribute].encryptionKey,
    });
    if (this.rotationInterval) {
      noteRotation(secret, this.rotationInterval);
    }
    return secret;
  }
}

/** Returns how long CloudFormation waits for an answer: longer than the function takes. */
export function serviceTimeoutOf({ timeout }: Pick<LoginFunction, 'timeout'>): Duration {
  return timeout.plus(TIME_TO_INVOKE);
}

/** The time that Lambda needs to invoke the function again after a throttle. */
const TIME_TO_INVOKE = Duration.minutes(5);
