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
  readonly file: 'document-db' | 'elasticache' | 'rabbitmq';
  /** The identifier with which that file finds the user. */
  readonly name: string;
  /** The AWS service whose API changes the password; undefined if the function calls the resource itself. */
  readonly service?: CalledService;
  /** The permissions that changing the password requires. */
  readonly permissions: Permission[];
  /** The resource's security group, if the function connects to the resource on port 443. */
  readonly securityGroup?: ec2.ISecurityGroup;
}
