import { RemovalPolicy } from 'aws-cdk-lib';
import { EnvironmentProviderFactory, type IEnvironmentProvider } from '../../src';

/** Creates an environment whose resources are deleted with their stack, so that a test retains nothing. */
export function disposable(environment: string): IEnvironmentProvider {
  const provider = EnvironmentProviderFactory.create({ environment });
  return {
    ...provider,
    retention: { ...provider.retention, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
  };
}
