import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../private/validation';
import type { IServiceStore } from '../stores/store-contract';
import { metricsOfStore } from '../stores/store-metrics';

/**
 * The metrics of the stores of services. The base class of `DatabaseConstruct`.
 * @internal
 */
export abstract class DatabaseMetrics extends Construct {
  /** Returns the store of a service. */
  public abstract store(service: string): IServiceStore;

  /**
   * Returns a metric of the store of a service, every minute, and with the statistic that fits it: of the instance, of the
   * cluster or of the table.
   *
   * Throws if the service is not in the catalogue, and if this construct does not create a database or a table for it.
   * @param service the name of the service
   * @param metricName the name of the metric in CloudWatch, of the namespace `AWS/RDS`, `AWS/DocDB` or `AWS/DynamoDB`
   * @param props other options of the metric; `dimensionsMap` adds dimensions, such as `Role`, or replaces their values
   */
  public metric(service: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const metrics = metricsOfStore(this.store(service));
    if (!metrics) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: 'a service whose database or table this construct creates',
        fix: 'Use the metrics of the part or of the existing resource that contains its data.',
      });
    }
    return metrics.metric(metricName, props);
  }

  /**
   * Returns how busy the processors of a PostgreSQL instance are, in percent, or those of a cluster of DocumentDB or Aurora.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricCpuUtilization(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'CPUUtilization', props);
  }

  /**
   * Returns the number of connections to a database. In a cluster of Aurora or DocumentDB, the dimension `Role` selects the
   * writer or the readers.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricDatabaseConnections(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'DatabaseConnections', props);
  }

  /**
   * Returns the free memory of a database, in bytes.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricFreeableMemory(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'FreeableMemory', props);
  }

  /**
   * Returns the free storage of a PostgreSQL instance, in bytes. The storage of Aurora and DocumentDB grows by itself.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricFreeStorageSpace(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'FreeStorageSpace', props);
  }

  /**
   * Returns the used part of the maximum capacity of an Aurora cluster, in percent.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricAcuUtilization(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'ACUUtilization', props);
  }

  /**
   * Returns the capacity of an Aurora cluster, in Aurora capacity units.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricServerlessDatabaseCapacity(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'ServerlessDatabaseCapacity', props);
  }

  /**
   * Returns the number of reads that DynamoDB refused because they came too fast, for the table of a service.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricReadThrottleEvents(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'ReadThrottleEvents', props);
  }

  /**
   * Returns the number of writes that DynamoDB refused because they came too fast, for the table of a service.
   * @param service the name of the service
   * @param props other options of the metric
   */
  public metricWriteThrottleEvents(service: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(service, 'WriteThrottleEvents', props);
  }
}
