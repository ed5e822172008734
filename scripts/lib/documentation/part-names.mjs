// The name and the size of each part of a platform, as the pictures show them, by the type of its resource.

const PARTS = {
  'AWS::AmazonMQ::Broker': (it) => ({
    name: `RabbitMQ ${it.EngineVersion}`,
    size: it.DeploymentMode === 'SINGLE_INSTANCE' ? it.HostInstanceType : `cluster of 3 ${it.HostInstanceType}`,
  }),
  'AWS::DocDB::DBCluster': (it) => ({ name: `DocumentDB ${it.EngineVersion}`, size: 'cluster' }),
  'AWS::DynamoDB::Table': () => ({ name: 'DynamoDB', size: 'table' }),
  'AWS::ElastiCache::ReplicationGroup': (it) => ({
    name: `${capitalized(it.Engine)} ${it.EngineVersion}`,
    size: `${it.NumCacheClusters} × ${it.CacheNodeType}`,
  }),
  'AWS::OpenSearchService::Domain': ({ EngineVersion, ClusterConfig }) => ({
    name: EngineVersion.replace('_', ' '),
    size: `${ClusterConfig.InstanceCount} × ${ClusterConfig.InstanceType}`,
  }),
  'AWS::RDS::DBInstance': (it) => ({
    name: `PostgreSQL ${it.EngineVersion}`,
    size: it.DBInstanceClass,
    standby: it.MultiAZ,
  }),
  'AWS::S3::Bucket': () => ({ name: 'Media', size: 'S3 bucket' }),
};

/** Undefined for a resource that is not a part. */
export const partName = (resource) => PARTS[resource.type]?.(resource);

const capitalized = (text) => text[0].toUpperCase() + text.slice(1);
