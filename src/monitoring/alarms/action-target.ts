import {
  Arn,
  ArnFormat,
  Aws,
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Stack,
  Token,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isUnknown, refuse } from '../../private/validation';
import type { AlarmContext, IAlarmTarget } from './alarm-target-contract';

/** When an alarm performs an action. */
export interface ActionTargetProps {
  /** The method of `AlarmTarget` that the user calls, for errors. */
  readonly method: string;
  /** Whether the action is also performed when the alarm ends. */
  readonly whenOk?: boolean;
}

/** A target that is an action of an alarm. */
export class ActionTarget implements IAlarmTarget {
  constructor(
    private readonly action: cloudwatch.IAlarmAction,
    private readonly props: ActionTargetProps,
  ) {}

  public attach(_scope: Construct, { alarm, _publish: publish = (arn) => arn }: AlarmContext): void {
    const action = {
      bind: (scope: Construct, of: cloudwatch.IAlarm) => {
        const config = this.bound(scope, of);
        return { ...config, alarmActionArn: publish(config.alarmActionArn) };
      },
    };
    alarm.addAlarmAction(action);
    if (this.props.whenOk) {
      alarm.addOkAction(action);
    }
  }

  private bound(scope: Construct, alarm: cloudwatch.IAlarm): cloudwatch.AlarmActionConfig {
    const isFunction = this.action instanceof actions.LambdaAction;
    const config = this.action.bind(scope, isFunction ? anyAlarm(scope) : alarm);
    requireSameRegion(scope, this.props.method, regionOf(config.alarmActionArn));
    return config;
  }
}

/**
 * All alarms of the account in this region, in place of one alarm. A function admits each alarm by a permission: with one for
 * all alarms, its policy does not grow with them, the ids of the permissions do not collide, and the stack of the function
 * does not refer to that of the alarms, which refers to the function.
 */
function anyAlarm(scope: Construct): cloudwatch.IAlarm {
  const id = 'AnyAlarm';
  const arn = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*`;
  const existing = scope.node.tryFindChild(id);
  return existing instanceof cloudwatch.AlarmBase ? existing : cloudwatch.Alarm.fromAlarmArn(scope, id, arn);
}

/** Rejects a target of another region, which CloudWatch does not notify. An unknown region passes. */
export function requireSameRegion(scope: Construct, method: string, region: string | undefined): void {
  const { region: own } = Stack.of(scope);
  if (region !== undefined && region !== '' && !isUnknown(region) && !isUnknown(own) && region !== own) {
    throw refuse(scope, {
      prop: `AlarmTarget.${method}`,
      gotInWords: `one in ${region}`,
      allowed: `in ${own}, the region of the alarms`,
      fix: 'CloudWatch notifies targets in its own region alone: create the target there.',
    });
  }
}

/** The region of an ARN; undefined for a token. An action of EC2 has an ARN of another form, with the region there too. */
function regionOf(arn: string): string | undefined {
  return Token.isUnresolved(arn) || !arn.startsWith('arn:')
    ? undefined
    : Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME).region;
}
