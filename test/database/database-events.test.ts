import { type Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AWSProvider, DatabaseConstruct } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:events';

function templateWith(eventTopic: (stack: Stack) => sns.ITopic | undefined): Template {
  const stack = threeZoneStack();
  new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    eventTopic: eventTopic(stack),
  });
  return templateOf(stack);
}

test('a database publishes no events without a topic', () => {
  templateWith(() => undefined).resourceCountIs('AWS::RDS::EventSubscription', 0);
});

test.each([
  ['RDS.19', 'db-cluster', ['maintenance', 'failure']],
  ['RDS.20', 'db-instance', ['maintenance', 'configuration change', 'failure']],
  ['RDS.21', 'db-parameter-group', ['configuration change']],
  ['RDS.22', 'db-security-group', ['configuration change', 'failure']],
])('a database publishes the events that control %s of Security Hub requires', (_, SourceType, EventCategories) => {
  const template = templateWith((stack) => sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN));
  template.resourceCountIs('AWS::RDS::EventSubscription', 4);
  template.hasResourceProperties('AWS::RDS::EventSubscription', {
    SourceType,
    EventCategories,
    SnsTopicArn: TOPIC_ARN,
    SourceIds: Match.absent(),
    Enabled: Match.absent(),
  });
});

test('event subscriptions of an imported topic do not depend on a topic policy', () => {
  const template = templateWith((stack) => sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN));
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
