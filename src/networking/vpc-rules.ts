import { type aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireKnown, requireMatch, requireWholeNumber } from '../private/validation';

/** The props that select the zones. */
interface ZoneOptions {
  readonly maxAzs?: number;
  readonly availabilityZones?: string[];
}

/** Rejects fewer than one zone, more than three, duplicates, zones of another region, and both props at once. */
export function requireZones(scope: IConstruct, options: ZoneOptions, maxAzs: number): void {
  const { availabilityZones } = options;
  if (availabilityZones && options.maxAzs !== undefined) {
    throw refuse(scope, {
      prop: 'maxAzs',
      got: options.maxAzs,
      allowed: 'omitted when `availabilityZones` is set',
      fix: 'Remove it: the length of `availabilityZones` is the number of zones.',
    });
  }
  requireKnown(scope, 'maxAzs', maxAzs);
  requireWholeNumber(
    scope,
    'maxAzs',
    maxAzs,
    { min: 1, max: 3 },
    'Use 3 zones to survive the loss of one; more zones only add cost.',
  );
  if (availabilityZones) {
    requireZoneNames(scope, availabilityZones);
  }
}

function requireZoneNames(scope: IConstruct, names: string[]): void {
  requireWholeNumber(scope, 'availabilityZones.length', names.length, { min: 1, max: 3 }, 'List one to three zones.');
  requireDistinct(scope, 'availabilityZones', names);
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) {
    for (const name of names) {
      // The CDK uses names such as dummy1a until it has looked up the zones of the account.
      const pattern = new RegExp(`^(${region}|dummy)`);
      requireMatch(scope, 'availabilityZones', name, pattern, `zones of ${region}`, "Use zones of the stack's region.");
    }
  }
}

/** Rejects an address range that AWS does not support, or that is too small for three subnets in each zone. */
export function requireRange(scope: IConstruct, cidrBlock: string | undefined, zones: number): void {
  if (cidrBlock === undefined || Token.isUnresolved(cidrBlock)) {
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

function requireDistinct(scope: IConstruct, prop: string, values: readonly string[]): void {
  if (new Set(values).size < values.length) {
    throw refuse(scope, {
      prop,
      got: values.join(', '),
      allowed: 'unique',
      fix: 'Remove the duplicate.',
    });
  }
}

const SUBNETS_PER_ZONE = 3;

/** The limits of AWS, as prefix lengths. */
const LARGEST_VPC = 16;
const SMALLEST_SUBNET = 28;
