import type { SharedGraph } from './dashboard-widgets';

/** The graphs that a dashboard shows, and those that it has no space for. */
export interface Admitted {
  readonly shown: SharedGraph[];
  readonly omitted: SharedGraph[];
}

/**
 * Chooses the graphs of a dashboard within the limits of CloudWatch: first the first graph of each section, then the
 * second of each, and so on. The graphs keep their order.
 */
export function admit(graphs: SharedGraph[], reserved: Size): Admitted {
  const used = { ...reserved };
  const shown = new Set<SharedGraph>();
  for (const graph of byValue(graphs)) {
    const widgets = used.widgets + graph.widgets.length;
    const metrics = used.metrics + graph.metrics;
    if (widgets <= LIMITS.widgets && metrics <= LIMITS.metrics) {
      Object.assign(used, { widgets, metrics });
      shown.add(graph);
    }
  }
  return {
    shown: graphs.filter((graph) => shown.has(graph)),
    omitted: graphs.filter((graph) => !shown.has(graph)),
  };
}

/** The size of a dashboard, or of a part of it. */
export interface Size {
  readonly widgets: number;
  readonly metrics: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const LIMITS: Size = { widgets: 500, metrics: 2500 };

/** The graphs by their position in their section. */
function byValue(graphs: SharedGraph[]): SharedGraph[] {
  const positions = new Map<string, number>();
  const ranked = graphs.map((graph) => {
    const rank = positions.get(graph.section) ?? 0;
    positions.set(graph.section, rank + 1);
    return { graph, rank };
  });
  return ranked.sort((one, other) => one.rank - other.rank).map(({ graph }) => graph);
}
