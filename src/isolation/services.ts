import { type aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AccessData, LoginData } from '../access/access-data';
import type { Capability } from '../access/capability';
import type { Permission } from '../access/permissions';
import { Connection } from '../services/connection';
import { Microservice } from '../services/microservice';
import type { ServiceRecord } from '../services/records/service-record';
import { StoreRole } from '../services/store-role';
import { EcsWorkload } from '../workloads/ecs-workload';
import { LambdaWorkload } from '../workloads/lambda-workload';
import type { IWorkload } from '../workloads/workload-contract';
import type { ConstructTexts } from './construct-texts';
import { overlap } from './templates/placeholders';

/** Actions on resources that a service was given; also by the secrets of its access. */
export interface Given {
  readonly actions: string[];
  readonly resources: string[];
  /** The capability that it belongs to; undefined for the store, and for the service's parameters. */
  readonly capability?: Capability;
  readonly isStore: boolean;
  /** Whether only workloads that change the schema have it. */
  readonly isForMigration?: boolean;
}

/** A service, and what the library gave to its workloads. */
export interface Service {
  readonly name: string;
  readonly path: string;
  /** The security groups of its workloads: its own, and the client groups of the shared parts that it uses. */
  readonly groups: string[];
  /** The security groups that its workloads may reach, by the capability; `undefined` stands for the store. */
  readonly reachable: Map<string, Capability | undefined>;
  readonly given: Given[];
  /** Whether its own group was given only the egress that it lists. */
  readonly isClosed: boolean;
  /** The names of the services that may have the store too. */
  readonly sharesStoreWith: readonly string[];
}

/** A workload that is connected to a service. */
export interface ConnectedWorkload {
  readonly service: Service;
  /** The construct that runs the code, such as an ECS service or a function. */
  readonly compute: IConstruct;
  readonly path: string;
  readonly grantPrincipal: iam.IPrincipal;
  readonly groups: string[];
  /** Whether it changes the schema of the store, with another login. */
  readonly migrates: boolean;
  /** The names of the services that may have the same role and groups. */
  readonly sharesWith: readonly string[];
}

/**
 * The services of an app, and their workloads.
 *
 * Both come from the library's own constructs: `Microservice` records what it gives to a service, and every call of
 * `connect` creates a `Connection` below the workload. A user cannot change the record, and nothing is connected without.
 */
export class Services {
  public readonly all: Service[] = [];
  public readonly workloads: ConnectedWorkload[] = [];
  public readonly constructs = new Map<Microservice, Service>();

  constructor(
    constructs: IConstruct[],
    private readonly texts: ConstructTexts,
  ) {
    for (const construct of constructs) {
      if (construct instanceof Microservice) {
        this.constructs.set(construct, this.add(construct, construct.serviceName, construct._record));
      }
    }
    for (const construct of constructs) {
      if (construct instanceof Connection) {
        const { workload } = construct;
        const compute = computeOf(workload);
        this.workloads.push({
          service: this.add(construct, construct.serviceName, construct.record, construct.parameters),
          compute,
          path: compute.node.path,
          grantPrincipal: workload.grantPrincipal,
          groups: workload.connections.securityGroups.map((group) => texts.text(group.securityGroupId, group)),
          migrates: construct.storeRole === StoreRole.MIGRATION,
          sharesWith: construct.sharesWith,
        });
      }
    }
  }

  /** Adds a service, unless it is known. Its own security group identifies it. */
  private add(scope: Microservice | Connection, name: string, record: ServiceRecord, parameters?: Permission): Service {
    const text = (value: string) => this.texts.text(value, scope);
    const groups = record.securityGroupIds.map(text);
    const existing = this.all.find((service) => service.name === name && service.groups[0] === groups[0]);
    if (existing) {
      return existing;
    }
    const given = [
      ...record.accesses.flatMap((access) => givenBy(access, text)),
      ...(parameters ? [{ ...parameters, resources: parameters.resources.map(text), isStore: true }] : []),
    ];
    const isImported = !(scope instanceof Microservice);
    const { account } = Stack.of(scope);
    const service: Service = {
      name,
      path: scope.node.path,
      groups,
      reachable: new Map(
        record.accesses.flatMap(({ rules, capability }) =>
          rules.map(({ securityGroupId }): [string, Capability | undefined] => [text(securityGroupId), capability]),
        ),
      ),
      isClosed: record.egress !== undefined,
      sharesStoreWith: scope instanceof Microservice ? scope._sharesStoreWith : scope.sharesStoreWith,
      given: isImported ? given.map((one) => ({ ...one, resources: one.resources.filter(isIn(account)) })) : given,
    };
    this.all.push(service);
    return service;
  }
}

/** What an access gives: its permissions, and reading its secrets. */
function givenBy({ migration, ...access }: AccessData, text: (value: string) => string): Given[] {
  const ofMigration = migration ? givenByLogin(migration, text) : [];
  return [...givenByLogin(access, text), ...ofMigration.map((given) => ({ ...given, isForMigration: true }))];
}

function givenByLogin(
  { permissions, secrets, capability }: LoginData & Pick<AccessData, 'capability'>,
  text: (value: string) => string,
): Given[] {
  const isStore = capability === undefined;
  return [
    ...permissions.map(({ actions, resources }) => ({ actions, resources: resources.map(text), capability, isStore })),
    ...Object.values(secrets).flatMap(({ secretArn, keyArn }) => [
      { actions: READ_SECRET, resources: [text(secretArn)], capability, isStore },
      { actions: ['kms:Decrypt'], resources: keyArn === undefined ? [] : [text(keyArn)], capability, isStore: false },
    ]),
  ];
}

/** Whether an ARN is in the account of a stack, as far as that is known: the record of another app may name any. */
function isIn(account: string): (arn: string) => boolean {
  return (arn) => {
    const own = arn.split(':')[4] ?? '';
    return Token.isUnresolved(account) || own === '' || own === account;
  };
}

/** The construct that a workload is created for; the workload itself if the CDK does not deploy the code. */
function computeOf(workload: IWorkload): IConstruct {
  const isBelow = workload instanceof EcsWorkload || workload instanceof LambdaWorkload;
  return (isBelow && workload.node.scope) || workload;
}

/**
 * The other services that have an identity on purpose: one of its workloads names them in `sharesWith`, or is theirs and
 * names the service.
 */
export function partnersOf(
  service: Service,
  sharing: Iterable<Service>,
  workloads: Iterable<ConnectedWorkload>,
): Service[] {
  const all = [...workloads];
  const allows = (one: Service, other: Service) =>
    all.some((workload) => workload.service === one && workload.sharesWith.includes(other.name));
  return [...new Set(sharing)].filter(
    (other) => other !== service && (allows(service, other) || allows(other, service)),
  );
}

const READ_SECRET = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/** Whether the library gave an action on a resource to a service. `matches` compares what was given with the resource. */
export function isGiven(
  { given }: Pick<Service, 'given'>,
  action: string,
  resource: string,
  matches = overlap,
): boolean {
  return given.some(
    ({ actions, resources }) =>
      resources.some((pattern) => matches(pattern, resource)) &&
      actions.some((pattern) => pattern === action || isKeyUse(pattern, action)),
  );
}

/** A service that may decrypt with a key that services share may use it for the data of its own workloads too. */
function isKeyUse(given: string, action: string): boolean {
  return given === 'kms:Decrypt' && /^kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey)/i.test(action);
}
