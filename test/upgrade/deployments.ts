import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  EcommerceInfrastructure,
  type EcommerceInfrastructureProps,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import type { CloudFormationTemplate } from './stateful-changes';

/** Returns the template of a platform with these props. */
export function templateWith(
  props: EcommerceInfrastructureProps,
  context: Record<string, unknown> = {},
): CloudFormationTemplate {
  const stack = new EcommerceInfrastructure(new App({ context }), 'Ecommerce', props);
  const { Resources } = Template.fromStack(stack).toJSON();
  return { Resources };
}

const [[, withoutFlags], [, withFlags]] = FEATURE_FLAGS;

const { PHASE_ONE, PHASE_TWO } = ServiceCatalogue;

/** The deployments whose stateful resources every release must retain: by name, a function that creates the template. */
export const DEPLOYMENTS: Readonly<Record<string, () => CloudFormationTemplate>> = {
  'production-phase-one': () => templateWith({ provider: new AWSProvider(), catalogue: PHASE_ONE }, withoutFlags),
  'production-phase-one-flags': () => templateWith({ provider: new AWSProvider(), catalogue: PHASE_ONE }, withFlags),
  'production-phase-two': () => templateWith({ provider: new AWSProvider(), catalogue: PHASE_TWO }, withoutFlags),
  'production-phase-two-flags': () => templateWith({ provider: new AWSProvider(), catalogue: PHASE_TWO }, withFlags),
  'staging-phase-one': () => templateWith({ provider: new StagingProvider(), catalogue: PHASE_ONE }, withoutFlags),
};
