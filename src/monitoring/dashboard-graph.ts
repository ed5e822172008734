import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** The sections of a dashboard, in the order in which a person looks during an incident. */
export enum DashboardSection {
  /** Whether the shop is served: messages, consumers, responses and hits. */
  SERVICE = 'SERVICE',
  /** The stores of the services. */
  STORES = 'STORES',
  /** The cache. */
  CACHE = 'CACHE',
  /** The message broker. */
  MESSAGING = 'MESSAGING',
  /** The search domain. */
  SEARCH = 'SEARCH',
  /** The network, rotations of passwords and dead letters. */
  PLATFORM = 'PLATFORM',
  /** Queries of logs. */
  LOGS = 'LOGS',
}

/** A graph on a dashboard. Graphs of several owners with the same section and title become one, with a line for each owner. */
export interface DashboardGraph {
  /** The section of the graph. */
  readonly section: DashboardSection;
  /** The title, such as `CPU, %`. */
  readonly title: string;
  /** The lines of the graph. */
  readonly metrics: cloudwatch.IMetric[];
  /**
   * The limit that is drawn as a horizontal line, such as the threshold of an alarm.
   * @default - no line
   */
  readonly limit?: number;
}
