import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import { allow, type Permission } from '../access/permissions';
import type { SecretSetting } from '../access/service-access';
import type { IServiceStore } from './store-contract';

/** A database in which the service has logins of its own. */
export interface DatabaseStoreProps {
  readonly connections: ec2.Connections;
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretSetting>;
  /** What a workload may do: read the secrets of its login, or log in with IAM. */
  readonly permissions: Permission[];
  readonly resourceArn: string;
}

/** The database of one service, which created the logins of the service itself. */
export class DatabaseStore implements IServiceStore {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  public readonly resourceArn: string;
  private readonly permissions: Permission[];

  constructor(props: DatabaseStoreProps) {
    this.connections = props.connections;
    this.settings = props.settings;
    this.secrets = props.secrets;
    this.resourceArn = props.resourceArn;
    this.permissions = props.permissions;
  }

  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, this.permissions);
  }
}
