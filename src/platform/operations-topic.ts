import { Aws, aws_iam as iam, type aws_kms as kms, aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathText } from '../naming/texts';

/** The topic of a platform. */
export interface OperationsTopicProps {
  readonly masterKey: kms.IKey;
  /** Whether alarms, and the rules beside them, notify the topic. */
  readonly alarms: boolean;
}

/** Creates the topic to which RDS publishes events of the databases, and that alarms notify. */
export function createOperationsTopic(platform: Construct, { masterKey, alarms }: OperationsTopicProps): sns.Topic {
  const topic = new sns.Topic(platform, 'OperationsTopic', {
    displayName: `Operations of ${pathText(platform).replace(/[^\w -]/g, ' ')}`, // the alphabet that SNS documents
    masterKey,
    enforceSSL: true,
  });
  if (alarms) {
    admitAlarms(topic, masterKey);
  }
  return topic;
}

/**
 * Admits the alarms and the rules of the account in this region.
 *
 * SNS sends no source to KMS for EventBridge, so that a condition on `aws:SourceArn` in the key's policy would make each
 * delivery fail in silence. The encryption context, which is the ARN of the topic, narrows that statement. It names all topics
 * of the account, because the key cannot refer to a topic that refers to the key.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function admitAlarms(topic: sns.Topic, masterKey: kms.IKey): void {
  const cloudwatch = new iam.ServicePrincipal('cloudwatch.amazonaws.com');
  const events = new iam.ServicePrincipal('events.amazonaws.com');
  const ofAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  const publish = (principal: iam.IPrincipal, conditions: iam.Conditions) =>
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions,
      }),
    );
  const useKey = (principal: iam.IPrincipal, conditions: iam.Conditions) =>
    masterKey.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions,
      }),
    );
  publish(cloudwatch, { ...ofAccount, ArnLike: { 'aws:SourceArn': arnOf('cloudwatch', 'alarm:*') } });
  publish(events, { ArnLike: { 'aws:SourceArn': arnOf('events', 'rule/*') } });
  useKey(cloudwatch, ofAccount);
  useKey(events, { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': arnOf('sns', '*') } });
}

function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
