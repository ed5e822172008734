import { UNKNOWN } from '../templates/placeholders';
import { hasAction } from './actions';
import { admittedBy } from './callers';
import { decide } from './conditions';
import { callerOf, isDenied, isWithin, mayBeFor } from './evaluation';
import type { Principal, Principals } from './principals';
import type { Statement } from './statements';

/** A role that a principal can use: it assumes the role, or runs code as it. */
export interface Link {
  readonly from: Principal;
  readonly to: Principal;
  readonly verb: 'assume' | 'pass';
  /** The statement that allows it. */
  readonly statement: Statement;
  readonly isCertain: boolean;
}

/** A statement that lets a principal use roles which are not in the app. */
export interface OpenLink {
  readonly from: Principal;
  readonly verb: 'assume' | 'pass';
  readonly statement: Statement;
  readonly resource: string;
}

const ACTIONS = { assume: 'sts:AssumeRole', pass: 'iam:PassRole' } as const;

/** The roles that each principal can use. */
export class RoleChains {
  public readonly links: Link[] = [];
  public readonly open: OpenLink[] = [];

  constructor(private readonly principals: Principals) {
    for (const role of principals.all) {
      this.readTrust(role);
    }
    for (const principal of principals.all) {
      for (const statement of principal.statements.filter(({ isAllow }) => isAllow)) {
        this.readPermission(principal, statement, 'assume');
        this.readPermission(principal, statement, 'pass');
      }
    }
  }

  /** All roles that a principal can use one after another, each with the first link to it. */
  public reachableFrom(principal: Principal): Map<Principal, Link> {
    const found = new Map<Principal, Link>();
    const queue = [principal];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const link of this.links.filter(({ from }) => from === next)) {
        if (link.to !== principal && !found.has(link.to)) {
          found.set(link.to, next === principal ? link : { ...(found.get(next) ?? link), to: link.to });
          queue.push(link.to);
        }
      }
    }
    return found;
  }

  /** A trust policy that names a principal of the account is enough; the principal needs no permission. */
  private readTrust(role: Principal): void {
    for (const statement of role.trust.filter(isAssumption)) {
      for (const from of admittedBy(statement, this.principals).principals) {
        const decision = decide(statement.conditions, callerOf(from));
        if (decision !== false && from !== role) {
          this.links.push({ from, to: role, verb: 'assume', statement, isCertain: decision === true });
        }
      }
    }
  }

  private readPermission(from: Principal, statement: Statement, verb: 'assume' | 'pass'): void {
    const action = ACTIONS[verb];
    const decision = decide(statement.conditions, callerOf(from));
    if (!hasAction(statement, action) || decision === false) {
      return;
    }
    const denials = from.statements.filter(({ isAllow }) => !isAllow);
    for (const to of this.principals.all) {
      const isRole = to.arn.includes(':role/') && to !== from;
      const isAllowed = !isDenied(denials, action, to.arn, callerOf(from)) && isWithin(from, action, to.arn);
      if (isRole && mayBeFor(statement, to.arn) && isAllowed && (verb === 'pass' || this.delegates(to, from))) {
        const isCertain = decision === true && !statement.resources.some((pattern) => pattern.includes(UNKNOWN));
        this.links.push({ from, to, verb, statement, isCertain });
      }
    }
    for (const resource of statement.isNotResource ? ['*'] : statement.resources) {
      const isKnown = resource !== '*' && this.principals.all.some(({ arn }) => arn === resource);
      if (!isKnown && !isDenied(denials, action, resource, callerOf(from))) {
        this.open.push({ from, verb, statement, resource });
      }
    }
  }

  /** Whether the trust policy of a role leaves it to the policies of a principal whether it may assume the role. */
  private delegates({ resource, trust }: Principal, from: Principal): boolean {
    const statements = trust.filter(({ conditions }) => decide(conditions, callerOf(from)) !== false);
    return (
      resource === undefined ||
      statements.filter(isAssumption).some((statement) => {
        const { delegates, outsiders, unknown } = admittedBy(statement, this.principals);
        return delegates || outsiders.includes('anyone') || unknown.length > 0 || statement.isNotPrincipal;
      })
    );
  }
}

function isAssumption(statement: Statement): boolean {
  return (
    statement.isAllow &&
    (hasAction(statement, 'sts:AssumeRole') || hasAction(statement, 'sts:AssumeRoleWithWebIdentity'))
  );
}
