import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { layered } from '../private/layered';
import type { IEnvironmentProvider } from './environment-provider';
import { type CompleteSettings, PRODUCTION } from './production-settings';

/**
 * The answers of a provider, each read once, with production's where the provider gives none.
 *
 * A provider that is written in Python or Java answers each read by a call between two processes. A construct therefore
 * resolves its provider once, and hands the result to the constructs in it, which take it as it is.
 */
export class ResolvedEnvironment implements IEnvironmentProvider, CompleteSettings {
  /** Reads the provider, unless it is resolved already. */
  public static of(provider: IEnvironmentProvider): ResolvedEnvironment {
    return provider instanceof ResolvedEnvironment ? provider : new ResolvedEnvironment(provider);
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

  private constructor(provider: IEnvironmentProvider) {
    this.databaseInstanceType = provider.databaseInstanceType;
    this.cacheNodeType = provider.cacheNodeType;
    this.mqInstanceType = provider.mqInstanceType;
    this.environmentName = provider.environmentName;
    this.network = layered(PRODUCTION.network, provider.network);
    this.database = layered(PRODUCTION.database, provider.database);
    this.cache = layered(PRODUCTION.cache, provider.cache);
    this.messaging = layered(PRODUCTION.messaging, provider.messaging);
    this.search = layered(PRODUCTION.search, provider.search);
    this.storage = layered(PRODUCTION.storage, provider.storage);
    this.encryption = layered(PRODUCTION.encryption, provider.encryption);
    this.secrets = layered(PRODUCTION.secrets, provider.secrets);
    this.backup = layered(PRODUCTION.backup, provider.backup);
    this.monitoring = layered(PRODUCTION.monitoring, provider.monitoring);
    this.retention = layered(PRODUCTION.retention, provider.retention);
  }
}
