import {
  type BackupSettings,
  type DatabaseSettings,
  EnvironmentProvider,
  EnvironmentProviderFactory,
  type IEnvironmentProvider,
  NatGateways,
  type NetworkSettings,
  type RetentionSettings,
} from '@org/ecommerce-constructs';
import { Duration, aws_ec2 as ec2, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** For a first market: smaller instances than production, with production's value for every other setting. */
const PILOT = EnvironmentProviderFactory.fromValues({
  databaseInstanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
  cacheNodeType: 'cache.t4g.small',
  mqInstanceType: 'mq.m7g.medium',
});

/**
 * For load tests: large instances without standbys and backups, all deleted with the stack.
 *
 * A class, to be extended by other environments.
 */
class PerformanceEnvironment extends EnvironmentProvider {
  override readonly environmentName = 'performance';
  override readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE);
  override readonly cacheNodeType = 'cache.m7g.large';
  override readonly mqInstanceType = 'mq.m7g.xlarge';
  override readonly network: NetworkSettings = { natGateways: NatGateways.ONE };
  override readonly database: DatabaseSettings = {
    multiAz: false,
    auroraReaders: 0,
    backupRetention: Duration.days(1),
  };
  override readonly backup: BackupSettings = { retention: Duration.days(0) };
  override readonly retention: RetentionSettings = {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: logs.RetentionDays.ONE_WEEK,
  };
}

/** Returns the environment that the context names: `-c environment=pilot`, or the default in cdk.json. */
export function environmentFromContext(scope: IConstruct): IEnvironmentProvider {
  const name: unknown = scope.node.tryGetContext('environment');
  switch (name) {
    case 'performance':
      return new PerformanceEnvironment();
    case 'pilot':
      return PILOT;
    default:
      throw new Error(`Unsupported environment: ${name}. Pass performance or pilot with -c.`);
  }
}
