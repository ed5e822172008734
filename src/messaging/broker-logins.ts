import {
  Aws,
  type aws_amazonmq as amazonmq,
  type Duration,
  aws_ec2 as ec2,
  Fn,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  Stack,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import type { ClientLogins } from '../access/client-logins';
import { type LoginParts, userAndPassword } from '../access/login-parts';
import { type Permission, readSecret, useKey } from '../access/permissions';
import type { ServiceEvents } from '../events/service-events';
import { LoginFunction } from '../logins/login-function';
import { requireOneLogin } from '../logins/login-rules';
import { createLoginSecret, ServiceLogin } from '../logins/service-login';
import { topLevelStack } from '../naming/stack-path';
import { plainText } from '../naming/texts';
import { noteRotatingFunction } from '../rotation/rotation-alarms';
import { KEY_ACTIONS, ROTATION_ACTIONS } from '../rotation/secret-function';
import { isRotated } from '../rotation/secret-rotation';
import { sharedLogin } from './broker-access';
import { connectionsOfNode, limitOfUser } from './broker-connections';
import {
  type BrokerClient,
  errorsOfClients,
  errorsOfConnections,
  requireOwnNames,
  requireSharedAdministrator,
} from './broker-rules';

/** The broker whose administrator creates the logins, and the choices for them. */
export interface BrokerLoginsProps {
  readonly broker: amazonmq.CfnBroker;
  readonly instanceType: string;
  readonly engineVersion: string;
  /** The endpoint of clients. */
  readonly endpoint: string;
  /** The secret of the administrator. */
  readonly secret: secretsmanager.ISecret;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly sharedLogins: boolean;
  /** The number of connections of each user. */
  readonly connectionLimit?: number;
  readonly rotationInterval: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The logins of services on a broker. One function creates and rotates them, in the stack of the broker; it exists if a service
 * uses the broker. The login of a service is in the scope that the service chooses, with its secret, whose policy names the
 * function.
 */
export class BrokerLogins extends Construct {
  private readonly clients = new Map<string, BrokerClient>();
  private readonly connections?: number;
  private created?: BrokerFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BrokerLoginsProps,
  ) {
    super(scope, id);
    const { instanceType, engineVersion } = props;
    this.connections = connectionsOfNode(instanceType, engineVersion);
    this.node.addValidation({
      validate: () => {
        const clients = [...this.clients.values()];
        return [
          ...errorsOfClients(scope, clients),
          ...errorsOfConnections(scope, clients, { connections: this.connections, instanceType }),
        ];
      },
    });
  }

  /** What logins of services in other stacks refer to, besides the endpoint and the secret of the administrator. */
  public get references(): string[] {
    const { handler, role } = this.function.loginFunction;
    return [handler.functionArn, role.roleArn];
  }

  /** Creates the login of a service, and returns what its workloads log in with. */
  public create(serviceName: string, events: ServiceEvents, logins: ClientLogins): LoginParts {
    requireOneLogin(this, { system: 'broker', serviceName, isTaken: this.clients.has(serviceName) });
    requireOwnNames(this, serviceName, events);
    const limit = limitOfUser(this, this.connections, {
      option: events.brokerLogin?.connectionLimit,
      ofBroker: this.props.connectionLimit,
    });
    const client = { serviceName, events, limit };
    this.clients.set(serviceName, client);
    const secret = this.createLogin(new Construct(logins.scope, 'Broker'), client, logins).secret('SecretArn');
    const own = {
      settings: {
        BROKER_SECRET_ARN: secret.secretArn,
        BROKER_PREFIX: prefixOf(serviceName),
        BROKER_EXCHANGE: exchangeOf(serviceName),
      },
      secrets: userAndPassword('BROKER', secret),
      permissions: readSecret(secret),
    };
    if (!(logins.sharedLogins ?? this.props.sharedLogins)) {
      return own;
    }
    requireSharedAdministrator(this, serviceName, this.props.sharedLogins);
    const { secrets, permissions } = sharedLogin(this.props.secret);
    return { settings: own.settings, secrets, permissions: [...permissions, ...own.permissions] };
  }

  private createLogin(
    scope: Construct,
    { serviceName, events, limit }: BrokerClient,
    logins: ClientLogins,
  ): ServiceLogin {
    const isNear = topLevelStack(scope) === topLevelStack(this);
    const { loginFunction, invocation } = this.function;
    const { handler, role, ready, timeout } = loginFunction;
    const endpoint = logins.publish(this.props.endpoint);
    const secret = createLoginSecret(scope, 'Secret', {
      description: `Login of ${plainText(serviceName)} to the broker`,
      username: `${serviceName}_a`,
      fields: { endpoint, vhost: '/', prefix: prefixOf(serviceName), exchange: exchangeOf(serviceName) },
      encryptionKey: this.keyIn(scope, logins),
    });
    const policy = allowRotation(secret, logins.publish(role.roleArn));
    BROKERS.set(secret, this);
    if (Stack.of(scope) === Stack.of(handler)) {
      // Secrets Manager rejects a role that IAM created a moment ago. A nested stack waits for the function, to which it refers.
      secret.node.addDependency(handler);
    }
    const login = new ServiceLogin(scope, 'Login', {
      system: 'broker',
      serviceName,
      loginFunction: {
        handler: lambda.Function.fromFunctionArn(scope, 'Function', logins.publish(handler.functionArn)),
        timeout,
        ready: isNear ? ready : [],
      },
      invocation,
      secrets: { SecretArn: secret },
      rotationInterval: this.props.rotationInterval,
      properties: {
        ConnectionLimit: limit,
        Subscriptions: (events.subscribes ?? []).map(({ _service, _routingKeys }) => ({
          Publisher: _service,
          RoutingKeys: _routingKeys.map(({ text }) => text),
        })),
        AdditionalNames: events.brokerLogin?.additionalNames ?? [],
        // A client that declares a queue again without its type is refused if the type is another one.
        DefaultQueueType: this.props.sharedLogins ? 'UNCHANGED' : 'QUORUM',
        Endpoint: endpoint, // another broker gets the logins again
      },
    });
    login.node.addDependency(...policy);
    return login;
  }

  /** The key of the broker's secrets, imported so that a service adds nothing to its policy. */
  private keyIn(scope: Construct, logins: ClientLogins): kms.IKey | undefined {
    const key = this.props.secret.encryptionKey;
    return key && kms.Key.fromKeyArn(scope, 'Key', logins.publish(key.keyArn));
  }

  /** The function exists as soon as a service uses the broker, or services in other stacks could. */
  private get function(): BrokerFunction {
    this.created ??= this.createFunction();
    return this.created;
  }

  private createFunction(): BrokerFunction {
    const { broker, secret, securityGroup } = this.props;
    const loginFunction = new LoginFunction(this, 'Function', {
      ...this.props,
      part: 'broker',
      engine: 'rabbitmq',
      environment: { CONSOLE_URL: Fn.select(0, broker.attrConsoleUrLs) },
      masterSecret: secret,
      secrets: [], // in the stacks of services
      permissions: useKeyOfSecrets(secret),
      connection: { securityGroup, port: ec2.Port.HTTPS },
      encryptionKey: secret.encryptionKey,
      after: [broker],
    });
    if (isRotated(this.props.rotationInterval)) {
      noteRotatingFunction(loginFunction.handler);
    }
    const invocation = new lambda.CfnPermission(this, 'Invocation', {
      action: 'lambda:InvokeFunction',
      functionName: loginFunction.handler.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID, // the policy of a function has 20 KB, and cannot name the secret of each service
    });
    return { loginFunction, invocation };
  }
}

/** The function of a broker, which Secrets Manager may call for all secrets of the account. */
interface BrokerFunction {
  readonly loginFunction: LoginFunction;
  readonly invocation: lambda.CfnPermission;
}

/** Returns a construct of the broker whose function keeps the login in a secret; undefined for other resources. */
export function brokerOfSecret({ node }: IConstruct): IConstruct | undefined {
  return node.scope && BROKERS.get(node.scope);
}

/** The brokers by the secrets of the logins on them. */
const BROKERS = new WeakMap<IConstruct, IConstruct>();

/** The policy of the secret names the function, because the policy of the function cannot name secrets of other stacks. */
function allowRotation(secret: secretsmanager.Secret, roleArn: string): readonly IDependable[] {
  const { policyDependable } = secret.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ArnPrincipal(roleArn)],
      actions: ROTATION_ACTIONS,
      resources: [secret.secretArn],
    }),
  );
  return policyDependable ? [policyDependable] : [];
}

/** The key by means of Secrets Manager, which lets the function read only secrets whose policies name it. */
function useKeyOfSecrets(secret: secretsmanager.ISecret): Permission[] {
  return secret.encryptionKey ? [useKey(secret, secret.encryptionKey, 'secretsmanager', KEY_ACTIONS)] : [];
}

function prefixOf(serviceName: string): string {
  return `${serviceName}.`;
}

function exchangeOf(serviceName: string): string {
  return `${serviceName}.events`;
}
