import { Construct } from 'constructs';
import { ScheduledCalls } from '../workloads/scheduled-calls';

/** A call of an API of AWS at times of the week. */
interface PauseCall {
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
  readonly stop: PauseCall;
  readonly start: PauseCall;
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
    const { stop, start, resourceArn, groupName, timeZone } = props;
    const calls = new ScheduledCalls(this, {
      description: PURPOSE,
      groupName,
      actions: [...new Set([stop.action, start.action])],
      resourceArn,
    });
    for (const [name, { operation, input, expression }] of Object.entries({ Stop: stop, Start: start })) {
      calls.add(name, {
        operation,
        input,
        groupName,
        scheduleExpression: expression,
        scheduleExpressionTimezone: timeZone,
        retryPolicy: { maximumEventAgeInSeconds: 3600 },
      });
    }
  }
}

const PURPOSE = 'Stops a resource for the night, and starts it again';
