import type { PartMetrics } from '../monitoring/part-metrics';
import type { IServiceStore } from './store-contract';

/**
 * Records the metrics of a store. They are no member of the contract: a class in Python that implements it must list all
 * members.
 */
export function noteMetrics(store: IServiceStore, metrics: PartMetrics): void {
  METRICS.set(store, metrics);
}

/** Returns the metrics of a store; undefined if the library does not create its database or table. */
export function metricsOfStore(store: IServiceStore): PartMetrics | undefined {
  return METRICS.get(store);
}

const METRICS = new WeakMap<IServiceStore, PartMetrics>();
