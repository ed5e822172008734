/** How urgent an alarm is. */
export enum AlarmSeverity {
  /** Customers are affected, or will be soon: wake the person on call. */
  PAGE = 'PAGE',
  /** Look at it during working hours. */
  TICKET = 'TICKET',
}

/** Monitoring of the deployed resources. */
export interface MonitoringSettings {
  /**
   * Whether RDS publishes events of the databases to an SNS topic: see `DatabaseConstructProps.eventTopic`.
   * @default - production's setting: true
   */
  readonly events?: boolean;
  /**
   * Whether the platform has alarms: see `MonitoringOptions.alarms`. CloudWatch bills each alarm.
   * @default - production's setting: true
   */
  readonly alarms?: boolean;
  /**
   * Whether the platform has a dashboard: see `MonitoringOptions.dashboard`.
   * @default - production's setting: true
   */
  readonly dashboard?: boolean;
  /**
   * The highest severity of the alarms: with `TICKET`, no alarm pages anybody.
   * @default - production's setting: PAGE
   */
  readonly highestSeverity?: AlarmSeverity;
}
