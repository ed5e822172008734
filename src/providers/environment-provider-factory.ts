import type { IConstruct } from 'constructs';
import { isPending } from '../private/validation';
import { AWSProvider } from './aws-provider';
import { DevelopmentProvider } from './development-provider';
import type { IEnvironmentProvider } from './environment-provider';
import type { EnvironmentValues } from './environment-values';
import { LocalStackProvider } from './local-stack-provider';
import { StagingProvider } from './staging-provider';

/** Selects an environment of the library. */
export interface EnvironmentConfig {
  /** Name of the environment: `local`, `development`, `staging` or `production`. */
  readonly environment: string;
}

const PROVIDERS: ReadonlyMap<string, new () => IEnvironmentProvider> = new Map([
  ['local', LocalStackProvider],
  ['development', DevelopmentProvider],
  ['staging', StagingProvider],
  ['production', AWSProvider],
]);

const SUPPORTED = [...PROVIDERS.keys()].join(', ');

const CUSTOM_ENVIRONMENT =
  'For a custom environment, pass as `provider` the result of `EnvironmentProviderFactory.fromValues`, or an instance ' +
  'of a class that extends `EnvironmentProvider`.';

/**
 * Creates environment providers: by the environment's name, or from values.
 *
 * @example
 * import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * const app = new App();
 * // cdk deploy --all -c environment=staging
 * new EcommerceInfrastructure(app, 'Ecommerce', { provider: EnvironmentProviderFactory.fromContext(app) });
 */
export class EnvironmentProviderFactory {
  /**
   * Creates the provider of the named environment. While the CDK looks the name up, it has the settings of production.
   *
   * Throws `Unsupported environment: X` for any other name.
   */
  public static create(config: EnvironmentConfig): IEnvironmentProvider {
    const { environment } = config;
    if (isPending(environment)) {
      return { ...new AWSProvider(), environmentName: environment };
    }
    const Provider = PROVIDERS.get(environment);
    if (!Provider) {
      throw new Error(
        `Unsupported environment: ${environment}. \`environment\` must be one of ${SUPPORTED}. ${CUSTOM_ENVIRONMENT}`,
      );
    }
    return new Provider();
  }

  /**
   * Creates the provider of the environment that the app's context names: `cdk deploy --all -c environment=production`, or
   * `"context": { "environment": "local" }` in cdk.json as the default for the command line.
   *
   * Throws `Unsupported environment: X` when `create` does not support the name, and when the context names no
   * environment: the library does not guess the environment of an account.
   */
  public static fromContext(scope: IConstruct): IEnvironmentProvider {
    const environment: unknown = scope.node.tryGetContext('environment');
    if (typeof environment !== 'string') {
      throw new Error(
        `Unsupported environment: ${environment}. The context value \`environment\` must be one of ${SUPPORTED}. ` +
          `Pass it with -c environment=local, or set it under "context" in cdk.json. ${CUSTOM_ENVIRONMENT}`,
      );
    }
    return EnvironmentProviderFactory.create({ environment });
  }

  /**
   * Creates the provider of a custom environment from values, without a class.
   *
   * The three instance types are required. Every other setting defaults to production's. Python rejects a misspelt
   * keyword; TypeScript and Java do not compile a misspelt name.
   *
   * @example
   * import { EcommerceInfrastructure, EnvironmentProviderFactory, NatGateways } from '@org/ecommerce-constructs';
   * import { App, aws_ec2 as ec2, RemovalPolicy } from 'aws-cdk-lib';
   *
   * const qa = EnvironmentProviderFactory.fromValues({
   *   environmentName: 'qa',
   *   databaseInstanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
   *   cacheNodeType: 'cache.t4g.small',
   *   mqInstanceType: 'mq.m7g.medium',
   *   network: { natGateways: NatGateways.ONE },
   *   retention: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
   * });
   * new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: qa });
   */
  public static fromValues(values: EnvironmentValues): IEnvironmentProvider {
    return values;
  }

  private constructor() {}
}
