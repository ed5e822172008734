import { type aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireWholeNumber } from '../../private/validation';

/**
 * Resolves the number of connections of each user of a service, and rejects more than the database takes: two users take
 * turns, and both may be connected while one follows the other.
 *
 * @param connections the number of connections that the database takes at least; undefined if it is unknown
 */
export function connectionLimit(scope: Construct, option: number | undefined, connections?: number): number {
  const most = connections === undefined ? MOST : Math.floor((connections - RESERVED) / TURNS);
  const limit = option ?? (connections === undefined ? OF_UNKNOWN_SIZE : most);
  requireWholeNumber(
    scope,
    'logins.connectionLimit',
    limit,
    { min: 1, max: most, unit: 'connections' },
    `Two users of the service take turns, and ${RESERVED} connections are for the master, for migrations and for rotation. ` +
      'Use a larger instance, or a lower limit.',
  );
  return limit;
}

/** The number of connections that a PostgreSQL instance takes at least; undefined if its size is unknown. */
export function connectionsOfInstance(instanceType: ec2.InstanceType): number | undefined {
  const type = instanceType.toString();
  const [, family, size] = Token.isUnresolved(type) ? [] : (/^([a-z]+)[0-9][a-z0-9-]*\.(\w+)$/.exec(type) ?? []);
  const gibibytes = size === undefined ? undefined : memoryOf(family, size);
  return gibibytes === undefined ? undefined : connectionsWith(gibibytes);
}

/** The number of connections that an instance of Aurora Serverless v2 takes at least. */
export function connectionsOfCapacity(maxCapacity: number): number | undefined {
  return Token.isUnresolved(maxCapacity) ? undefined : Math.min(connectionsWith(2 * maxCapacity), LEAST_OF_SERVERLESS);
}

/** RDS takes a connection for each 9,531,392 bytes of the memory that the system leaves, and at most 5,000. */
function connectionsWith(gibibytes: number): number {
  return Math.min(Math.floor((gibibytes * 2 ** 30 * LEFT_BY_THE_SYSTEM) / 9_531_392), MOST);
}

/** The memory of the families of burstable, general and memory-optimized instances, in GiB. */
function memoryOf(family: string, size: string): number | undefined {
  const large = LARGE[family];
  const [, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  if (large === undefined) {
    return undefined;
  }
  return count === undefined ? PART_OF_LARGE[size] && PART_OF_LARGE[size] * large : 2 * Number(count || 1) * large;
}

const LARGE: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16 };
const PART_OF_LARGE: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/** An estimate that is lower than what instances of all sizes report. */
const LEFT_BY_THE_SYSTEM = 0.7;

const MOST = 5_000;
/** Aurora Serverless v2 takes no more with a minimum of 0 or 0.5. */
const LEAST_OF_SERVERLESS = 2_000;

const TURNS = 2;
const RESERVED = 20;
const OF_UNKNOWN_SIZE = 40;
