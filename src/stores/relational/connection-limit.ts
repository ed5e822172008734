import { type aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { memoryOfType } from '../../engines/instance-size';
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
  const gibibytes = memoryOfType(instanceType.toString());
  return gibibytes === undefined ? undefined : connectionsWith(gibibytes, LEFT_AT_LEAST);
}

/** The number of connections that an instance of Aurora Serverless v2 takes at least. */
export function connectionsOfCapacity(maxCapacity: number): number | undefined {
  return Token.isUnresolved(maxCapacity)
    ? undefined
    : Math.min(connectionsWith(2 * maxCapacity, LEFT_AT_LEAST), LEAST_OF_SERVERLESS);
}

/**
 * The number of connections above which a PostgreSQL instance is nearly full; undefined if its size is unknown.
 *
 * An estimate near what instances report: with the one of the users' limits, which is lower, the alarm would be on while a
 * quarter of the connections is free.
 */
export function manyConnectionsOfInstance(instanceType: ec2.InstanceType): number | undefined {
  const gibibytes = memoryOfType(instanceType.toString());
  return gibibytes === undefined ? undefined : nearly(LEFT_USUALLY * connectionsWith(gibibytes, 1));
}

/** The number of connections above which the writer of an Aurora cluster is nearly full; undefined for tokens. */
export function manyConnectionsOfCapacity(minCapacity: number, maxCapacity: number): number | undefined {
  if (Token.isUnresolved(minCapacity) || Token.isUnresolved(maxCapacity)) {
    return undefined;
  }
  const most = minCapacity <= 0.5 ? LEAST_OF_SERVERLESS : MOST;
  return nearly(Math.min(connectionsOfServerless(maxCapacity), most));
}

/** The number that Aurora has for a maximum capacity; between the listed capacities, on the line between their numbers. */
function connectionsOfServerless(maxCapacity: number): number {
  const next = CONNECTIONS_OF_SERVERLESS.findIndex(([capacity]) => capacity >= maxCapacity);
  const [capacity, connections] = CONNECTIONS_OF_SERVERLESS[next] ?? [maxCapacity, MOST];
  if (capacity === maxCapacity || next === 0) {
    return connections;
  }
  const [lower, fewer] = CONNECTIONS_OF_SERVERLESS[next - 1];
  return fewer + ((connections - fewer) * (maxCapacity - lower)) / (capacity - lower);
}

function nearly(connections: number): number {
  return Math.floor(NEARLY_FULL * connections);
}

/**
 * RDS takes a connection for each 9,531,392 bytes of the memory that the system leaves, and at most 5,000.
 * @param left the part of the memory that the system leaves
 */
function connectionsWith(gibibytes: number, left: number): number {
  return Math.min(Math.floor((gibibytes * 2 ** 30 * left) / 9_531_392), MOST);
}

/** An estimate that is lower than what instances of all sizes report: the limits of users must fit. */
const LEFT_AT_LEAST = 0.7;
/** An estimate of what instances of all sizes report. */
const LEFT_USUALLY = 0.9;

/** AWS recommends an alarm at 90 to 95 percent; the number is an estimate. */
const NEARLY_FULL = 0.85;

/** The numbers of connections by maximum capacity, as AWS lists them. */
const CONNECTIONS_OF_SERVERLESS: readonly (readonly [capacity: number, connections: number])[] = [
  [1, 189],
  [4, 823],
  [8, 1_669],
  [16, 3_360],
  [32, 5_000],
];

const MOST = 5_000;
/** Aurora Serverless v2 takes no more with a minimum of 0 or 0.5. */
const LEAST_OF_SERVERLESS = 2_000;

const TURNS = 2;
const RESERVED = 20;
const OF_UNKNOWN_SIZE = 40;
