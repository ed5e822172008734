import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { EcommerceInfrastructure, ServiceCatalogue } from '../../src';
import { integApp } from './app';
import { disposable } from './disposable';
import { EXPECTED } from './environments';
import { expectPlatform } from './platform';
import { PHASE_ONE, PHASE_TWO } from './stores-of-services';

const CATALOGUES = {
  'phase-one': { catalogue: ServiceCatalogue.PHASE_ONE, stores: PHASE_ONE },
  'phase-two': { catalogue: ServiceCatalogue.PHASE_TWO, stores: PHASE_TWO },
};

/** Tests the whole platform in one environment, with one catalogue. */
export function platformTest(environment: keyof typeof EXPECTED, phase: keyof typeof CATALOGUES): void {
  const { catalogue, stores } = CATALOGUES[phase];
  const name = `platform-${environment}-${phase}`;
  const app = integApp(name);
  const stack = new EcommerceInfrastructure(app, `integ-${name}`, { provider: disposable(environment), catalogue });

  const { assertions } = new IntegTest(app, name, {
    testCases: stack.platform.stacks, // with that of the alarms
    // CloudFormation replaces the list of stores that a backup plan selects when it changes. It holds no data.
    allowDestroy: ['AWS::Backup::BackupSelection'],
  });
  expectPlatform(assertions, stack.platform, stores, EXPECTED[environment]);
}
