import type { ManagementApi } from './broker';
import { eventsOf, isEvents, type Names, VHOST } from './names';
import { escaped, type Wishes } from './rights';

interface Binding {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: 'queue' | 'exchange';
  readonly routing_key: string;
  readonly properties_key: string;
}

/**
 * Declares the exchanges and the queue of a service, and the exchanges to which it listens: no order between the logins of
 * services is necessary.
 */
export async function declareTopology(api: ManagementApi, names: Names, { subscriptions }: Wishes): Promise<void> {
  for (const exchange of [names.events, ...subscriptions.map(({ publisher }) => eventsOf(publisher))]) {
    await api.put({ type: 'topic', durable: true }, 'exchanges', VHOST, exchange);
  }
  await api.put({ type: 'fanout', durable: true }, 'exchanges', VHOST, names.deadLetterExchange);
  const { deadLetterQueue } = names;
  await api.put({ durable: true, arguments: { 'x-queue-type': 'quorum' } }, 'queues', VHOST, deadLetterQueue);
  const binding = { routing_key: '', arguments: {} }; // RabbitMQ has one of each
  await api.post(binding, 'bindings', VHOST, 'e', names.deadLetterExchange, 'q', deadLetterQueue);
}

/** Declares what happens to messages that the queues of a service cannot deliver, and how large they become. */
export async function declarePolicy(api: ManagementApi, names: Names): Promise<void> {
  const { service, deadLetterExchange } = names;
  const policy = {
    pattern: `^${escaped(service)}\\.(?!dlq$)`, // the queue of dead letters keeps them
    'apply-to': 'quorum_queues',
    priority: 10, // one policy applies to a queue, and Amazon MQ's own ones have the priority 0
    definition: {
      'dead-letter-exchange': deadLetterExchange,
      'dead-letter-strategy': 'at-least-once',
      overflow: 'reject-publish', // which this strategy requires
      'delivery-limit': 20,
      'max-length-bytes': 1024 ** 3,
    },
  };
  await api.put(policy, 'policies', VHOST, service);
}

/**
 * Makes durable queues quorum queues where a client declares no type. A client that declares a classic queue again is refused
 * then, unless it declares the type.
 */
export async function declareQuorumQueues(api: ManagementApi): Promise<void> {
  const vhost = await api.get<Vhost>('vhosts', VHOST);
  if (vhost?.default_queue_type !== 'quorum') {
    const { description = '', tags = [] } = vhost ?? {};
    await api.put({ description, tags: tags.join(','), default_queue_type: 'quorum' }, 'vhosts', VHOST);
  }
}

interface Vhost {
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly default_queue_type?: string;
}

/** Deletes the bindings to events of other services that the service may not make: they outlive the right to make them. */
export async function deleteWithdrawnBindings(api: ManagementApi, names: Names, wishes: Wishes): Promise<void> {
  const { subscriptions, additionalNames } = wishes;
  const isOwn = (name: string) => name.startsWith(`${names.service}.`) || additionalNames.includes(name);
  const isAllowed = ({ source, routing_key }: Binding) =>
    subscriptions.some(
      ({ publisher, routingKeys }) =>
        eventsOf(publisher) === source && (!routingKeys || routingKeys.includes(routing_key)),
    );
  for (const binding of (await api.get<Binding[]>('bindings', VHOST)) ?? []) {
    const { source, destination, destination_type, properties_key } = binding;
    if (isOwn(destination) && isEvents(source) && !isOwn(source) && !isAllowed(binding)) {
      const kind = destination_type === 'queue' ? 'q' : 'e';
      await api.delete('bindings', VHOST, 'e', source, kind, destination, inPath(properties_key));
    }
  }
}

/** RabbitMQ removes the parts `.` and `..` of a path, and decodes the key of a binding once more. */
function inPath(key: string): string {
  return /^\.+$/.test(key) ? key.replaceAll('.', '%2E') : key;
}
