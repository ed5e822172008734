import type { aws_sns as sns } from 'aws-cdk-lib';
import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { AlarmDefinition } from './alarm-definition';
import { COUNT_IN_5_MINUTES, PartMetrics } from './part-metrics';

/**
 * Returns the alarms of the topic that carries the other alarms. Their target must be another one: a topic does not deliver the
 * message that it delivers nothing.
 */
export function topicAlarms(topic: sns.ITopic): AlarmDefinition[] {
  const metrics = new PartMetrics(topic, {
    namespace: 'AWS/SNS',
    dimensions: { TopicName: topic.topicName },
    fitting: { NumberOfNotificationsFailed: COUNT_IN_5_MINUTES },
  });
  return [
    {
      alarmId: 'NotificationsFailed',
      metric: metrics.metric('NumberOfNotificationsFailed'),
      threshold: 0,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'The topic of the alarms could not deliver a notification to a subscriber.',
      firstStep: 'List the subscriptions of the topic, and send a test message to each of them.',
    },
  ];
}
