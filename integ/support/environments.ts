import type { ExpectedEnvironment } from './platform';

const SMALL: ExpectedEnvironment = {
  network: { zones: 2, natGateways: 1, flowLogs: false },
  instance: {
    instanceClass: 't4g.micro',
    port: 5432,
    multiAz: false,
    backupDays: 0,
    logs: false,
    monitoringSeconds: 0,
  },
  documents: { port: 27017, backupDays: 1, instances: 1, logs: false },
  tableRecovery: false,
  cache: { nodeType: 'cache.t4g.micro', nodes: 1, snapshotDays: 0 },
  broker: { instanceType: 'mq.m7g.medium', mode: 'SINGLE_INSTANCE' },
  search: { nodeType: 't3.small.search', nodes: 1, zones: 1, masters: 0 },
  storage: { mediaEncryption: 'aws:kms', oldVersionDays: 1 },
  keyForEachService: false,
  rotation: false,
  events: false,
};

const LARGE: ExpectedEnvironment = {
  network: { zones: 3, natGateways: 3, flowLogs: true },
  instance: {
    instanceClass: 't4g.medium',
    port: 5433,
    multiAz: true,
    backupDays: 14,
    logs: true,
    monitoringSeconds: 60,
  },
  documents: { port: 27018, backupDays: 14, instances: 2, logs: true },
  tableRecovery: true,
  cache: { nodeType: 'cache.t4g.medium', nodes: 2, snapshotDays: 15 },
  broker: { instanceType: 'mq.m7g.large', mode: 'CLUSTER_MULTI_AZ' },
  search: { nodeType: 'm7g.large.search', nodes: 3, zones: 3, masters: 3 },
  storage: { mediaEncryption: 'aws:kms', oldVersionDays: 90 },
  keyForEachService: true,
  rotation: true,
  events: true,
};

/**
 * The expected resources of each environment. The values do not come from the library's own settings: a test would then
 * compare the settings with themselves.
 */
export const EXPECTED = {
  local: SMALL,
  development: {
    ...SMALL,
    instance: { ...SMALL.instance, backupDays: 1 },
    tableRecovery: true,
    storage: { ...SMALL.storage, oldVersionDays: 7 },
  },
  staging: {
    ...LARGE,
    network: { ...LARGE.network, natGateways: 1 },
    instance: { ...LARGE.instance, instanceClass: 't4g.small', backupDays: 7 },
    documents: { ...LARGE.documents, backupDays: 7 },
    cache: { ...LARGE.cache, nodeType: 'cache.t4g.small' },
    broker: { ...LARGE.broker, instanceType: 'mq.m7g.medium' },
    search: { ...LARGE.search, nodeType: 'm7g.medium.search' },
    storage: { ...LARGE.storage, oldVersionDays: 30 },
    keyForEachService: false,
  },
  production: LARGE,
} satisfies Record<string, ExpectedEnvironment>;
