import { aws_cloudwatch as cloudwatch, type aws_sns as sns } from 'aws-cdk-lib';
import type { DatabaseConstruct } from '../database/database-construct';
import type { DashboardGraph } from '../monitoring/dashboard-graph';
import type { IMonitored } from '../monitoring/monitored';
import { topicAlarms } from '../monitoring/topic-alarms';
import type { VpcConstruct } from '../networking/vpc-construct';

/** The owner of the alarms of the network. */
const NETWORK = 'network';

/** The owner of the alarms of the operations topic. */
export const TOPIC = 'operations';

/** A part that may describe its alarms and graphs. */
interface Describes {
  readonly monitored?: IMonitored;
}

/** The constructs of a platform that services do not share as they share parts. */
export interface WatchedPlatform {
  readonly database?: DatabaseConstruct;
  readonly network?: VpcConstruct;
  readonly operationsTopic?: sns.ITopic;
}

/** What describes alarms and graphs of an owner. */
export type Watched = readonly [owner: string, monitored: IMonitored];

/** Returns what a platform watches: the stores by service, the parts by the name of their prop, and the topic. */
export function watchedBy(
  { database, network, operationsTopic: topic }: WatchedPlatform,
  services: readonly string[],
  sharedParts: ReadonlyMap<string, Describes>,
): Watched[] {
  const ownerOf = (service: string) => ownerOfService(service, sharedParts);
  const ofStores = services.flatMap((name) => entry(ownerOf(name), database?.store(name).monitored));
  const ofParts = [...sharedParts].flatMap(([owner, { monitored }]) =>
    monitored ? [...ofServices(owner, monitored, services, ownerOf), entryOfPart(owner, monitored, services)] : [],
  );
  const ofTopic = entry(TOPIC, topic && { alarms: topicAlarms(topic), graphs: [] });
  return [...ofStores, ...ofParts, ...entry(NETWORK, network?.monitored), ...ofTopic];
}

/** The owner of the alarms of a service, which may have the name of a part. */
function ownerOfService(service: string, sharedParts: ReadonlyMap<string, Describes>): string {
  return sharedParts.has(service) || [NETWORK, TOPIC].includes(service) ? `${service}-service` : service;
}

function entry(owner: string, monitored?: IMonitored): Watched[] {
  return monitored ? [[owner, monitored]] : [];
}

/**
 * What a part has for single services, such as the functions that rotate their passwords: the services own it, because a part
 * can have hundreds of them. A part names the service as `resource` of an alarm, and as label of a line.
 */
function ofServices(
  part: string,
  { alarms, graphs }: IMonitored,
  services: readonly string[],
  ownerOf: (service: string) => string,
): Watched[] {
  return services.flatMap((service): Watched[] => {
    const own: IMonitored = {
      alarms: alarms.filter(({ resource }) => resource === service).map((alarm) => ({ ...alarm, resource: part })),
      graphs: graphs.flatMap((graph) => linesOf(graph, (label) => label === service, part)),
    };
    return own.alarms.length + own.graphs.length > 0 ? [[ownerOf(service), own]] : [];
  });
}

/** What a part has for itself. */
function entryOfPart(part: string, { alarms, graphs }: IMonitored, services: readonly string[]): Watched {
  const isOwn = (name?: string) => name === undefined || !services.includes(name);
  return [
    part,
    {
      alarms: alarms.filter(({ resource }) => isOwn(resource)),
      graphs: graphs.flatMap((graph) => linesOf(graph, isOwn)),
    },
  ];
}

/** Returns a graph with some of its lines; none without a line. */
function linesOf(graph: DashboardGraph, includes: (label?: string) => boolean, newLabel?: string): DashboardGraph[] {
  const metrics = graph.metrics
    .filter((metric) => includes(metric instanceof cloudwatch.Metric ? metric.label : undefined))
    .map((metric) => (newLabel && metric instanceof cloudwatch.Metric ? metric.with({ label: newLabel }) : metric));
  const isQuery = graph.logQuery !== undefined && newLabel === undefined;
  return metrics.length > 0 || isQuery ? [{ ...graph, metrics }] : [];
}
