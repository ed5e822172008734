import type { IConstruct } from 'constructs';
import {
  COUNT_IN_5_MINUTES,
  type FittingOptions,
  HIGHEST,
  LOWEST,
  LOWEST_IN_5_MINUTES,
  PartMetrics,
} from '../../monitoring/part-metrics';

/** Returns the metrics of a PostgreSQL instance. */
export function metricsOfInstance(scope: IConstruct, identifier: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: NAMESPACE,
    dimensions: { DBInstanceIdentifier: identifier },
    fitting: {
      CPUCreditBalance: LOWEST_IN_5_MINUTES,
      FreeStorageSpace: LOWEST,
      MaximumUsedTransactionIDs: HIGHEST,
    },
  });
}

/** Returns the metrics of an Aurora cluster. */
export function metricsOfAurora(scope: IConstruct, identifier: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: NAMESPACE,
    dimensions: { DBClusterIdentifier: identifier },
    fitting: {
      ACUUtilization: HIGHEST,
      AuroraReplicaLagMaximum: HIGHEST,
      DatabaseConnections: HIGHEST,
      MaximumUsedTransactionIDs: HIGHEST,
      ServerlessDatabaseCapacity: HIGHEST,
    },
  });
}

/** Returns the metrics of a proxy. */
export function metricsOfProxy(scope: IConstruct, proxyName: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: NAMESPACE,
    dimensions: { ProxyName: proxyName },
    fitting: FITTING_OF_PROXY,
  });
}

const NAMESPACE = 'AWS/RDS';

const FITTING_OF_PROXY: Readonly<Record<string, FittingOptions>> = {
  ClientConnectionsSetupFailedAuth: COUNT_IN_5_MINUTES,
  DatabaseConnectionsSetupFailed: COUNT_IN_5_MINUTES,
};
