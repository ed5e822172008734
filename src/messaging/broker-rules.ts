import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ServiceEvents } from '../events/service-events';
import { isUnknown, refuse, requireDistinct, requireMatch } from '../private/validation';
import { connectionsOfServices, USERS } from './broker-connections';

/** A service with a login on a broker. */
export interface BrokerClient {
  readonly serviceName: string;
  readonly events: ServiceEvents;
  /** The number of connections of each of its users. */
  readonly limit: number;
}

/** Rejects a service whose login RabbitMQ would refuse, or whose names would reach others. */
export function requireOwnNames(scope: IConstruct, serviceName: string, events: ServiceEvents): void {
  if (serviceName === RESERVED) {
    throw refuse(scope, {
      prop: 'serviceName',
      got: serviceName,
      allowed: `another name than ${RESERVED} for a service that uses the broker, because RabbitMQ's own exchanges begin with it`,
      fix: `Rename the service, for example to ${RESERVED}service.`,
    });
  }
  const additionalNames = events.brokerLogin?.additionalNames ?? [];
  requireDistinct(scope, 'brokerLogin.additionalNames', additionalNames);
  for (const name of additionalNames) {
    requireMatch(
      scope,
      'brokerLogin.additionalNames',
      name,
      /^(?!amq\.)[^\r\n]{1,255}$/,
      'names of 1 to 255 characters that do not begin with amq.',
      'Name each queue and exchange as it is declared. Publish to the exchange of the service instead of one of RabbitMQ.',
    );
  }
  const publishers = (events.subscribes ?? []).map(({ _service }) => _service);
  if (publishers.includes(serviceName)) {
    throw refuse(scope, {
      prop: 'subscribes',
      got: serviceName,
      allowed: `other services than ${serviceName} itself, which can bind its queues to its own exchange`,
      fix: 'Remove the subscription.',
    });
  }
  const twice = publishers.find((publisher, index) => publishers.indexOf(publisher) !== index);
  if (twice !== undefined) {
    throw refuse(scope, {
      prop: 'subscribes',
      gotInWords: `several subscriptions of ${serviceName} to ${twice}`,
      allowed: 'one subscription to each service',
      fix: `Use one with all routing keys: \`Subscription.to('${twice}', ...)\`.`,
    });
  }
}

/** Rejects a service that alone would have the login of the administrator, who may use what belongs to other services. */
export function requireSharedAdministrator(scope: IConstruct, serviceName: string, isShared: boolean): void {
  if (!isShared) {
    throw refuse(scope, {
      prop: 'logins.sharedLogins',
      got: true,
      allowed: `false for ${serviceName}, because the services of the broker do not share the administrator's login`,
      fix: 'Set `logins.sharedLogins` of the platform or of the broker, or leave it out for the service.',
    });
  }
}

/**
 * Returns the errors of all services of a broker together: a subscription to a service that is not there or publishes
 * nothing, and a name that belongs to another service.
 */
export function errorsOfClients(scope: IConstruct, clients: readonly BrokerClient[]): string[] {
  return clients.flatMap((client) => [
    ...(client.events.subscribes ?? []).flatMap(({ _service, _routingKeys }) => {
      const publisher = clients.find(({ serviceName }) => serviceName === _service);
      if (publisher === undefined) {
        return isUnknown(_service) ? [] : [noPublisher(scope, client, _service, clients)];
      }
      const { publishes } = publisher.events;
      if (publishes === undefined) {
        return [nothingPublished(scope, client, _service)];
      }
      return _routingKeys
        .filter((key) => !publishes._include(key))
        .map(({ text }) => neverPublished(scope, client, `${_service}.${text}`, publishes._routingKeys ?? []));
    }),
    ...(client.events.brokerLogin?.additionalNames ?? []).flatMap((name) => {
      const owner = clients.find(({ serviceName }) => name.startsWith(`${serviceName}.`));
      return owner === undefined || owner === client || Token.isUnresolved(name)
        ? []
        : [nameOfOther(scope, client, name, owner)];
    }),
  ]);
}

/** Returns the error of services that may have more connections together than a node of the broker takes. */
export function errorsOfConnections(
  scope: IConstruct,
  clients: readonly BrokerClient[],
  { connections, instanceType }: { readonly connections?: number; readonly instanceType: string },
): string[] {
  const limits = clients.map(({ limit }) => limit).filter((limit) => !Token.isUnresolved(limit));
  const sum = USERS * limits.reduce((total, limit) => total + limit, 0);
  if (connections === undefined || sum <= connectionsOfServices(connections)) {
    return [];
  }
  return [
    refuse(scope, {
      prop: 'connectionLimit',
      gotInWords: `${sum} connections of ${limits.length} services`,
      allowed:
        `so low that the users of all services, two for each, have at most ${connectionsOfServices(connections)} ` +
        `connections together, because a node of ${instanceType} takes ${connections}`,
      fix: 'Use a larger `instanceType`, or a lower `connectionLimit` of the broker or in `brokerLogin` of services.',
    }).message,
  ];
}

function noPublisher(
  scope: IConstruct,
  { serviceName }: BrokerClient,
  publisher: string,
  clients: readonly BrokerClient[],
): string {
  const others = clients.filter((client) => client.events.publishes && client.serviceName !== serviceName);
  return refuse(scope, {
    prop: 'subscribes',
    gotInWords: `a subscription of ${serviceName} to ${publisher}`,
    allowed: `subscriptions to services of the catalogue that use the broker and publish events: ${namesOf(others)}`,
    fix: `Correct the name, add ${publisher} with the capability messaging and \`publishes\`, or remove the subscription.`,
  }).message;
}

function nothingPublished(scope: IConstruct, { serviceName }: BrokerClient, publisher: string): string {
  return refuse(scope, {
    prop: 'subscribes',
    gotInWords: `a subscription of ${serviceName} to ${publisher}`,
    allowed: 'subscriptions to services that publish events',
    fix: `Set \`publishes\` of ${publisher}, for example to \`Events.ANY\`, or remove the subscription.`,
  }).message;
}

function neverPublished(
  scope: IConstruct,
  { serviceName }: BrokerClient,
  routingKey: string,
  published: readonly string[],
): string {
  return refuse(scope, {
    prop: 'subscribes',
    gotInWords: `a subscription of ${serviceName} to ${routingKey}`,
    allowed: `subscriptions to events that the service publishes: ${published.join(', ')}`,
    fix: 'Correct the routing key, or add it to `publishes` of the service.',
  }).message;
}

function nameOfOther(scope: IConstruct, { serviceName }: BrokerClient, name: string, owner: BrokerClient): string {
  return refuse(scope, {
    prop: 'brokerLogin.additionalNames',
    gotInWords: `${name} for ${serviceName}`,
    allowed: `names that do not belong to ${owner.serviceName}, whose queues and exchanges begin with ${owner.serviceName}.`,
    fix: `Rename the queue, or subscribe ${serviceName} to the events of ${owner.serviceName}.`,
  }).message;
}

function namesOf(clients: readonly BrokerClient[]): string {
  return clients.map(({ serviceName }) => serviceName).join(', ') || 'none';
}

const RESERVED = 'amq';
