import type { aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import { allowLogGroup } from '../private/log-group';
import { refuse } from '../private/validation';

/**
 * Extends the policies of the keys with which the platform encrypts data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * @example
 * import { EcommercePlatform, KeyPolicy } from '@org/ecommerce-constructs';
 * import { aws_logs as logs, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const platform: EcommercePlatform;
 * const logGroup = new logs.LogGroup(stack, 'OrderLogs', { encryptionKey: platform.encryptionKey });
 * KeyPolicy.allowLogGroup(platform.encryptionKey, logGroup);
 */
export class KeyPolicy {
  /**
   * Allows CloudWatch Logs to use a key for a log group, which can be in another stack of the app: the policy of the key
   * contains its name, or the start of the name that CloudFormation generates. Changes neither the log group nor its name.
   *
   * A log group does not need it if its name starts with `/<environment>/<service>/` and its key is that of the service, if
   * its name starts with `/<environment>/` and its key is that of the platform, or if it is a part of the platform.
   *
   * CloudWatch Logs can read a log group that the app no longer contains only as long as the policy names it. To keep
   * a retained log group readable, go on calling the method, with `LogGroup.fromLogGroupName`.
   *
   * Throws if the key is imported, because its policy does not belong to the app.
   * @param key the key that encrypts the log group
   * @param logGroup the log group
   */
  public static allowLogGroup(key: kms.IKey, logGroup: logs.ILogGroup): void {
    if (!allowLogGroup(key, logGroup)) {
      throw refuse(logGroup, {
        prop: 'key',
        gotInWords: 'an imported key',
        allowed: 'a key that the app creates, because the app must contain its policy',
        fix:
          'Call the method in the app that creates the key, or give the log group a name that starts with ' +
          '/<environment>/<service>/ for the key of a service.',
      });
    }
  }

  private constructor() {}
}
