import { Aws, aws_iam as iam, aws_rds as rds, type aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../private/validation';

/**
 * Publishes the events of the databases of the account and region to a topic.
 *
 * DocumentDB has no subscriptions of its own: it uses the API of RDS, and a subscription without a list of sources
 * covers its clusters and instances too. `AWS::DocDB::EventSubscription` would publish each event a second time.
 */
export function publishDatabaseEvents(scope: Construct, topic: sns.ITopic, { proxies }: EventSources): void {
  requireStandardTopic(scope, topic);
  const { policyDependable } = topic.addToResourcePolicy(allowRds('sns:Publish', topic.topicArn));
  topic.masterKey?.addToResourcePolicy(allowRds(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  for (const { id, ...events } of proxies ? [...EVENTS, PROXY_EVENTS] : EVENTS) {
    const subscription = new rds.CfnEventSubscription(scope, id, { ...events, snsTopicArn: topic.topicArn });
    if (policyDependable) {
      subscription.node.addDependency(policyDependable); // RDS publishes a test message to the topic
    }
  }
}

/** The sources of events that not every account has. */
interface EventSources {
  readonly proxies: boolean;
}

/** Whether a store below the construct has an RDS proxy. */
export function hasProxy(scope: Construct): boolean {
  return scope.node.findAll().some((child) => child instanceof rds.CfnDBProxy);
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
 * The published event categories, by source type: those that tell of a failure or precede one, and those that Security
 * Hub requires.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/event-subscriptions.categories-messages.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html RDS.19 to RDS.22
 */
const EVENTS = [
  {
    id: 'ClusterEvents',
    sourceType: 'db-cluster',
    eventCategories: ['failover', 'failure', 'maintenance', 'notification'],
  },
  {
    id: 'InstanceEvents',
    sourceType: 'db-instance',
    eventCategories: [
      ...['availability', 'configuration change', 'failover', 'failure', 'low storage', 'maintenance', 'notification'],
      ...['recovery', 'security patching'],
    ],
  },
  { id: 'ParameterGroupEvents', sourceType: 'db-parameter-group', eventCategories: ['configuration change'] },
  { id: 'SecurityGroupEvents', sourceType: 'db-security-group', eventCategories: ['configuration change', 'failure'] },
];

const PROXY_EVENTS = { id: 'ProxyEvents', sourceType: 'db-proxy', eventCategories: ['failure'] };
