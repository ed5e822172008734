import { ArnFormat, aws_cloudwatch as cloudwatch, Duration, Lazy, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge, inPacks } from '../../private/acknowledge';
import { refuse } from '../../private/validation';
import { AlarmSeverity } from '../../providers/monitoring-settings';
import type { AlarmDefinition } from '../alarm-definition';
import type { AlarmOverride } from '../monitoring-options';
import { alarmDescription, pageDescription } from './alarm-description';
import type { AlarmRouting, IAlarmTarget } from './alarm-target-contract';
import type { Publish } from './metric-translation';
import { requireEvaluatedTime, requirePeriods } from './monitoring-rules';

/** What all alarms of an owner have in common. */
export interface OwnerAlarmsProps {
  readonly owner: string;
  /** The start of the names of all alarms. */
  readonly startOfNames: string;
  readonly highestSeverity: AlarmSeverity;
  readonly routing: Required<AlarmRouting>;
  /** Returns the ARN of a target for the stack of the alarms. */
  readonly publish: Publish;
}

/** An alarm to create. */
export interface AlarmRequest {
  readonly definition: AlarmDefinition;
  readonly override: AlarmOverride;
  /** The address of the runbook; undefined if there is none. */
  readonly runbookUrl?: string;
}

/**
 * The alarms of one owner. Those that page have no action: the composite alarm of the owner performs the actions for all of
 * them, so that an outage with several symptoms pages once.
 */
export class OwnerAlarms {
  /** The alarms by `<owner>/<alarmId>[/<resource>]`. */
  public readonly alarms = new Map<string, cloudwatch.Alarm>();
  /** The alarm that pages; undefined if no alarm of the owner does. */
  public composite?: cloudwatch.CompositeAlarm;
  /** The names of the tickets, of the pages, and of the muted alarms. */
  private readonly tickets: string[] = [];
  private readonly pages: string[] = [];
  private readonly muted: string[] = [];

  constructor(
    public readonly scope: Construct,
    private readonly props: OwnerAlarmsProps,
  ) {
    Tags.of(scope).add('owner', props.owner);
    scope.node.addValidation({ validate: () => this.validateComposite() });
  }

  /** Creates an alarm; returns undefined if it has no threshold, or if an override removes it. */
  public add({ definition, override, runbookUrl }: AlarmRequest): cloudwatch.Alarm | undefined {
    const threshold = override.threshold ?? definition.threshold;
    if (threshold === undefined || override.enabled === false) {
      return undefined;
    }
    const { owner, startOfNames } = this.props;
    const parts = [definition.alarmId, definition.resource].filter((part) => part !== undefined);
    const key = [owner, ...parts].join('/');
    const id = parts.join('-');
    const name = `${startOfNames}-${owner}-${id}`;
    this.requireNew(key, name);
    const severity = override.severity ?? this.severityOf(definition);
    const muted = override.muted === true;
    const alarm = new cloudwatch.Alarm(this.scope, id, {
      alarmName: name,
      alarmDescription: alarmDescription(this.scope, key, definition, runbookUrl),
      metric: definition.metric,
      threshold,
      comparisonOperator: definition.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...this.periodsOf(key, definition, override),
      treatMissingData: definition.treatMissingData,
      actionsEnabled: !muted,
    });
    Tags.of(alarm).add('severity', severity);
    this.alarms.set(key, alarm);
    if (muted) {
      this.muted.push(name);
      acknowledge(alarm, ...withoutAction('An override mutes this alarm. A dashboard shows its state.'));
    } else if (severity === AlarmSeverity.PAGE) {
      this.addPage(name, alarm);
    } else {
      this.tickets.push(name);
      this.notify(alarm, severity, this.props.routing.ticket);
    }
    return alarm;
  }

  /** The names of the alarms that notify somebody: the composite alarm, and the tickets. */
  public get notifying(): string[] {
    return [...(this.composite ? [this.nameOfComposite] : []), ...this.tickets];
  }

  /** The ARNs of the composite alarm and of all others. They contain no reference to a resource, so that any stack has them. */
  public get arns(): { readonly pages: string[]; readonly others: string[] } {
    const arnOf = (resourceName: string) =>
      Stack.of(this.scope).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    return {
      pages: this.composite ? [arnOf(this.nameOfComposite)] : [],
      others: [...this.pages, ...this.tickets, ...this.muted].map(arnOf),
    };
  }

  private get nameOfComposite(): string {
    return `${this.props.startOfNames}-${this.props.owner}-${PAGE}`;
  }

  /** The rule names its children, because names are shorter than ARNs and refer to no resource. */
  private get rule(): string {
    return this.pages.map((name) => `ALARM("${name}")`).join(' OR ');
  }

  private severityOf({ severity = AlarmSeverity.TICKET }: AlarmDefinition): AlarmSeverity {
    return this.props.highestSeverity === AlarmSeverity.TICKET ? AlarmSeverity.TICKET : severity;
  }

  private periodsOf(key: string, definition: AlarmDefinition, override: AlarmOverride) {
    const ofDefinition = override.evaluationPeriods === undefined ? definition.datapointsToAlarm : undefined;
    const periods = {
      evaluationPeriods: override.evaluationPeriods ?? definition.evaluationPeriods ?? 1,
      datapointsToAlarm: override.datapointsToAlarm ?? ofDefinition,
    };
    requirePeriods(this.scope, (field) => `${field} of ${key}`, periods);
    const { metricStat, mathExpression } = definition.metric.toMetricConfig();
    const period = metricStat?.period ?? (mathExpression && Duration.seconds(mathExpression.period));
    requireEvaluatedTime(this.scope, `evaluationPeriods of ${key}`, periods.evaluationPeriods, period);
    return periods;
  }

  /** Adds a child of the composite alarm, which must exist before CloudWatch accepts the rule. */
  private addPage(name: string, alarm: cloudwatch.Alarm): void {
    acknowledge(alarm, ...withoutAction('The composite alarm of the owner performs the actions of this alarm.'));
    this.pages.push(name);
    this.composite ??= this.createComposite();
    this.composite.node.addDependency(alarm);
  }

  private createComposite(): cloudwatch.CompositeAlarm {
    const { owner, routing } = this.props;
    const composite = new cloudwatch.CompositeAlarm(this.scope, PAGE, {
      compositeAlarmName: this.nameOfComposite,
      alarmDescription: pageDescription(owner),
      alarmRule: { renderAlarmRule: () => Lazy.string({ produce: () => this.rule }) },
    });
    Tags.of(composite).add('severity', AlarmSeverity.PAGE);
    this.notify(composite, AlarmSeverity.PAGE, routing.page);
    return composite;
  }

  private notify(alarm: cloudwatch.AlarmBase, severity: AlarmSeverity, targets: IAlarmTarget[]): void {
    const { owner, publish } = this.props;
    for (const target of targets) {
      target.attach(this.scope, { owner, severity, alarm, _publish: publish });
    }
    if (targets.length === 0 && alarm instanceof cloudwatch.Alarm) {
      acknowledge(alarm, ...withoutAction('The options of the alarms give this severity no target.'));
    }
  }

  private requireNew(key: string, name: string): void {
    const names = [this.nameOfComposite, ...this.pages, ...this.tickets, ...this.muted];
    if (names.includes(name)) {
      throw refuse(this.scope, {
        prop: 'alarmId',
        got: key,
        allowed: `one that ${this.props.owner} does not have yet; ${PAGE} is the name of the composite alarm`,
        fix: 'Give the alarm another `alarmId`, or another `resource`.',
      });
    }
  }

  private validateComposite(): string[] {
    const { owner } = this.props;
    if (this.pages.length > MAX_CHILDREN) {
      return [this.refusePages(`${this.pages.length} pages of ${owner}`, `${MAX_CHILDREN} pages for each owner`)];
    }
    return this.rule.length > MAX_RULE
      ? [
          this.refusePages(
            `a rule of ${this.rule.length} characters`,
            `so few that their names fit into ${MAX_RULE} characters`,
          ),
        ]
      : [];
  }

  private refusePages(gotInWords: string, allowed: string): string {
    const fix = 'Make some of them tickets by `severity`, or give them another owner.';
    return refuse(this.scope, { prop: 'alarms', gotInWords, allowed: `at most ${allowed}`, fix }).message;
  }
}

/** The acknowledgements of an alarm without actions of its own. */
function withoutAction(reason: string) {
  return inPacks('CloudWatchAlarmAction', reason, ['NIST.800.53.R5', 'HIPAA.Security']);
}

/** The last part of the name of a composite alarm. */
const PAGE = 'Page';
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_CHILDREN = 100;
const MAX_RULE = 10_240;
