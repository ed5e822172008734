import { isUnknown } from '../private/validation';
import { BrokerDeploymentMode } from '../providers/environment-settings';

/** The memory and the storage of a node of a broker, in GiB. */
export interface BrokerSize {
  /** The memory from which on the broker blocks all publishers. */
  readonly watermark: number;
  /** The storage. */
  readonly disk: number;
  /** The free storage below which the broker blocks all publishers. */
  readonly leastFree: number;
}

/**
 * Returns the size of a node; undefined for an unknown type or mode.
 *
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rmq-broker-instance-types.html
 */
export function sizeOfBroker(instanceType: string, mode: BrokerDeploymentMode): BrokerSize | undefined {
  if (isUnknown(instanceType) || isUnknown(mode)) {
    return undefined;
  }
  const [watermark, diskOfCluster] = SIZES[instanceType] ?? [];
  if (watermark === undefined || diskOfCluster === undefined) {
    return undefined;
  }
  return mode === BrokerDeploymentMode.CLUSTER_MULTI_AZ
    ? { watermark, disk: diskOfCluster, leastFree: 2 }
    : { watermark, disk: 200, leastFree: 10 };
}

const SIZES: Readonly<Record<string, readonly [watermark: number, diskOfCluster: number]>> = {
  'mq.m7g.medium': [1.8, 5],
  'mq.m7g.large': [4.3, 15],
  'mq.m7g.xlarge': [9.3, 25],
  'mq.m7g.2xlarge': [19.3, 45],
  'mq.m7g.4xlarge': [39.4, 90],
  'mq.m7g.8xlarge': [79.7, 175],
  'mq.m7g.12xlarge': [119.8, 260],
  'mq.m7g.16xlarge': [160.1, 345],
};
