import { type aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireKnown, requireMatch, requireWholeNumber } from '../private/validation';

/** The zones that somebody asks for. */
interface ZoneOptions {
  readonly maxAzs?: number;
  readonly availabilityZones?: string[];
}

/** Refuses more zones than three, fewer than one, one twice, and those of another region. */
export function requireZones(scope: IConstruct, options: ZoneOptions, maxAzs: number): void {
  const { availabilityZones } = options;
  if (availabilityZones && options.maxAzs !== undefined) {
    throw refuse(scope, {
      prop: 'maxAzs',
      got: options.maxAzs,
      allowed: 'left out where `availabilityZones` is given',
      fix: 'List in `availabilityZones` as many zones as you want.',
    });
  }
  requireKnown(scope, 'maxAzs', maxAzs);
  requireWholeNumber(
    scope,
    'maxAzs',
    maxAzs,
    { min: 1, max: 3 },
    'Three zones survive the loss of one; more add nothing but price.',
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
      // Before the zones of an account are looked up, the CDK calls them dummy1a and so on.
      const pattern = new RegExp(`^(${region}|dummy)`);
      requireMatch(scope, 'availabilityZones', name, pattern, `zones of ${region}`, "That is the stack's region.");
    }
  }
}

/** Refuses an address range that AWS does not take, or that three subnets in each zone do not fit into. */
export function requireRange(scope: IConstruct, cidrBlock: string | undefined, zones: number): void {
  if (cidrBlock === undefined || Token.isUnresolved(cidrBlock)) {
    return;
  }
  const subnets = SUBNETS_OF_A_ZONE * zones;
  const smallest = SMALLEST_SUBNET - Math.ceil(Math.log2(subnets));
  const netmask = Number(cidrBlock.split('/')[1]);
  if (!(netmask >= LARGEST_VPC && netmask <= smallest)) {
    throw refuse(scope, {
      prop: 'ipAddresses',
      got: `/${netmask}`,
      allowed: `a range from /${LARGEST_VPC} to /${smallest}`,
      fix: `A VPC is no larger than /${LARGEST_VPC}, and none of its ${subnets} subnets smaller than /${SMALLEST_SUBNET}.`,
    });
  }
}

/** Refuses two endpoints of one service. */
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
      allowed: 'different from one another',
      fix: 'Remove the second of the two.',
    });
  }
}

const SUBNETS_OF_A_ZONE = 3;

/** In bits, as AWS has them. */
const LARGEST_VPC = 16;
const SMALLEST_SUBNET = 28;
