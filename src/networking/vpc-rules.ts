import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnknown, refuse, requireDistinct } from '../private/validation';

/** Rejects an address range that AWS does not support, or that is too small for three subnets in each zone. */
export function requireRange(scope: IConstruct, cidrBlock: string | undefined, zones: number): void {
  if (cidrBlock === undefined || isUnknown(cidrBlock)) {
    return;
  }
  const subnets = SUBNETS_PER_ZONE * zones;
  const smallest = SMALLEST_SUBNET - Math.ceil(Math.log2(subnets));
  const netmask = Number(cidrBlock.split('/')[1]);
  if (!(netmask >= LARGEST_VPC && netmask <= smallest)) {
    throw refuse(scope, {
      prop: 'ipAddresses',
      got: `/${netmask}`,
      allowed: `a range from /${LARGEST_VPC} to /${smallest}`,
      fix: `A VPC can be at most /${LARGEST_VPC}, and each of its ${subnets} subnets must be at least /${SMALLEST_SUBNET}.`,
    });
  }
}

/** Rejects two interface endpoints of one service. */
export function requireDistinctEndpoints(
  scope: IConstruct,
  services: readonly ec2.InterfaceVpcEndpointAwsService[],
): void {
  requireDistinct(
    scope,
    'interfaceEndpoints',
    services.map(({ shortName }) => shortName),
  );
}

const SUBNETS_PER_ZONE = 3;

/** The limits of AWS, as prefix lengths. */
const LARGEST_VPC = 16;
const SMALLEST_SUBNET = 28;
