// What a service may do, by its record: the secrets that it may read, and the actions on resources.

import { actionMatches, patternsMeet } from './patterns.mjs';

const READ_SECRET = 'secretsmanager:GetSecretValue';

/**
 * Returns the permissions of a record as a list of { actions, resources }, those of the login for migrations among them. A
 * permission with the ARN of a secret stands for those that read the secret; a workload also gets its secrets' values.
 */
export function permissionsOf({ accesses }) {
  return accesses
    .flatMap((access) => [access, access.migration ?? {}])
    .flatMap(({ secrets = {}, permissions = [] }) => [
      ...Object.values(secrets).map(({ secretArn }) => readSecret(secretArn)),
      ...permissions.map((permission) =>
        permission.secretArn === undefined ? permission : readSecret(permission.secretArn),
      ),
    ]);
}

const readSecret = (secretArn) => ({ actions: [READ_SECRET], resources: [secretArn] });

/** Whether the permissions let somebody read a secret. */
export const mayRead = (permissions, secretArn) =>
  allowedActions(permissions, { actions: [READ_SECRET], resources: [secretArn] }).length > 0;

/** Returns which of `actions` are allowed on at least one of `resources`, which may themselves be patterns. */
export function allowedActions(permissions, { actions, resources }) {
  return actions.filter((action) =>
    permissions.some(
      (permission) =>
        permission.actions.some((pattern) => actionMatches(pattern, action)) &&
        permission.resources.some((pattern) => resources.some((resource) => patternsMeet(pattern, resource))),
    ),
  );
}
