import { usersOf } from '../turns';

/** The names of a service in RabbitMQ. Everything of the service begins with its name and a dot, which no name of a service contains. */
export class Names {
  /** They take turns. */
  public readonly users: readonly [string, string];
  /** The topic exchange to which the service publishes. */
  public readonly events: string;
  /** The exchange to which queues of the service pass dead letters, and the queue that keeps them. */
  public readonly deadLetterExchange: string;
  public readonly deadLetterQueue: string;
  /** The global parameter that records which custom resource declared the login last. */
  public readonly record: string;

  constructor(public readonly service: string) {
    this.users = usersOf(service, SEPARATOR);
    this.events = eventsOf(service);
    this.deadLetterExchange = `${service}.dlx`;
    this.deadLetterQueue = `${service}.dlq`;
    this.record = `login of ${service}`;
  }
}

/** Returns the exchange of a service, to which it publishes. */
export function eventsOf(service: string): string {
  if (service.includes('.') || service === RESERVED) {
    throw new Error(
      `${service} cannot be the name of a service in RabbitMQ: the names of its queues and exchanges would begin with ` +
        `${service}., which may be those of another service or of RabbitMQ. Use a name without a dot, and not ${RESERVED}.`,
    );
  }
  return `${service}.events`;
}

/** Returns the service of a user. */
export function serviceOf(user: string): string {
  return user.replace(/_[ab]$/, '');
}

/** Returns whether an exchange is one to which a service publishes. */
export function isEvents(exchange: string): boolean {
  return /^[^.]+\.events$/.test(exchange);
}

/** Between the service and the turn of a user. */
export const SEPARATOR = '_';

/** The first part of the names of RabbitMQ's own exchanges. `amq.default` reaches the queues of all services. */
export const RESERVED = 'amq';

/** All services share RabbitMQ's default virtual host: a queue of one cannot be bound to an exchange of another. */
export const VHOST = '/';
