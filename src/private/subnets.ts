import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './validation';

/** What a part of the platform needs of the network it is placed in. */
export interface Placement {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  /** How many availability zones the part must reach. */
  readonly zones: number;
  /** The part and its mode, for example 'a cache with failover'. */
  readonly part: string;
  /** How the part could do with fewer zones: one whole sentence. */
  readonly fewerZones: string;
}

/**
 * The selected subnets, one for each availability zone.
 *
 * Throws when the VPC has no such subnets, or has them in too few zones.
 */
export function subnetsByZone(scope: IConstruct, placement: Placement): ec2.ISubnet[] {
  const subnets = select(scope, placement);
  if (subnets.length < placement.zones) {
    throw refuse(scope, {
      prop: 'vpc',
      gotInWords: `subnets in ${subnets.length}`,
      allowed: `a network with subnets in at least ${placement.zones} availability zones, which ${placement.part} needs`,
      fix:
        'A stack without an environment has two zones: give the stack `env` with an account and a region, or list ' +
        `\`availabilityZones\` on the VPC. ${placement.fewerZones}`,
    });
  }
  return subnets;
}

function select(scope: IConstruct, { vpc, subnets, part }: Placement): ec2.ISubnet[] {
  try {
    return vpc.selectSubnets({ ...subnets, onePerAz: true }).subnets;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `vpc must have the subnets that ${part} is placed in: ${reason} ` +
        `Add such subnets to the VPC, or choose others with \`vpcSubnets\`. (in ${scope.node.path})`,
      { cause },
    );
  }
}
