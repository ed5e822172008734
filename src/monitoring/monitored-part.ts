import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PartMetrics } from './part-metrics';

/**
 * A part with metrics. Its base class for one kind of part adds the names of metrics.
 * @internal
 */
export abstract class MonitoredPart extends Construct {
  /**
   * The metrics of the part.
   * @internal
   */
  protected abstract get _metrics(): PartMetrics;

  /**
   * Returns a metric of this part, with its namespace and dimensions, every minute, and with the statistic that fits it.
   * @param metricName the name of the metric in CloudWatch
   * @param props other options of the metric; `dimensionsMap` adds dimensions or replaces their values
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this._metrics.metric(metricName, props);
  }
}
