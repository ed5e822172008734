import { Aws, aws_iam as iam, type aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Allows CloudWatch Logs to use a key for the log groups with these names. */
export function allowLogGroups(key: kms.Key, names: string[]): void {
  const start = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:`;
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.map((name) => `${start}${name}`) } },
    }),
  );
}

/** Creates an encrypted log group that is kept for a year. */
export function logGroup(scope: Construct, id: string, key: kms.IKey, props: logs.LogGroupProps): logs.LogGroup {
  return new logs.LogGroup(scope, id, { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: key, ...props });
}
