import {
  Capability,
  DataStore,
  EcommerceInfrastructure,
  Events,
  type IEnvironmentProvider,
  ServiceCatalogue,
  Subscription,
} from '@org/ecommerce-constructs';
import type { Construct } from 'constructs';
import { ObjectStore } from './object-store';

/** The platform of a shop with two services. */
export class ShopPlatform extends EcommerceInfrastructure {
  constructor(scope: Construct, id: string, provider: IEnvironmentProvider) {
    super(scope, id, {
      provider,
      catalogue: ServiceCatalogue.of([
        {
          name: 'orderservice',
          store: DataStore.auroraPostgres(),
          capabilities: [Capability.CACHE, Capability.MESSAGING],
          publishes: Events.of('order.placed', 'order.cancelled'),
        },
        {
          name: 'invoiceservice',
          store: new ObjectStore(),
          capabilities: [Capability.MESSAGING],
          subscribes: [Subscription.to('orderservice', 'order.placed')],
        },
      ]),
      search: { enabled: false },
    });
  }
}
