import { type Asset, OTHERS } from '../assets';
import type { Finding, Rule } from '../finding';
import { isIntended, isRefusedByDomain, type Subject, subjectsOf, worksForPlatform } from '../judgement';
import type { Reached } from '../matrix';
import type { Service } from '../services';
import { readable } from '../templates/placeholders';
import { isWrite } from './actions';
import type { Access } from './evaluation';
import type { Principal } from './principals';
import type { Link } from './role-chains';
import type { RoleUse } from './role-uses';

/** What the policies of principals let services and others reach. */
export class AccessFindings {
  public readonly findings: Finding[] = [];
  public readonly reached: Reached[] = [];
  /** The services that reach a resource which no service has for itself. */
  private readonly sharedUses = new Map<Asset, Map<Service, Access>>();

  /** Judges what a principal may do by a policy of its own, or of the resource. */
  public add(principal: Principal, accesses: Access[], rule: 'Policy' | 'ResourcePolicy'): void {
    this.record(principal, accesses);
    const judged = accesses.filter(({ action }) => !worksForPlatform(principal, action));
    for (const subject of subjectsOf(principal)) {
      this.judge(subject, judged, rule, (access) => `${placeOf(access)} allows it to ${principal.path}`);
    }
  }

  /** Judges what a principal may do by a role that it can use. */
  public addLink(principal: Principal, { to, verb, statement, isCertain }: Link, accesses: Access[]): void {
    const can = verb === 'assume' ? 'can assume' : 'can pass to code of its own';
    const link = `${statement.place} of ${statement.resource.path} lets ${principal.path}`;
    const viaLink = accesses.map((access) => ({ ...access, isCertain: access.isCertain && isCertain }));
    this.record(principal, viaLink, to.arn);
    const judged = viaLink
      .filter(({ action }) => !worksForPlatform(principal, action))
      .map((access) => ({ ...access, statement: { ...access.statement, resource: statement.resource } }));
    for (const subject of subjectsOf(principal).map((own) => ({ ...own, assumed: to.arn }))) {
      this.judge(subject, judged, 'Role', () => `it ${can} ${to.path}: ${link} do so`);
    }
  }

  /** Judges what a resource reaches because it runs as a role of others. */
  public addUseOfRole({ role, resource, owner }: RoleUse, accesses: Access[]): void {
    const label = owner?.service?.name ?? resource.path;
    const own = accesses
      .filter(({ asset }) => asset.owner !== OTHERS)
      .map((access) => ({ ...access, statement: { ...access.statement, resource } }));
    this.judge({ label, service: owner?.service, owner }, own, 'Role', () => `${resource.path} runs as ${role.path}`);
  }

  /** Resources that several services use, and that neither was given. */
  public addSharedUses(): void {
    for (const [asset, users] of this.sharedUses) {
      const [first, ...others] = users;
      if (first !== undefined && others.length > 0) {
        const names = [...users.keys()].map(({ name }) => name).sort();
        const [, { statement }] = others[others.length - 1];
        this.findings.push({
          rule: 'SharedResource',
          subject: names.join('+'),
          object: asset.path,
          description:
            `${names.join(' and ')} reach the ${asset.noun} ${asset.path}, which the library gave to neither. ` +
            `${statement.place} of ${statement.resource.path} allows it.`,
          fix: 'Move the resource into the scope of one service, or remove the permission of the others.',
          construct: statement.resource.construct,
          path: statement.resource.path,
        });
      }
    }
  }

  private record({ services }: Principal, accesses: Access[], assumed?: string): void {
    for (const service of services) {
      const subject = { label: service.name, service, assumed };
      this.reached.push(
        ...accesses
          .filter(
            ({ asset, action }) => asset.owner?.service === undefined || !isRefusedByDomain(subject, asset, action),
          )
          .map(({ asset, action }) => ({
            service,
            object: asset.owner?.label ?? asset.path,
            kind: kindOf(asset, action),
            isKey: asset.service === 'kms',
          })),
      );
    }
  }

  private judge(subject: Subject, accesses: Access[], rule: Rule, reason: (access: Access) => string): void {
    const refused = accesses.filter(({ asset, action, probe }) => !isIntended(subject, asset, action, probe));
    const groups = new Map<string, Access[]>();
    for (const access of refused) {
      if (access.asset.owner === undefined && access.asset.service !== 'iam') {
        this.addUse(subject, access);
      } else {
        const key = [access.isCertain, objectOf(access), access.asset.noun, reason(access)].join('\n');
        groups.set(key, [...(groups.get(key) ?? []), access]);
      }
    }
    for (const group of groups.values()) {
      this.findings.push(findingOf(subject, group, rule, reason(group[0])));
    }
  }

  private addUse({ service }: Subject, access: Access): void {
    if (service && access.isCertain) {
      const users = this.sharedUses.get(access.asset) ?? new Map<Service, Access>();
      users.set(service, users.get(service) ?? access);
      this.sharedUses.set(access.asset, users);
    }
  }
}

function findingOf({ label }: Subject, group: Access[], rule: Rule, reason: string): Finding {
  const [access] = group;
  const { asset, isCertain, statement } = access;
  const actions = [...new Set(group.map(({ action }) => action))];
  const names = [...new Set(group.map(({ asset: { path } }) => path))];
  const what = `the ${asset.noun} of ${objectOf(access)} (${names.join(', ')})`;
  const conditions = statement.conditions.map(({ key }) => key);
  const unknown =
    conditions.length > 0 ? `whether ${conditions.join(', ')} holds` : 'which resources or actions it is for';
  return {
    rule: isCertain ? rule : 'Unknown',
    subject: label,
    object: objectOf(access),
    description: isCertain
      ? `${label} reaches ${what} with ${actionWords(actions)}, which it was not given: ${reason}.`
      : `${label} may reach ${what} with ${actionWords(actions)}: ${reason}, and the templates do not tell ${unknown}.`,
    fix: 'Remove the statement, or name in it only resources that belong to the service.',
    construct: statement.resource.construct,
    path: statement.resource.path,
  };
}

function objectOf({ asset }: Access): string {
  return asset.service === 'iam' ? 'identities' : (asset.owner?.label ?? asset.path);
}

function placeOf({ statement }: Access): string {
  return `${statement.place} of ${statement.resource.path}`;
}

function actionWords(actions: string[]): string {
  const shown = actions.slice(0, 3).map(readable).join(', ');
  return actions.length > 3 ? `${shown} and ${actions.length - 3} more` : shown;
}

/** How an action reaches an asset, as the table shows it. */
function kindOf({ service, isMaster }: Asset, action: string): string {
  switch (service) {
    case 'secretsmanager':
      return isMaster ? 'master' : 'secret';
    case 'rds-db':
      return 'login';
    default:
      return isWrite(action) ? 'write' : 'read';
  }
}
