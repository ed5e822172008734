import type { aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Permission } from './permissions';
import type { SecretSetting } from './secret-setting';

/** What a workload logs in with. */
export interface LoginParts {
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretSetting>;
  /** The permissions to read the secrets, or to log in with IAM. */
  readonly permissions: Permission[];
}

/** Returns the settings that lead to the user of a secret, whose names have a prefix such as `CACHE`. */
export function userAndPassword(prefix: string, secret: secretsmanager.ISecret): Record<string, SecretSetting> {
  return {
    [`${prefix}_USERNAME`]: { secret, field: 'username' },
    [`${prefix}_PASSWORD`]: { secret, field: 'password' },
  };
}
