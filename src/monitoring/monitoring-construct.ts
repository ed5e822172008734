import { Aspects, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { layered } from '../private/layered';
import { refuse } from '../private/validation';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { AlarmDefinition } from './alarm-definition';
import { startOfNames } from './alarms/alarm-names';
import { AlarmOverrides } from './alarms/alarm-overrides';
import { type Publish, publishedGraph, publishedMetric } from './alarms/metric-translation';
import { requireDefinition, requireOptions, requireOwner } from './alarms/monitoring-rules';
import { MuteRules, requireMuteWindow } from './alarms/mute-windows';
import { OwnerAlarms } from './alarms/owner-alarms';
import type { DashboardGraph } from './dashboard-graph';
import { createDashboards } from './dashboards';
import type { IMonitored } from './monitored';
import type { MonitoringConstructProps, MuteWindow } from './monitoring-options';
import { runbookUrl } from './runbooks';

/**
 * Creates the alarms and the dashboards of parts and stores, which describe them.
 *
 * Each owner, such as a service or the cache, has an alarm for each thing that can go wrong. The alarms that page have no
 * action of their own: one composite alarm of the owner pages, so that an outage with several symptoms pages once. Tickets
 * notify their targets directly.
 *
 * The platform has such a construct: `EcommercePlatform.monitoring`. Create another one for parts that you use without the
 * platform; it notifies nobody until `routing` has targets.
 *
 * Throws when an option is invalid, and when the definition of an alarm is. An override of an alarm that does not exist is an
 * error at synthesis, because alarms can be added until then.
 *
 * @example
 * import { AlarmTarget, AWSProvider, MonitoringConstruct } from '@org/ecommerce-constructs';
 * import { aws_cloudwatch as cloudwatch, aws_sns as sns, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const onCall: sns.ITopic;
 * declare const errors: cloudwatch.Metric;
 * const target = AlarmTarget.topic(onCall);
 * const monitoring = new MonitoringConstruct(stack, 'Monitoring', {
 *   provider: new AWSProvider(),
 *   routing: { page: [target], ticket: [target] },
 * });
 * monitoring.addAlarm('checkout', {
 *   alarmId: 'ErrorsHigh',
 *   metric: errors,
 *   threshold: 5,
 *   summary: 'Customers cannot pay.',
 *   firstStep: 'Look at the logs of the checkout.',
 * });
 */
export class MonitoringConstruct extends Construct {
  private readonly owners = new Map<string, OwnerAlarms>();
  private readonly graphs = new Map<string, DashboardGraph[]>();
  private readonly muteRules: { readonly owners?: string[]; readonly rules: MuteRules }[] = [];
  private readonly overrides: AlarmOverrides;
  private readonly monitoring: ResolvedEnvironment['monitoring'];
  private readonly startOfNames: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MonitoringConstructProps,
  ) {
    super(scope, id);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const { alarms, dashboard, highestSeverity } = props;
    this.monitoring = layered(environment.monitoring, { alarms, dashboard, highestSeverity });
    const environmentName = props.environmentName ?? environment.environmentName;
    requireOptions(this, props, environmentName);
    this.startOfNames = startOfNames(this, environmentName);
    this.overrides = new AlarmOverrides(this, props.overrides);
    for (const [index, window] of (props.muteWindows ?? []).entries()) {
      this.mute(`muteWindows[${index}]`, window);
    }
    this.node.addValidation({ validate: () => this.validateOwners() });
    // The dashboards are created last, because they show the alarms and graphs that are added until the app is synthesized.
    Aspects.of(this).add({ visit: (construct) => this.createDashboards(construct) });
  }

  /** The alarms, without the composite alarms. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.owners.values()].flatMap(({ alarms }) => [...alarms.values()]);
  }

  /**
   * Creates the alarms of a part or a store, and adds its graphs to the dashboards.
   *
   * Throws when a definition is invalid, and when the owner already has an alarm of the same name.
   * @param owner the owner: 1 to 64 letters, digits, dots, hyphens and underscores
   * @param monitored what describes the alarms and graphs
   */
  public watch(owner: string, monitored: IMonitored): void {
    for (const definition of monitored.alarms) {
      this.add(owner, definition, runbookUrl(definition.alarmId));
    }
    for (const graph of monitored.graphs) {
      this.addGraph(owner, graph);
    }
    this.registerOwner(owner); // also one without alarms
  }

  /**
   * Adds an alarm of your own. Its `alarmId` can have overrides too. It has the link of `runbookUrl`, or else none.
   *
   * Throws when the definition is invalid, and when the owner already has an alarm of the same name.
   * @param owner the owner: 1 to 64 letters, digits, dots, hyphens and underscores
   * @param definition the alarm
   * @returns the alarm; undefined if alarms are off, if it has no threshold, or if an override removes it
   */
  public addAlarm(owner: string, definition: AlarmDefinition): cloudwatch.Alarm | undefined {
    return this.add(owner, definition);
  }

  /**
   * Adds a graph to the dashboard.
   * @param owner the owner: 1 to 64 letters, digits, dots, hyphens and underscores
   * @param graph the graph
   */
  public addGraph(owner: string, graph: DashboardGraph): void {
    this.registerOwner(owner);
    const published = publishedGraph(graph, this.publishFor(owner));
    this.graphs.set(owner, [...(this.graphs.get(owner) ?? []), published]);
  }

  /**
   * Adds a time in which alarms notify nobody.
   *
   * Throws when the window is invalid, when it never ends, and when there is one of the same name.
   * @param window the window
   */
  public addMuteWindow(window: MuteWindow): void {
    this.mute('window', window);
  }

  /**
   * Returns an alarm.
   *
   * Throws when the alarm does not exist; the error lists the alarms.
   * @param key the alarm: `<owner>/<alarmId>`, or `<owner>/<alarmId>/<resource>` if the owner has one for several nodes
   */
  public alarm(key: string): cloudwatch.Alarm {
    const all = new Map([...this.owners.values()].flatMap(({ alarms }) => [...alarms]));
    const alarm = all.get(key);
    if (alarm === undefined) {
      throw refuse(this, {
        prop: 'key',
        got: key,
        allowed: `one of ${[...all.keys()].join(', ') || 'no alarms, because there are none'}`,
        fix: 'Correct the name. An alarm that is off, or has no threshold, does not exist.',
      });
    }
    return alarm;
  }

  /**
   * Returns the composite alarm of an owner, which pages while one of its alarms does; undefined if none of its alarms pages.
   *
   * Throws when the owner does not exist; the error lists the owners.
   * @param owner the owner
   */
  public pageAlarm(owner: string): cloudwatch.CompositeAlarm | undefined {
    const alarms = this.owners.get(owner);
    if (alarms === undefined) {
      throw refuse(this, {
        prop: 'owner',
        got: owner,
        allowed: this.listOfOwners,
        fix: 'Correct the name.',
      });
    }
    return alarms.composite;
  }

  private add(owner: string, definition: AlarmDefinition, runbook?: string): cloudwatch.Alarm | undefined {
    const alarms = this.registerOwner(owner);
    requireDefinition(this, owner, definition);
    const override = this.overrides.of(owner, definition);
    if (!this.monitoring.alarms) {
      return undefined;
    }
    const publish = this.publishFor(owner);
    const { metric, summary, firstStep } = definition;
    const url = override.runbookUrl ?? definition.runbookUrl ?? runbook;
    const alarm = alarms.add({
      definition: {
        ...definition,
        metric: publishedMetric(metric, publish),
        summary: publish(summary),
        firstStep: publish(firstStep),
      },
      override,
      runbookUrl: url && publish(url),
    });
    for (const { rules } of this.muteRules) {
      rules.update();
    }
    return alarm;
  }

  /** Returns the alarms of an owner, which has none at first. */
  private registerOwner(owner: string): OwnerAlarms {
    const existing = this.owners.get(owner);
    if (existing) {
      return existing;
    }
    requireOwner(this, 'owner', owner);
    this.overrides.addOwner(owner);
    const { routing, serviceRouting = {}, _scopeOf } = this.props;
    const { page, ticket } = serviceRouting[owner] ?? {};
    const alarms = new OwnerAlarms(new Construct(_scopeOf?.(owner) ?? childOf(this, 'Alarms'), owner), {
      owner,
      startOfNames: this.startOfNames,
      highestSeverity: this.monitoring.highestSeverity,
      routing: { page: page ?? routing?.page ?? [], ticket: ticket ?? routing?.ticket ?? [] },
      publish: this.publishFor(TARGETS),
    });
    this.owners.set(owner, alarms);
    for (const { owners, rules } of this.muteRules) {
      if (owners?.includes(owner) ?? true) {
        rules.addOwner(alarms.scope);
      }
    }
    return alarms;
  }

  private mute(prop: string, window: MuteWindow): void {
    requireMuteWindow(this, prop, window);
    const scope = childOf(this, 'MuteWindows');
    if (scope.node.tryFindChild(window.name)) {
      throw refuse(this, {
        prop: `${prop}.name`,
        got: window.name,
        allowed: 'different for each window',
        fix: 'Give the window another name.',
      });
    }
    const { owners } = window;
    const muted = () =>
      [...this.owners].filter(([owner]) => owners?.includes(owner) ?? true).map(([, alarms]) => alarms);
    const rules = new MuteRules(scope, {
      window,
      startOfNames: this.startOfNames,
      alarmNames: () => muted().flatMap(({ notifying }) => notifying),
    });
    for (const alarms of muted()) {
      rules.addOwner(alarms.scope);
    }
    this.muteRules.push({ owners, rules });
  }

  private publishFor(owner: string): Publish {
    return (text) => this.props._publish?.(text, owner) ?? text;
  }

  private createDashboards(construct: IConstruct): void {
    if (construct !== this || this.owners.size === 0) {
      return;
    }
    const { serviceDashboards = [] } = this.props;
    createDashboards(this, {
      startOfNames: this.startOfNames,
      owners: this.owners,
      graphs: this.graphs,
      hasDashboard: this.monitoring.dashboard,
      serviceDashboards,
    });
  }

  /** The owners that options name and that do not exist. Owners can be added until the app is synthesized. */
  private validateOwners(): string[] {
    const { serviceRouting = {}, serviceDashboards = [] } = this.props;
    const named = [
      ...Object.keys(serviceRouting).map((owner) => ({ prop: 'serviceRouting', owner })),
      ...serviceDashboards.map((owner) => ({ prop: 'serviceDashboards', owner })),
      ...this.muteRules.flatMap(({ owners = [] }) => owners.map((owner) => ({ prop: 'muteWindows.owners', owner }))),
    ];
    return named
      .filter(({ owner }) => !this.owners.has(owner))
      .map(({ prop, owner }) => {
        const fix = 'Correct the name, or remove it with the owner.';
        return refuse(this, { prop, got: owner, allowed: this.listOfOwners, fix }).message;
      });
  }

  private get listOfOwners(): string {
    return `one of ${[...this.owners.keys()].join(', ') || 'no owners, because there are none'}`;
  }
}

/** In place of an owner: all owners have the same targets, which are published once. No owner has this name. */
const TARGETS = '_targets';

/** Returns a child that groups others, which no id of an owner can then collide with. */
function childOf(scope: Construct, id: string): Construct {
  const existing = scope.node.tryFindChild(id);
  return Construct.isConstruct(existing) ? existing : new Construct(scope, id);
}
