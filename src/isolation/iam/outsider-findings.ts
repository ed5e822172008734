import type { Asset, Assets } from '../assets';
import type { Finding } from '../finding';
import { subjectsOf, worksForPlatform } from '../judgement';
import { readable, UNKNOWN } from '../templates/placeholders';
import { hasAction, reachingActions } from './actions';
import { admittedBy, isNamed } from './callers';
import { decide } from './conditions';
import { type Access, callerOf, isDenied, probesOf } from './evaluation';
import type { Principal, Principals } from './principals';
import type { ResourcePolicy } from './resource-policies';
import type { RoleChains } from './role-chains';
import type { Condition, Statement } from './statements';

/** What the policies of resources let principals of the app do, and the findings on others whom they admit. */
export interface Admissions {
  readonly accesses: Map<Principal, Access[]>;
  readonly findings: Finding[];
}

/** Reads whom the policies of resources admit. A resource that no service owns or uses may admit others. */
export function admissionsOf(
  policies: ResourcePolicy[],
  principals: Principals,
  byPrincipal: ReadonlyMap<Principal, Access[]>,
): Admissions {
  const used = new Set(
    [...byPrincipal]
      .filter(([{ services }]) => services.size > 0)
      .flatMap(([, reached]) => reached.map(({ asset }) => asset)),
  );
  const accesses = new Map<Principal, Access[]>();
  const findings: Finding[] = [];
  for (const policy of policies) {
    for (const statement of policy.statements.filter(({ isAllow }) => isAllow)) {
      const { principals: named, outsiders, unknown } = admittedBy(statement, principals);
      const allowed = policy.assets.flatMap((asset) => accessesBy(statement, asset));
      for (const principal of named) {
        accesses.set(principal, [
          ...(accesses.get(principal) ?? []),
          ...allowedTo(principal, policy, statement, allowed),
        ]);
      }
      const others = [...outsiders, ...unknown];
      const isOpen = decide(statement.conditions, {}) !== false;
      const isOfServices =
        policy.assets.length === 0 || allowed.some(({ asset }) => asset.owner !== undefined || used.has(asset));
      if (others.length > 0 && isOpen && isOfServices) {
        findings.push(outsiderFinding(policy, statement, others, unknown.length === others.length, allowed));
      }
    }
  }
  return { accesses, findings };
}

function allowedTo(principal: Principal, policy: ResourcePolicy, statement: Statement, allowed: Access[]): Access[] {
  const caller = callerOf(principal);
  const decision = decide(statement.conditions, caller);
  return decision === false
    ? []
    : allowed
        .filter(({ action, probe }) => !isDenied(denialsFor(policy, principal), action, probe, caller))
        .map((access) => ({ ...access, isCertain: access.isCertain && decision === true }));
}

/** The statements of the policy of a resource that surely deny a principal. */
function denialsFor({ statements }: ResourcePolicy, principal: Principal): Statement[] {
  return statements.filter((statement) => !statement.isAllow && isNamed(statement, principal));
}

/** Removes what the policy of the resource denies. */
export function withoutDenied(
  principal: Principal,
  accesses: Access[],
  policies: Map<Asset, ResourcePolicy[]>,
): Access[] {
  return accesses.filter(({ asset, action, probe }) =>
    (policies.get(asset) ?? []).every(
      (policy) => !isDenied(denialsFor(policy, principal), action, probe, callerOf(principal)),
    ),
  );
}

function accessesBy(statement: Statement, asset: Asset): Access[] {
  return probesOf(statement, asset).flatMap(({ probe, isCertain }) =>
    reachingActions(statement, asset.service).map((action) => ({ asset, action, probe, statement, isCertain })),
  );
}

function outsiderFinding(
  { resource, assets }: ResourcePolicy,
  { place, conditions }: Statement,
  outsiders: string[],
  isUnknown: boolean,
  accesses: Access[],
): Finding {
  const asset = accesses[0]?.asset ?? assets[0];
  const object = asset === undefined ? resource.path : (asset.owner?.label ?? asset.path);
  const actions = [...new Set(accesses.map(({ action }) => action))].slice(0, 3).join(', ') || 'its actions';
  const keys = conditions.map(({ key }) => key);
  const who = outsiders.map(readable).join(', ');
  const isDecided = keys.length === 0 && !isUnknown;
  const condition = keys.length > 0 ? ` The templates do not tell for whom ${keys.join(', ')} holds.` : '';
  return {
    rule: isDecided ? 'ResourcePolicy' : 'Unknown',
    subject: outsiders.map(readable).join('+'),
    object,
    description:
      `${who} ${isDecided ? 'reaches' : 'may reach'} the ${asset?.noun ?? 'resource'} of ${object} (${asset?.path ?? resource.path}) ` +
      `with ${actions}: ${place} of ${resource.path} admits a principal that is not in the app.${condition}`,
    fix: 'Name the roles of the service in the statement, or remove it.',
    construct: resource.construct,
    path: resource.path,
  };
}

/** Judges who may assume the roles of services and of the platform. */
export function judgeTrust(principals: Principals, reaching: (principal: Principal) => Access[]): Finding[] {
  return principals.all.flatMap((principal) => {
    const { resource, services, owner, trust } = principal;
    const isGuarded = services.size > 0 || owner !== undefined || reaching(principal).some(({ asset }) => asset.owner);
    if (resource === undefined || !isGuarded) {
      return [];
    }
    return trust
      .filter((statement) => statement.isAllow && hasAction(statement, 'sts:AssumeRole') !== hasFederation(statement))
      .flatMap((statement) => {
        const { outsiders, unknown } = admittedBy(statement, principals);
        const isBound = hasFederation(statement) && statement.conditions.some(isForOne);
        const others = isBound ? [] : [...outsiders, ...unknown];
        const [subject] = subjectsOf(principal);
        return others.map((other): Finding => {
          const keys = statement.conditions.map(({ key }) => key).join(', ');
          const isUnknown = unknown.includes(other) || keys !== '';
          return {
            rule: isUnknown ? 'Unknown' : 'Role',
            subject: other,
            object: subject.label,
            description:
              `${other} ${isUnknown ? 'may assume' : 'can assume'} ${principal.path} of ${subject.label}, and reaches what it reaches: ` +
              `${statement.place} of ${resource.path} trusts it${keys === '' ? '' : ` if ${keys} holds`}.`,
            fix: 'Name in the trust policy only who runs the code of the service.',
            construct: resource.construct,
            path: resource.path,
          };
        });
      });
  });
}

/** Whether a condition admits some identities of a provider, and not all of them. */
function isForOne({ operator, key, values }: Condition): boolean {
  const isNamed = /:sub$/i.test(key) || /^cognito-identity[^:]*:aud$/.test(key);
  return isNamed && !/Not|Null|IfExists/.test(operator) && values.every((value) => !/^[*?]/.test(value));
}

function hasFederation({ principals }: Statement): boolean {
  return principals.some(({ type }) => type === 'Federated');
}

/** Judges the roles outside of the app that principals can use, and the policies that are not known. */
export function judgeUnknown(principals: Principals, chains: RoleChains, assets: Assets): Finding[] {
  const guarded = (principal: Principal) => principal.services.size > 0 && assets.all.length > 0;
  const policies = principals.all.flatMap((principal) =>
    principal.unknownPolicies
      .filter(() => guarded(principal) || !worksForPlatform(principal, UNKNOWN))
      .map(
        ({ arn, resource }): Finding => ({
          rule: 'Unknown',
          subject: subjectsOf(principal)[0].label,
          object: readable(arn),
          description:
            `${subjectsOf(principal)[0].label} may reach any resource: ${resource.path} attaches the policy ${readable(arn)} to ` +
            `${principal.path}, and the validator does not know its statements.`,
          fix: 'Write the statements that the code needs into a policy of the app.',
          construct: resource.construct,
          path: resource.path,
        }),
      ),
  );
  const roles = chains.open
    .filter(({ from }) => guarded(from))
    .map(
      ({ from, verb, statement, resource }): Finding => ({
        rule: 'Unknown',
        subject: subjectsOf(from)[0].label,
        object: readable(resource),
        description:
          `${subjectsOf(from)[0].label} may ${verb} ${resource === '*' ? 'roles' : readable(resource)}, which are not in the app: ` +
          `${statement.place} of ${statement.resource.path} allows it to ${from.path}.`,
        fix: 'Name a role of the app, or remove the statement.',
        construct: statement.resource.construct,
        path: statement.resource.path,
      }),
    );
  return [...policies, ...roles];
}
