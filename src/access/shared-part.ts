import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Capability } from './capability';
import type { IServiceAccess } from './service-access';
import type { ServiceEvents } from './service-events';

/** A service that uses a shared part. */
export interface SharedPartClient {
  /** The service's name. */
  readonly serviceName: string;
  /** The capability by which the service uses the part. */
  readonly capability: Capability;
  /**
   * What the service publishes and hears on the message broker.
   * @default - nothing
   */
  readonly events?: ServiceEvents;
  /**
   * Whether workloads of the service keep the login that all services share.
   * @default - the option of the part
   * @internal
   */
  readonly _sharedLogins?: boolean;
  /**
   * Returns the construct that contains the logins of the service.
   * @default - a construct in the part
   * @internal
   */
  readonly _loginScope?: () => Construct;
}

/**
 * A part of the platform that services share, such as the cache or the message broker.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface ISharedPart {
  /** The capabilities that allow a service to use the part. */
  readonly capabilities: Capability[];
  /** The security groups that a service's workloads need to reach the part; empty if the part has no port. */
  readonly clientSecurityGroups: ec2.ISecurityGroup[];
  /**
   * Returns the access of one service to the part: the network connections, the settings and secrets of a client, and
   * the permissions.
   * @param client the service and its capability
   */
  accessFor(client: SharedPartClient): IServiceAccess;
  /**
   * Publishes the values that services in other stacks need of the part. A part whose access consists of the same values for
   * every service does not have it.
   * @internal
   */
  _publish?(publish: (text: string) => string): void;
}
