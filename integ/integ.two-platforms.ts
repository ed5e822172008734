import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { EcommerceInfrastructure } from '../src';
import { integApp } from './support/app';
import { instanceId, placementOf } from './support/database-placement';
import { disposable } from './support/disposable';
import { EXPECTED } from './support/environments';
import { expectServiceLinkedRole } from './support/search';
import { expectInstance } from './support/stores';

// Both platforms have the same props, except the environment name. A resource name that is not unique to its stack, or
// a service-linked role that is created twice, would make the second deployment fail.
const app = integApp('two-platforms');
const platforms = ['north', 'south'].map((environmentName) => {
  const provider = disposable('development');
  return new EcommerceInfrastructure(app, `integ-two-platforms-${environmentName}`, { provider, environmentName });
});

const { assertions } = new IntegTest(app, 'two-platforms', { testCases: platforms });
for (const { database, vpc, platform } of platforms) {
  if (!database) throw new Error(`${platform.node.path} must have a database part`);
  const common = { vpc, keyArn: platform.encryptionKey.keyArn };
  expectInstance(assertions, placementOf(database, 'orderservice', instanceId, common), EXPECTED.development.instance);
}
expectServiceLinkedRole(assertions);
