import type { Finding } from './finding';
import type { Principal, Principals } from './iam/principals';
import { type ConnectedWorkload, partnersOf, type Service, type Services } from './services';
import { readable } from './templates/placeholders';

/**
 * Finds identities and stores that several services share: each then has the access of the others. What `sharesWith` and
 * `sharesStoreWith` allow is no finding.
 */
export function judgeSharing(services: Services, principals: Principals): Finding[] {
  return [
    ...principals.all
      .filter(({ services: sharing, workloads }) => !isAllowed(sharing, workloads))
      .map((principal) => identity(principal, services)),
    ...services.all.flatMap((service, index) =>
      services.all.slice(index + 1).flatMap((other) => stores(service, other, services)),
    ),
    ...groups(services),
  ];
}

function identity({ services: sharing, path, resource }: Principal, services: Services): Finding {
  const names = [...sharing].map(({ name }) => name);
  const construct = resource?.construct ?? constructOf(sharing, services);
  return {
    rule: 'SharedIdentity',
    subject: names.join('+'),
    object: path,
    description: `Workloads of ${names.join(' and ')} run as ${path}: each reaches what the others reach.`,
    fix: 'Give the workloads of each service a role of their own.',
    construct,
    path: construct.node.path,
  };
}

/** A security group, other than those of shared parts, that workloads of several services carry. */
function groups(services: Services): Finding[] {
  const common = new Set(services.all.flatMap((service) => service.groups.slice(1)));
  const carrying = new Map<string, ConnectedWorkload[]>();
  for (const workload of services.workloads) {
    for (const group of workload.groups.filter((candidate) => !common.has(candidate))) {
      carrying.set(group, [...(carrying.get(group) ?? []), workload]);
    }
  }
  return [...carrying]
    .map(([group, workloads]): [string, Set<Service>, ConnectedWorkload[]] => [
      group,
      new Set(workloads.map(({ service }) => service)),
      workloads,
    ])
    .filter(([, sharing, workloads]) => !isAllowed(sharing, workloads))
    .map(([group, sharing]) => {
      const names = [...sharing].map(({ name }) => name);
      const construct = constructOf(sharing, services);
      return {
        rule: 'SharedIdentity',
        subject: names.join('+'),
        object: readable(group),
        description: `Workloads of ${names.join(' and ')} carry the security group ${readable(group)}: each reaches what the others reach.`,
        fix: 'Give the workloads of each service security groups of their own: `service.securityGroups`.',
        construct,
        path: construct.node.path,
      };
    });
}

/** Whether one service has an identity, or all pairs of the services that have it may share it. */
function isAllowed(sharing: ReadonlySet<Service>, workloads: Iterable<ConnectedWorkload>): boolean {
  return [...sharing].every((service) => partnersOf(service, sharing, workloads).length === sharing.size - 1);
}

/** Two services with one store: the same login, table, index or security group. */
function stores(service: Service, other: Service, services: Services): Finding[] {
  if (service.sharesStoreWith.includes(other.name) || other.sharesStoreWith.includes(service.name)) {
    return [];
  }
  const parts = new Set([...storeParts(service), ...groupsOf(service)]);
  const shared = [...storeParts(other), ...groupsOf(other)].find((part) => parts.has(part));
  const construct = constructOf(new Set([other]), services);
  return shared === undefined
    ? []
    : [
        {
          rule: 'SharedStore',
          subject: `${service.name}+${other.name}`,
          object: readable(shared),
          description: `${service.name} and ${other.name} have the same store: ${readable(shared)} gives access to both.`,
          fix: 'Give each service a store of its own.',
          construct,
          path: construct.node.path,
        },
      ];
}

function storeParts({ given }: Service): string[] {
  const isIndex = (resource: string) => /:es:.*:domain\/[^/]+\/[^*]/.test(resource);
  const isData = (resource: string) => !/^arn:[^:]*:kms:/.test(resource); // services may share a key
  return given.flatMap(({ resources, isStore }) => resources.filter(isStore ? isData : isIndex));
}

function groupsOf({ reachable }: Service): string[] {
  return [...reachable].filter(([, capability]) => capability === undefined).map(([group]) => group);
}

function constructOf(sharing: ReadonlySet<Service>, services: Services) {
  const last = [...sharing].at(-1);
  const workload = services.workloads.filter(({ service }) => service === last).at(-1);
  const [first] = services.constructs.keys();
  return workload?.compute ?? [...services.constructs].find(([, own]) => own === last)?.[0] ?? first;
}
