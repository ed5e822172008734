import { App } from 'aws-cdk-lib';
import {
  AWSProvider,
  DevelopmentProvider,
  EnvironmentProviderFactory,
  LocalStackProvider,
  StagingProvider,
} from '../../src';

describe('create', () => {
  test.each([
    ['local', LocalStackProvider],
    ['development', DevelopmentProvider],
    ['staging', StagingProvider],
    ['production', AWSProvider],
  ])('knows %s', (environment, provider) => {
    expect(EnvironmentProviderFactory.create({ environment })).toBeInstanceOf(provider);
  });

  test.each(['prod', 'Production', '', 'toString'])("fails when the environment is '%s'", (environment) => {
    expect(() => EnvironmentProviderFactory.create({ environment })).toThrow(
      `Unsupported environment: ${environment}. \`environment\` must be one of local, development, staging, production. ` +
        'For an environment of your own, extend EnvironmentProvider and pass an instance of it as `provider`.',
    );
  });
});

describe('fromContext', () => {
  test('reads -c environment=staging', () => {
    const app = new App({ context: { environment: 'staging' } });
    expect(EnvironmentProviderFactory.fromContext(app)).toBeInstanceOf(StagingProvider);
  });

  test('fails when the context names no environment, and says how to name one', () => {
    expect(() => EnvironmentProviderFactory.fromContext(new App())).toThrow(
      'Unsupported environment: undefined. The context value `environment` must be one of local, development, staging, ' +
        'production. Pass it with -c environment=local, or set it under "context" in cdk.json.',
    );
  });

  test('fails when the context names another one', () => {
    const app = new App({ context: { environment: 'qa' } });
    expect(() => EnvironmentProviderFactory.fromContext(app)).toThrow('Unsupported environment: qa.');
  });
});
