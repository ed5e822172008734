import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { BackupConstruct } from '../backup/backup-construct';
import { CacheConstruct } from '../cache/cache-construct';
import { DatabaseConstruct } from '../database/database-construct';
import { LoginFunction } from '../logins/login-function';
import { AmazonMQConstruct } from '../messaging/amazon-mq-construct';
import { VpcConstruct } from '../networking/vpc-construct';
import { OperatorAccess } from '../operators/operator-access';
import { SearchConstruct } from '../search/search-construct';
import { StorageConstruct } from '../storage/storage-construct';
import type { ConstructTexts } from './construct-texts';
import type { Service, Services } from './services';

/** What a resource belongs to: a service, the store of one, or a part that services share. */
export interface Owner {
  readonly label: string;
  readonly service?: Service;
  /** Whether it is the store of the service, or a shared part: something that others must not reach. */
  readonly isProtected: boolean;
  /** The security groups by which operators reach what they were given; undefined for everything else. */
  readonly operatorGroups?: ReadonlySet<string>;
}

/** Finds what each construct belongs to. */
export class Ownership {
  private readonly scopes = new Map<IConstruct, Owner>();
  /** The owners below each scope that is not of the library. */
  private readonly below = new Map<IConstruct, Set<Service | undefined>>();
  private readonly found = new Map<IConstruct, Owner | undefined>();

  constructor(constructs: IConstruct[], services: Services, texts: ConstructTexts) {
    const databases = constructs.filter((construct) => construct instanceof DatabaseConstruct);
    for (const [microservice, service] of services.constructs) {
      this.register(microservice, { label: service.name, service, isProtected: false });
      for (const loginFunction of microservice.node
        .findAll()
        .filter((construct) => construct instanceof LoginFunction)) {
        this.register(loginFunction, { label: service.name, service, isProtected: true });
      }
      for (const database of databases) {
        const scope = database._storeScopes.get(service.name);
        if (scope && microservice.store && database.store(service.name) === microservice.store) {
          this.register(scope, storeOf(service));
        }
      }
    }
    for (const database of databases) {
      for (const [name, scope] of database._storeScopes) {
        if (!this.scopes.has(scope)) {
          this.register(scope, { label: `${name} store`, isProtected: true });
        }
      }
    }
    for (const construct of constructs) {
      const label = PARTS.find(([type]) => construct instanceof type)?.[1];
      if (label !== undefined) {
        this.register(construct, { label, isProtected: true });
      }
    }
    for (const construct of constructs.filter(isPlatform)) {
      this.register(construct, { label: 'platform', isProtected: true });
    }
    for (const operators of constructs.filter((construct) => construct instanceof OperatorAccess)) {
      for (const [name, access] of operators._targets) {
        const groups = access.securityGroups.map((group) => texts.text(group.securityGroupId, group));
        const label = `operators of ${name}`;
        this.register(access, { label, isProtected: false, operatorGroups: new Set(groups) });
      }
    }
    for (const { compute, service } of services.workloads) {
      this.register(compute, { label: service.name, service, isProtected: false });
    }
  }

  /** Returns what a construct belongs to; undefined for one that no service has for itself. */
  public of(construct: IConstruct): Owner | undefined {
    if (this.found.has(construct)) {
      return this.found.get(construct);
    }
    const owner = this.scopes.get(construct) ?? this.onlyServiceBelow(construct) ?? this.ofParent(construct);
    this.found.set(construct, owner);
    return owner;
  }

  private ofParent(construct: IConstruct): Owner | undefined {
    const { scope } = construct.node;
    const isEnd = scope === undefined || this.below.has(construct) || isTopLevel(construct);
    return isEnd ? undefined : this.of(scope);
  }

  /** A construct of a user belongs to the service whose workloads are the only ones beside it. */
  private onlyServiceBelow(construct: IConstruct): Owner | undefined {
    const [service, ...others] = this.below.get(construct) ?? [];
    return service && others.length === 0 ? { label: service.name, service, isProtected: false } : undefined;
  }

  private register(scope: IConstruct, owner: Owner): void {
    this.scopes.set(scope, owner);
    for (let parent = scope.node.scope; parent !== undefined; parent = parent.node.scope) {
      this.below.set(parent, (this.below.get(parent) ?? new Set()).add(owner.service));
      if (Stack.isStack(parent)) {
        return;
      }
    }
  }
}

/** Whether a construct is a stack that is deployed by itself: a nested stack belongs to what contains it. */
function isTopLevel(construct: IConstruct): boolean {
  return Stack.isStack(construct) && construct.nestedStackParent === undefined;
}

/** Whether two things belong to the same part, or to the same store. */
export function isSameOwner(one: Owner | undefined, other: Owner | undefined): boolean {
  return one !== undefined && one.label === other?.label && one.service === other.service;
}

/** The owner of the store of a service. */
export function storeOf(service: Service): Owner {
  return { label: `${service.name} store`, service, isProtected: true };
}

/** Recognizes an `EcommercePlatform` by a member: the platform imports the parts, and not the other way around. */
function isPlatform(construct: IConstruct): boolean {
  return 'serviceStack' in construct && !Stack.isStack(construct);
}

/** The parts that services share, and those that only the platform uses. */
const PARTS: readonly [new (...args: never[]) => IConstruct, string][] = [
  [CacheConstruct, 'cache'],
  [AmazonMQConstruct, 'messaging'],
  [SearchConstruct, 'search'],
  [StorageConstruct, 'storage'],
  [BackupConstruct, 'backup'],
  [VpcConstruct, 'network'],
];
