import type { IConstruct } from 'constructs';
import { isUnknown, requireWholeNumber } from '../private/validation';

/**
 * Returns the number of connections that a node of a broker takes, as Amazon MQ configures it: more are refused. Returns
 * undefined if the instance type or the version is unknown.
 *
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-resource-limits-configuration.html
 */
export function connectionsOfNode(instanceType: string, engineVersion: string): number | undefined {
  if (isUnknown(instanceType) || isUnknown(engineVersion)) {
    return undefined;
  }
  const [, family, size = ''] = /^mq\.(\w+)\.(\w+)$/.exec(instanceType) ?? [];
  const { micro, medium, large, xlarge } = engineVersion.startsWith('3.') ? OF_VERSION_3 : OF_VERSION_4;
  const [, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  if (family !== 'm7g' && family !== 'm5' && family !== 't3') {
    return undefined;
  }
  return count === undefined ? { micro, medium, large }[size] : Number(count || 1) * xlarge;
}

/** Returns the number of connections that all users of services together may have. */
export function connectionsOfServices(connections: number): number {
  return connections - RESERVED;
}

/**
 * Resolves the number of connections of each user of a service, and rejects more than a node takes. The default does not
 * depend on the number of services: a new service changes no other login.
 *
 * @param connections the number of connections that a node takes; undefined if it is unknown
 * @param option the choice for the service
 * @param ofBroker the choice for all services
 */
export function limitOfUser(
  scope: IConstruct,
  connections: number | undefined,
  { option, ofBroker }: { readonly option?: number; readonly ofBroker?: number },
): number {
  const most = Math.floor(connectionsOfServices(connections ?? MOST) / USERS);
  const usual = Math.min(USUAL, Math.max(1, Math.floor(most / SERVICES)));
  const limit = option ?? ofBroker ?? usual;
  requireWholeNumber(
    scope,
    option === undefined ? 'connectionLimit' : 'brokerLogin.connectionLimit',
    limit,
    { min: 1, max: most, unit: 'connections' },
    'Two users of a service take turns, and both may be connected. Use a larger `instanceType`, or a lower limit.',
  );
  return limit;
}

/** Two users of a service take turns, and both may be connected. */
export const USERS = 2;

/** For the administrator: people, and tools that watch the broker. */
export const RESERVED = 10;

const USUAL = 20;
/** The number of services for which the default leaves room on a small broker. */
const SERVICES = 9;
/** The largest broker of the newest version takes fewer. */
const MOST = 200_000;

interface ConnectionsBySize {
  readonly micro?: number;
  readonly medium: number;
  readonly large: number;
  /** Of the smallest of the sizes that are multiples of it. */
  readonly xlarge: number;
}

const OF_VERSION_3: ConnectionsBySize = { micro: 500, medium: 300, large: 5_000, xlarge: 10_000 };
const OF_VERSION_4: ConnectionsBySize = { medium: 100, large: 1_500, xlarge: 3_000 };
