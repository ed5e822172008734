import type { Owner, Ownership } from '../ownership';
import type { Service, Services } from '../services';
import { type Fields, isFields, type Json } from '../templates/json';
import type { Resource, Templates } from '../templates/templates';
import type { Values } from '../templates/values';

/** Something with security groups: a workload, a database, an instance or a load balancer. */
export interface Carrier {
  readonly label: string;
  readonly path: string;
  readonly groups: string[];
  readonly service?: Service;
  readonly owner?: Owner;
  readonly resource?: Resource;
  /** The port that it listens on; undefined if it is not known. */
  readonly port?: number;
}

/** The properties in which resources have security groups. */
const PROPERTIES = /^(Vpc|VPC)?SecurityGroup(s|Ids?)$|^(GroupSet|Groups|SecurityGroupIdList|AwsVpcSecurityGroupIds)$/;
/** The types that have properties of these names with another meaning. */
const OTHERS = /^AWS::(IAM|EC2::SecurityGroup|EC2::VPCEndpoint|SSM|Lambda::Permission|RDS::EventSubscription|WAF)/;

/** The properties with calls of AWS as text, which can run a task with security groups. */
const CALLS = /^(DefinitionString|DefinitionSubstitutions|Create|Update|Delete)$/;

/** The ports of servers, unless their templates set another. */
const PORTS: Readonly<Record<string, number>> = {
  'AWS::ElastiCache::ReplicationGroup': 6379,
  'AWS::ElastiCache::ServerlessCache': 6379,
  'AWS::DocDB::DBCluster': 27017,
};

/** Finds what carries which security groups. */
export function carriersOf(templates: Templates, values: Values, ownership: Ownership, services: Services): Carrier[] {
  const own = templates.ofType('AWS::EC2::SecurityGroup').map((group) => values.ref(group));
  const known = new Set([...own, ...services.all.flatMap(({ groups }) => groups)]);
  const resources = templates.resources
    .filter(({ type }) => !OTHERS.test(type))
    .flatMap((resource): Carrier[] => {
      const groups = groupsIn(resource.properties, resource, values, known);
      const owner = ownership.of(resource.construct);
      const { path } = resource;
      const label = owner?.label ?? path;
      return groups.length === 0
        ? []
        : [{ label, path, groups, owner, service: serviceOf(owner), resource, port: portOf(resource, values) }];
    });
  const workloads = services.workloads.map(({ service, path, groups }) => ({
    label: service.name,
    path,
    groups,
    service,
  }));
  const elsewhere = services.all.map((service) => ({
    ...{ label: service.name, path: service.path, groups: service.groups, service },
  }));
  return [...resources, ...workloads, ...elsewhere];
}

/** A store is not a workload of its service. */
function serviceOf(owner: Owner | undefined): Service | undefined {
  return owner?.isProtected ? undefined : owner?.service;
}

function portOf({ type, properties, template }: Resource, values: Values): number | undefined {
  const port = Number(values.text(properties.Port, template) ?? PORTS[type]);
  return Number.isNaN(port) ? undefined : port;
}

function groupsIn(value: Json, resource: Resource, values: Values, known: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => groupsIn(item, resource, values, known));
  }
  return isFields(value) ? groupsOfFields(value, resource, values, known) : [];
}

function groupsOfFields(properties: Fields, resource: Resource, values: Values, known: ReadonlySet<string>): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (PROPERTIES.test(name)) {
      return values.texts(value, resource.template);
    }
    if (CALLS.test(name)) {
      const parts = name === 'DefinitionSubstitutions' && isFields(value) ? Object.values(value) : [value];
      const texts = parts.flatMap((part) => values.texts(part, resource.template));
      return [...known].filter((group) => texts.some((text) => text.includes(group)));
    }
    return groupsIn(value, resource, values, known);
  });
}
