import type { IConstruct } from 'constructs';
import { requireMatch } from '../private/validation';

/** Refuses an administrator that is no one role or user: `*` would be everybody who reaches the domain. A token passes. */
export function requireMasterUser(scope: IConstruct, arn: string): void {
  requireMatch(
    scope,
    'masterUserArn',
    arn,
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,576}$/,
    'the ARN of an IAM role or user',
    'Name one, for example arn:aws:iam::123456789012:role/SearchAdministrator, or leave it out.',
  );
}
