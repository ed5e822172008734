import {
  CustomResource,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  RemovalPolicy,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { onlyForSecret } from './key-conditions';
import { RotationSchedule } from './rotation-schedule';
import { permissionsToRotate, SecretFunction } from './secret-function';

/** Props of `LoginFunction`. */
export interface LoginFunctionProps {
  readonly vpc: ec2.Vpc;
  readonly key: kms.IKey;
  /** The folder with the bundles of functions for logins. */
  readonly code: string;
  /** The name of the bundle. */
  readonly engine: string;
  /** The name of the system in descriptions. */
  readonly part: string;
  readonly environment: Record<string, string>;
  readonly master?: string;
  readonly secrets: secretsmanager.ISecret[];
  readonly statements?: iam.PolicyStatement[];
  /** The group and the port of the system, if the function connects to it. */
  readonly system?: { readonly group: ec2.ISecurityGroup; readonly port: number };
  readonly timeout?: Duration;
  readonly logRemovalPolicy?: RemovalPolicy;
  readonly after?: IDependable[];
}

/** The function that creates the logins of services in one system, and rotates them. */
export class LoginFunction extends SecretFunction {
  public readonly timeout: Duration;
  /** What must exist before the function works. */
  public readonly ready: IDependable[];

  constructor(scope: Construct, id: string, props: LoginFunctionProps) {
    const { vpc, key, engine, part, master, system, timeout = Duration.minutes(5) } = props;
    super(scope, id, {
      vpc,
      key,
      description: `Creates and rotates logins of the ${part}`,
      subject: `the function for logins of the ${part}`,
      code: lambda.Code.fromAsset(`${props.code}/${engine}`, { exclude: ['*.d.ts'] }),
      handler: `${engine}.handler`,
      environment: {
        ...(master && { MASTER_SECRET_ARN: master }),
        NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        ...props.environment,
      },
      timeout,
      memorySize: 256,
      statements: [
        ...(master ? readMaster(master, key) : []),
        ...(props.statements ?? []),
        ...props.secrets.flatMap((secret) => permissionsToRotate(secret, key)),
      ],
      connection: system && system.port !== 443 ? { ...system, name: part } : undefined,
      logRemovalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.timeout = timeout;
    const admitted = system ? [this.admit(this.securityGroup, system)] : [];
    const endpoints = ['S3', 'DynamoDb'].map((name) => vpc.node.findChild(name));
    this.ready = [this.policy, ...admitted, ...endpoints, ...(props.after ?? [])];
  }

  private admit(
    client: ec2.ISecurityGroup,
    { group, port }: { readonly group: ec2.ISecurityGroup; readonly port: number },
  ): IDependable {
    return new ec2.CfnSecurityGroupIngress(this, 'Admission', {
      groupId: group.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      sourceSecurityGroupId: client.securityGroupId,
      description: 'From the function for logins',
    });
  }
}

function readMaster(secretArn: string, key: kms.IKey): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
    new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: onlyForSecret(secretArn),
    }),
  ];
}

/** Creates the secret of a login. */
export function loginSecret(
  scope: Construct,
  id: string,
  description: string,
  encryptionKey: kms.IKey,
  fields: Record<string, string>,
): secretsmanager.Secret {
  return new secretsmanager.Secret(scope, id, {
    description,
    encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
    generateSecretString: {
      secretStringTemplate: Stack.of(scope).toJsonString(fields),
      generateStringKey: 'password',
      excludePunctuation: true,
      passwordLength: 64,
    },
  });
}

/** Props of `ServiceLogin`. */
export interface ServiceLoginProps {
  readonly system: 'broker' | 'cache' | 'database' | 'search';
  readonly service: string;
  readonly handler: lambda.IFunction;
  readonly timeout: Duration;
  readonly ready: IDependable[];
  /** The secrets, by the names of the properties with their ARNs. */
  readonly secrets?: Record<string, secretsmanager.ISecret>;
  /** The permission of Secrets Manager to call the function for all secrets; by default, each secret has one. */
  readonly invocation?: IDependable;
  readonly properties: Record<string, unknown>;
}

/** The logins of a service in one system, and the rotation of their passwords. */
export class ServiceLogin extends Construct {
  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: ServiceLoginProps) {
    super(scope, id);
    const { system, service, handler, timeout, secrets = {} } = props;
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceLogin',
      serviceToken: handler.functionArn,
      serviceTimeout: timeout.plus(Duration.minutes(5)),
      properties: {
        System: system,
        Service: service,
        ...Object.fromEntries(Object.entries(secrets).map(([name, { secretArn }]) => [name, secretArn])),
        ...props.properties,
      },
    });
    this.resource.node.addDependency(...props.ready);
    for (const [name, secret] of Object.entries(secrets)) {
      new RotationSchedule(this, `${name}Rotation`, {
        secret,
        handler,
        invocation: props.invocation,
        after: [this.resource],
      });
    }
  }

  public attribute(name: string): string {
    return this.resource.getAttString(name);
  }
}
