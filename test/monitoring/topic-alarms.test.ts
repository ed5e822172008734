import { Stack, aws_sns as sns } from 'aws-cdk-lib';
import { topicAlarms } from '../../src/monitoring/topic-alarms';
import { dimensionsOf, rowsOf } from '../support/alarm-rows';

test('a topic has one alarm, for notifications that it does not deliver', () => {
  const topic = new sns.Topic(new Stack(), 'Topic');
  const alarms = topicAlarms(topic);
  expect(rowsOf({ alarms, graphs: [] })).toEqual([
    'NotificationsFailed | NumberOfNotificationsFailed Sum 300 > 0 1/1 notBreaching T',
  ]);
  expect(dimensionsOf(alarms[0].metric)).toEqual({ NumberOfNotificationsFailed: { TopicName: topic.topicName } });
});
