import type { AlarmDefinition } from './alarm-definition';
import type { DashboardGraph } from './dashboard-graph';

/**
 * A part or a store that describes its own alarms and graphs, so that a new kind brings them with it.
 * @subclassable
 */
export interface IMonitored {
  /** The alarms. Their metrics may contain tokens of the stack of the part. */
  readonly alarms: AlarmDefinition[];
  /** The graphs on the dashboards. */
  readonly graphs: DashboardGraph[];
}
