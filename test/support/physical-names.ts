import type { Template } from 'aws-cdk-lib/assertions';

/** The properties that name a resource, of the types whose resources have names. */
const NAMES: Record<string, string> = {
  'AWS::AmazonMQ::Broker': 'BrokerName',
  'AWS::Backup::BackupVault': 'BackupVaultName',
  'AWS::DocDB::DBCluster': 'DBClusterIdentifier',
  'AWS::DocDB::DBInstance': 'DBInstanceIdentifier',
  'AWS::ElastiCache::User': 'UserId',
  'AWS::ElastiCache::UserGroup': 'UserGroupId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::ResourcePolicy': 'PolicyName',
  'AWS::OpenSearchService::Domain': 'DomainName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBProxy': 'DBProxyName',
};

/** Returns the names that a template gives to resources, sorted. */
export function physicalNames(template: Template): string[] {
  const names = Object.entries(NAMES).flatMap(([type, property]) =>
    Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[property] ?? []),
  );
  const plans = Object.values(template.findResources('AWS::Backup::BackupPlan'));
  return [...names, ...plans.map(({ Properties }) => Properties.BackupPlan.BackupPlanName)].sort();
}
