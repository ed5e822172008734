import {
  type aws_amazonmq as amazonmq,
  type Duration,
  aws_ec2 as ec2,
  Fn,
  aws_iam as iam,
  aws_kms as kms,
  type aws_logs as logs,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { LoginParts } from '../access/login-parts';
import { readSecret } from '../access/permissions';
import type { SharedPartClient } from '../access/shared-part';
import { LoginFunction } from '../logins/login-function';
import { createLoginSecret, ServiceLogin } from '../logins/service-login';
import { plainText } from '../naming/texts';
import { refuse } from '../private/validation';
import { ROTATION_ACTIONS } from '../rotation/secret-function';
import { sharedLogin, userAndPassword } from './broker-access';
import { connectionsOfNode, limitOfUser } from './broker-connections';
import { type BrokerClient, errorsOfClients, errorsOfConnections, requireOwnNames } from './broker-rules';

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
  private readonly clients = new Map<string, BrokerClient & { readonly secret: secretsmanager.ISecret }>();
  private readonly connections?: number;
  private loginFunction?: LoginFunction;
  /** The values that logins in other stacks refer to. */
  private endpoint: string;
  private keyArn?: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BrokerLoginsProps,
  ) {
    super(scope, id);
    const { instanceType, engineVersion } = props;
    this.endpoint = props.endpoint;
    this.keyArn = props.secret.encryptionKey?.keyArn;
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

  /** Returns what the workloads of a service log in with. Creates the login of the service at the first call. */
  public of(client: SharedPartClient): LoginParts {
    const { serviceName, _sharedLogins: sharedLogins = this.props.sharedLogins } = client;
    const { secret } = this.existing(client) ?? this.create(client);
    const own = {
      settings: {
        BROKER_SECRET_ARN: secret.secretArn,
        BROKER_PREFIX: prefixOf(serviceName),
        BROKER_EXCHANGE: exchangeOf(serviceName),
      },
      secrets: userAndPassword(secret),
      permissions: readSecret(secret),
    };
    if (!sharedLogins) {
      return own;
    }
    const { secrets, permissions } = sharedLogin(this.props.secret);
    return { settings: own.settings, secrets, permissions: [...permissions, ...own.permissions] };
  }

  /** Publishes the values that services in other stacks need, whichever services there are. */
  public publish(publish: (text: string) => string): void {
    const { secret } = this.props;
    publish(secret.secretArn);
    this.endpoint = publish(this.endpoint);
    this.keyArn = this.keyArn && publish(this.keyArn);
    this.function.publish(publish);
  }

  /** Returns the login of a service that has one, unless the client is another service of the same name. */
  private existing({ serviceName, _loginScope }: SharedPartClient) {
    const client = this.clients.get(serviceName);
    if (client && _loginScope) {
      throw refuse(this, {
        prop: 'serviceName',
        got: serviceName,
        allowed: 'a name that no other service on the same broker has',
        fix: 'Rename one of the services: its name is that of its login.',
      });
    }
    return client;
  }

  private create({ serviceName, events = {}, _loginScope }: SharedPartClient) {
    requireOwnNames(this, serviceName, events);
    const limit = limitOfUser(this, this.connections, {
      option: events.brokerLogin?.connectionLimit,
      ofBroker: this.props.connectionLimit,
    });
    const parent = _loginScope?.() ?? new Construct(this, serviceName);
    const login = this.createLogin(new Construct(parent, 'Broker'), { serviceName, events, limit });
    const client = { serviceName, events, limit, secret: login.secret('SecretArn') };
    this.clients.set(serviceName, client);
    return client;
  }

  private createLogin(scope: Construct, { serviceName, events, limit }: BrokerClient): ServiceLogin {
    const secret = createLoginSecret(scope, 'Secret', {
      description: `Login of ${plainText(serviceName)} to the broker`,
      username: `${serviceName}_a`,
      fields: {
        endpoint: this.endpoint,
        vhost: '/',
        prefix: prefixOf(serviceName),
        exchange: exchangeOf(serviceName),
      },
      // Imported, so that a service adds nothing to the policy of the key.
      encryptionKey: this.keyArn === undefined ? undefined : kms.Key.fromKeyArn(scope, 'Key', this.keyArn),
    });
    const permission = this.allowRotation(secret);
    const login = new ServiceLogin(scope, 'Login', {
      system: 'broker',
      serviceName,
      loginFunction: this.function,
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
        Endpoint: this.endpoint, // another broker gets the logins again
      },
    });
    login.node.addDependency(permission);
    return login;
  }

  /** The policy of the secret names the function, because the policy of the function cannot name secrets of other stacks. */
  private allowRotation(secret: secretsmanager.Secret): secretsmanager.ResourcePolicy {
    const policy = new secretsmanager.ResourcePolicy(secret, 'Policy', { secret });
    policy.document.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(this.function.roleArn)],
        actions: ROTATION_ACTIONS,
        resources: [secret.secretArn],
      }),
    );
    policy.node.addDependency(this.function.handler); // Secrets Manager rejects a role that IAM created a moment ago
    return policy;
  }

  private get function(): LoginFunction {
    const { broker, secret, vpc, securityGroup } = this.props;
    this.loginFunction ??= new LoginFunction(this, 'Function', {
      ...this.props,
      part: 'broker',
      engine: 'rabbitmq',
      environment: { CONSOLE_URL: Fn.select(0, broker.attrConsoleUrLs) },
      masterSecret: secret,
      vpc,
      connection: { securityGroup, port: ec2.Port.HTTPS },
      encryptionKey: secret.encryptionKey,
      after: [broker],
    });
    return this.loginFunction;
  }
}

function prefixOf(serviceName: string): string {
  return `${serviceName}.`;
}

function exchangeOf(serviceName: string): string {
  return `${serviceName}.events`;
}
