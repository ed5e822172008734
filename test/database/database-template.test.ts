import { aws_kms as kms, aws_sns as sns } from 'aws-cdk-lib';
import { AWSProvider, DatabaseConstruct, ServiceCatalogue } from '../../src';
import { BY_POLICIES_OF_THE_ACCOUNT, BY_SECRETS_MANAGER, forLogGroups } from '../support/key-policies';
import { resourcesOfType } from '../support/resources';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

function database(withTopic = false) {
  const stack = threeZoneStack();
  const eventTopic = withTopic
    ? new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'TopicKey') })
    : undefined;
  new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
    eventTopic,
  });
  return templateOf(stack);
}

test("a service's key allows the account, and CloudWatch Logs only for log groups of this account", () => {
  expect(resourcesOfType(database(), 'AWS::KMS::Key')).toEqual([
    {
      Type: 'AWS::KMS::Key',
      Properties: {
        Description: 'Encrypts the data of orders',
        EnableKeyRotation: true,
        KeyPolicy: {
          Statement: [
            BY_POLICIES_OF_THE_ACCOUNT,
            forLogGroups('STACK-*-FunctionLogsB2C1DB5C-*', 'STACK-Databaseorders*', '/aws/*/orders-test-database-*'),
            ...BY_SECRETS_MANAGER,
          ],
          Version: '2012-10-17',
        },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
  ]);
});

test('the topic and its key allow RDS to publish only on behalf of this account', () => {
  const template = database(true);
  expect(resourcesOfType(template, 'AWS::SNS::TopicPolicy')).toEqual([
    {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: 'sns:Publish',
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              Effect: 'Allow',
              Principal: { Service: 'events.rds.amazonaws.com' },
              Resource: { Ref: 'TopicBFC7AF6E' },
              Sid: '0',
            },
          ],
          Version: '2012-10-17',
        },
        Topics: [{ Ref: 'TopicBFC7AF6E' }],
      },
    },
  ]);
  expect(resourcesOfType(template, 'AWS::KMS::Key')[0].Properties?.KeyPolicy).toEqual({
    Statement: [
      {
        Action: 'kms:*',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } },
        Resource: '*',
      },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        Effect: 'Allow',
        Principal: { Service: 'events.rds.amazonaws.com' },
        Resource: '*',
      },
    ],
    Version: '2012-10-17',
  });
});

test('the event subscriptions have exactly these categories', () => {
  expect(resourcesOfType(database(true), 'AWS::RDS::EventSubscription')).toEqual([
    {
      Type: 'AWS::RDS::EventSubscription',
      Properties: {
        EventCategories: ['failover', 'failure', 'maintenance', 'notification'],
        SnsTopicArn: { Ref: 'TopicBFC7AF6E' },
        SourceType: 'db-cluster',
      },
      DependsOn: ['TopicPolicyA1747468'],
    },
    {
      Type: 'AWS::RDS::EventSubscription',
      Properties: {
        EventCategories: [
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
        SnsTopicArn: { Ref: 'TopicBFC7AF6E' },
        SourceType: 'db-instance',
      },
      DependsOn: ['TopicPolicyA1747468'],
    },
    {
      Type: 'AWS::RDS::EventSubscription',
      Properties: {
        EventCategories: ['configuration change'],
        SnsTopicArn: { Ref: 'TopicBFC7AF6E' },
        SourceType: 'db-parameter-group',
      },
      DependsOn: ['TopicPolicyA1747468'],
    },
    {
      Type: 'AWS::RDS::EventSubscription',
      Properties: {
        EventCategories: ['configuration change', 'failure'],
        SnsTopicArn: { Ref: 'TopicBFC7AF6E' },
        SourceType: 'db-security-group',
      },
      DependsOn: ['TopicPolicyA1747468'],
    },
  ]);
});
