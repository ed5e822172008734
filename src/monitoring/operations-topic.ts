import { Aws, aws_iam as iam, type aws_kms as kms, aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A topic that RDS may publish to, encrypted under a key that RDS may use for that. */
export function createOperationsTopic(scope: Construct, id: string, encryptionKey: kms.IKey): sns.Topic {
  const rds = new iam.ServicePrincipal('events.rds.amazonaws.com');
  const topic = new sns.Topic(scope, id, {
    displayName: `Operations of ${scope.node.path}`,
    masterKey: encryptionKey,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [rds],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  encryptionKey.addToResourcePolicy(
    new iam.PolicyStatement({ principals: [rds], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'] }),
  );
  return topic;
}
