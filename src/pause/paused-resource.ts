import { ArnFormat, aws_iam as iam, Stack, aws_scheduler as scheduler } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** A call of an API of AWS at times of the week. */
interface ScheduledCall {
  /** The API and the operation, as EventBridge Scheduler names them: `rds:stopDBInstance`. */
  readonly operation: string;
  /** The action in policies: `rds:StopDBInstance`. */
  readonly action: string;
  readonly expression: string;
  readonly input: Record<string, unknown>;
}

/** What is stopped and started. */
export interface PausedResourceProps {
  readonly resourceArn: string;
  readonly groupName: string;
  readonly timeZone: string;
  readonly stop: ScheduledCall;
  readonly start: ScheduledCall;
}

/**
 * Stops and starts one resource: two schedules of EventBridge Scheduler, and a role that may do these calls on this resource
 * alone. They are in the stack of the resource, so that the stack of the schedule refers to no workload. A role of several
 * resources would be an identity that stops all services.
 *
 * Scheduler repeats a failed call for an hour: a database that is backed up cannot be stopped. A call for a database that is in
 * the wanted state fails and changes nothing, so that there is no queue for such calls.
 */
export class PausedResource extends Construct {
  constructor(scope: Construct, id: string, props: PausedResourceProps) {
    super(scope, id);
    const { stop, start, resourceArn, groupName } = props;
    const role = this.createRole(groupName);
    // A managed policy, because security controls reject inline policies.
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: PURPOSE,
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: [...new Set([stop.action, start.action])], resources: [resourceArn] }),
      ],
    });
    for (const [name, call] of Object.entries({ Stop: stop, Start: start })) {
      const schedule = new scheduler.CfnSchedule(this, name, {
        description: PURPOSE,
        groupName,
        scheduleExpression: call.expression,
        scheduleExpressionTimezone: props.timeZone,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: Stack.of(this).formatArn({
            service: 'scheduler',
            region: '',
            account: '',
            resource: 'aws-sdk',
            resourceName: call.operation,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
          input: Stack.of(this).toJsonString(call.input),
          roleArn: role.roleArn,
          retryPolicy: { maximumEventAgeInSeconds: 3600 },
        },
      });
      schedule.node.addDependency(policy);
    }
  }

  /** Only schedules of the group may use the role: a policy cannot name a single schedule. */
  private createRole(groupName: string): iam.Role {
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: groupName,
    });
    return new iam.Role(this, 'Role', {
      description: PURPOSE,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': group } },
      }),
    });
  }
}

const PURPOSE = 'Stops a resource for the night, and starts it again';
