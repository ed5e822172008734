import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { BrokerDeploymentMode } from '../providers/environment-settings';

/** What may be tuned about the message broker. */
export interface AmazonMQOptions {
  /**
   * Instance type, with its prefix `mq.`.
   * @default - the environment's answer: mq.m7g.large in production, mq.m7g.medium elsewhere
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rmq-broker-instance-types.html
   */
  readonly instanceType?: string;
  /**
   * RabbitMQ version, as major.minor: 4.3, 4.2 or 3.13. Patches come by themselves.
   * @default - the environment's answer: 4.2
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
   */
  readonly engineVersion?: string;
  /**
   * Whether a version or an instance type that the library does not know is taken at its word. What it knows to have
   * ended, or not to go together, is refused all the same.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Single instance or cluster.
   *
   * Changing it takes another broker, and CloudFormation refuses to replace one that keeps its name: give the construct
   * another id.
   * @default - the environment's answer: a cluster in production and staging, a single instance elsewhere
   */
  readonly deploymentMode?: BrokerDeploymentMode;
  /**
   * What happens to the broker when it is removed from the stack.
   * AWS takes no snapshot on removal here, so SNAPSHOT retains.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts the secret. The broker itself encrypts with a key that AWS owns.
   * @default - the key that AWS manages for Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * How often the password is replaced, in whole days from 0 to 1000; 0 leaves it as it is. Clients must read the secret
   * again, because the broker refuses the old password at once to whoever connects anew.
   * @default - the environment's answer: every 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * The subnets. A single instance takes the first of them, a cluster one in each of up to three zones.
   *
   * Changing them takes another broker, as changing `deploymentMode` does.
   * @default - the private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}
