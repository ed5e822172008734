import {
  Capability,
  EcommerceInfrastructure,
  EnvironmentProviderFactory,
  type IEnvironmentProvider,
  ServiceCatalogue,
} from '@org/ecommerce-constructs';
import type { App } from 'aws-cdk-lib';
import type { Part, Service } from './services';

const CAPABILITIES: Record<Part, Capability> = {
  cache: Capability.CACHE,
  messaging: Capability.MESSAGING,
  search: Capability.SEARCH,
  storage: Capability.STORAGE,
  'storage-read': Capability.STORAGE_READ,
};

/** The program by hand has neither alarms nor dashboards. */
export const NO_MONITORING = { alarms: false, dashboard: false };

export const ENV = { account: '123456789012', region: 'eu-central-1' };

/** Creates the platform in production with the library. */
export function create(app: App, services: Service[]): void {
  new EcommerceInfrastructure(app, 'Shop', {
    provider: production(),
    catalogue: catalogueOf(services),
    monitoring: NO_MONITORING,
    env: ENV,
  });
}

export function production(): IEnvironmentProvider {
  return EnvironmentProviderFactory.create({ environment: 'production' });
}

export function catalogueOf(services: Service[]): ServiceCatalogue {
  return ServiceCatalogue.of(
    services.map(({ name, uses, pciScope }) => ({
      name,
      pciScope,
      capabilities: uses.map((part) => CAPABILITIES[part]),
    })),
  );
}
