import { RemovalPolicy } from 'aws-cdk-lib';
import { EnvironmentProviderFactory, type IEnvironmentProvider } from '../../src';

/** An environment as it is, but that what it makes can be destroyed: a test leaves nothing behind. */
export function disposable(environment: string): IEnvironmentProvider {
  const provider = EnvironmentProviderFactory.create({ environment });
  return {
    ...provider,
    retention: { ...provider.retention, removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
  };
}
