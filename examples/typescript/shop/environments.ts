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

/** For load tests: production's machines, without its copies, and gone when the tests are. */
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

/** For a first market: smaller than production, and in all else the same. The three answers are the required ones. */
export class PilotEnvironment implements IEnvironmentProvider {
  readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL);
  readonly cacheNodeType = 'cache.t4g.small';
  readonly mqInstanceType = 'mq.m7g.medium';
}

/** The environment that the app's context names: `-c environment=pilot`, or what cdk.json says. */
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
