import { EcommercePlatform, type IEnvironmentProvider } from '@org/ecommerce-constructs';
import { type App, Stack } from 'aws-cdk-lib';
import { catalogueOf, ENV, production } from './library';
import type { Service } from './services';

/** Creates the platform, and returns how often it read the provider: for a provider in Python, each read is a message. */
export function create(app: App, services: Service[]): { readonly reads: number } {
  const { provider, reads } = countingProvider();
  const stack = new Stack(app, 'Shop', { env: ENV, terminationProtection: true });
  new EcommercePlatform(stack, 'Platform', { provider, catalogue: catalogueOf(services) });
  return { reads: reads() };
}

function countingProvider(): { readonly provider: IEnvironmentProvider; readonly reads: () => number } {
  let reads = 0;
  const provider = new Proxy(production(), {
    get: (target, property, receiver) => {
      reads += 1;
      return Reflect.get(target, property, receiver);
    },
  });
  return { provider, reads: () => reads };
}
