import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Permission } from '../access/permissions';

/** A login whose password is rotated: one for each file of `function` that changes a password. */
export interface RotationTarget {
  /** The name in descriptions. */
  readonly part: string;
  /** The resource that has the login; the rotation begins after it is created. */
  readonly resource: IConstruct;
  /** The file of `function` that changes the password. */
  readonly file: 'document-db' | 'elasticache' | 'rabbitmq';
  /** The name by which that file finds the login. */
  readonly name: string;
  /** The permissions that changing the password needs. */
  readonly permissions: Permission[];
  /** The security group to open to the function on port 443, where the function calls the resource itself. */
  readonly securityGroup?: ec2.ISecurityGroup;
}
