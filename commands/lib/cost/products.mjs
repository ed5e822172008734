// How to find the price of a product in the price list of AWS. The filters are those that public tools use for the same products.

/**
 * Each kind of price: the service and its `filters` in the price list, a pattern of the usage types that may match, and the
 * `unit` in which the bill counts. The arguments are those of the key, such as `rds/db.t4g.medium/PostgreSQL/Multi-AZ`.
 */
const KINDS = {
  // By the hour
  rds: (instanceType, databaseEngine, deploymentOption) => ({
    service: 'AmazonRDS',
    filters: { productFamily: 'Database Instance', instanceType, databaseEngine, deploymentOption },
    usage: /(Instance|Multi-AZ)Usage:/,
    unit: 'hour',
  }),
  acu: (databaseEngine) => ({
    service: 'AmazonRDS',
    filters: { productFamily: 'ServerlessV2', databaseEngine },
    usage: /Aurora:ServerlessV2Usage$/,
    unit: 'ACU-hour',
  }),
  'rds-proxy': () => ({
    service: 'AmazonRDS',
    filters: { productFamily: 'RDSProxy' },
    usage: /RDS:ProxyUsage$/,
    unit: 'vCPU-hour',
  }),
  docdb: (instanceType) => ({
    service: 'AmazonDocDB',
    filters: { productFamily: 'Database Instance', instanceType, volumeType: 'General Purpose' },
    usage: /InstanceUsage:/,
    unit: 'hour',
  }),
  cache: (instanceType, cacheEngine) => ({
    service: 'AmazonElastiCache',
    filters: { productFamily: 'Cache Instance', locationType: 'AWS Region', instanceType, cacheEngine },
    usage: /NodeUsage:/,
    unit: 'hour',
  }),
  mq: (instanceType, brokerEngine, deploymentOption) => ({
    service: 'AmazonMQ',
    filters: { productFamily: 'Broker Instances', brokerEngine, deploymentOption },
    usage: new RegExp(`${instanceType.replaceAll('.', '\\.')}$`),
    unit: 'hour',
  }),
  search: (instanceType) => ({
    service: 'AmazonES',
    filters: { productFamily: 'Amazon OpenSearch Service Instance', instanceType },
    usage: /ESInstance/,
    unit: 'hour',
  }),
  nat: () => ({
    service: 'AmazonEC2',
    filters: { productFamily: 'NAT Gateway' },
    usage: /NatGateway-Hours$/,
    unit: 'hour',
  }),
  endpoint: () => ({
    service: 'AmazonVPC',
    filters: { productFamily: 'VpcEndpoint' },
    usage: /(^|-)VpcEndpoint-Hours$/,
    unit: 'hour',
  }),
  address: () => ({ service: 'AmazonVPC', filters: {}, usage: /PublicIPv4:InUseAddress$/, unit: 'hour' }),
  'fargate-cpu': (architecture) => ({
    service: 'AmazonECS',
    filters: { productFamily: 'Compute' },
    usage: architecture === 'ARM64' ? /Fargate-ARM-vCPU-Hours:perCPU$/ : /(^|-)Fargate-vCPU-Hours:perCPU$/,
    unit: 'vCPU-hour',
  }),
  'fargate-memory': (architecture) => ({
    service: 'AmazonECS',
    filters: { productFamily: 'Compute' },
    usage: architecture === 'ARM64' ? /Fargate-ARM-GB-Hours$/ : /(^|-)Fargate-GB-Hours$/,
    unit: 'GB-hour',
  }),
  // By the month
  'rds-storage': (volumeType, deploymentOption) => ({
    service: 'AmazonRDS',
    filters: { productFamily: 'Database Storage', databaseEngine: 'Any', volumeType, deploymentOption },
    usage: /RDS:.*Storage$/,
    unit: 'GB-month',
  }),
  'search-storage': (storageMedia) => ({
    service: 'AmazonES',
    filters: { productFamily: 'Amazon OpenSearch Service Volume', storageMedia },
    usage: /ES:.+-Storage/,
    unit: 'GB-month',
  }),
  key: () => ({ service: 'awskms', filters: { productFamily: 'Encryption Key' }, usage: /KMS-Keys/, unit: 'month' }),
  secret: () => ({ service: 'AWSSecretsManager', filters: { productFamily: 'Secret' }, usage: /./, unit: 'month' }),
  alarm: (alarmType) => ({
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Alarm', alarmType },
    usage: /(^|-)CW:(HighRes)?AlarmMonitorUsage$/,
    unit: 'month',
  }),
  'composite-alarm': () => ({
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Alarm' },
    usage: /CompositeAlarmMonitorUsage$/,
    unit: 'month',
  }),
  dashboard: () => ({
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Dashboard' },
    usage: /DashboardsUsageHour/,
    unit: 'month',
    anyRegion: true,
  }),
  // By usage
  'nat-data': () => ({
    service: 'AmazonEC2',
    filters: { productFamily: 'NAT Gateway' },
    usage: /NatGateway-Bytes$/,
    unit: 'GB',
  }),
  'aurora-storage': () => ({
    service: 'AmazonRDS',
    filters: { productFamily: 'Database Storage', databaseEngine: 'Aurora PostgreSQL' },
    usage: /Aurora:StorageUsage$/,
    unit: 'GB-month',
  }),
  'docdb-storage': () => ({
    service: 'AmazonDocDB',
    filters: { productFamily: 'Database Storage' },
    usage: /(^|-)StorageUsage$/,
    unit: 'GB-month',
  }),
  'mq-storage': () => ({
    service: 'AmazonMQ',
    filters: { productFamily: 'Broker Storage' },
    usage: /TimedStorage-RabbitMQ-ByteHrs$/i,
    unit: 'GB-month',
  }),
  'dynamodb-write': () => ({
    service: 'AmazonDynamoDB',
    filters: { productFamily: 'Amazon DynamoDB PayPerRequest Throughput', group: 'DDB-WriteUnits' },
    usage: /./,
    unit: 'request unit',
  }),
  'dynamodb-read': () => ({
    service: 'AmazonDynamoDB',
    filters: { productFamily: 'Amazon DynamoDB PayPerRequest Throughput', group: 'DDB-ReadUnits' },
    usage: /./,
    unit: 'request unit',
  }),
  'dynamodb-storage': () => ({
    service: 'AmazonDynamoDB',
    filters: { productFamily: 'Database Storage' },
    usage: /(^|-)TimedStorage-ByteHrs$/,
    unit: 'GB-month',
  }),
  's3-storage': () => ({
    service: 'AmazonS3',
    filters: { productFamily: 'Storage', volumeType: 'Standard' },
    usage: /(^|-)TimedStorage-ByteHrs$/,
    unit: 'GB-month',
  }),
  'lambda-requests': () => ({
    service: 'AWSLambda',
    filters: { productFamily: 'Serverless' },
    usage: /(^|-)Request(-ARM)?$/,
    unit: 'request',
  }),
  'log-data': () => ({
    service: 'AmazonCloudWatch',
    filters: { productFamily: 'Data Payload' },
    usage: /(^|-)DataProcessing-Bytes$/,
    unit: 'GB',
  }),
  'backup-storage': () => ({
    service: 'AWSBackup',
    filters: {},
    usage: /WarmStorage-ByteHrs-RDS$/,
    unit: 'GB-month',
  }),
};

/** The units of the price list, in which a price is comparable with that of the bill. */
const UNITS = {
  hour: /^(hrs|hours?)$/i,
  'ACU-hour': /^(acu-hr|acu-hours?|hrs|hours?)$/i,
  'vCPU-hour': /^(vcpu-hours?|hrs|hours?)$/i,
  'GB-hour': /^(gb-hours?|hours?)$/i,
  'GB-month': /^gb-mo(nth)?$/i,
  GB: /^gb$/i,
};

/** Returns the product of a key. */
export function productOf(key) {
  const [kind, ...args] = key.split('/');
  return KINDS[kind](...args);
}

/** Returns whether a price that is in `unit` of the price list fits the product of a key. */
export const unitFits = (key, unit) => UNITS[productOf(key).unit]?.test(unit) ?? true;
