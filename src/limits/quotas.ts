import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';

/** A quota that AWS raises on request. The app then states the account's value in its context. */
export interface Quota {
  /** The key of the context. */
  readonly context: string;
  /** The value of an account for which it was not raised. */
  readonly initial: number;
}

/** Number of rules of a security group for inbound traffic. */
export const RULES_OF_GROUP: Quota = { context: '@org/ecommerce-constructs:rulesPerSecurityGroup', initial: 60 };

/** Number of managed policies of a role. */
export const POLICIES_OF_ROLE: Quota = { context: '@org/ecommerce-constructs:managedPoliciesPerRole', initial: 10 };

/** Number of users in a user group of ElastiCache. */
export const USERS_OF_GROUP: Quota = { context: '@org/ecommerce-constructs:usersPerCacheGroup', initial: 100 };

/** Returns the value of a quota in the account of the app. */
export function quotaValue(scope: IConstruct, { context, initial }: Quota): number {
  const value: unknown = scope.node.tryGetContext(context);
  return isNumber(value) ? Number(value) : initial;
}

/** The remedy if the account has another value. */
export function remedyFor({ context }: Quota): string {
  return `If AWS has raised the quota of the account, set the context \`${context}\` to its value.`;
}

/** Rejects a value in the context that is not a positive whole number. The command line passes numbers as text. */
export function validateQuotas(scope: IConstruct): string[] {
  return [RULES_OF_GROUP, POLICIES_OF_ROLE, USERS_OF_GROUP].flatMap(({ context }) => {
    const value: unknown = scope.node.tryGetContext(context);
    return value === undefined || isNumber(value) ? [] : [refusal(scope, context, value).message];
  });
}

function isNumber(value: unknown): boolean {
  return /^[1-9]\d{0,3}$/.test(String(value));
}

function refusal(scope: IConstruct, context: string, got: unknown): Error {
  return refuse(scope, {
    prop: 'context',
    allowed: `a whole number from 1 to 9999 for ${context}`,
    got,
    fix: "Set the account's value of the quota, or remove the key for the value of a new account.",
  });
}
