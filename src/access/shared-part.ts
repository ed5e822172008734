import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { ServiceEvents } from '../events/service-events';
import type { IMonitored } from '../monitoring/monitored';
import type { Capability } from './capability';
import type { ClientLogins } from './client-logins';
import type { IServiceAccess } from './service-access';

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
   * Where the part creates the login of the service; if undefined, it returns the references that every access has.
   * @internal
   */
  readonly _logins?: ClientLogins;
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
   * The alarms and graphs of the part.
   * @default - none
   */
  readonly monitored?: IMonitored;
  /**
   * What logins of services in other stacks refer to, in addition to the references that every access has.
   * @internal
   */
  readonly _loginReferences?: readonly string[];
}
