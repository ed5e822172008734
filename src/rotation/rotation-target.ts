import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Permission } from '../access/permissions';
import type { CalledService } from './aws-access';

/** A user whose password is rotated. Each kind of user has a file in `function` that changes its password. */
export interface RotationTarget {
  /** The name of the resource's kind in descriptions, for example 'DocumentDB cluster'. */
  readonly part: string;
  /** The resource that the user belongs to. The rotation starts after its creation. */
  readonly resource: IConstruct;
  /** The file in `function` that changes the password. */
  readonly file: 'elasticache' | 'rabbitmq' | BundledFile;
  /** The identifier or the address with which that file finds the user. */
  readonly name: string;
  /** The AWS service whose API changes the password; undefined if the function calls the resource itself. */
  readonly service?: CalledService;
  /** The permissions that changing the password requires. */
  readonly permissions: Permission[];
  /** The connection of the function to the resource; undefined if the function only calls AWS. */
  readonly connection?: RotationConnection;
  /** Further environment variables of the function. */
  readonly environment?: Record<string, string>;
}

/** A file that is deployed with packages, as one bundle in a folder of its own. */
export type BundledFile = 'document-db';

/** The connection of a rotation function to the resource. */
export interface RotationConnection {
  /** The resource's security group. */
  readonly securityGroup: ec2.ISecurityGroup;
  readonly port: ec2.Port;
}
