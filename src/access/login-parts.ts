import type { Permission } from './permissions';
import type { SecretSetting } from './secret-setting';

/** What a workload logs in with. */
export interface LoginParts {
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretSetting>;
  /** The permissions to read the secrets, or to log in with IAM. */
  readonly permissions: Permission[];
}
