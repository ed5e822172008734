import type { Properties } from '../properties';
import { eventsOf, type Names, RESERVED } from './names';

/** Another service to whose events a service listens. */
export interface Subscription {
  readonly publisher: string;
  /** The routing keys with which the service may bind, with the publisher's prefix; undefined for all. */
  readonly routingKeys?: readonly string[];
}

/** What a service may use besides that which begins with its name. */
export interface Wishes {
  readonly subscriptions: readonly Subscription[];
  /** Queues and exchanges of a deployed platform, which have other names. */
  readonly additionalNames: readonly string[];
}

/** Regular expressions of names. RabbitMQ lets a user do what they match. */
export interface Permission {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Regular expressions of the routing keys of a topic exchange. */
export interface TopicPermission {
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/** What a user may do. */
export interface Rights {
  readonly permission: Permission;
  readonly topicPermissions: readonly TopicPermission[];
}

/** Reads what a service wishes from the properties of its login. */
export function wishesOf(names: Names, properties: Properties): Wishes {
  const subscriptions = properties.objects('Subscriptions').map((subscription) => {
    const publisher = subscription.text('Publisher');
    const keys = subscription.texts('RoutingKeys').map((key) => `${publisher}.${key}`);
    return { publisher, routingKeys: keys.length > 0 ? keys : undefined };
  });
  const publishers = [names.service, ...subscriptions.map(({ publisher }) => publisher)];
  const twice = publishers.find((publisher, index) => publishers.indexOf(publisher) !== index);
  if (twice !== undefined) {
    throw new Error(
      `The service ${names.service} subscribes to ${twice} twice, or to itself. Declare one subscription for each other ` +
        'service, with all its routing keys.',
    );
  }
  const additionalNames = properties.texts('AdditionalNames');
  const reserved = additionalNames.find((name) => name.startsWith(`${RESERVED}.`));
  if (reserved !== undefined) {
    throw new Error(
      `The additional name ${reserved} is one of RabbitMQ's own, which reaches other services. Bind the queues to an ` +
        `exchange of the service, for example ${names.events}, and publish to it.`,
    );
  }
  return { subscriptions, additionalNames };
}

/**
 * Returns what the users of a service may do. They may never write to `amq.default`, the exchange with the empty name: that
 * reaches the queues of all services.
 */
export function rightsOf({ service, events }: Names, { subscriptions, additionalNames }: Wishes): Rights {
  const prefix = `${escaped(service)}\\.`;
  const own = [prefix, ...additionalNames.map(exact)];
  const others = subscriptions.map(({ publisher }) => exact(eventsOf(publisher)));
  const pattern = anyOf(own);
  return {
    permission: { configure: pattern, write: pattern, read: anyOf([...own, ...others]) },
    // Without a topic permission, RabbitMQ lets a user use all routing keys of an exchange.
    topicPermissions: [
      { exchange: events, write: anyOf([prefix]), read: '.*' },
      ...subscriptions.map(({ publisher, routingKeys }) => ({
        exchange: eventsOf(publisher),
        write: '^$',
        read: routingKeys ? anyOf(routingKeys.map(exact)) : '.*',
      })),
    ],
  };
}

/** Escapes a text for a regular expression of Erlang. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function anyOf(patterns: readonly string[]): string {
  return `^(?:${patterns.join('|')})`;
}

function exact(name: string): string {
  return `${escaped(name)}$`;
}
