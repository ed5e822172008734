import { Names, NestedStack, Stack, type aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTarget } from '../monitoring/alarms/alarm-target';
import { publishEvents } from '../monitoring/alarms/event-rules';
import { MonitoringConstruct } from '../monitoring/monitoring-construct';
import { pathText } from '../naming/texts';
import { deployAfter } from '../parameters/stack-dependency';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import { withinParameters } from './dashboard-values';
import type { PlatformMonitoringOptions } from './monitoring-options';
import type { PlatformValues } from './platform-values';
import { separateStackProps } from './stack-layout';
import { TOPIC, type Watched } from './watched';

/** What a platform has alarms for. */
export interface PlatformMonitoringProps {
  readonly options?: PlatformMonitoringOptions;
  readonly environment: ResolvedEnvironment;
  readonly environmentName?: string;
  /** What describes alarms and graphs. */
  readonly watched: readonly Watched[];
  /** The stacks of services. */
  readonly separate?: ReadonlyMap<string, Stack>;
  /** The values that the stack reads; undefined if the platform has no environment name. */
  readonly values?: PlatformValues;
}

/** A platform with its topic, which exists if there are alarms. */
export interface MonitoredPlatform extends Construct {
  readonly operationsTopic?: sns.ITopic;
}

/** Whether a platform has alarms: its topic then admits them. */
export function hasAlarms(
  options: PlatformMonitoringOptions | undefined,
  { monitoring }: ResolvedEnvironment,
): boolean {
  return options?.alarms ?? monitoring.alarms;
}

/**
 * Creates the alarms and dashboards of a platform, in a stack of their own; returns undefined if both are off.
 *
 * The stack refers to the other stacks of the platform, and none of them refers to it.
 */
export function createMonitoring(
  platform: MonitoredPlatform,
  props: PlatformMonitoringProps,
): MonitoringConstruct | undefined {
  const { options, environment, separate = new Map<string, Stack>(), values } = props;
  const alarms = hasAlarms(options, environment);
  const hasDashboard = options?.dashboard ?? environment.monitoring.dashboard;
  if (!alarms && !hasDashboard && !options?.serviceDashboards?.length) {
    return undefined;
  }
  const stack = new Stack(platform, 'Monitoring', {
    description: `Alarms and dashboards of ${pathText(platform)}`,
    ...separateStackProps(platform, 'monitoring', options?.stackProps),
  });
  for (const other of [platform, ...separate.values()]) {
    deployAfter(stack, other, 'has alarms for it'); // a silent resource would breach a threshold before it exists
  }
  const topic = alarms ? platform.operationsTopic : undefined;
  const { page, ticket } = options?.routing ?? {};
  const targets = topic && [AlarmTarget.topic(topic)];
  const monitoring = new MonitoringConstruct(stack, 'Monitoring', {
    ...options,
    provider: environment,
    environmentName: props.environmentName,
    routing: { page: page ?? targets, ticket: ticket ?? targets },
    serviceRouting: {
      // A topic that cannot deliver a message would report that to itself, again and again.
      ...(topic && { [TOPIC]: { page: page ?? [], ticket: ticket ?? [] } }),
      ...options?.serviceRouting,
    },
    _publish: values && ((text, owner) => values.publishedForMonitoring(stack, owner, text)),
    _scopeOf: (owner) => (separate.has(owner) ? new OwnerStack(stack, owner) : undefined),
  });
  for (const [owner, monitored] of props.watched) {
    monitoring.watch(owner, withinParameters(monitored, separate));
  }
  if (topic) {
    publishEvents(stack, topic, { databases: !environment.monitoring.events });
  }
  return monitoring;
}

/**
 * A nested stack with the alarms of a service that has a stack of its own: there can be so many of these services that their
 * alarms do not fit into one stack.
 */
class OwnerStack extends NestedStack {
  /** The CDK's name is as long as the path, and file systems take 255 bytes. */
  public override readonly templateFile: string;

  constructor(scope: Construct, id: string) {
    super(scope, id, { description: `Alarms of ${id}` });
    this.templateFile = `${Names.uniqueResourceName(this, { maxLength: 200 })}.nested.template.json`;
  }
}
