import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './validation';

/** The subnets and availability zones that a part of the platform requires. */
export interface Placement {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  /** Minimum number of availability zones. */
  readonly zones: number;
  /** Name of the part and its mode, for errors: 'a cache with failover'. */
  readonly part: string;
  /** How to configure the part for fewer zones: one complete sentence. */
  readonly fewerZones: string;
}

/**
 * Selects subnets, one in each availability zone.
 *
 * Throws when the VPC has no such subnets, or when they are in too few zones.
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
