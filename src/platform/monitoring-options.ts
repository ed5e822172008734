import type { StackProps } from 'aws-cdk-lib';
import type { MonitoringOptions } from '../monitoring/monitoring-options';

/**
 * Options of the platform's alarms and dashboards.
 *
 * The owners are the services, by name, and the parts: `cache`, `messaging`, `search` and `network`, and `operations` for the
 * operations topic. A service with the name of a part is the owner `<name>-service`.
 */
export interface PlatformMonitoringOptions extends MonitoringOptions {
  /**
   * Props of the stack of the alarms and dashboards. `env` must be the account and the region of the platform's stack. Set
   * `synthesizer` if the platform's stack has one of its own.
   * @default - the account and the region of the platform's stack
   */
  readonly stackProps?: StackProps;
}
