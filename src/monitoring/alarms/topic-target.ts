import { aws_cloudwatch_actions as actions, type aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/validation';
import { ActionTarget, requireSameRegion } from './action-target';
import type { AlarmContext, IAlarmTarget } from './alarm-target-contract';

/** A topic that an alarm notifies when it begins and when it ends. */
export class TopicTarget implements IAlarmTarget {
  constructor(private readonly topic: sns.ITopic) {}

  public attach(scope: Construct, context: AlarmContext): void {
    const { topic } = this;
    if (topic.fifo) {
      throw refuse(scope, {
        prop: 'AlarmTarget.topic',
        gotInWords: 'a FIFO topic',
        allowed: 'a standard topic',
        fix: 'People subscribe to standard topics, by e-mail for example: create one without `fifo`.',
      });
    }
    requireSameRegion(scope, 'topic', topic.env.region);
    new ActionTarget(new actions.SnsAction(topic), { method: 'topic', whenOk: true }).attach(scope, context);
  }
}
