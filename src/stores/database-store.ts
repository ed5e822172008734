import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { LoginParts } from '../access/login-parts';
import { allow, type Permission } from '../access/permissions';
import type { SecretSetting } from '../access/secret-setting';
import type { IMonitored } from '../monitoring/monitored';
import type { PartMetrics } from '../monitoring/part-metrics';
import type { IServiceStore } from './store-contract';
import { noteMetrics } from './store-metrics';

/** A database in which the service has logins of its own. */
export interface DatabaseStoreProps extends LoginParts {
  readonly connections: ec2.Connections;
  /** The login of workloads that change the schema; undefined if the database has no schema. */
  readonly migration?: LoginParts;
  readonly resourceArn: string;
  readonly metrics: PartMetrics;
  /** Returns the alarms and graphs: later than the store is created, because its functions are found by then. */
  readonly monitored: () => IMonitored;
}

/** The database of one service, which created the logins of the service itself. */
export class DatabaseStore implements IServiceStore {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  public readonly resourceArn: string;
  /**
   * The login of workloads that change the schema; undefined if the database has no schema.
   * @internal
   */
  public readonly _migration?: LoginParts;
  private readonly permissions: Permission[];
  private readonly describe: () => IMonitored;

  constructor(props: DatabaseStoreProps) {
    this.connections = props.connections;
    this.settings = props.settings;
    this.secrets = props.secrets;
    this.resourceArn = props.resourceArn;
    this.permissions = props.permissions;
    this._migration = props.migration;
    this.describe = props.monitored;
    noteMetrics(this, props.metrics);
  }

  public get monitored(): IMonitored {
    return this.describe();
  }

  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, this.permissions);
  }
}
