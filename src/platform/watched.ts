import type { aws_sns as sns } from 'aws-cdk-lib';
import type { DatabaseConstruct } from '../database/database-construct';
import type { IMonitored } from '../monitoring/monitored';
import { topicAlarms } from '../monitoring/topic-alarms';

/** The owner of the alarms of the operations topic. */
export const TOPIC = 'operations';

/** A part that may describe its alarms and graphs. */
interface Describes {
  readonly monitored?: IMonitored;
}

/** The constructs of a platform that services do not share as they share parts. */
export interface WatchedPlatform {
  readonly database?: DatabaseConstruct;
  readonly operationsTopic?: sns.ITopic;
}

/** Returns what describes alarms and graphs, by owner: the stores by service, and the parts. */
export function watchedBy(
  { database, operationsTopic: topic }: WatchedPlatform,
  services: readonly string[],
  sharedParts: ReadonlyMap<string, Describes>,
): ReadonlyMap<string, IMonitored> {
  const described = new Map<string, IMonitored>();
  const add = (owner: string, monitored?: IMonitored) => {
    if (monitored) {
      described.set(described.has(owner) ? `${owner}-service` : owner, monitored);
    }
  };
  for (const [owner, { monitored }] of sharedParts) {
    add(owner, monitored);
  }
  add(TOPIC, topic && { alarms: topicAlarms(topic), graphs: [] });
  for (const service of services) {
    add(service, database?.store(service).monitored);
  }
  return described;
}
