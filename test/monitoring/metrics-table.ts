/** The metrics of one kind of resource that AWS publishes with one set of dimensions. */
export interface PublishedMetrics {
  /** The kind of resource. */
  readonly kind: string;
  readonly namespace: string;
  readonly dimensions: readonly string[];
  /** The statistics that fit, by metric. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
  /** Where AWS lists them. */
  readonly source: string;
}

const RECOMMENDED = "AWS's recommended alarms and metric texts, as data of the AWS Labs CloudWatch MCP server 0.3.1";
const RDS = `${RECOMMENDED}; RDS User Guide, Amazon CloudWatch metrics for Amazon RDS`;
const AURORA = `${RECOMMENDED}; Aurora User Guide, Amazon CloudWatch metrics for Amazon Aurora`;
const PROXY = 'RDS User Guide, Monitoring RDS Proxy metrics with Amazon CloudWatch';
const DOCUMENTDB = 'DocumentDB Developer Guide, Monitoring Amazon DocumentDB with CloudWatch';
const MQ = 'Amazon MQ Developer Guide, CloudWatch metrics for RabbitMQ';
const OPENSEARCH = 'OpenSearch Service Developer Guide, Monitoring cluster metrics; Recommended CloudWatch alarms';

const AVERAGE = ['Average'];
const HIGHEST = ['Maximum'];
const LOWEST = ['Minimum'];
const SUM = ['Sum'];

/** The metrics that alarms and dashboards may use. A metric that is not here does not exist in AWS, or nobody verified it. */
export const METRICS_TABLE: readonly PublishedMetrics[] = [
  {
    kind: 'PostgreSQL instance',
    namespace: 'AWS/RDS',
    dimensions: ['DBInstanceIdentifier'],
    metrics: {
      CPUCreditBalance: LOWEST,
      CPUUtilization: AVERAGE,
      DatabaseConnections: AVERAGE,
      DBLoadRelativeToNumVCPUs: AVERAGE,
      DiskQueueDepth: AVERAGE,
      FreeableMemory: AVERAGE,
      FreeStorageSpace: LOWEST,
      MaximumUsedTransactionIDs: HIGHEST,
    },
    source: RDS,
  },
  {
    kind: 'Aurora cluster',
    namespace: 'AWS/RDS',
    dimensions: ['DBClusterIdentifier'],
    metrics: {
      ACUUtilization: HIGHEST,
      AuroraReplicaLagMaximum: HIGHEST,
      Deadlocks: AVERAGE,
      MaximumUsedTransactionIDs: HIGHEST,
      ServerlessDatabaseCapacity: HIGHEST,
    },
    source: AURORA,
  },
  {
    kind: 'writer or readers of an Aurora cluster',
    namespace: 'AWS/RDS',
    dimensions: ['DBClusterIdentifier', 'Role'],
    metrics: { DatabaseConnections: HIGHEST, EngineUptime: AVERAGE },
    source: AURORA,
  },
  {
    kind: 'RDS proxy',
    namespace: 'AWS/RDS',
    dimensions: ['ProxyName'],
    metrics: {
      ClientConnectionsSetupFailedAuth: SUM,
      DatabaseConnectionsBorrowLatency: AVERAGE,
      DatabaseConnectionsSetupFailed: SUM,
    },
    source: PROXY,
  },
  {
    kind: 'DocumentDB cluster',
    namespace: 'AWS/DocDB',
    dimensions: ['DBClusterIdentifier'],
    metrics: {
      AvailableMVCCIds: LOWEST,
      CPUCreditBalance: LOWEST,
      CPUUtilization: HIGHEST,
      DBClusterReplicaLagMaximum: HIGHEST,
      FreeableMemory: LOWEST,
      LowMemNumOperationsThrottled: SUM,
    },
    source: DOCUMENTDB,
  },
  {
    kind: 'writer or readers of a DocumentDB cluster',
    namespace: 'AWS/DocDB',
    dimensions: ['DBClusterIdentifier', 'Role'],
    metrics: { EngineUptime: AVERAGE },
    source: DOCUMENTDB,
  },
  {
    kind: 'DocumentDB instance',
    namespace: 'AWS/DocDB',
    dimensions: ['DBInstanceIdentifier'],
    metrics: { DatabaseConnectionsLimit: HIGHEST, DatabaseConnectionsMax: HIGHEST },
    source: DOCUMENTDB,
  },
  {
    kind: 'DynamoDB table',
    namespace: 'AWS/DynamoDB',
    dimensions: ['TableName'],
    metrics: { ReadThrottleEvents: SUM, WriteThrottleEvents: SUM },
    source: RECOMMENDED,
  },
  {
    kind: 'operation of a DynamoDB table',
    namespace: 'AWS/DynamoDB',
    dimensions: ['Operation', 'TableName'],
    metrics: { SystemErrors: SUM },
    source: 'DynamoDB Developer Guide, DynamoDB metrics and dimensions',
  },
  {
    kind: 'node of a cache',
    namespace: 'AWS/ElastiCache',
    dimensions: ['CacheClusterId'],
    metrics: {
      AuthenticationFailures: SUM,
      CacheHitRate: AVERAGE,
      CPUCreditBalance: LOWEST,
      DatabaseMemoryUsagePercentage: AVERAGE,
      EngineCPUUtilization: AVERAGE,
      Evictions: SUM,
      ReplicationLag: HIGHEST,
      TrafficManagementActive: HIGHEST,
    },
    source: RECOMMENDED,
  },
  {
    kind: 'host of a node of a cache',
    namespace: 'AWS/ElastiCache',
    dimensions: ['CacheClusterId', 'CacheNodeId'],
    metrics: { CPUUtilization: AVERAGE, CurrConnections: AVERAGE, NewConnections: AVERAGE },
    source: RECOMMENDED,
  },
  {
    kind: 'RabbitMQ broker',
    namespace: 'AWS/AmazonMQ',
    dimensions: ['Broker'],
    metrics: {
      AckRate: AVERAGE,
      ConsumerCount: HIGHEST,
      MessageReadyCount: HIGHEST,
      MessageUnacknowledgedCount: HIGHEST,
      PublishRate: AVERAGE,
      RabbitMQMemLimit: AVERAGE,
      RabbitMQMemUsed: HIGHEST,
    },
    source: MQ,
  },
  {
    kind: 'node of a RabbitMQ broker',
    namespace: 'AWS/AmazonMQ',
    dimensions: ['Broker', 'Node'],
    metrics: { RabbitMQDiskFree: LOWEST, RabbitMQMemUsed: HIGHEST, SystemCpuUtilization: HIGHEST },
    source: MQ,
  },
  {
    kind: 'OpenSearch domain',
    namespace: 'AWS/ES',
    dimensions: ['ClientId', 'DomainName'],
    metrics: {
      '5xx': SUM,
      AutomatedSnapshotFailure: HIGHEST,
      ClusterIndexWritesBlocked: HIGHEST,
      'ClusterStatus.red': HIGHEST,
      'ClusterStatus.yellow': HIGHEST,
      CPUUtilization: HIGHEST,
      FreeStorageSpace: LOWEST,
      JVMMemoryPressure: HIGHEST,
      KMSKeyError: HIGHEST,
      KMSKeyInaccessible: HIGHEST,
      MasterCPUUtilization: HIGHEST,
      MasterJVMMemoryPressure: HIGHEST,
      MasterReachableFromNode: HIGHEST,
      Nodes: LOWEST,
      OldGenJVMMemoryPressure: HIGHEST,
      OpenSearchRequests: SUM,
      PrimaryWriteRejected: SUM,
      ThreadpoolSearchRejected: SUM,
    },
    source: OPENSEARCH,
  },
  {
    kind: 'NAT gateway',
    namespace: 'AWS/NATGateway',
    dimensions: ['NatGatewayId'],
    metrics: {
      ErrorPortAllocation: SUM,
      PacketsDropCount: SUM,
      PacketsInFromDestination: SUM,
      PacketsInFromSource: SUM,
    },
    source: RECOMMENDED,
  },
  {
    kind: 'function',
    namespace: 'AWS/Lambda',
    dimensions: ['FunctionName'],
    metrics: { Errors: SUM },
    source: RECOMMENDED,
  },
  {
    kind: 'queue',
    namespace: 'AWS/SQS',
    dimensions: ['QueueName'],
    metrics: { ApproximateNumberOfMessagesVisible: HIGHEST },
    source: RECOMMENDED,
  },
  {
    kind: 'topic',
    namespace: 'AWS/SNS',
    dimensions: ['TopicName'],
    metrics: { NumberOfNotificationsFailed: SUM },
    source: RECOMMENDED,
  },
];
