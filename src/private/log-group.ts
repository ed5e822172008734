import { Aws, aws_iam as iam, type aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Props of a log group. The encryption key is a KMS key, although the CDK also accepts other types. */
export interface LogGroupProps extends Omit<logs.LogGroupProps, 'encryptionKey'> {
  readonly encryptionKey?: kms.IKey;
}

/**
 * Creates a log group, encrypted with the key if one is passed. Otherwise, CloudWatch Logs encrypts it with its own key.
 *
 * The policy of an imported key must already allow the principal `logs.<region>.amazonaws.com`, in China
 * `logs.<region>.amazonaws.com.cn`.
 */
export function createLogGroup(scope: Construct, id: string, props: LogGroupProps): logs.LogGroup {
  if (props.encryptionKey) {
    allowCloudWatchLogs(props.encryptionKey);
  }
  return new logs.LogGroup(scope, id, props);
}

/** Allows CloudWatch Logs to use the key for log groups of this account. The CDK writes equal statements once. */
export function allowCloudWatchLogs(key: kms.IKey): void {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
        },
      },
    }),
  );
}
