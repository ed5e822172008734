import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { DashboardGraph, DashboardSection } from './dashboard-graph';
import { linesOf, metricCount, type OwnedGraph } from './dashboard-lines';

/** A graph of one or several owners, with the widgets that draw it. */
export interface SharedGraph {
  readonly section: DashboardSection;
  readonly title: string;
  readonly widgets: cloudwatch.IWidget[];
  /** The number of metrics that CloudWatch counts. */
  readonly metrics: number;
}

/** The graphs of all owners, in the order in which the titles first appear. */
export function sharedGraphs(owners: ReadonlyMap<string, DashboardGraph[]>): SharedGraph[] {
  const byTitle = new Map<string, OwnedGraph[]>();
  for (const [owner, graphs] of owners) {
    for (const [key, graph] of mergedByTitle(graphs)) {
      byTitle.set(key, [...(byTitle.get(key) ?? []), { owner, graph }]);
    }
  }
  return [...byTitle.values()].map(draw);
}

/** The graphs of one owner, of which several can have the same title, such as those of its store and of its login in a part. */
function mergedByTitle(graphs: DashboardGraph[]): Map<string, DashboardGraph> {
  const merged = new Map<string, DashboardGraph>();
  for (const graph of graphs) {
    const key = JSON.stringify([graph.section, graph.title, graph.logQuery?.queryLines]);
    const first = merged.get(key);
    merged.set(key, first ? { ...first, metrics: [...first.metrics, ...graph.metrics] } : graph);
  }
  return merged;
}

function draw(graphs: OwnedGraph[]): SharedGraph {
  const [{ graph }] = graphs;
  const { section, title, logQuery } = graph;
  if (logQuery) {
    const names = graphs.flatMap(({ graph: { logQuery: query } }) => query?.logGroupNames ?? []);
    const parts = chunks([...new Set(names)], LOG_GROUPS);
    const widgets = parts.map(
      (logGroupNames, index) =>
        new cloudwatch.LogQueryWidget({
          title: numbered(title, { index, of: parts.length }),
          logGroupNames,
          queryLines: logQuery.queryLines,
          width: WHOLE_WIDTH,
          height: HEIGHT,
        }),
    );
    return { section, title, widgets, metrics: 0 };
  }
  const parts = partsOf(graphs);
  const widgets = parts.map(
    (part, index) =>
      new cloudwatch.GraphWidget({
        title: numbered(title, { index, of: parts.length }),
        left: linesOf(part, graphs.length),
        leftAnnotations: limitsOf(part),
        leftYAxis: { min: 0 },
        width: WIDTH,
        height: HEIGHT,
      }),
  );
  return { section, title, widgets, metrics: graphs.reduce((sum, each) => sum + countOf(each), 0) };
}

/** Divides a graph, because a widget has at most 500 metrics, and because a person cannot distinguish more lines. */
function partsOf(graphs: OwnedGraph[]): OwnedGraph[][] {
  const parts: OwnedGraph[][] = [];
  let lines = 0;
  let metrics = 0;
  for (const each of graphs) {
    lines += each.graph.metrics.length;
    metrics += countOf(each);
    if (parts.length === 0 || lines > LINES || metrics > METRICS) {
      parts.push([]);
      lines = each.graph.metrics.length;
      metrics = countOf(each);
    }
    parts[parts.length - 1].push(each);
  }
  return parts;
}

function countOf({ graph }: OwnedGraph): number {
  return graph.metrics.reduce((sum, metric) => sum + metricCount(metric), 0);
}

/** One horizontal line for each limit, with the names of its owners where limits differ. */
function limitsOf(graphs: OwnedGraph[]): cloudwatch.HorizontalAnnotation[] {
  const owners = new Map<number, string[]>();
  for (const { owner, graph } of graphs) {
    if (graph.limit !== undefined) owners.set(graph.limit, [...(owners.get(graph.limit) ?? []), owner]);
  }
  return [...owners].map(([value, names]) => ({
    value,
    label: owners.size === 1 ? 'Limit' : `Limit: ${shortened(names)}`,
    color: cloudwatch.Color.RED,
  }));
}

function shortened(names: string[]): string {
  const rest = names.length - NAMES;
  return rest > 1 ? `${names.slice(0, NAMES).join(', ')} and ${rest} others` : names.join(', ');
}

/** The title of one of several widgets. */
export function numbered(title: string, { index, of }: { readonly index: number; readonly of: number }): string {
  return of === 1 ? title : `${title} (${index + 1} of ${of})`;
}

/** Divides a list into lists of at most `size` items. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** The width of a dashboard, in the units of its grid. */
export const WHOLE_WIDTH = 24;

/** Three graphs stand side by side. */
const WIDTH = 8;
const HEIGHT = 6;

/** The number of lines that a person can distinguish in a graph of this size. */
const LINES = 50;

/** The number of owners that the label of a limit names. */
const NAMES = 3;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const METRICS = 500;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData_LogsInsights.html */
const LOG_GROUPS = 50;
