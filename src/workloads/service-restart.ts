import {
  Duration,
  aws_ecs as ecs,
  aws_scheduler as scheduler,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { rotationIntervalOf } from '../access/rotated-secret';
import { isUnknown, refuse } from '../private/validation';
import { ScheduledCalls } from './scheduled-calls';

/** An ECS service, and the interval at which its tasks are replaced. */
export interface RestartProps {
  readonly service: ecs.BaseService;
  readonly every: Duration;
}

/**
 * Replaces the tasks of an ECS service at an interval: EventBridge Scheduler starts a deployment of the same task definition.
 *
 * Scheduler repeats a call that fails for a day, which is its default: no queue is needed for a call that comes again.
 */
export class ServiceRestart extends Construct {
  constructor(scope: Construct, id: string, { service, every }: RestartProps) {
    super(scope, id);
    const calls = new ScheduledCalls(this, {
      description: PURPOSE,
      groupName: 'default', // the group of the account
      actions: ['ecs:UpdateService'],
      resourceArn: service.serviceArn,
    });
    calls.add('Schedule', {
      operation: 'ecs:updateService',
      input: { Cluster: service.cluster.clusterArn, Service: service.serviceArn, ForceNewDeployment: true },
      scheduleExpression: scheduler.ScheduleExpression.rate(every).expressionString,
    });
  }
}

/** Rejects what EventBridge Scheduler or ECS would reject, at deployment or at the first restart. */
export function requireRestartable(scope: IConstruct, { service, every }: RestartProps): void {
  if (every.isUnresolved() && !['minutes', 'hours', 'days'].includes(every.unitLabel())) {
    throw refuse(scope, {
      prop: 'restartEvery',
      gotInWords: `a token in ${every.unitLabel()}`,
      allowed: 'known at synthesis, or a token in minutes, hours or days',
      fix: 'Use `Duration.hours`.',
    });
  }
  const minutes = every.isUnresolved() ? 1 : every.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw refuse(scope, {
      prop: 'restartEvery',
      got: every.toHumanString(),
      allowed: 'a whole number of minutes, at least 1',
      fix: 'Use whole hours or days, for example `Duration.days(7)`.',
    });
  }
  const controller = controllerOf(service);
  if (controller !== undefined && controller !== 'ECS') {
    throw refuse(scope, {
      prop: 'restartEvery',
      got: every.toHumanString(),
      allowed: `left out for a service with the deployment controller ${controller}, whose deployments ECS does not start`,
      fix: 'Use the deployment controller ECS, or pass the secrets by reference with `SecretDelivery.REFERENCE`.',
    });
  }
}

/**
 * Rejects an interval in which the password of a secret can change twice: a task has the password that was valid when it
 * started, and the password before the current one is valid too.
 *
 * Secrets Manager rotates at any time of a day, so that two rotations can be almost a day closer than the interval.
 */
export function requireBeforeRotation(
  scope: IConstruct,
  every: Duration,
  name: string,
  secret: secretsmanager.ISecret,
): void {
  const interval = rotationIntervalOf(secret);
  if (interval === undefined || interval.isUnresolved() || every.isUnresolved()) {
    return;
  }
  const days = interval.toDays();
  if (every.toMinutes() >= Duration.days(days - 1).toMinutes()) {
    const reason = `the secret in ${name} is rotated every ${days === 1 ? 'day' : `${days} days`}, at any time of the day`;
    throw refuse(scope, {
      prop: 'restartEvery',
      got: every.toHumanString(),
      allowed:
        days === 1
          ? `left out: ${reason}`
          : `shorter than ${Duration.days(days - 1).toHumanString()}, because ${reason}`,
      fix:
        days > 2
          ? `Use half of the interval, for example \`Duration.days(${Math.floor(days / 2)})\`.`
          : 'Rotate less often with `rotationInterval`, or pass the secrets by reference with `SecretDelivery.REFERENCE`.',
    });
  }
}

/** The deployment controller of a service; undefined if it has none, or if only the deployment knows it. */
function controllerOf({ node: { defaultChild } }: ecs.BaseService): string | undefined {
  const controller = defaultChild instanceof ecs.CfnService ? defaultChild.deploymentController : undefined;
  return controller === undefined || 'resolve' in controller || isUnknown(controller.type)
    ? undefined
    : controller.type;
}

const PURPOSE = 'Replaces tasks that got the values of secrets when they started';
