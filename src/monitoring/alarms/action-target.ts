import { Arn, ArnFormat, type aws_cloudwatch as cloudwatch, Stack, Token } from 'aws-cdk-lib';
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

  public attach(_scope: Construct, { alarm }: AlarmContext): void {
    const action = { bind: (scope: Construct, of: cloudwatch.IAlarm) => this.bound(scope, of) };
    alarm.addAlarmAction(action);
    if (this.props.whenOk) {
      alarm.addOkAction(action);
    }
  }

  private bound(scope: Construct, alarm: cloudwatch.IAlarm): cloudwatch.AlarmActionConfig {
    const config = this.action.bind(scope, alarm);
    requireSameRegion(scope, this.props.method, regionOf(config.alarmActionArn));
    return config;
  }
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
