import {
  AWSProvider,
  EcommerceInfrastructure,
  EcommercePlatform,
  type IEnvironmentProvider,
  ServiceCatalogue,
} from '../../src';
import { newApp } from '../support/apps';
import { threeZoneStack } from '../support/stacks';

/** A provider of production that counts reads of its properties: for a provider in Python, each read is a call. */
function countingProvider(): { readonly provider: IEnvironmentProvider; readonly reads: () => number } {
  let reads = 0;
  const provider = new Proxy(new AWSProvider(), {
    get: (target, property, receiver) => {
      reads += 1;
      return Reflect.get(target, property, receiver);
    },
  });
  return { provider, reads: () => reads };
}

const HUNDRED = ServiceCatalogue.of(Array.from({ length: 100 }, (_, index) => ({ name: `service${index}` })));

function readsWith(catalogue: ServiceCatalogue): number {
  const { provider, reads } = countingProvider();
  new EcommercePlatform(threeZoneStack(), 'Platform', { provider, catalogue });
  return reads();
}

test('the platform reads the provider as often with a hundred services as with seven', () => {
  const reads = readsWith(ServiceCatalogue.PHASE_ONE);
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(21);
  expect(readsWith(HUNDRED)).toBe(reads);
});

test('the stack does not read the provider more often than the platform', () => {
  const { provider, reads } = countingProvider();
  new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider });
  expect(reads()).toBeLessThanOrEqual(21);
});
