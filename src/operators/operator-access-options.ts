import type { aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms } from 'aws-cdk-lib';
import type { IEnvironmentProvider } from '../providers/environment-provider';

/** Options of the tasks through which operators connect. */
export interface OperatorTaskOptions {
  /**
   * The image of the tasks. It needs the command `sleep` of the GNU core utilities. A network without a NAT gateway needs an
   * image in a repository of the account, because it cannot reach the public one. A change ends running tasks.
   * @default - `amazonlinux:2023-minimal` from the public gallery of Amazon ECR
   */
  readonly image?: ecs.ContainerImage;
  /**
   * Whether a person must have signed in with a second factor. AWS sets the condition `aws:MultiFactorAuthPresent` for IAM
   * users and for roles that they assume; it does not set it for people who sign in through IAM Identity Center, who could then
   * not connect. Require the second factor in IAM Identity Center instead.
   * @default false
   */
  readonly requireMfa?: boolean;
}

/** Options of the access of operators to the stores and the shared parts of a platform. */
export interface OperatorAccessOptions extends OperatorTaskOptions {
  /**
   * What operators may connect to: stores by the names of their services, and the shared parts `cache`, `messaging` and
   * `search`. Each is granted by itself. Adding a target changes nothing of the others.
   *
   * An error at synthesis if it is empty, names something that the platform does not have, names it twice, or names a store
   * without a port, such as a DynamoDB table, which people reach by the API of AWS.
   */
  readonly targets: string[];
}

/** Something that operators may connect to. */
export interface OperatorTarget {
  /**
   * The name, by which people choose it: up to 63 lower-case letters, digits, hyphens and underscores, a letter first. Together
   * with the name of the environment it has at most 100.
   */
  readonly name: string;
  /** The host name of the endpoint. It may be a token. */
  readonly host: string;
  /** The TCP port of the endpoint. It may be a token. */
  readonly port: number;
  /**
   * One to five security groups that the task has: groups that the endpoint admits, at least one of which allows egress on
   * port 443 to the APIs of AWS. They get no rules.
   */
  readonly securityGroups: ec2.ISecurityGroup[];
}

/** Props of `OperatorAccess`. */
export interface OperatorAccessProps extends OperatorTaskOptions {
  /** The environment provider, which decides how long logs are kept. */
  readonly provider: IEnvironmentProvider;
  /**
   * The environment's name: the names of clusters, documents, policies and parameters contain it. A change makes new ones.
   * A name has 1 to 64 letters, digits, dots, hyphens and underscores, and does not start with aws or ssm.
   */
  readonly environmentName: string;
  /** The VPC. It needs private subnets, from which tasks reach the APIs of AWS. */
  readonly vpc: ec2.IVpc;
  /** What operators may connect to. An error at synthesis if it is empty or a name comes twice. */
  readonly targets: OperatorTarget[];
  /**
   * The key that encrypts the logs. The policy of an imported key must already allow CloudWatch Logs to use it.
   * @default - CloudWatch Logs encrypts them with a key of its own
   */
  readonly encryptionKey?: kms.IKey;
}
