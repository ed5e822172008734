import { type aws_cloudwatch as cloudwatch, Duration, type aws_s3 as s3 } from 'aws-cdk-lib';
import { MonitoredPart } from '../monitoring/monitored-part';
import { PartMetrics } from '../monitoring/part-metrics';

/**
 * The metrics of the bucket for product media. The base class of `StorageConstruct`.
 * @internal
 */
export abstract class StorageMetrics extends MonitoredPart {
  /** The bucket for product media. */
  public abstract readonly media: s3.Bucket;

  /** @internal */
  protected get _metrics(): PartMetrics {
    return new PartMetrics(this, {
      namespace: 'AWS/S3',
      dimensions: { BucketName: this.media.bucketName },
      fitting: { BucketSizeBytes: DAILY, NumberOfObjects: DAILY },
    });
  }

  /**
   * Returns the size of the objects of the bucket for product media in S3 Standard, in bytes, once a day.
   * @param props other options of the metric; the dimension `StorageType` selects another storage class
   */
  public metricBucketSizeBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('BucketSizeBytes', withDimension('StorageType', 'StandardStorage', props));
  }

  /**
   * Returns the number of objects and of their versions in the bucket for product media, once a day.
   * @param props other options of the metric
   */
  public metricNumberOfObjects(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('NumberOfObjects', withDimension('StorageType', 'AllStorageTypes', props));
  }

  /**
   * Returns the part of requests to the bucket for product media that S3 answered with an error of its own, from 0 to 1.
   *
   * The bucket needs request metrics, which are billed: add them with `media.addMetric`.
   * @param filterId the id of the request metrics
   * @param props other options of the metric
   */
  public metric5xxErrors(filterId: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('5xxErrors', withDimension('FilterId', filterId, props));
  }
}

function withDimension(name: string, value: string, props: cloudwatch.MetricOptions = {}): cloudwatch.MetricOptions {
  return { ...props, dimensionsMap: { [name]: value, ...props.dimensionsMap } };
}

const DAILY = { period: Duration.days(1) };
