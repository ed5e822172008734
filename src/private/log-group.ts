import { Aws, aws_iam as iam, type aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What a log group is made of; the CDK takes more than a key for its key. */
export interface LogGroupProps extends Omit<logs.LogGroupProps, 'encryptionKey'> {
  readonly encryptionKey?: kms.IKey;
}

/**
 * A log group under the key, where one is given; CloudWatch Logs encrypts with a key of its own otherwise.
 *
 * A key that was imported must let the principal `logs.<region>.amazonaws.com` use it already.
 */
export function createLogGroup(scope: Construct, id: string, props: LogGroupProps): logs.LogGroup {
  if (props.encryptionKey) {
    openToLogs(props.encryptionKey);
  }
  return new logs.LogGroup(scope, id, props);
}

/** Lets CloudWatch Logs use the key, for log groups of this account alone; said twice, it is written once. */
function openToLogs(key: kms.IKey): void {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
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
