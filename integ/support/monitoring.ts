import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_lambda as lambda, aws_sns as sns } from 'aws-cdk-lib';
import { expectValues, startingWith } from './api-calls';
import { expectResults } from './operations';

export interface ExpectedNotification {
  /** The alarm whose state changes. */
  readonly alarm: string;
  /** The alarm that notifies the topic; undefined if none does. */
  readonly notified?: string;
}

/** Expects that a change of an alarm makes one alarm notify the topic, or no alarm. */
export function expectNotification(
  assertions: IDeployAssert,
  operations: lambda.Function,
  { alarm, notified }: ExpectedNotification,
): void {
  const payload = { alarm, notifies: notified !== undefined };
  expectResults(assertions, operations, payload, { notified: notified ?? 'nothing' });
}

/** Expects a topic that a key of the account encrypts, so that both policies must admit the alarms. */
export function expectTopic(assertions: IDeployAssert, topic: sns.ITopic): void {
  const call = { service: 'sns', api: 'getTopicAttributes', parameters: { TopicArn: topic.topicArn } };
  expectValues(assertions, call, { 'Attributes.KmsMasterKeyId': startingWith('arn:aws') });
}
