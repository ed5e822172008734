import {
  aws_amazonmq as amazonmq,
  aws_ec2 as ec2,
  Fn,
  type aws_kms as kms,
  Names,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireMinorUpgrades, requireSupportedEngine } from '../engines/engine-rules';
import { RABBITMQ } from '../engines/engine-table';
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
import { brokerAccess } from './broker-access';
import { brokerAdministrator } from './broker-administrator';
import type { BrokerAttributes, IBroker } from './broker-contract';
import { ImportedBroker } from './imported-broker';

/** Props of `AmazonMQConstruct`. */
export interface AmazonMQConstructProps extends AmazonMQOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the broker in. */
  readonly vpc: ec2.IVpc;
}

/**
 * A private RabbitMQ broker on Amazon MQ, with a generated administrator and its log in CloudWatch.
 *
 * Clients speak AMQP over TLS, on port 5671. The broker admits whoever carries `clientSecurityGroup`, or is let in
 * through `connections`, and nobody else.
 *
 * A function in the private subnets replaces the password at each interval, by the broker's own API on port 443.
 * Connections that are open stay; for the seconds of the change, and with the old password from then on, the broker
 * refuses new ones: clients must read the secret again before they connect.
 *
 * Its logs need the service-linked role of Amazon MQ, which AWS creates with an account's first broker.
 *
 * Throws when the version has ended, when the instance type does not go with version and mode, when the library does not
 * know one of them, when the VPC has too few zones for a cluster, and when the rotation interval is out of its range.
 *
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/working-with-rabbitmq.html
 * @example
 * import { AmazonMQConstruct, AWSProvider, BrokerDeploymentMode } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const orders: ec2.Connections;
 * const messaging = new AmazonMQConstruct(stack, 'Messaging', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE,
 * });
 * messaging.connections.allowDefaultPortFrom(orders);
 */
export class AmazonMQConstruct extends Construct implements IBroker {
  /**
   * A broker that you run already: it is left as it is, but that its security group admits a new group for clients.
   * @param scope where the group is placed
   * @param id its id
   * @param attributes what the broker is
   */
  public static fromBrokerAttributes(scope: Construct, id: string, attributes: BrokerAttributes): IBroker {
    return new ImportedBroker(scope, id, attributes, attributes.port ?? AMQPS_PORT);
  }

  /** The capability that lets a service use the broker. */
  public readonly capabilities = [Capability.MESSAGING];
  /** The broker. */
  public readonly broker: amazonmq.CfnBroker;
  /** The administrator's `username` and `password`. */
  public readonly secret: secretsmanager.ISecret;
  /** The broker's own security group. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group to carry for being let in. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** Who is let in, on the port for AMQP over TLS. */
  public readonly connections: ec2.Connections;
  /** Where clients connect: `amqps://host:5671`. */
  public readonly endpoint: string;

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
    this.broker = new amazonmq.CfnBroker(this, 'Broker', {
      brokerName: Names.uniqueResourceName(this, { maxLength: 50, separator: '-' }),
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
      autoMinorVersionUpgrade: true, // RabbitMQ on Amazon MQ accepts nothing else
      tags: [{ key: 'Name', value: this.node.path }],
    });
    this.acknowledgeLargeTypes(instanceType);
    this.broker.applyRemovalPolicy(removalPolicy);
    requireMinorUpgrades(this, RABBITMQ, () => this.broker.autoMinorVersionUpgrade);
    rotateSecret(this, {
      secret: this.secret,
      target: brokerAdministrator(this.broker, this.securityGroup),
      vpc: props.vpc,
      interval: settings.rotationInterval,
      logRetention: environment.retention.logRetention,
      removalPolicy,
    });
    this.endpoint = this.firstEndpoint();
  }

  /** The security groups that a service's workloads carry to reach the broker: the one for clients. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * The access of one service to the broker.
   * @param _client the service; every service has the same login
   */
  public accessFor(_client: SharedPartClient): IServiceAccess {
    return brokerAccess(this);
  }

  private acknowledgeLargeTypes(instanceType: string): void {
    if (/^mq\.m7g\.\d+xlarge$/.test(instanceType)) {
      acknowledgeToValidator(this.broker, {
        id: 'E3670',
        reason: 'Amazon MQ offers RabbitMQ on m7g up to 16xlarge; the list of the validator ends at xlarge.',
      });
    }
  }

  /** A list cannot be read from every other stack, and a parameter makes one text of its first item. */
  private firstEndpoint(): string {
    const parameter = new ssm.StringParameter(this, 'Endpoint', {
      description: `Where clients of the broker ${this.node.path} connect`,
      stringValue: Fn.select(0, this.broker.attrAmqpEndpoints),
    });
    return parameter.stringValue;
  }

  private createSecret(removalPolicy: RemovalPolicy, encryptionKey?: kms.IKey): secretsmanager.Secret {
    return new secretsmanager.Secret(this, 'Secret', {
      description: `Administrator of the broker ${this.node.path}`,
      encryptionKey,
      removalPolicy,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: USERNAME }),
        generateStringKey: 'password',
        excludePunctuation: true, // the broker refuses commas, colons and equals signs
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
      fewerZones: 'Or set `deploymentMode` to SINGLE_INSTANCE, for a broker in one zone.',
    }).slice(0, cluster ? 3 : 1);
  }
}

const AMQPS_PORT = 5671;

const USERNAME = 'ecommerce';
