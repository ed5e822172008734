import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { EcommerceInfrastructure } from '../src';
import { integApp } from './support/app';
import { instanceId, placementOf } from './support/database-placement';
import { disposable } from './support/disposable';
import { EXPECTED } from './support/environments';
import { expectInstance } from './support/stores';

// Alike but for their names: whatever name is not the stack's own would be taken when the second one asks for it.
const app = integApp('two-platforms');
const platforms = ['north', 'south'].map((environmentName) => {
  const provider = disposable('development');
  return new EcommerceInfrastructure(app, `integ-two-platforms-${environmentName}`, { provider, environmentName });
});

const { assertions } = new IntegTest(app, 'two-platforms', { testCases: platforms });
for (const { database, vpc, platform } of platforms) {
  if (!database) throw new Error(`${platform.node.path} has no stores`);
  const common = { vpc, keyArn: platform.encryptionKey.keyArn };
  expectInstance(assertions, placementOf(database, 'orderservice', instanceId, common), EXPECTED.development.instance);
}
