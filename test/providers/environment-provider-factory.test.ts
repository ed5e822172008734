import { App } from 'aws-cdk-lib';
import {
  AWSProvider,
  DevelopmentProvider,
  EnvironmentProviderFactory,
  LocalStackProvider,
  StagingProvider,
} from '../../src';

const CUSTOM =
  'For a custom environment, pass as `provider` the result of `EnvironmentProviderFactory.fromValues`, or an instance of ' +
  'a class that extends `EnvironmentProvider`.';

describe('create', () => {
  test.each([
    ['local', LocalStackProvider],
    ['development', DevelopmentProvider],
    ['staging', StagingProvider],
    ['production', AWSProvider],
  ])('creates the provider of %s', (environment, provider) => {
    expect(EnvironmentProviderFactory.create({ environment })).toBeInstanceOf(provider);
  });

  test.each(['prod', 'Production', '', 'toString'])("rejects the environment '%s'", (environment) => {
    expect(() => EnvironmentProviderFactory.create({ environment })).toThrow(
      new Error(
        `Unsupported environment: ${environment}. \`environment\` must be one of local, development, staging, ` +
          `production. ${CUSTOM}`,
      ),
    );
  });
});

describe('fromContext', () => {
  test('creates the provider of -c environment=staging', () => {
    const app = new App({ context: { environment: 'staging' } });
    expect(EnvironmentProviderFactory.fromContext(app)).toBeInstanceOf(StagingProvider);
  });

  test('rejects a context without an environment, and names both ways to set it', () => {
    expect(() => EnvironmentProviderFactory.fromContext(new App())).toThrow(
      new Error(
        'Unsupported environment: undefined. The context value `environment` must be one of local, development, ' +
          'staging, production. Pass it with -c environment=local, or set it under "context" in cdk.json. ' +
          CUSTOM,
      ),
    );
  });

  test('rejects an unsupported environment in the context', () => {
    const app = new App({ context: { environment: 'qa' } });
    expect(() => EnvironmentProviderFactory.fromContext(app)).toThrow('Unsupported environment: qa.');
  });
});
