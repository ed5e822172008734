import { ACCOUNT, overlap, UNKNOWN } from '../templates/placeholders';
import type { Principal, Principals } from './principals';
import type { NamedPrincipal, Statement } from './statements';

/** Whom a statement of a resource policy or of a trust policy admits. */
export interface Admitted {
  /** Principals of the app, and those that it imports. */
  readonly principals: Principal[];
  /** Whether it admits every principal of the account whose own policies allow the same. */
  readonly delegates: boolean;
  /** Others: somebody outside of the app, in words. */
  readonly outsiders: string[];
  /** Principals that are known only at deployment, in words. */
  readonly unknown: string[];
}

/** Finds whom a statement admits. AWS services act for a resource, and are no principals of the app. */
export function admittedBy(statement: Statement, all: Principals): Admitted {
  if (statement.isNotPrincipal) {
    return { ...NOBODY, outsiders: [`everyone but ${statement.principals.map(({ name }) => name).join(', ')}`] };
  }
  if (statement.principals.length === 0) {
    return { ...NOBODY, unknown: ['a principal that the statement does not name'] };
  }
  const parts = statement.principals.map((principal) => admitted(principal, statement, all));
  return {
    principals: parts.flatMap(({ principals = [] }) => principals),
    delegates: parts.some(({ delegates }) => delegates),
    outsiders: parts.flatMap(({ outsiders = [] }) => outsiders),
    unknown: parts.flatMap(({ unknown = [] }) => unknown),
  };
}

const NOBODY: Admitted = { principals: [], delegates: false, outsiders: [], unknown: [] };

function admitted({ type, name }: NamedPrincipal, statement: Statement, all: Principals): Partial<Admitted> {
  if (name.includes(UNKNOWN)) {
    return { unknown: [`a principal of type ${type}`] };
  }
  if (type === 'Service') {
    return {};
  }
  if (type !== 'AWS' && type !== '*') {
    return { outsiders: [`the principal ${name} of type ${type}`] };
  }
  if (name === '*') {
    return { outsiders: ['anyone'] };
  }
  const account = /^\d{12}$/.test(name) || name === ACCOUNT ? name : /:iam::([^:]*):root$/.exec(name)?.[1];
  if (account !== undefined) {
    const isOwn = overlap(account, statement.resource.template.account) || account === ACCOUNT;
    return isOwn ? { delegates: true } : { outsiders: [`account ${account}`] };
  }
  const principal = all.find(name);
  return principal ? { principals: [principal] } : { outsiders: [name] };
}

/** Whether a Deny of a resource policy surely names the principal. */
export function isNamed({ principals, isNotPrincipal }: Statement, { arn }: Principal): boolean {
  const named = principals.some(({ type, name }) => /^(AWS|\*)$/.test(type) && (name === '*' || name === arn));
  return isNotPrincipal ? !named && !principals.some(({ name }) => name.includes(UNKNOWN)) : named;
}
