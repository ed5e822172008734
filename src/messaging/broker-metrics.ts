import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { MonitoredPart } from '../monitoring/monitored-part';
import { HIGHEST, LOWEST, PartMetrics } from '../monitoring/part-metrics';

/**
 * The metrics of a RabbitMQ broker. The base class of `AmazonMQConstruct`.
 * @internal
 */
export abstract class BrokerMetrics extends MonitoredPart {
  /**
   * The name of the broker.
   * @internal
   */
  protected abstract readonly _brokerName: string;

  /** @internal */
  protected get _metrics(): PartMetrics {
    return metricsOfBroker(this, this._brokerName);
  }

  /**
   * Returns the number of messages that wait for a consumer, in all queues.
   * @param props other options of the metric
   */
  public metricMessageReadyCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MessageReadyCount', props);
  }

  /**
   * Returns the number of messages that consumers have and did not acknowledge, in all queues.
   * @param props other options of the metric
   */
  public metricMessageUnacknowledgedCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('MessageUnacknowledgedCount', props);
  }

  /**
   * Returns the number of consumers of all queues.
   * @param props other options of the metric
   */
  public metricConsumerCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConsumerCount', props);
  }

  /**
   * Returns the number of messages that clients publish in a second.
   * @param props other options of the metric
   */
  public metricPublishRate(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('PublishRate', props);
  }

  /**
   * Returns the number of messages that consumers acknowledge in a second.
   * @param props other options of the metric
   */
  public metricAckRate(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('AckRate', props);
  }
}

/** Returns the metrics of a broker. Its dimension is its name, and not its id. */
export function metricsOfBroker(scope: IConstruct, brokerName: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: NAMESPACE,
    dimensions: { Broker: brokerName },
    fitting: {
      ConsumerCount: HIGHEST,
      MessageReadyCount: HIGHEST,
      MessageUnacknowledgedCount: HIGHEST,
      RabbitMQDiskFree: LOWEST,
      RabbitMQMemUsed: HIGHEST,
      SystemCpuUtilization: HIGHEST,
    },
  });
}

export const NAMESPACE = 'AWS/AmazonMQ';
