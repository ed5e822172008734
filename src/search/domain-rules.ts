import { type aws_iam as iam, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireDistinct, requireKnown, requireMatch, requireWholeNumber } from '../private/validation';

/** The settings of a domain that depend on one another. */
export interface DomainTopology {
  readonly dataNodeInstanceType: string;
  readonly dataNodes: number;
  readonly masterNodeInstanceType: string;
  readonly masterNodes: number;
  readonly zones: number;
  readonly multiAzWithStandby: boolean;
  readonly volumeSize: number;
}

/** Rejects a domain that OpenSearch Service does not support. */
export function requireLegalDomain(scope: IConstruct, topology: DomainTopology): void {
  const { dataNodes, masterNodes, zones, volumeSize } = topology;
  requireKnown(scope, 'zones', zones);
  requireKnown(scope, 'masterNodes', masterNodes);
  requireWholeNumber(scope, 'zones', zones, { min: 1, max: 3 }, 'Use 3 zones to survive the loss of one.');
  requireWholeNumber(scope, 'dataNodes', dataNodes, { min: zones, max: 80 }, 'Give each zone at least one data node.');
  requireWholeNumber(
    scope,
    'volumeSize',
    volumeSize,
    { min: 10, max: 24576, unit: 'GiB' },
    'To store more, add data nodes.',
  );
  if (![0, 3, 5].includes(masterNodes)) {
    throw refuse(scope, {
      prop: 'masterNodes',
      got: masterNodes,
      allowed: '0, 3 or 5',
      fix: 'Use 3: master nodes elect a leader by majority, so one node or an even number adds no fault tolerance.',
    });
  }
  if (zones === 2 && !Token.isUnresolved(dataNodes) && dataNodes % 2 !== 0) {
    throw refuse(scope, {
      prop: 'dataNodes',
      got: dataNodes,
      allowed: 'an even number in two zones',
      fix: 'Add one node, or set `zones` to 1 or 3.',
    });
  }
  if (topology.multiAzWithStandby) {
    requireStandby(scope, topology);
  }
}

/** Rejects a domain whose nodes are not distributed evenly across three zones, which a standby requires. */
function requireStandby(scope: IConstruct, topology: DomainTopology): void {
  const { zones, dataNodes, masterNodes } = topology;
  const withoutStandby = 'or set `multiAzWithStandby` to false.';
  if (zones !== 3) {
    throw refuse(scope, { prop: 'zones', got: zones, allowed: '3 with a standby', fix: `Use 3, ${withoutStandby}` });
  }
  if (!Token.isUnresolved(dataNodes) && dataNodes % 3 !== 0) {
    throw refuse(scope, {
      prop: 'dataNodes',
      got: dataNodes,
      allowed: 'a multiple of 3 with a standby',
      fix: `Use the same number of nodes in each zone, ${withoutStandby}`,
    });
  }
  if (masterNodes !== 3) {
    throw refuse(scope, {
      prop: 'masterNodes',
      got: masterNodes,
      allowed: '3 with a standby',
      fix: `Use 3, ${withoutStandby}`,
    });
  }
}

/**
 * Rejects an administrator that is not a single IAM role. Accepts tokens.
 *
 * A function assumes the role to give services their rights, and nobody can assume a user. With `*`, every client that reaches the domain would be an administrator.
 */
export function requireMasterUser(scope: IConstruct, arn: string): void {
  requireMatch(
    scope,
    'masterUserArn',
    arn,
    ROLE_ARN,
    'the ARN of an IAM role, which the function that gives services their rights can assume',
    'Use for example arn:aws:iam::123456789012:role/SearchAdministrator, or omit the prop to create a role.',
  );
}

/** Rejects a service that cannot have the role with its name, because every domain has one. */
export function requireRoleName(scope: IConstruct, serviceName: string): void {
  if (OPENSEARCH_ROLES.has(serviceName)) {
    throw refuse(scope, {
      prop: 'serviceName',
      got: serviceName,
      allowed: 'a name that no role of OpenSearch has',
      fix: `Rename the service, for example to ${serviceName}service.`,
    });
  }
}

/** Rejects people and workloads that are not single IAM roles: the domain would take a user or a pattern for a role. */
export function requireRoles(scope: IConstruct, roleArns: readonly string[] = []): void {
  requireDistinct(scope, 'search.roleArns', roleArns);
  for (const arn of roleArns) {
    requireMatch(
      scope,
      'search.roleArns',
      arn,
      ROLE_ARN,
      'ARNs of IAM roles, which the domain admits to the indexes of the service',
      'Use for example arn:aws:iam::123456789012:role/order-support. A user assumes a role; a pattern admits nobody.',
    );
  }
}

/** Rejects principals that may assume a role which the domain does not have. */
export function requireOneAdministrator(scope: IConstruct, administrators: iam.IPrincipal[] = []): void {
  if (administrators.length > 0) {
    throw refuse(scope, {
      prop: 'administrators',
      gotInWords: `${administrators.length} principal${administrators.length > 1 ? 's' : ''}`,
      allowed: 'left out if `masterUserArn` is set, because the app does not create the role that they would assume',
      fix: 'Add the principals to the trust policy of the role where it is created, or remove `masterUserArn`.',
    });
  }
}

/** Returns the copies of each new index: one in each zone with a standby, otherwise one on another node. */
export function replicasOf({ multiAzWithStandby, dataNodes, zones }: DomainTopology): number {
  if (multiAzWithStandby) {
    return 2;
  }
  // The number of nodes can be known at deployment only.
  return zones > 1 || (!Token.isUnresolved(dataNodes) && dataNodes > 1) ? 1 : 0;
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/**
 * The roles of every domain whose names a service could have.
 * @see https://docs.opensearch.org/latest/security/access-control/users-roles/#predefined-roles
 */
const OPENSEARCH_ROLES = new Set([
  'all_access',
  'kibana_read_only',
  'kibana_server',
  'kibana_user',
  'logstash',
  'manage_snapshots',
  'own_index',
  'readall',
  'readall_and_monitor',
  'security_manager',
  'security_rest_api_access',
]);
