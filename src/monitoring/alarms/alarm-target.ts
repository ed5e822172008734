import {
  aws_cloudwatch_actions as actions,
  type aws_cloudwatch as cloudwatch,
  type aws_sns as sns,
  Token,
} from 'aws-cdk-lib';
import { ActionTarget } from './action-target';
import type { IAlarmTarget } from './alarm-target-contract';
import { TopicTarget } from './topic-target';

/**
 * The targets that alarms notify: a topic, an OpsItem, an incident, or any action of the CDK.
 *
 * @example
 * import { AlarmTarget, AWSProvider, EcommercePlatform } from '@org/ecommerce-constructs';
 * import { aws_sns as sns, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const onCall: sns.ITopic;
 * declare const payments: sns.ITopic;
 * new EcommercePlatform(stack, 'Platform', {
 *   provider: new AWSProvider(),
 *   monitoring: {
 *     routing: { page: [AlarmTarget.topic(onCall)] },
 *     serviceRouting: { paymentservice: { page: [AlarmTarget.topic(payments)] } },
 *   },
 * });
 */
export class AlarmTarget {
  /**
   * A topic, which an alarm notifies when it begins and when it ends.
   *
   * The topic needs statements that admit CloudWatch. The operations topic of a platform has them. A topic that another stack
   * creates needs them in its policy: `sns:Publish` for the principal `cloudwatch.amazonaws.com`, with the conditions
   * `StringEquals` `aws:SourceAccount` and `ArnLike` `aws:SourceArn` for `arn:<partition>:cloudwatch:<region>:<account>:alarm:*`.
   * If a key of the customer encrypts it, the policy of the key needs `kms:Decrypt` and `kms:GenerateDataKey*` for the same
   * principal, with the condition `StringEquals` `aws:SourceAccount`. Without them, CloudWatch cannot notify the topic, and
   * only the history of the alarm says so. The AWS managed key `alias/aws/sns` never admits CloudWatch.
   *
   * An alarm throws if the topic is a FIFO topic, or in another region.
   * @param topic the topic
   */
  public static topic(topic: sns.ITopic): IAlarmTarget {
    return new TopicTarget(topic);
  }

  /**
   * An OpsItem of Systems Manager, which an alarm creates when it begins.
   * @param severity the severity of the OpsItem
   * @param category the category of the OpsItem; none if it is left out
   */
  public static opsItem(severity: actions.OpsItemSeverity, category?: actions.OpsItemCategory): IAlarmTarget {
    return new ActionTarget(new actions.SsmAction(severity, category), { method: 'opsItem' });
  }

  /**
   * An incident of Incident Manager, which an alarm starts when it begins.
   *
   * Throws when the name is not one of a response plan, for example because it is an ARN.
   * @param responsePlanName the name of a response plan in the same account: 1 to 200 letters, digits, hyphens and underscores
   */
  public static incident(responsePlanName: string): IAlarmTarget {
    if (!Token.isUnresolved(responsePlanName) && !/^[\w-]{1,200}$/.test(responsePlanName)) {
      throw new Error(
        'responsePlanName must be the name of a response plan: 1 to 200 letters, digits, hyphens and underscores, got ' +
          `'${responsePlanName}'. Pass the name, which is the last part of the ARN.`,
      );
    }
    return new ActionTarget(new actions.SsmIncidentAction(responsePlanName), { method: 'incident' });
  }

  /**
   * Any action of the CDK, such as a function, which an alarm performs when it begins.
   *
   * An alarm throws if the action is in another region.
   * @param action the action
   */
  public static action(action: cloudwatch.IAlarmAction): IAlarmTarget {
    return new ActionTarget(action, { method: 'action' });
  }

  private constructor() {}
}
