/**
 * Returns the access string of a service's own user, who may use the keys and the channels whose names begin with the
 * service's name and a colon.
 *
 * The prefix alone would not keep services apart: some commands name the keys or the channels of everybody, and the functions
 * of one service could replace those that another one calls.
 *
 * @param service the service's name, which has no character that patterns know, and no colon
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string
 */
export function serviceAccessString(service: string): string {
  return ['on', `~${service}:*`, `&${service}:*`, ...COMMANDS].join(' ');
}

const COMMANDS = [
  '+@all',
  '-@admin',
  '-@dangerous',
  // Scripts, without the functions, which belong to everybody.
  '-@scripting',
  '+eval',
  '+evalsha',
  '+eval_ro',
  '+evalsha_ro',
  '+script|load',
  '+script|exists',
  // The keys and the channels of everybody.
  '-scan',
  '-randomkey',
  '-dbsize',
  '-pubsub',
  // With BCAST and without a prefix, it tells a client every key that anybody changes.
  '-client|tracking',
  // Clients call it on connecting.
  '+info',
];
