import type { IConstruct } from 'constructs';

/**
 * Records a resource with which the library keeps logins: a function that changes passwords, the secret of a login, or a user.
 * Whoever invokes or changes it has more rights than its service.
 */
export function keep(resource: IConstruct): void {
  KEPT.add(resource);
}

/** Whether a resource, or what creates it, is one with which the library keeps logins. */
export function isKept({ node }: IConstruct): boolean {
  return node.scopes.some((scope) => KEPT.has(scope));
}

const KEPT = new WeakSet<IConstruct>();
