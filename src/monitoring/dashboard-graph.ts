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

/** A query of CloudWatch Logs Insights on a dashboard. */
export interface LogQuery {
  /** The names of the log groups, at least one. */
  readonly logGroupNames: string[];
  /** The commands of the query, such as `filter @message like /ERROR/`. */
  readonly queryLines: string[];
}

/**
 * A graph on a dashboard. Graphs of several owners with the same section and title become one, with a line for each owner.
 *
 * The order of the graphs of an owner is that of their value: where a dashboard would exceed a limit of CloudWatch, the
 * last ones of a section are left out first.
 */
export interface DashboardGraph {
  /** The section of the graph. */
  readonly section: DashboardSection;
  /** The title, such as `CPU, %`. */
  readonly title: string;
  /**
   * The lines of the graph; none if the graph is a query of logs. The label of a line is the name of its owner, followed by
   * the label of the metric if the owner has several lines.
   */
  readonly metrics: cloudwatch.IMetric[];
  /**
   * The limit that is drawn as a horizontal line, such as the threshold of an alarm. Where the limits of owners differ, each
   * line has the names of its owners.
   * @default - no line
   */
  readonly limit?: number;
  /**
   * The query of logs that is shown in place of lines.
   * @default - the graph has lines
   */
  readonly logQuery?: LogQuery;
}
