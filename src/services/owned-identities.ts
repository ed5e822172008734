import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AccessData } from '../access/access-data';
import { isPending, refuse } from '../private/validation';
import { EcsWorkload } from '../workloads/ecs-workload';
import type { IWorkload } from '../workloads/workload-contract';
import { Identities, type Owner, textOf, textsOfRole, type Use } from './identities';
import type { ServiceRecord } from './records/service-record';

/** The owner that stands for a service. */
export function ownerOf(scope: IConstruct, serviceName: string, { securityGroupIds }: ServiceRecord): Owner {
  return { serviceName, key: securityGroupIds[0] === undefined ? serviceName : textOf(scope, securityGroupIds[0]) };
}

/**
 * Records the groups, the indexes and the store of a service. Rejects the index or the table of another service, and a store
 * behind a security group of another service's store: the password would be the only protection of its data.
 */
export function ownService(use: Use, { securityGroupIds, accesses }: ServiceRecord): void {
  const { user } = use;
  const identities = Identities.of(user);
  const [own, ...ofClients] = securityGroupIds;
  for (const group of ofClients) {
    identities.share(textOf(user, group));
  }
  if (own !== undefined) {
    identities.use(`group ${textOf(user, own)}`, use);
  }
  for (const access of accesses) {
    const indexes = resourcesOf(access, 'es:ESHttp');
    for (const index of indexes) {
      requireOwnStore(use, { prop: 'indexName', kind: 'index', id: index });
    }
    for (const table of access.capability === undefined ? resourcesOf(access, 'dynamodb:') : []) {
      requireOwnStore(use, { prop: 'store', kind: 'table', id: table });
    }
    const isStore = access.capability === undefined && indexes.length === 0; // IAM separates the indexes of a domain
    for (const { securityGroupId } of isStore ? access.rules : []) {
      requireOwnStore(use, { prop: 'store', kind: 'security group', id: securityGroupId });
    }
  }
}

/** Records the task definition and the groups of a workload, and rejects those of another service. */
export function requireOwnWorkload(use: Use, workload: IWorkload): void {
  const { user } = use;
  if (workload instanceof EcsWorkload) {
    requireOwn(use, 'task definition', [textOf(user, workload.taskDefinition.taskDefinitionArn)]);
  }
  for (const { securityGroupId } of workload.connections.securityGroups) {
    const group = textOf(user, securityGroupId);
    if (!isPending(securityGroupId) && !Identities.of(user).isShared(group)) {
      requireOwn(use, 'security group', [group], 'group');
    }
  }
}

/** Records a role that gets permissions, and rejects the role of another service. */
export function requireOwnRole(use: Use, { grantPrincipal }: iam.IGrantable): void {
  requireOwn(use, 'role', textsOfRole(use.user, grantPrincipal));
}

function requireOwn(use: Use, kind: string, texts: string[], register = kind): void {
  for (const text of texts) {
    const other = Identities.of(use.user).use(`${register} ${text}`, use);
    if (other !== undefined) {
      const { serviceName } = use.owner;
      throw refuse(use.user, {
        prop: 'workload',
        gotInWords: `one whose ${kind} ${text} belongs to ${nameOf(other)}`,
        allowed: `a workload with a ${kind} that serves ${serviceName} alone`,
        fix:
          `Each service could do what the other one may do: give ${serviceName} a ${kind} of its own, or allow it by ` +
          `\`sharesWith: ['${other.owner.serviceName}']\` in the options of \`connect\`.`,
      });
    }
  }
}

/** A store's index or group. */
interface StoreIdentity {
  readonly prop: string;
  readonly kind: string;
  readonly id: string;
}

function requireOwnStore(use: Use, { prop, kind, id }: StoreIdentity): void {
  const text = textOf(use.user, id);
  const other = isPending(id) ? undefined : Identities.of(use.user).use(`${kind} of a store ${text}`, use);
  if (other !== undefined) {
    const { serviceName } = use.owner;
    throw refuse(use.user, {
      prop,
      gotInWords: `the ${kind} ${text}, which ${nameOf(other)} uses`,
      allowed: `a store whose ${kind} serves ${serviceName} alone`,
      fix:
        `Each service could reach the data of the other one: give ${serviceName} a store of its own, or allow it by ` +
        `\`sharesStoreWith: ['${other.owner.serviceName}']\` of the service.`,
    });
  }
}

function nameOf({ owner, user }: Use): string {
  return `${owner.serviceName} (${user.node.path})`;
}

/** The ARNs that an access may call with actions of a service of AWS, without those of the paths below them. */
function resourcesOf({ permissions }: AccessData, prefix: string): string[] {
  return permissions
    .filter(({ actions }) => actions.some((action) => action.startsWith(prefix)))
    .flatMap(({ resources }) => resources.filter((arn) => !arn.endsWith('*')));
}
