import { type Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AWSProvider, DatabaseConstruct, type DatabaseConstructProps, DataStore, ServiceCatalogue } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:events';

function templateWith(
  eventTopic: (stack: Stack) => sns.ITopic | undefined,
  props: Partial<DatabaseConstructProps> = {},
): Template {
  const stack = threeZoneStack();
  new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    eventTopic: eventTopic(stack),
    ...props,
  });
  return templateOf(stack);
}

test('a database publishes no events without a topic', () => {
  templateWith(() => undefined).resourceCountIs('AWS::RDS::EventSubscription', 0);
});

const importedTopic = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN);

/** The published categories, by source type. */
const PUBLISHED: ReadonlyArray<readonly [string, string[]]> = [
  ['db-cluster', ['failover', 'failure', 'maintenance', 'notification']],
  [
    'db-instance',
    [
      ...['availability', 'configuration change', 'failover', 'failure', 'low storage', 'maintenance', 'notification'],
      ...['recovery', 'security patching'],
    ],
  ],
  ['db-parameter-group', ['configuration change']],
  ['db-security-group', ['configuration change', 'failure']],
];

test.each(PUBLISHED)(
  'a database publishes the events of every %s of the account that a person on call needs',
  (...row) => {
    const [SourceType, EventCategories] = row;
    const template = templateWith(importedTopic);
    template.resourceCountIs('AWS::RDS::EventSubscription', PUBLISHED.length);
    template.hasResourceProperties('AWS::RDS::EventSubscription', {
      SourceType,
      EventCategories,
      SnsTopicArn: TOPIC_ARN,
      SourceIds: Match.absent(),
      Enabled: Match.absent(),
    });
  },
);

test.each([
  ['RDS.19', 'db-cluster', ['maintenance', 'failure']],
  ['RDS.20', 'db-instance', ['maintenance', 'configuration change', 'failure']],
  ['RDS.21', 'db-parameter-group', ['configuration change']],
  ['RDS.22', 'db-security-group', ['configuration change', 'failure']],
])('a database publishes the events that control %s of Security Hub requires', (_, SourceType, required) => {
  const subscriptions = templateWith(importedTopic).findResources('AWS::RDS::EventSubscription', {
    Properties: { SourceType },
  });
  const [subscription] = Object.values(subscriptions);
  expect(subscription?.Properties.EventCategories).toEqual(expect.arrayContaining(required));
});

test('a database whose store has a proxy publishes the failures of proxies', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders', store: DataStore.auroraPostgres({ proxy: true }) }]);
  templateWith(importedTopic, { catalogue }).hasResourceProperties('AWS::RDS::EventSubscription', {
    SourceType: 'db-proxy',
    EventCategories: ['failure'],
    SnsTopicArn: TOPIC_ARN,
  });
});

test('a DocumentDB cluster needs no subscriptions of its own, because those of RDS cover it', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'reviews', store: DataStore.documentDb() }]);
  const template = templateWith(importedTopic, { catalogue });
  template.resourceCountIs('AWS::DocDB::EventSubscription', 0);
  template.resourceCountIs('AWS::RDS::EventSubscription', PUBLISHED.length);
});

test('event subscriptions of an imported topic do not depend on a topic policy', () => {
  const template = templateWith(importedTopic);
  template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
  template.allResources('AWS::RDS::EventSubscription', { DependsOn: Match.absent() });
});

test('a database rejects a FIFO topic', () => {
  expect(() => templateWith((stack) => new sns.Topic(stack, 'Topic', { fifo: true }))).toThrow(
    new Error(
      'eventTopic must be a standard topic, got a FIFO topic. RDS does not publish to FIFO topics. (in Test/Database)',
    ),
  );
});
