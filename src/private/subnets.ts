import { aws_ec2 as ec2, Fn, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { refuse } from './validation';

/** The subnets and availability zones that a part of the platform requires. */
export interface Placement {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  /** Minimum number of availability zones. */
  readonly zones: number;
  /**
   * Whether the part takes one subnet in each of `zones` zones, and no further ones.
   * @default false
   */
  readonly exact?: boolean;
  /** Name of the part and its mode, for errors: 'a cache with failover'. */
  readonly part: string;
  /** How to configure the part for fewer zones: one complete sentence. */
  readonly fewerZones: string;
}

/**
 * Selects subnets, one in each availability zone.
 *
 * Throws when the VPC has no such subnets, or when they are in too few zones. While the CDK has not looked up the VPC,
 * these are subnets of its placeholder. A list that is a token has an unknown number of subnets and passes.
 */
export function subnetsByZone(scope: Construct, placement: Placement): ec2.ISubnet[] {
  const { vpc, zones, exact } = placement;
  const { subnets, isPendingLookup } = select(scope, placement);
  if (isPendingLookup) {
    return vpc.isolatedSubnets; // which the placeholder always has, unlike a subnet group or a subnet of a filter
  }
  if (isTokenList(subnets)) {
    const [{ subnetId: list }] = subnets;
    return exact ? inZones(scope, placement, (index) => Fn.select(index, [list])) : subnets;
  }
  if (subnets.length < zones) {
    throw refuse(scope, {
      prop: 'vpc',
      gotInWords: `subnets in ${subnets.length}`,
      allowed: `a network with subnets in at least ${zones} availability zones, which ${placement.part} needs`,
      fix:
        'Add subnets to the VPC, or create it with `VpcConstruct`: an `ec2.Vpc` in a stack without `env` has only two ' +
        `zones. ${placement.fewerZones}`,
    });
  }
  if (exact && Token.isUnresolved(vpc.availabilityZones)) {
    return inZones(scope, placement, (index) => subnets[index].subnetId);
  }
  return exact ? subnets.slice(0, zones) : subnets;
}

/**
 * Returns the selection of subnets for a construct of the CDK that counts them, which is impossible until the VPC is
 * looked up and for a list that is a token. It is then replaced by one subnet in each of `zones` zones.
 */
export function countableSubnets(scope: Construct, placement: Placement): ec2.SubnetSelection {
  const { vpc, subnets: selection } = placement;
  const subnets = subnetsByZone(scope, { ...placement, exact: true });
  const { subnets: selected, isPendingLookup } = vpc.selectSubnets(selection);
  return isPendingLookup || isTokenList(selected) ? { subnets } : selection;
}

function select(scope: IConstruct, { vpc, subnets, part }: Placement): ec2.SelectedSubnets {
  const onePerAz = !Token.isUnresolved(vpc.availabilityZones); // the zones of subnets are otherwise unknown
  try {
    return vpc.selectSubnets({ ...subnets, onePerAz });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `vpc must have the subnets that ${part} is placed in: ${reason} ` +
        `Add such subnets to the VPC, or choose others with \`vpcSubnets\`. (in ${scope.node.path})`,
      { cause },
    );
  }
}

/** Whether the only subnet has a token for a list of ids as its id: the CDK imports such a list as one subnet. */
function isTokenList(subnets: ec2.ISubnet[]): boolean {
  return Token.isUnresolved(subnets.map(({ subnetId }) => subnetId));
}

/** Returns a subnet in each of the first zones of a list that is a token: to the CDK, the list is a single zone. */
function inZones(scope: Construct, { vpc, zones }: Placement, idOf: (index: number) => string): ec2.ISubnet[] {
  return Array.from({ length: zones }, (_, index) =>
    ec2.Subnet.fromSubnetAttributes(scope, `Subnet${index + 1}`, {
      subnetId: idOf(index),
      availabilityZone: Fn.select(index, vpc.availabilityZones),
    }),
  );
}
