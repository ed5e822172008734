// Reads the number and the size of the parts from the template of one environment.

import { resourcesOf } from './template.mjs';

/** The rows of the picture: the number and the size of the nodes of a part, or the retention of backups in days. */
export function readEnvironment(template) {
  const resources = resourcesOf(template);
  const ofType = (type) => resources.filter((it) => it.type === type);
  const [database] = ofType('AWS::RDS::DBInstance');
  const [cache] = ofType('AWS::ElastiCache::ReplicationGroup');
  const [broker] = ofType('AWS::AmazonMQ::Broker');
  const [{ ClusterConfig: search }] = ofType('AWS::OpenSearchService::Domain');
  const keys = ofType('AWS::KMS::Key').length;
  return [
    { name: 'Availability zones', count: zones(ofType('AWS::EC2::Subnet')), size: '' },
    { name: 'NAT gateways', count: ofType('AWS::EC2::NatGateway').length, size: '' },
    {
      name: 'PostgreSQL per service',
      count: database.MultiAZ ? 2 : 1,
      size: database.MultiAZ ? `${database.DBInstanceClass}, with a standby` : database.DBInstanceClass,
    },
    { name: 'Valkey nodes', count: cache.NumCacheClusters, size: cache.CacheNodeType },
    {
      name: 'RabbitMQ nodes',
      count: broker.DeploymentMode === 'CLUSTER_MULTI_AZ' ? 3 : 1,
      size: broker.HostInstanceType,
    },
    { name: 'OpenSearch data nodes', count: search.InstanceCount, size: search.InstanceType },
    {
      name: 'OpenSearch master nodes',
      count: search.DedicatedMasterEnabled ? search.DedicatedMasterCount : 0,
      size: search.DedicatedMasterEnabled ? search.DedicatedMasterType : '',
    },
    { name: 'Encryption keys', count: keys, size: '' },
    { name: 'Automatic backups', days: database.BackupRetentionPeriod },
    { name: 'AWS Backup', days: backupDays(ofType('AWS::Backup::BackupPlan')) },
  ];
}

/** Each zone has one subnet of each type. */
function zones(subnets) {
  const isolated = ({ Tags }) => Tags.some(({ Key, Value }) => Key === 'aws-cdk:subnet-type' && Value === 'Isolated');
  return subnets.filter(isolated).length;
}

const backupDays = ([plan]) => plan?.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays ?? 0;
