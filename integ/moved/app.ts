import { Stage } from 'aws-cdk-lib';
import { EcommerceInfrastructure } from '../../src';
import { integApp, tagForTest } from '../support/app';
import { disposable } from '../support/disposable';

// scripts/lib/integ/moves.mjs deploys this stack, then moves it into a stage and deploys it again.
const app = integApp('moved');
const parent = process.env.INTEG_STAGE ? new Stage(app, 'Prod') : app;
tagForTest(parent, 'moved'); // tags of an app do not apply to its stages

new EcommerceInfrastructure(parent, 'integ-moved', {
  stackName: 'integ-moved',
  provider: disposable('development'),
  environmentName: 'integ-moved',
});
