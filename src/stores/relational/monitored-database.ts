import type { IConstruct } from 'constructs';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import type { IMonitored } from '../../monitoring/monitored';
import type { PartMetrics } from '../../monitoring/part-metrics';
import { rotatingFunctionsOf, rotationAlarms, rotationGraphs } from '../../rotation/rotation-alarms';
import { alarmsOfProxy, graphsOfProxy } from './proxy-alarms';

/** What a PostgreSQL database has besides itself. */
export interface DatabaseExtras {
  /** The metrics of the proxy; undefined if there is none. */
  readonly proxy?: PartMetrics;
  /** The name of the log group with errors; undefined if the log is not exported. */
  readonly log?: string;
}

/**
 * Adds the alarms and graphs of the proxy, of the log and of the functions that rotate passwords to those of a database.
 * @param scope the scope of the store
 */
export function monitoredDatabase(
  scope: IConstruct,
  { alarms, graphs }: IMonitored,
  { proxy, log }: DatabaseExtras,
): IMonitored {
  const functions = rotatingFunctionsOf(scope);
  return {
    alarms: [...alarms, ...(proxy ? alarmsOfProxy(proxy) : []), ...rotationAlarms(functions)],
    graphs: [
      ...graphs,
      ...(proxy ? graphsOfProxy(proxy) : []),
      ...rotationGraphs(functions),
      ...(log === undefined ? [] : [errorsIn(log)]),
    ],
  };
}

function errorsIn(logGroupName: string): DashboardGraph {
  return {
    section: DashboardSection.LOGS,
    title: 'PostgreSQL errors',
    metrics: [],
    logQuery: {
      logGroupNames: [logGroupName],
      queryLines: [
        'fields @timestamp, @log, @message',
        'filter @message like /ERROR:|FATAL:|PANIC:/',
        'sort @timestamp desc',
        'limit 20',
      ],
    },
  };
}
