import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Capability } from '../access/capability';
import { ASSUME_ACTION, HTTP_ACTIONS } from '../access/known-access';
import { type Asset, OTHERS } from './assets';
import type { Principal } from './iam/principals';
import type { Owner } from './ownership';
import { isGiven, partnersOf, type Service } from './services';
import { overlap } from './templates/placeholders';

/** Who reaches something: a service, by its workloads, or another principal or resource of the app. */
export interface Subject {
  readonly label: string;
  readonly service?: Service;
  readonly owner?: Owner;
  /** The services that have the same identity on purpose, so that it reaches what they were given. */
  readonly partners?: Service[];
  /** Whether it changes the schema of its store, with another login. */
  readonly migrates?: boolean;
  /** The role that it reaches something by; undefined if it does so by its own permissions. */
  readonly assumed?: string;
}

/** The subjects of a principal: the services whose workloads run as it, or else the principal itself. */
export function subjectsOf({ services, workloads, resource, path, owner }: Principal): Subject[] {
  if (services.size > 0) {
    return [...services].map((service) => ({
      label: service.name,
      service,
      partners: partnersOf(service, services, workloads),
      migrates: [...workloads].some((workload) => workload.service === service && workload.migrates),
    }));
  }
  return [{ label: owner?.service?.name ?? path, service: owner?.service, owner: resource && owner }];
}

/** Whether a principal may take an action on an asset: it is its own, or the library gave it to its service. */
export function isIntended(subject: Subject, asset: Asset, action: string, probe: string): boolean {
  const { assumed, migrates } = subject;
  const partners = (subject.partners ?? []).map((service) => ({ label: service.name, service, assumed, migrates }));
  return [subject, ...partners].some((one) => isIntendedFor(one, asset, action, probe));
}

function isIntendedFor(subject: Subject, asset: Asset, action: string, probe: string): boolean {
  const { service, owner } = subject;
  if (asset.service === 'iam') {
    return false; // a principal that changes policies gives itself everything
  }
  if (asset.owner === OTHERS && service === undefined) {
    return true; // principals without a service work for the whole account
  }
  if ((asset.isMaster || asset.isLoginResource) && owner?.isProtected !== true) {
    return isGivenTo(subject, action, probe);
  }
  if (isOwn(subject, asset.owner)) {
    return true;
  }
  if (isRefusedByDomain(subject, asset, action)) {
    return true;
  }
  if (owner?.isProtected === true && asset.resource?.type === USER_GROUP && MEMBERSHIP.test(action)) {
    return true;
  }
  if (asset.rotatedBy !== undefined && asset.rotatedBy === owner && service === undefined) {
    return ROTATION.test(action);
  }
  const isPlatformKey =
    asset.service === 'kms' && asset.owner?.label === 'platform' && asset.owner.service === undefined;
  const isPartOfPlatform = owner?.isProtected === true && isPlatformKey;
  return isPartOfPlatform || isGivenTo(subject, action, probe);
}

/** Whether the library gave an action to the workloads of a service; the login that changes the schema only to some of them. */
function isGivenTo({ service, migrates = false }: Subject, action: string, probe: string): boolean {
  const given = service?.given.filter(({ isForMigration = false }) => migrates || !isForMigration) ?? [];
  return isGiven({ given }, action, probe);
}

/** Whether a domain refuses what IAM allows: calls of the indexes of others, by a subject whose role it knows. */
export function isRefusedByDomain(subject: Subject, asset: Asset, action: string): boolean {
  const isCall = asset.service === 'es' && HTTP_ACTIONS.includes(action);
  return isCall && !isOwn(subject, asset.owner) && isSeparatedByDomain(subject);
}

/**
 * Whether a domain keeps a subject from the indexes of others, so that IAM allows it the whole domain: a service whose
 * workloads assume the role that the domain knows, and the function that maps these roles.
 */
function isSeparatedByDomain({ service, owner, assumed }: Subject): boolean {
  return service === undefined
    ? owner?.label === 'search' && owner.isProtected
    : service.given.some(
        ({ actions, resources, capability }) =>
          capability === Capability.SEARCH &&
          actions.includes(ASSUME_ACTION) &&
          (assumed === undefined || resources.some((role) => overlap(role, assumed))),
      );
}

/** Whether something belongs to the subject itself. */
export function isOwn({ service, owner }: Subject, other: Owner | undefined): boolean {
  if (other === undefined) {
    return false;
  }
  return service === undefined
    ? other.service === undefined && owner?.label === other.label
    : service === other.service;
}

/**
 * Whether a principal is part of the platform and works for all of it: the one of AWS Backup, and those with which
 * CloudFormation runs the CDK's custom resources, as far as these need it. Users can create constructs with their names.
 */
export function worksForPlatform({ owner, resource }: Principal, action: string): boolean {
  const isBackup = owner?.label === 'backup' && owner.service === undefined;
  return isBackup || (PROVIDER_ACTIONS.test(action) && resource !== undefined && isProvider(resource.construct));
}

/** What custom resources of the CDK do: empty a bucket, set its notifications, create identity providers. */
const PROVIDER_ACTIONS = /^(s3:(List|Delete|PutBucketPolicy$|PutBucketNotification)|iam:\w+OpenIDConnectProvider)/;

function isProvider(construct: IConstruct): boolean {
  const scope = construct.node.scopes
    .filter(({ node }) => node.scope !== undefined && Stack.isStack(node.scope))
    .at(-1);
  return scope !== undefined && /^(Custom::|BucketNotificationsHandler[0-9a-f]{32}$)/.test(scope.node.id);
}

/** The functions of services add their users to the group of the cache. */
const USER_GROUP = 'AWS::ElastiCache::UserGroup';
const MEMBERSHIP = /^elasticache:(ModifyUserGroup|DescribeUserGroups)$/;

/** What the function of a part does with the secrets of the logins that it rotates. */
const ROTATION = /^secretsmanager:(DescribeSecret|GetSecretValue|PutSecretValue|UpdateSecretVersionStage)$/;
