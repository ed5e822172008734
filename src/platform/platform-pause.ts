import { Annotations, CfnResource, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MonitoringConstruct } from '../monitoring/monitoring-construct';
import { PauseSchedule } from '../pause/pause-schedule';
import { refuse } from '../private/validation';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import type { PlatformPauseScheduleOptions } from './platform-props';

/** A platform with its alarms, if it has any. */
interface PausablePlatform extends Construct {
  readonly monitoring?: MonitoringConstruct;
}

/** The environment of a platform. */
export interface PlatformPauseProps {
  readonly environment: ResolvedEnvironment;
  readonly environmentName?: string;
}

/**
 * Pauses the databases of a platform, also those in stacks of services, and those of a kind of store that a user wrote. Says what
 * cannot be paused: nobody should expect that from the bill.
 */
export function createPlatformPause(
  platform: PausablePlatform,
  options: PlatformPauseScheduleOptions | undefined,
  { environment, environmentName }: PlatformPauseProps,
): PauseSchedule | undefined {
  if (options === undefined) {
    return undefined;
  }
  const isProtected = environment.retention.deletionProtection || PRODUCTION.test(environmentName ?? '');
  if (isProtected && options.evenInProduction !== true) {
    throw refuse(platform, {
      prop: 'pauseSchedule',
      gotInWords: 'a schedule',
      allowed: 'left out for an environment that is named production or protects its databases from deletion',
      fix: 'Nobody could buy anything at night: remove it, or set `evenInProduction: true` if that is what you want.',
    });
  }
  const pause = new PauseSchedule(platform, 'PauseSchedule', options);
  const resources = platform.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  for (const resource of resources) {
    pause._addResource(resource);
  }
  for (const [index, { minute, hour, weekdays, minutes }] of pause._times.windows.entries()) {
    platform.monitoring?.addMuteWindow({
      name: `pause-${index + 1}`,
      schedule: `cron(${minute} ${hour} * * ${weekdays.join(',')})`,
      duration: Duration.minutes(minutes),
      timeZone: pause._times.timeZone,
    });
  }
  const running = RUNNING.filter(([type]) => resources.some(({ cfnResourceType }) => cfnResourceType === type));
  if (running.length > 0) {
    Annotations.of(platform).addInfoV2(
      '@org/ecommerce-constructs:pauseSchedule',
      `During the pause, these run and are billed, because AWS cannot stop them: ${running.map(([, noun]) => noun).join(', ')}. ` +
        'Databases are not backed up while they are stopped.',
    );
  }
  return pause;
}

/** Names such as `prod`, `production-eu` and `eu.prod`: the provider of a user may protect nothing. */
const PRODUCTION = /(?:^|[._-])(?:prod|production)(?:$|[._-])/i;

/** What a platform can have that has no operation to stop it. */
const RUNNING: ReadonlyArray<readonly [string, string]> = [
  ['AWS::AmazonMQ::Broker', 'the message broker'],
  ['AWS::ElastiCache::ReplicationGroup', 'the cache'],
  ['AWS::OpenSearchService::Domain', 'the search domain'],
  ['AWS::EC2::NatGateway', 'NAT gateways'],
  ['AWS::RDS::DBProxy', 'database proxies'],
  ['AWS::RDS::DBCluster', 'Aurora clusters, which pause by themselves if their minimum capacity is 0'],
];
