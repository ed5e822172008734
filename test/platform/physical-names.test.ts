import { App, aws_rds as rds } from 'aws-cdk-lib';
import { DataStore, EcommerceInfrastructure, EnvironmentProviderFactory, ServiceCatalogue } from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { templateOf } from '../support/stacks';

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

/** Every kind of store that has a name. */
const CATALOGUE = ServiceCatalogue.PHASE_ONE.withStore('productservice', DataStore.documentDb({ instances: 1 }))
  .withStore('userservice', DataStore.auroraPostgres({ proxy: true }))
  .withStore(
    'orderservice',
    DataStore.postgresInstance({
      restoreFromSnapshot: 'orders-before-migration',
      engineVersion: rds.PostgresEngineVersion.VER_18,
    }),
  );

function physicalNames(environment: string, context: Record<string, unknown>): string[] {
  const stack = new EcommerceInfrastructure(new App({ context }), 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue: CATALOGUE,
  });
  const template = templateOf(stack);
  return Object.entries(NAMES)
    .flatMap(([type, property]) =>
      Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[property] ?? []),
    )
    .sort();
}

/** Never change these names: a database, a broker or a domain with another name is another, empty one. */
const EVERYWHERE = [
  'broker-ecommerce-platform-ddd8583f',
  'cache-user-ecommerce-platform-8e85a1eb',
  'cache-users-ecommerce-platform-d9c7c293',
  'inventoryservice-ecommerce-platform-dc994167',
  'notificationservice-ecommerce-platform-e1d6cc91',
  'orderservice-ecommerce-platform-7e92b209',
  'paymentservice-ecommerce-platform-988210db',
  'productservice-ecommerce-platform-a4c734ec',
  'productservice-ecommerce-platform-a4c734ec-1',
  'search-ecommerce-pl-81d59e85',
  'search-logs-ecommerce-platform-23ab3167',
  'searchservice-ecommerce-platform-48f7fb45',
  'userservice-ecommerce-platform-c12c6ba2', // the proxy
  'userservice-ecommerce-platform-f7151683',
];

/** The names in environments that keep backups and export logs. */
const BACKUPS_AND_LOGS = [
  '/aws/docdb/productservice-ecommerce-platform-a4c734ec/audit',
  '/aws/rds/cluster/userservice-ecommerce-platform-f7151683/postgresql',
  '/aws/rds/instance/inventoryservice-ecommerce-platform-dc994167/postgresql',
  '/aws/rds/instance/inventoryservice-ecommerce-platform-dc994167/upgrade',
  '/aws/rds/instance/notificationservice-ecommerce-platform-e1d6cc91/postgresql',
  '/aws/rds/instance/notificationservice-ecommerce-platform-e1d6cc91/upgrade',
  '/aws/rds/instance/orderservice-ecommerce-platform-7e92b209/postgresql',
  '/aws/rds/instance/orderservice-ecommerce-platform-7e92b209/upgrade',
  '/aws/rds/instance/paymentservice-ecommerce-platform-988210db/postgresql',
  '/aws/rds/instance/paymentservice-ecommerce-platform-988210db/upgrade',
  '/aws/rds/instance/searchservice-ecommerce-platform-48f7fb45/postgresql',
  '/aws/rds/instance/searchservice-ecommerce-platform-48f7fb45/upgrade',
  'backup-ecommerce-platform-3f867753',
];

describe.each(FEATURE_FLAGS)('the physical names, %s,', (_, context) => {
  test.each(['local', 'development'])('are frozen in %s', (environment) => {
    expect(physicalNames(environment, context)).toEqual(EVERYWHERE);
  });

  test.each(['staging', 'production'])('are frozen in %s', (environment) => {
    expect(physicalNames(environment, context)).toEqual([...BACKUPS_AND_LOGS, ...EVERYWHERE].sort());
  });
});
