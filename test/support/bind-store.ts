import { aws_iam as iam, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { AWSProvider, type IDataStore, type IServiceStore, type StoreContext } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from './stacks';

/** A store in a stack without a platform. */
export interface BoundStore {
  readonly stack: Stack;
  readonly store: IServiceStore;
  readonly template: () => Template;
  /** Grants a role access to the store, and returns the statements of the role's policy. */
  readonly granted: () => unknown;
}

/** Binds a store to a service. The environment is production unless the context names another. */
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
    _nestLogins: true, // as in a `DatabaseConstruct`: the template has the store alone
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

/** The properties of the security group ingress rules of a template. */
export function admitted(template: Template): Record<string, unknown>[] {
  return Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
}
