import { ArnFormat, aws_iam as iam, Stack, aws_scheduler as scheduler } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What schedules may call. */
export interface ScheduledCallsProps {
  /** The purpose of the schedules, of their role and of its policy. */
  readonly description: string;
  /** The group of the schedules. */
  readonly groupName: string;
  readonly actions: string[];
  readonly resourceArn: string;
}

/** A call of an API of AWS, and the times at which it is made. */
export interface ScheduledCall
  extends Pick<scheduler.CfnScheduleProps, 'groupName' | 'scheduleExpression' | 'scheduleExpressionTimezone'> {
  /** The API and the operation, as EventBridge Scheduler names them: `rds:stopDBInstance`. */
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly retryPolicy?: scheduler.CfnSchedule.RetryPolicyProperty;
}

/** Calls of APIs of AWS by EventBridge Scheduler, with a role that may make these calls for one resource alone. */
export class ScheduledCalls {
  private readonly role: iam.Role;
  private readonly policy: iam.ManagedPolicy;

  /** @param scope the scope of the schedules, the role and its policy */
  constructor(
    private readonly scope: Construct,
    private readonly props: ScheduledCallsProps,
  ) {
    const { description, actions, resourceArn } = props;
    this.role = this.createRole();
    // A managed policy, because security controls reject inline policies.
    this.policy = new iam.ManagedPolicy(scope, 'Policy', {
      description,
      roles: [this.role],
      statements: [new iam.PolicyStatement({ actions, resources: [resourceArn] })],
    });
  }

  /** Creates the schedule of a call. */
  public add(id: string, { operation, input, retryPolicy, ...times }: ScheduledCall): void {
    const stack = Stack.of(this.scope);
    const schedule = new scheduler.CfnSchedule(this.scope, id, {
      ...times,
      description: this.props.description,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: stack.formatArn({
          service: 'scheduler',
          region: '',
          account: '',
          resource: 'aws-sdk',
          resourceName: operation,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        input: stack.toJsonString(input),
        roleArn: this.role.roleArn,
        retryPolicy,
      },
    });
    schedule.node.addDependency(this.policy);
  }

  /** Only schedules of the group may use the role: a policy cannot name a single schedule. */
  private createRole(): iam.Role {
    const stack = Stack.of(this.scope);
    const { description, groupName } = this.props;
    const group = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: groupName,
    });
    return new iam.Role(this.scope, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
  }
}
