import type { Events } from './events';
import type { Subscription } from './subscription';

/** What a service does on the message broker. */
export interface ServiceEvents {
  /**
   * The events that the service publishes on the message broker.
   * @default - none: no other service can subscribe to the service
   */
  readonly publishes?: Events;
  /**
   * The events of other services that the service hears. The bindings of a subscription that is removed are deleted.
   *
   * Changing it closes the connections of the service to the broker once, because RabbitMQ keeps the rights of a channel.
   * @default - none: the service cannot bind its queues to the exchange of another service
   */
  readonly subscribes?: Subscription[];
  /**
   * Options of the login of the service on the message broker.
   * @default - the defaults of `BrokerLoginOptions`
   */
  readonly brokerLogin?: BrokerLoginOptions;
}

/** Options of the login of a service on the message broker. */
export interface BrokerLoginOptions {
  /**
   * The number of connections that each user of the service may have: a positive whole number. Two users take turns, and both
   * may be connected for the time after a rotation. Each may have four channels for each connection.
   * @default - the `connectionLimit` of the broker
   */
  readonly connectionLimit?: number;
  /**
   * The names of queues and exchanges of a deployed platform that do not begin with the name of the service and a dot: the
   * service may declare, write and read them too. Names have 1 to 255 characters, and do not begin with `amq.`.
   *
   * If two services list the same queue, both need the subscriptions whose bindings it has.
   * @default - none
   */
  readonly additionalNames?: string[];
}
