import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { layered } from '../private/layered';
import type { IEnvironmentProvider } from './environment-provider';
import { type CompleteSettings, PRODUCTION } from './production-settings';
import {
  requireInstanceTypes,
  requireProvider,
  requireSettings,
  warnOfUnknownKeys,
  warnOfUnknownSettings,
} from './provider-rules';

/**
 * All settings of an environment, complete: the provider's, and production's for those that it leaves out.
 *
 * Each setting is read from the provider once, because each read of a provider in Python or Java is a call between two
 * processes. A construct resolves its provider once and passes the result to the constructs inside it.
 */
export class ResolvedEnvironment implements IEnvironmentProvider, CompleteSettings {
  /**
   * Reads the provider and checks it, unless it is resolved already.
   * @param scope the construct that has the provider as a prop, for errors and warnings
   */
  public static of(scope: IConstruct, provider: IEnvironmentProvider): ResolvedEnvironment {
    if (provider instanceof ResolvedEnvironment) {
      return provider;
    }
    requireProvider(scope, provider);
    const environment = new ResolvedEnvironment(scope, provider);
    requireInstanceTypes(scope, environment);
    warnOfUnknownKeys(scope, provider, Object.keys(environment));
    return environment;
  }

  public readonly databaseInstanceType: ec2.InstanceType;
  public readonly cacheNodeType: string;
  public readonly mqInstanceType: string;
  public readonly environmentName?: string;
  public readonly network: CompleteSettings['network'];
  public readonly database: CompleteSettings['database'];
  public readonly cache: CompleteSettings['cache'];
  public readonly messaging: CompleteSettings['messaging'];
  public readonly search: CompleteSettings['search'];
  public readonly storage: CompleteSettings['storage'];
  public readonly encryption: CompleteSettings['encryption'];
  public readonly secrets: CompleteSettings['secrets'];
  public readonly backup: CompleteSettings['backup'];
  public readonly monitoring: CompleteSettings['monitoring'];
  public readonly retention: CompleteSettings['retention'];

  private constructor(scope: IConstruct, provider: IEnvironmentProvider) {
    this.databaseInstanceType = provider.databaseInstanceType;
    this.cacheNodeType = provider.cacheNodeType;
    this.mqInstanceType = provider.mqInstanceType;
    this.environmentName = provider.environmentName;
    this.network = complete(scope, 'network', PRODUCTION.network, provider.network);
    this.database = complete(scope, 'database', PRODUCTION.database, provider.database);
    this.cache = complete(scope, 'cache', PRODUCTION.cache, provider.cache);
    this.messaging = complete(scope, 'messaging', PRODUCTION.messaging, provider.messaging);
    this.search = complete(scope, 'search', PRODUCTION.search, provider.search);
    this.storage = complete(scope, 'storage', PRODUCTION.storage, provider.storage);
    this.encryption = complete(scope, 'encryption', PRODUCTION.encryption, provider.encryption);
    this.secrets = complete(scope, 'secrets', PRODUCTION.secrets, provider.secrets);
    this.backup = complete(scope, 'backup', PRODUCTION.backup, provider.backup);
    this.monitoring = complete(scope, 'monitoring', PRODUCTION.monitoring, provider.monitoring);
    this.retention = complete(scope, 'retention', PRODUCTION.retention, provider.retention);
  }
}

/** The settings of a group, with production's for those that are left out. */
function complete<Settings extends object>(
  scope: IConstruct,
  group: keyof CompleteSettings,
  production: Settings,
  settings: Partial<Settings> | undefined,
): Settings {
  requireSettings(scope, group, settings);
  if (settings === production) {
    return production; // without a copy, which would read every setting
  }
  warnOfUnknownSettings(scope, group, settings, Object.keys(production));
  return layered(production, settings);
}
