import { RoutingKey } from './routing-key';

/**
 * The events that a service publishes on the message broker, to its topic exchange `<service>.events`.
 *
 * The routing key of each event begins with the name of the service: `order.placed` of orderservice is
 * `orderservice.order.placed`.
 *
 * @example
 * import { Events, ServiceCatalogue } from '@org/ecommerce-constructs';
 *
 * const catalogue = ServiceCatalogue.PHASE_ONE.withEvents('productservice', {
 *   publishes: Events.of('product.created', 'product.removed'),
 * });
 */
export class Events {
  /** Events of any kind: other services may subscribe with every routing key. */
  public static readonly ANY = new Events();

  /**
   * Events with these routing keys: other services can subscribe to these alone. The broker lets the service itself publish
   * with every routing key that begins with its name.
   *
   * Throws if there is no routing key, and if one is not made of words of letters, digits, hyphens and underscores, with dots
   * between them.
   * @param routingKeys the routing keys without the name of the service, such as `order.placed`
   */
  public static of(...routingKeys: string[]): Events {
    if (routingKeys.length === 0) {
      throw new Error(
        'routingKeys must be one or more, got none. Use `Events.ANY`, or leave `publishes` out for a service that publishes nothing.',
      );
    }
    return new Events(routingKeys.map((key) => RoutingKey.ofEvent(key)));
  }

  private constructor(private readonly keys?: readonly RoutingKey[]) {}

  /**
   * Whether a subscription with this routing key can ever receive an event.
   * @internal
   */
  public _include(subscribed: RoutingKey): boolean {
    return this.keys === undefined || this.keys.some((key) => subscribed.matches(key));
  }

  /**
   * The routing keys; undefined for events of any kind.
   * @internal
   */
  public get _routingKeys(): readonly string[] | undefined {
    return this.keys?.map(({ text }) => text);
  }
}
