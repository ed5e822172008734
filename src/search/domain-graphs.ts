import type { IConstruct } from 'constructs';
import { type DashboardGraph, DashboardSection } from '../monitoring/dashboard-graph';
import { errorsOf, lowStorageOf, type MonitoredDomain } from './domain-alarms';
import { metricsOfDomain } from './domain-metrics';

/**
 * Returns the graphs of a search domain.
 * @param slowSearches the name of the log group of slow searches
 */
export function graphsOfDomain(scope: IConstruct, domain: MonitoredDomain, slowSearches: string): DashboardGraph[] {
  const metrics = metricsOfDomain(scope, domain.domainName);
  const section = DashboardSection.SEARCH;
  return [
    { section: DashboardSection.SERVICE, title: 'Errors of search, %', metrics: [errorsOf(metrics)], limit: 10 },
    {
      section,
      title: 'Status',
      metrics: [
        metrics.metric('ClusterStatus.red', { label: 'red' }),
        metrics.metric('ClusterStatus.yellow', { label: 'yellow' }),
      ],
    },
    { section, title: 'CPU, %', metrics: [metrics.metric('CPUUtilization')], limit: 80 },
    { section, title: 'Heap, %', metrics: [metrics.metric('JVMMemoryPressure')], limit: 95 },
    {
      section,
      title: 'Free storage of the fullest node, MiB',
      metrics: [metrics.metric('FreeStorageSpace')],
      limit: lowStorageOf(domain),
    },
    { section, title: 'Requests', metrics: [metrics.metric('OpenSearchRequests')] },
    {
      section: DashboardSection.LOGS,
      title: 'Slow searches',
      metrics: [],
      logQuery: {
        logGroupNames: [slowSearches],
        queryLines: ['fields @timestamp, @message', 'sort @timestamp desc', 'limit 20'],
      },
    },
  ];
}
