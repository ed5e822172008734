import { Aws, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { MonitoredPart } from '../monitoring/monitored-part';
import {
  COUNT,
  type FittingOptions,
  HIGHEST,
  HIGHEST_IN_5_MINUTES,
  LOWEST,
  PartMetrics,
} from '../monitoring/part-metrics';

/**
 * The metrics of a search domain. The base class of `SearchConstruct`.
 * @internal
 */
export abstract class DomainMetrics extends MonitoredPart {
  /**
   * The name of the domain.
   * @internal
   */
  protected abstract readonly _domainName: string;

  /** @internal */
  protected get _metrics(): PartMetrics {
    return metricsOfDomain(this, this._domainName);
  }

  /**
   * Returns how busy the processors of the data nodes are, in percent.
   * @param props other options of the metric
   */
  public metricCpuUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('CPUUtilization', props);
  }

  /**
   * Returns the used part of the Java heap of the data nodes, in percent.
   * @param props other options of the metric
   */
  public metricJvmMemoryPressure(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('JVMMemoryPressure', props);
  }

  /**
   * Returns the free storage of the fullest data node, in mebibytes.
   * @param props other options of the metric
   */
  public metricFreeStorageSpace(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('FreeStorageSpace', props);
  }

  /**
   * Returns the number of nodes, with dedicated master nodes.
   * @param props other options of the metric
   */
  public metricNodes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Nodes', props);
  }

  /**
   * Returns the number of requests to the domain.
   * @param props other options of the metric
   */
  public metricRequests(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('OpenSearchRequests', props);
  }

  /**
   * Returns the number of requests that the domain answered with a status of 500 or more.
   * @param props other options of the metric
   */
  public metricServerErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('5xx', props);
  }
}

/** Returns the metrics of a domain. */
export function metricsOfDomain(scope: IConstruct, domainName: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: 'AWS/ES',
    dimensions: { DomainName: domainName, ClientId: Aws.ACCOUNT_ID },
    fitting: FITTING,
  });
}

const FITTING: Readonly<Record<string, FittingOptions>> = {
  '5xx': COUNT,
  AutomatedSnapshotFailure: HIGHEST,
  ClusterIndexWritesBlocked: HIGHEST_IN_5_MINUTES,
  'ClusterStatus.red': HIGHEST,
  'ClusterStatus.yellow': HIGHEST,
  CPUUtilization: HIGHEST,
  FreeStorageSpace: LOWEST,
  JVMMemoryPressure: HIGHEST,
  KMSKeyError: HIGHEST,
  KMSKeyInaccessible: HIGHEST,
  MasterCPUUtilization: HIGHEST,
  MasterJVMMemoryPressure: HIGHEST,
  MasterReachableFromNode: HIGHEST_IN_5_MINUTES,
  Nodes: LOWEST,
  OldGenJVMMemoryPressure: HIGHEST,
  OpenSearchRequests: COUNT,
  PrimaryWriteRejected: COUNT,
  ThreadpoolSearchRejected: COUNT,
};
