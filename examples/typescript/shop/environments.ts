import {
  type BackupSettings,
  type DatabaseSettings,
  EnvironmentProvider,
  type IEnvironmentProvider,
  NatGateways,
  type NetworkSettings,
  type RetentionSettings,
} from '@org/ecommerce-constructs';
import { Duration, aws_ec2 as ec2, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An environment for load tests: large instances without standbys and readers. Its data is deleted with the stack. */
export class PerformanceEnvironment extends EnvironmentProvider {
  readonly environmentName = 'performance';
  readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE);
  readonly cacheNodeType = 'cache.m7g.large';
  readonly mqInstanceType = 'mq.m7g.xlarge';
  readonly network: NetworkSettings = { natGateways: NatGateways.ONE };
  readonly database: DatabaseSettings = { multiAz: false, auroraReaders: 0, backupRetention: Duration.days(1) };
  readonly backup: BackupSettings = { retention: Duration.days(0) };
  readonly retention: RetentionSettings = {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: logs.RetentionDays.ONE_WEEK,
  };
}

/** An environment for a first market, smaller than production. It has only the three required settings. */
export class PilotEnvironment implements IEnvironmentProvider {
  readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL);
  readonly cacheNodeType = 'cache.t4g.small';
  readonly mqInstanceType = 'mq.m7g.medium';
}

/** Returns the environment that the context names: `-c environment=pilot`, or the default in cdk.json. */
export function environmentFromContext(scope: IConstruct): IEnvironmentProvider {
  const name: unknown = scope.node.tryGetContext('environment');
  switch (name) {
    case 'performance':
      return new PerformanceEnvironment();
    case 'pilot':
      return new PilotEnvironment();
    default:
      throw new Error(`Unsupported environment: ${name}. Pass performance or pilot with -c.`);
  }
}
