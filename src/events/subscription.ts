import { RoutingKey } from './routing-key';

/**
 * The events of another service that a service may hear on the message broker.
 *
 * @example
 * import { ServiceCatalogue, Subscription } from '@org/ecommerce-constructs';
 *
 * const catalogue = ServiceCatalogue.PHASE_ONE.withEvents('notificationservice', {
 *   subscribes: [Subscription.to('orderservice', 'order.placed')],
 * });
 */
export class Subscription {
  /**
   * Lets the service bind its queues to the exchange `<service>.events` of another service.
   *
   * Throws if a routing key is not made of words of letters, digits, hyphens and underscores, or `*` and `#`, with dots between
   * them.
   * @param service the name of the service that publishes
   * @param routingKeys the routing keys with which queues may be bound, without the name of the service that publishes, such
   * as `order.placed`, and each exactly as it is bound, also a pattern such as `order.*`. Without any, all routing keys.
   */
  public static to(service: string, ...routingKeys: string[]): Subscription {
    return new Subscription(
      service,
      routingKeys.map((key) => RoutingKey.ofBinding(key)),
    );
  }

  /**
   * The name of the service that publishes.
   * @internal
   */
  public readonly _service: string;
  /**
   * The routing keys with which queues may be bound; none for all.
   * @internal
   */
  public readonly _routingKeys: readonly RoutingKey[];

  private constructor(service: string, routingKeys: readonly RoutingKey[]) {
    this._service = service;
    this._routingKeys = routingKeys;
  }
}
