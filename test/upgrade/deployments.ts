import { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  EcommerceInfrastructure,
  type EcommerceInfrastructureProps,
  type LoginOptions,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { newApp } from '../support/apps';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { nestedStacks } from '../support/logins';
import type { CloudFormationTemplate } from './stateful-changes';

/** Returns the template of a platform with these props. */
export function templateWith(
  props: EcommerceInfrastructureProps,
  context: Record<string, unknown> = {},
): CloudFormationTemplate {
  const stack = new EcommerceInfrastructure(newApp(context), 'Ecommerce', props);
  const { Resources } = Template.fromStack(stack).toJSON();
  return { Resources };
}

/** Returns the template of a platform with these props, with the resources of its nested stacks. */
function deploymentWith(
  props: EcommerceInfrastructureProps,
  context: Record<string, unknown> = {},
): CloudFormationTemplate {
  const stack = new EcommerceInfrastructure(newApp(context), 'Ecommerce', props);
  const own = Template.fromStack(stack).toJSON().Resources;
  const nested = nestedStacks(stack).map((it) => {
    const { Resources } = Template.fromStack(it).toJSON();
    return prefixed(stack.resolve(it.nestedStackResource?.ref).Ref, Resources);
  });
  return { Resources: Object.assign({}, own, ...nested) };
}

/** Puts the id of the nested stack before the ids of its resources, and before the references to them. */
function prefixed(prefix: string, resources: CloudFormationTemplate['Resources']): CloudFormationTemplate['Resources'] {
  const ids = Object.keys(resources).map((id) => `"${id}"`);
  const text = ids.reduce((all, id) => all.replaceAll(id, `"${prefix}.${id.slice(1)}`), JSON.stringify(resources));
  return JSON.parse(text);
}

const [[, withoutFlags], [, withFlags]] = FEATURE_FLAGS;

const { PHASE_ONE, PHASE_TWO } = ServiceCatalogue;

const production = new AWSProvider();
const staging = new StagingProvider();

/**
 * The deployments whose stateful resources every release must retain: by name, a function that creates the template, with
 * these options of logins.
 */
export const DEPLOYMENTS: Readonly<Record<string, (logins?: LoginOptions) => CloudFormationTemplate>> = {
  'production-phase-one': (logins) =>
    deploymentWith({ provider: production, catalogue: PHASE_ONE, logins }, withoutFlags),
  'production-phase-one-flags': (logins) =>
    deploymentWith({ provider: production, catalogue: PHASE_ONE, logins }, withFlags),
  'production-phase-two': (logins) =>
    deploymentWith({ provider: production, catalogue: PHASE_TWO, logins }, withoutFlags),
  'production-phase-two-flags': (logins) =>
    deploymentWith({ provider: production, catalogue: PHASE_TWO, logins }, withFlags),
  'staging-phase-one': (logins) => deploymentWith({ provider: staging, catalogue: PHASE_ONE, logins }, withoutFlags),
};
