import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { LoginParts } from './login-parts';
import { allow, type Permission } from './permissions';
import type { SecretSetting } from './secret-setting';
import type { IServiceAccess } from './service-access';

/** Access with what a login of the service consists of. */
export class PartsAccess implements IServiceAccess {
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  private readonly permissions: Permission[];

  constructor(
    public readonly connections: ec2.Connections,
    { settings, secrets, permissions }: LoginParts,
  ) {
    this.settings = settings;
    this.secrets = secrets;
    this.permissions = permissions;
  }

  /** Grants the permissions of the login; none if it has none. */
  public grantAccess(grantee: iam.IGrantable): void {
    if (this.permissions.length > 0) {
      allow(grantee, this.permissions);
    }
  }
}
