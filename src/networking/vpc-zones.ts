import { aws_ec2 as ec2, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { cfnResource } from '../private/cfn-resource';
import {
  isPending,
  refuse,
  requireDistinct,
  requireKnown,
  requireMatch,
  requireWholeNumber,
} from '../private/validation';

/** The props that select the zones; at most one of them is set. */
interface ZoneOptions {
  readonly maxAzs?: number;
  readonly availabilityZones?: string[];
  readonly availabilityZoneIds?: string[];
}

/** Rejects fewer than one zone, more than three, duplicates, zones of another region, and several props at once. */
export function requireZones(scope: IConstruct, options: ZoneOptions, maxAzs: number): void {
  const { availabilityZones, availabilityZoneIds } = options;
  requireOnlyOne(scope, options);
  requireKnown(scope, 'maxAzs', maxAzs);
  requireWholeNumber(
    scope,
    'maxAzs',
    maxAzs,
    { min: 1, max: 3 },
    'Use 3 zones to survive the loss of one; more zones only add cost.',
  );
  if (availabilityZones) {
    requireList(scope, 'availabilityZones', availabilityZones);
    requireNamesOfRegion(scope, availabilityZones);
  }
  if (availabilityZoneIds) {
    requireList(scope, 'availabilityZoneIds', availabilityZoneIds);
    requireIds(scope, availabilityZoneIds);
  }
}

/**
 * Returns the listed zones, unless a list is still looked up: its length is unknown, and the network has as many zones as
 * without the list.
 */
export function listedZones({ availabilityZones, availabilityZoneIds }: ZoneOptions): ZoneOptions {
  const isPendingList = [availabilityZones, availabilityZoneIds].some((zones) => zones?.some(isPending));
  return isPendingList ? {} : { availabilityZones, availabilityZoneIds };
}

/** Returns the zones of a VPC: the listed ones, or the first `maxAzs` zones of the stack's region. */
export function zonesOf(scope: IConstruct, options: ZoneOptions, maxAzs: number, vpc: () => ec2.Vpc): string[] {
  const { availabilityZones, availabilityZoneIds } = options;
  return availabilityZones ?? availabilityZoneIds?.map((_, index) => zoneName(vpc, index)) ?? firstZones(scope, maxAzs);
}

/** Places the subnets in zones by the zones' ids. Zone names differ between accounts; ids do not. */
export function placeByZoneIds(vpc: ec2.Vpc, ids: readonly string[]): void {
  for (const subnets of [vpc.publicSubnets, vpc.privateSubnets, vpc.isolatedSubnets]) {
    for (const [index, subnet] of subnets.entries()) {
      const resource = cfnResource(subnet, ec2.CfnSubnet);
      resource.availabilityZone = undefined;
      resource.availabilityZoneId = ids[index];
    }
  }
}

/** The name of a zone that is chosen by its id: AWS returns it for a subnet in the zone. */
function zoneName(vpc: () => ec2.Vpc, index: number): string {
  return Lazy.string({ produce: () => cfnResource(vpc().publicSubnets[index], ec2.CfnSubnet).attrAvailabilityZone });
}

/** A stack without `env` has two zones in the CDK, the first of its region, even if the region has more. */
function firstZones(scope: IConstruct, maxAzs: number): string[] {
  const stack = Stack.of(scope);
  const zones = stack.availabilityZones;
  const ofRegion = Array.from({ length: maxAzs }, (_, index) => Fn.select(index, Fn.getAzs()));
  const [own, first] = [zones, ofRegion.slice(0, zones.length)].map((list) => JSON.stringify(stack.resolve(list)));
  return own === first ? ofRegion : zones.slice(0, maxAzs);
}

function requireOnlyOne(scope: IConstruct, options: ZoneOptions): void {
  const list = options.availabilityZones ? 'availabilityZones' : 'availabilityZoneIds';
  if (options.availabilityZones && options.availabilityZoneIds) {
    throw refuse(scope, {
      prop: 'availabilityZoneIds',
      got: options.availabilityZoneIds.join(', '),
      allowed: 'omitted when `availabilityZones` is set',
      fix: 'List the zones either by name or by id.',
    });
  }
  if (options[list] && options.maxAzs !== undefined) {
    throw refuse(scope, {
      prop: 'maxAzs',
      got: options.maxAzs,
      allowed: `omitted when \`${list}\` is set`,
      fix: `Remove it: the length of \`${list}\` is the number of zones.`,
    });
  }
}

/** Rejects a list whose length is unknown, because it determines the resources of the template. */
function requireList(scope: IConstruct, prop: string, zones: string[]): void {
  if (Token.isUnresolved(zones)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a token',
      allowed: 'a list whose length is known at synthesis',
      fix: 'It determines the resources of the template: list each zone, for example with `Fn.select`.',
    });
  }
  requireWholeNumber(scope, `${prop}.length`, zones.length, { min: 1, max: 3 }, 'List one to three zones.');
  requireDistinct(scope, prop, zones);
}

function requireNamesOfRegion(scope: IConstruct, names: string[]): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) {
    for (const name of names) {
      // The CDK uses names such as dummy1a until it has looked up the zones of the account.
      const pattern = new RegExp(`^(${region}|dummy)`);
      requireMatch(scope, 'availabilityZones', name, pattern, `zones of ${region}`, "Use zones of the stack's region.");
    }
  }
}

function requireIds(scope: IConstruct, ids: string[]): void {
  for (const id of ids) {
    requireMatch(
      scope,
      'availabilityZoneIds',
      id,
      /^[a-z]+\d+-az\d+$/,
      'ids of zones, such as use1-az1',
      'List names of zones, such as us-east-1a, in `availabilityZones`.',
    );
  }
}
