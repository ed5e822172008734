import type { IConstruct } from 'constructs';
import { AWSProvider } from './aws-provider';
import { DevelopmentProvider } from './development-provider';
import type { IEnvironmentProvider } from './environment-provider';
import { LocalStackProvider } from './local-stack-provider';
import { StagingProvider } from './staging-provider';

/** Which environment to provide for. */
export interface EnvironmentConfig {
  /** The environment's name: `local`, `development`, `staging` or `production`. */
  readonly environment: string;
}

const PROVIDERS: ReadonlyMap<string, new () => IEnvironmentProvider> = new Map([
  ['local', LocalStackProvider],
  ['development', DevelopmentProvider],
  ['staging', StagingProvider],
  ['production', AWSProvider],
]);

const SUPPORTED = [...PROVIDERS.keys()].join(', ');

/**
 * Finds the provider of an environment by the environment's name.
 *
 * @example
 * import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * const app = new App();
 * // cdk deploy -c environment=staging
 * new EcommerceInfrastructure(app, 'Ecommerce', { provider: EnvironmentProviderFactory.fromContext(app) });
 */
export class EnvironmentProviderFactory {
  /**
   * The provider of the named environment.
   *
   * Throws `Unsupported environment: X` for any other name.
   */
  public static create(config: EnvironmentConfig): IEnvironmentProvider {
    const Provider = PROVIDERS.get(config.environment);
    if (!Provider) {
      throw new Error(
        `Unsupported environment: ${config.environment}. \`environment\` must be one of ${SUPPORTED}. ` +
          'For an environment of your own, extend EnvironmentProvider and pass an instance of it as `provider`.',
      );
    }
    return new Provider();
  }

  /**
   * The provider of the environment that the app's context names: `cdk deploy -c environment=production`, or
   * `"context": { "environment": "local" }` in cdk.json for the one to use when the command line names none.
   *
   * Throws when the context names none, rather than guess an account's environment, and `Unsupported environment: X`
   * when it names another than those of `create`.
   */
  public static fromContext(scope: IConstruct): IEnvironmentProvider {
    const environment: unknown = scope.node.tryGetContext('environment');
    if (typeof environment !== 'string') {
      throw new Error(
        `Unsupported environment: ${environment}. The context value \`environment\` must be one of ${SUPPORTED}. ` +
          'Pass it with -c environment=local, or set it under "context" in cdk.json.',
      );
    }
    return EnvironmentProviderFactory.create({ environment });
  }

  private constructor() {}
}
