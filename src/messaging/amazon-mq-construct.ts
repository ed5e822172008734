import {
  aws_amazonmq as amazonmq,
  aws_ec2 as ec2,
  Fn,
  type aws_kms as kms,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireMinorUpgrades, requireSupportedEngine } from '../engines/engine-rules';
import { RABBITMQ } from '../engines/engine-table';
import type { LoginOptions } from '../logins/login-options';
import type { IMonitored } from '../monitoring/monitored';
import { partName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { createClientAccess } from '../networking/client-access';
import { acknowledgeToValidator } from '../private/acknowledge';
import { layered } from '../private/layered';
import { snapshotAsRetain } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { BrokerDeploymentMode } from '../providers/environment-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { rotateSecret } from '../rotation/secret-rotation';
import type { AmazonMQOptions } from './amazon-mq-options';
import { brokerAccess, sharedLogin } from './broker-access';
import { type MonitoredBroker, monitoredBroker } from './broker-alarms';
import type { BrokerAttributes, IBroker } from './broker-contract';
import { BrokerLogins } from './broker-logins';
import { BrokerMetrics } from './broker-metrics';
import { brokerRotationTarget } from './broker-rotation';
import { ImportedBroker } from './imported-broker';

/** Props of `AmazonMQConstruct`. */
export interface AmazonMQConstructProps extends AmazonMQOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /** The VPC of the broker. */
  readonly vpc: ec2.IVpc;
  /**
   * Options of the logins that each service has of its own. Only `sharedLogins` applies to the broker, where workloads log in
   * with passwords.
   *
   * Set `sharedLogins` for a broker that an earlier version deployed: workloads keep the login of the administrator. Turn it off
   * when the queues and exchanges of all services have names that begin with the name of the service and a dot, or are in their
   * `additionalNames`. Durable queues are then quorum queues where a client declares no type.
   * @default - workloads never get the login of the administrator
   */
  readonly logins?: LoginOptions;
}

/**
 * Creates a private RabbitMQ broker on Amazon MQ, with a generated administrator and a log in CloudWatch.
 *
 * Clients use AMQP over TLS, on port 5671. The broker allows ingress only from `clientSecurityGroup`, and from the
 * peers that you allow through `connections`.
 *
 * Each `Microservice` that uses the broker has a login of its own: two users who take turns. They may use the queues and
 * exchanges whose names begin with the name of the service and a dot, publish to the topic exchange `<service>.events`, and
 * bind their queues to the exchanges of the services to which the service subscribes. The default exchange, whose name is
 * empty, is refused, because it reaches the queues of all services. Messages that a queue cannot deliver go to
 * `<service>.dlq`. One function in the private subnets creates the logins and rotates their passwords, through the HTTP
 * API of the broker on port 443. No login is refused in a rotation: a client that reads the secret again until the next one
 * can log in.
 *
 * Another function rotates the password of the administrator at each interval. Open connections stay open. The broker rejects
 * new connections of the administrator during the change, which takes seconds, and those with the old password afterwards.
 *
 * The logs require the service-linked role of Amazon MQ, which AWS creates with the first broker of an account.
 *
 * Throws when the engine version is past its end of support, when the version and the deployment mode do not support
 * the instance type, when the library does not list one of them (see `allowUnlisted`), when the VPC has too few zones
 * for a cluster, when the rotation interval is out of range, and when `connectionLimit` is more than a node takes. Throws when
 * a service with the name `amq` or of another service uses the broker, when it subscribes to itself, or to a service twice, and
 * when an additional name is invalid. Synthesis fails when a function has no way to AWS in a VPC of the app, when a service
 * subscribes to a service that is not there, publishes nothing or never publishes such an event, when an additional name
 * belongs to another service, and when all users together may have more connections than a node takes.
 *
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/working-with-rabbitmq.html
 * @example
 * import { AmazonMQConstruct, AWSProvider, BrokerDeploymentMode } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const orders: ec2.SecurityGroup;
 * const messaging = new AmazonMQConstruct(stack, 'Messaging', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE,
 * });
 * const connections: ec2.Connections = messaging.connections;
 * connections.allowDefaultPortFrom(orders);
 */
export class AmazonMQConstruct extends BrokerMetrics implements IBroker {
  /**
   * Imports an existing broker. The broker does not change; its security group allows ingress from a new security group
   * for clients.
   * @param scope the parent construct
   * @param id the construct id
   * @param attributes the attributes of the broker
   */
  public static fromBrokerAttributes(scope: Construct, id: string, attributes: BrokerAttributes): IBroker {
    return new ImportedBroker(scope, id, attributes, attributes.port ?? AMQPS_PORT);
  }

  /** The capability with which a service may use the broker. */
  public readonly capabilities = [Capability.MESSAGING];
  /** The broker. */
  public readonly broker: amazonmq.CfnBroker;
  /** The secret with the administrator's `username` and `password`. */
  public readonly secret: secretsmanager.ISecret;
  /** The security group of the broker. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group from which the broker allows ingress; attach it to clients. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The connections of the broker, on port 5671, to allow ingress from further peers. */
  public readonly connections: ec2.Connections;
  /** The endpoint that clients connect to: `amqps://host:5671`. */
  public readonly endpoint: string;

  /** @internal */
  protected readonly _brokerName: string;
  private readonly logins: BrokerLogins;
  private readonly size: MonitoredBroker;

  constructor(scope: Construct, id: string, props: AmazonMQConstructProps) {
    super(scope, id);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const settings = layered(
      {
        ...environment.messaging,
        instanceType: environment.mqInstanceType,
        removalPolicy: environment.retention.removalPolicy,
        rotationInterval: environment.secrets.rotationInterval,
      },
      props,
    );
    const { engineVersion, deploymentMode, instanceType } = settings;
    const removalPolicy = snapshotAsRetain(settings.removalPolicy);
    requireSupportedEngine(this, RABBITMQ, {
      version: engineVersion,
      instanceTypes: { instanceType },
      mode: deploymentMode,
      allowUnlisted: props.allowUnlisted,
    });

    const { securityGroup, clientSecurityGroup, connections } = createClientAccess(this, {
      vpc: props.vpc,
      port: AMQPS_PORT,
      part: 'broker',
      removalPolicy,
    });
    this.securityGroup = securityGroup;
    this.clientSecurityGroup = clientSecurityGroup;
    this.connections = connections;
    this.secret = this.createSecret(removalPolicy, props.encryptionKey);
    const brokerName = partName(this, 'broker', 50);
    this._brokerName = brokerName;
    this.size = { ...settings, brokerName };
    this.broker = new amazonmq.CfnBroker(this, 'Broker', {
      brokerName,
      engineType: 'RABBITMQ',
      engineVersion,
      hostInstanceType: instanceType,
      deploymentMode,
      publiclyAccessible: false,
      subnetIds: this.subnets(props, deploymentMode).map(({ subnetId }) => subnetId),
      securityGroups: [this.securityGroup.securityGroupId],
      users: [
        {
          username: this.secret.secretValueFromJson('username').unsafeUnwrap(),
          password: this.secret.secretValueFromJson('password').unsafeUnwrap(),
        },
      ],
      logs: { general: true },
      autoMinorVersionUpgrade: true, // required by Amazon MQ for RabbitMQ
      encryptionOptions: encryptionOptions(props.dataEncryptionKey),
      tags: [{ key: 'Name', value: brokerName }],
    });
    this.acknowledgeLargeTypes(instanceType);
    this.broker.applyRemovalPolicy(removalPolicy);
    requireMinorUpgrades(this, RABBITMQ, () => this.broker.autoMinorVersionUpgrade);
    const { rotationInterval } = settings;
    const { logRetention } = environment.retention;
    const common = { secret: this.secret, vpc: props.vpc, logRetention, removalPolicy };
    rotateSecret(this, {
      ...common,
      target: brokerRotationTarget(this.broker, this.securityGroup),
      interval: rotationInterval,
    });
    this.endpoint = this.firstEndpoint();
    this.logins = new BrokerLogins(this, 'Logins', {
      ...common,
      broker: this.broker,
      instanceType,
      engineVersion,
      endpoint: this.endpoint,
      securityGroup: this.securityGroup,
      sharedLogins: props.logins?.sharedLogins ?? false,
      connectionLimit: props.connectionLimit,
      rotationInterval,
    });
  }

  /** The security groups that a service's workloads need to reach the broker: `clientSecurityGroup`. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * Returns the access of one service to the broker. A `Microservice` gets a login of its own, which the function of the broker
   * creates; others get the login of the administrator.
   * @param client the service, and what it publishes and hears
   */
  public accessFor(client: SharedPartClient): IServiceAccess {
    const { serviceName, events = {}, _logins: logins } = client;
    return brokerAccess(this, logins ? this.logins.create(serviceName, events, logins) : sharedLogin(this.secret));
  }

  /** The alarms and graphs of the broker, and of the functions that rotate passwords on it. */
  public get monitored(): IMonitored | undefined {
    return monitoredBroker(this, this.size);
  }

  /**
   * What logins of services in other stacks refer to.
   * @internal
   */
  public get _loginReferences(): readonly string[] {
    return this.logins.references;
  }

  private acknowledgeLargeTypes(instanceType: string): void {
    if (/^mq\.m7g\.\d+xlarge$/.test(instanceType)) {
      acknowledgeToValidator(this.broker, {
        id: 'E3670',
        reason: 'Amazon MQ supports RabbitMQ on m7g types up to 16xlarge; the validator lists them only up to xlarge.',
      });
    }
  }

  /**
   * Returns the first endpoint, as the value of a parameter.
   *
   * Not every stack can import the list of endpoints; the value of a parameter is a string, which every stack can
   * import.
   */
  private firstEndpoint(): string {
    const parameter = new ssm.StringParameter(this, 'Endpoint', {
      description: `Endpoint of the broker ${pathText(this)}`,
      stringValue: Fn.select(0, this.broker.attrAmqpEndpoints),
    });
    return parameter.stringValue;
  }

  private createSecret(removalPolicy: RemovalPolicy, encryptionKey?: kms.IKey): secretsmanager.Secret {
    return new secretsmanager.Secret(this, 'Secret', {
      description: `Administrator of the broker ${pathText(this)}`,
      encryptionKey,
      removalPolicy,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: USERNAME }),
        generateStringKey: 'password',
        excludePunctuation: true, // Amazon MQ rejects commas, colons and equals signs
        passwordLength: 64,
      },
    });
  }

  private subnets(props: AmazonMQConstructProps, deploymentMode: BrokerDeploymentMode): ec2.ISubnet[] {
    const cluster = deploymentMode === BrokerDeploymentMode.CLUSTER_MULTI_AZ;
    return subnetsByZone(this, {
      vpc: props.vpc,
      subnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      zones: cluster ? 2 : 1,
      part: cluster ? 'a broker cluster' : 'a broker',
      exact: !cluster,
      fewerZones: 'Or set `deploymentMode` to SINGLE_INSTANCE, for a broker in one zone.',
    }).slice(0, MAX_NODES);
  }
}

/** The options with which a customer managed key encrypts the broker; none with a key that AWS owns. */
function encryptionOptions(key?: kms.IKey): amazonmq.CfnBroker.EncryptionOptionsProperty | undefined {
  return key && { kmsKeyId: key.keyArn, useAwsOwnedKey: false };
}

const AMQPS_PORT = 5671;

/** A cluster has three nodes, each in a subnet of its own if there are as many. */
const MAX_NODES = 3;

const USERNAME = 'ecommerce';
