import type { aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IServiceAccess } from './service-access';

/** Where a part creates the login of a service, and what the service chose. */
export interface ClientLogins {
  /**
   * The scope of the resources of the login. In the stack of a platform it is a nested stack, which is created when a part
   * asks for it.
   */
  readonly scope: Construct;
  /** The key that encrypts the data of the service, and so its secrets. */
  readonly encryptionKey?: kms.IKey;
  /** How the workloads log in; the part decides if undefined. */
  readonly authentication?: string;
  /** Whether the workloads keep the login that all services share; the part decides if undefined. */
  readonly sharedLogins?: boolean;
  /** The store of the service, which can be in the part. */
  readonly store?: IServiceAccess;
  /** The roles besides that of the workloads which have the access of the service to search. */
  readonly searchRoleArns?: readonly string[];
  /** Returns a text of another stack for the stack of the service: published, if the stacks share values. */
  publish(text: string): string;
}
