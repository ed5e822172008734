import type { IConstruct } from 'constructs';

/**
 * Records a resource that belongs to logins: a function that changes passwords, the secret of a login, or a user. A principal
 * that invokes or changes it has more rights than its service.
 */
export function addLoginResource(resource: IConstruct): void {
  LOGIN_RESOURCES.add(resource);
}

/** Whether a resource, or a construct above it, belongs to logins. */
export function isLoginResource({ node }: IConstruct): boolean {
  return node.scopes.some((scope) => LOGIN_RESOURCES.has(scope));
}

const LOGIN_RESOURCES = new WeakSet<IConstruct>();
