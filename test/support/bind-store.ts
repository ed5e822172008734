import { aws_iam as iam, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { AWSProvider, type IDataStore, type IServiceStore, type StoreContext } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from './stacks';

/** A store on its own in a plain stack. */
export interface BoundStore {
  readonly stack: Stack;
  readonly store: IServiceStore;
  readonly template: () => Template;
  /** The statements of a role that was granted access. */
  readonly granted: () => unknown;
}

/** Binds a store to a service in production, unless the context says otherwise. */
export function bindStore(
  dataStore: IDataStore | ((stack: Stack) => IDataStore),
  context: Partial<StoreContext> | ((stack: Stack) => Partial<StoreContext>) = {},
  featureFlags: Record<string, unknown> = {},
): BoundStore {
  const stack = threeZoneStack(featureFlags);
  const given = typeof context === 'function' ? context(stack) : context;
  const store = (typeof dataStore === 'function' ? dataStore(stack) : dataStore).bind(new Construct(stack, 'Store'), {
    serviceName: 'reviews',
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...given,
  });
  const template = () => templateOf(stack);
  const granted = () => {
    store.grantAccess(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    const policies = Object.entries(template().findResources('AWS::IAM::Policy'));
    return policies.find(([id]) => id.startsWith('RoleDefaultPolicy'))?.[1].Properties.PolicyDocument.Statement;
  };
  return { stack, store, template, granted };
}

/** The security group ids that a template's rules let in, by the group that lets them in. */
export function admitted(template: Template): Record<string, unknown>[] {
  return Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
}
