import type { DatabaseConstruct } from '../database/database-construct';
import type { IMonitored } from '../monitoring/monitored';

/** What may describe its alarms and graphs. */
interface Describes {
  readonly monitored?: IMonitored;
}

/** The parts of a platform that describe their alarms and graphs, if they do. */
export interface WatchedPlatform {
  readonly database?: DatabaseConstruct;
}

/** Returns what a platform has alarms for, by owner: the stores by service, and the parts by the name of their prop. */
export function watchedBy(
  { database }: WatchedPlatform,
  services: readonly string[],
  parts: ReadonlyMap<string, Describes>,
): ReadonlyMap<string, IMonitored | undefined> {
  return new Map([
    ...services.map((name) => [parts.has(name) ? `${name}-service` : name, database?.store(name).monitored] as const),
    ...[...parts].map(([owner, { monitored }]) => [owner, monitored] as const),
  ]);
}
