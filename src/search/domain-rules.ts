import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireKnown, requireMatch, requireWholeNumber } from '../private/validation';

/** What of a domain must go together. */
export interface DomainTopology {
  readonly dataNodeInstanceType: string;
  readonly dataNodes: number;
  readonly masterNodeInstanceType: string;
  readonly masterNodes: number;
  readonly zones: number;
  readonly multiAzWithStandby: boolean;
  readonly volumeSize: number;
}

/** Refuses a domain that OpenSearch Service would refuse. */
export function requireLegalDomain(scope: IConstruct, topology: DomainTopology): void {
  const { dataNodes, masterNodes, zones, volumeSize } = topology;
  requireKnown(scope, 'zones', zones);
  requireKnown(scope, 'masterNodes', masterNodes);
  requireWholeNumber(scope, 'zones', zones, { min: 1, max: 3 }, 'Three zones survive the loss of one.');
  requireWholeNumber(scope, 'dataNodes', dataNodes, { min: zones, max: 80 }, 'Give each zone at least one data node.');
  requireWholeNumber(
    scope,
    'volumeSize',
    volumeSize,
    { min: 10, max: 24576, unit: 'GiB' },
    'Add data nodes for more than one volume holds.',
  );
  if (![0, 3, 5].includes(masterNodes)) {
    throw refuse(scope, {
      prop: 'masterNodes',
      got: masterNodes,
      allowed: '0, 3 or 5',
      fix: 'Masters vote: an even number, or a single one, survives no more than none.',
    });
  }
  if (zones === 2 && !Token.isUnresolved(dataNodes) && dataNodes % 2 !== 0) {
    throw refuse(scope, {
      prop: 'dataNodes',
      got: dataNodes,
      allowed: 'an even number in two zones',
      fix: 'Add one, or set `zones` to 1 or 3.',
    });
  }
  if (topology.multiAzWithStandby) {
    requireStandby(scope, topology);
  }
}

/** A standby mirrors the zones, node by node. */
function requireStandby(scope: IConstruct, topology: DomainTopology): void {
  const { zones, dataNodes, masterNodes } = topology;
  const without = 'Or set `multiAzWithStandby` to false.';
  if (zones !== 3) {
    throw refuse(scope, { prop: 'zones', got: zones, allowed: '3 with a standby', fix: without });
  }
  if (!Token.isUnresolved(dataNodes) && dataNodes % 3 !== 0) {
    throw refuse(scope, { prop: 'dataNodes', got: dataNodes, allowed: 'a multiple of 3 with a standby', fix: without });
  }
  if (masterNodes !== 3) {
    throw refuse(scope, { prop: 'masterNodes', got: masterNodes, allowed: '3 with a standby', fix: without });
  }
}

/** Refuses an administrator that is no one role or user: `*` would be everybody who reaches the domain. A token passes. */
export function requireMasterUser(scope: IConstruct, arn: string): void {
  requireMatch(
    scope,
    'masterUserArn',
    arn,
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,576}$/,
    'the ARN of an IAM role or user',
    'Name one, for example arn:aws:iam::123456789012:role/SearchAdministrator, or leave it out.',
  );
}
