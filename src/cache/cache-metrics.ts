import type { aws_cloudwatch as cloudwatch, aws_elasticache as elasticache } from 'aws-cdk-lib';
import { MonitoredPart } from '../monitoring/monitored-part';
import { COUNT_IN_5_MINUTES, HIGHEST, LOWEST_IN_5_MINUTES, PartMetrics } from '../monitoring/part-metrics';

/**
 * The metrics of a cache. The base class of `CacheConstruct`.
 * @internal
 */
export abstract class CacheMetrics extends MonitoredPart {
  /** The replication group: the primary and its replicas. */
  public abstract readonly replicationGroup: elasticache.CfnReplicationGroup;

  /** @internal */
  protected get _metrics(): PartMetrics {
    return metricsOfNode(this.replicationGroup, FIRST);
  }

  /**
   * Returns a metric of the first node, every minute, and with the statistic that fits it. The nodes have the names of the
   * replication group followed by `-001`, `-002` and so on, and each of them can become the primary: for another one, pass
   * `dimensionsMap` with its name as `CacheClusterId`.
   * @param metricName the name of the metric in CloudWatch, of the namespace `AWS/ElastiCache`
   * @param props other options of the metric; `dimensionsMap` adds dimensions, such as `CacheNodeId`, or replaces their values
   */
  public override metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return super.metric(metricName, props);
  }

  /**
   * Returns how busy the processors of the first node are, in percent: for nodes with at most two processors.
   * @param props other options of the metric
   */
  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CPUUtilization', ofNodeId(props));
  }

  /**
   * Returns how busy the thread of the engine of the first node is, in percent: for nodes with four processors or more.
   * @param props other options of the metric
   */
  public metricEngineCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('EngineCPUUtilization', props);
  }

  /**
   * Returns the used part of the memory of the first node, in percent.
   * @param props other options of the metric
   */
  public metricDatabaseMemoryUsagePercentage(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DatabaseMemoryUsagePercentage', props);
  }

  /**
   * Returns the number of connections of clients to the first node.
   * @param props other options of the metric
   */
  public metricCurrConnections(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CurrConnections', ofNodeId(props));
  }

  /**
   * Returns the number of keys that the first node removed to make room.
   * @param props other options of the metric
   */
  public metricEvictions(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Evictions', props);
  }

  /**
   * Returns the part of reads that found their key on the first node, in percent.
   * @param props other options of the metric
   */
  public metricCacheHitRate(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CacheHitRate', props);
  }
}

/** Returns the metrics of a node. */
export function metricsOfNode(group: elasticache.CfnReplicationGroup, node: string): PartMetrics {
  return new PartMetrics(group, {
    namespace: 'AWS/ElastiCache',
    dimensions: { CacheClusterId: `${group.ref}-${node}` },
    fitting: {
      AuthenticationFailures: COUNT_IN_5_MINUTES,
      CPUCreditBalance: LOWEST_IN_5_MINUTES,
      Evictions: COUNT_IN_5_MINUTES,
      ReplicationLag: HIGHEST,
      TrafficManagementActive: HIGHEST,
    },
  });
}

/** Adds the dimension of metrics of the host. Each node of a replication group is a cluster with one node, which has this id. */
export function ofNodeId(props: cloudwatch.MetricOptions = {}): cloudwatch.MetricOptions {
  return { ...props, dimensionsMap: { CacheNodeId: '0001', ...props.dimensionsMap } };
}

const FIRST = '001';
