import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { LoginParts } from './login-parts';
import type { SecretSetting } from './secret-setting';

/**
 * The access of a service to its store or to a shared part: the network connections, the settings of a client, and the
 * permissions.
 *
 * A resource without a port, such as a DynamoDB table or a bucket, has empty connections.
 * @subclassable
 */
export interface IServiceAccess extends ec2.IConnectable {
  /** The settings of a client that are not secret, by the names of environment variables. */
  readonly settings: Record<string, string>;
  /** The settings of a client that are secret, by the names of environment variables. */
  readonly secrets: Record<string, SecretSetting>;
  /**
   * Grants the least IAM permissions that a client needs. Every statement must have the effect Allow; it may have
   * conditions. It adds no security group rules: the library adds them through `connections`.
   *
   * Methods of the CDK such as `bucket.grantRead` grant patterns of actions, which `Microservice.fromParameters` in another
   * app rejects: use `iam.Grant.addToPrincipal` with single actions if other apps connect workloads. Those that change the
   * policy of a resource or of a key fail, for example `grantRead` of a secret with a key.
   * @param grantee the principal that gets the permissions
   */
  grantAccess(grantee: iam.IGrantable): void;
  /**
   * The login of workloads that change the schema; undefined if the store has no login of its own for them.
   * @internal
   */
  readonly _migration?: LoginParts;
}
