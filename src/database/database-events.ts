import { Aws, aws_iam as iam, aws_rds as rds, type aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../private/validation';

/** Publishes the RDS events of the account and region to a topic, as Security Hub requires. */
export function publishDatabaseEvents(scope: Construct, topic: sns.ITopic): void {
  requireStandardTopic(scope, topic);
  const { policyDependable } = topic.addToResourcePolicy(allowRds('sns:Publish', topic.topicArn));
  topic.masterKey?.addToResourcePolicy(allowRds(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  for (const { id, ...events } of EVENTS) {
    const subscription = new rds.CfnEventSubscription(scope, id, { ...events, snsTopicArn: topic.topicArn });
    if (policyDependable) {
      subscription.node.addDependency(policyDependable); // RDS publishes a test message to the topic
    }
  }
}

function allowRds(actions: string | string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.rds.amazonaws.com')],
    actions: [actions].flat(),
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}

function requireStandardTopic(scope: Construct, { fifo }: sns.ITopic): void {
  if (fifo) {
    throw refuse(scope, {
      prop: 'eventTopic',
      gotInWords: 'a FIFO topic',
      allowed: 'a standard topic',
      fix: 'RDS does not publish to FIFO topics.',
    });
  }
}

/**
 * The published event categories, by source type.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html RDS.19 to RDS.22
 */
const EVENTS = [
  { id: 'ClusterEvents', sourceType: 'db-cluster', eventCategories: ['maintenance', 'failure'] },
  {
    id: 'InstanceEvents',
    sourceType: 'db-instance',
    eventCategories: ['maintenance', 'configuration change', 'failure'],
  },
  { id: 'ParameterGroupEvents', sourceType: 'db-parameter-group', eventCategories: ['configuration change'] },
  { id: 'SecurityGroupEvents', sourceType: 'db-security-group', eventCategories: ['configuration change', 'failure'] },
];
