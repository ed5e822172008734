import { EcommercePlatform, ServiceStacks } from '@org/ecommerce-constructs';
import { type App, Stack } from 'aws-cdk-lib';
import { catalogueOf, ENV, NO_MONITORING, production } from './library';
import type { Service } from './services';

/** Creates the platform in production with the library, each service in a stack of its own. */
export function create(app: App, services: Service[]): void {
  const stack = new Stack(app, 'Shop', { env: ENV, terminationProtection: true });
  new EcommercePlatform(stack, 'Platform', {
    provider: production(),
    catalogue: catalogueOf(services),
    serviceStacks: ServiceStacks.perService(),
    monitoring: NO_MONITORING,
  });
}
