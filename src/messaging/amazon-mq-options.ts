import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { BrokerDeploymentMode } from '../providers/environment-settings';

/** Options of the message broker. */
export interface AmazonMQOptions {
  /**
   * Instance type, with its prefix `mq.`.
   * @default - the environment's setting: mq.m7g.large in production, mq.m7g.medium elsewhere
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rmq-broker-instance-types.html
   */
  readonly instanceType?: string;
  /**
   * RabbitMQ version, as major.minor: 4.3, 4.2 or 3.13. Amazon MQ applies patch versions automatically.
   * @default - the environment's setting: 4.2
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
   */
  readonly engineVersion?: string;
  /**
   * Whether to accept versions and instance types that the library does not list. Versions that the library knows to be
   * past their end of support, and instance types that it knows to be unsupported, are still rejected.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Deployment mode: a single instance or a cluster.
   *
   * Changing it replaces the broker, which CloudFormation cannot do under the same name: use another construct id.
   * @default - the environment's setting: a cluster in production and staging, a single instance elsewhere
   */
  readonly deploymentMode?: BrokerDeploymentMode;
  /**
   * Removal policy of the broker. AWS takes no snapshot of a broker, so SNAPSHOT retains it.
   * @default - the environment's setting: RETAIN_ON_UPDATE_OR_DELETE in production and staging, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Key that encrypts the secret. `dataEncryptionKey` encrypts the data of the broker.
   * @default - the key that AWS manages for Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Customer managed key that encrypts the data of the broker.
   *
   * The documents of AWS disagree: older ones say that such a key does not apply to RabbitMQ, and Amazon MQ then rejects
   * the broker with `encryptionOptions is not supported for RabbitMQ brokers`; newer ones no longer say so. Create a
   * broker for testing with the key, in the same region, before you set it in production.
   *
   * Amazon MQ uses the key through a grant, so the role that deploys needs `kms:CreateGrant` and `kms:DescribeKey` on it.
   * The policy of an imported key must allow this. Without the key, nobody can decrypt the data: never delete it.
   *
   * Amazon MQ takes the key only when it creates the broker. Changing it, setting it later or removing it replaces the
   * broker, which CloudFormation cannot do under the same name: use another construct id.
   * @default - a key that AWS owns
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-amazonmq-broker-encryptionoptions.html
   */
  readonly dataEncryptionKey?: kms.IKey;
  /**
   * Interval of the rotation of passwords, in whole days from 0 to 1000; 0 disables rotation. Clients of services must read
   * their secret again before the next rotation, because two users take turns. The password of the administrator is rotated at
   * the same interval: the broker rejects new connections with the old one at once.
   *
   * The private subnets need a way to AWS also without rotation: a NAT gateway, or the gateway endpoint of S3 and an interface
   * endpoint for Secrets Manager.
   * @default - the environment's setting: 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * Subnets of the broker. A single instance uses the first one, a cluster uses one in each of up to three zones.
   *
   * Changing them replaces the broker, which CloudFormation cannot do under the same name: use another construct id.
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * The number of connections that each user of a service may have: a positive whole number. Two users of a service take turns,
   * and both may be connected for the time after a rotation: the users of all services together have at most the connections
   * that Amazon MQ allows on one node, less 10 for the administrator. `brokerLogin` of a service can have another number. Each
   * user may have four channels for each connection.
   *
   * Changing it happens in place.
   * @default - 20, and less on small brokers: 5 on mq.m7g.medium with version 4
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-limits-configuration.html
   */
  readonly connectionLimit?: number;
}
