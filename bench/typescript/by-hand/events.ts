import { Aws, aws_iam as iam, type aws_kms as kms, aws_rds as rds, type aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';

const EVENTS = {
  'db-cluster': ['failover', 'failure', 'maintenance', 'notification'],
  'db-instance': [
    'availability',
    'configuration change',
    'failover',
    'failure',
    'low storage',
    'maintenance',
    'notification',
    'recovery',
    'security patching',
  ],
  'db-parameter-group': ['configuration change'],
  'db-security-group': ['configuration change', 'failure'],
};

/** Subscriptions of a topic to the events of the databases. */
export class Events extends Construct {
  constructor(scope: Construct, id: string, topic: sns.Topic, key: kms.Key) {
    super(scope, id);
    const { policyDependable } = topic.addToResourcePolicy(allowRds(['sns:Publish'], topic.topicArn));
    key.addToResourcePolicy(allowRds(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    for (const [sourceType, eventCategories] of Object.entries(EVENTS)) {
      const subscription = new rds.CfnEventSubscription(this, sourceType, {
        sourceType,
        eventCategories,
        snsTopicArn: topic.topicArn,
      });
      if (policyDependable) {
        subscription.node.addDependency(policyDependable);
      }
    }
  }
}

function allowRds(actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.rds.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
