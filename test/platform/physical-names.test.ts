import { aws_rds as rds } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { DataStore, EcommerceInfrastructure, EnvironmentProviderFactory, ServiceCatalogue } from '../../src';
import { newApp } from '../support/apps';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { physicalNames } from '../support/physical-names';
import { templateOf } from '../support/stacks';

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

function templateIn(environment: string, context: Record<string, unknown>): Template {
  const stack = new EcommerceInfrastructure(newApp(context), 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue: CATALOGUE,
  });
  return templateOf(stack);
}

/** The `Name` tags, each once: a subnet and its route table have the same. */
function nameTags(template: Template): string[] {
  const resources: { readonly Properties?: { readonly Tags?: unknown } }[] = Object.values(template.toJSON().Resources);
  const tags = resources.flatMap(({ Properties }) => (Array.isArray(Properties?.Tags) ? Properties.Tags : []));
  return [...new Set(tags.filter(({ Key }) => Key === 'Name').map(({ Value }) => String(Value)))].sort();
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
  'backup-ecommerce-platform-3f867753', // the plan
  'backup-ecommerce-platform-3f867753', // the vault
  'paymentservice-ecommerce-platform-7a9c9f13', // the plan
  'paymentservice-ecommerce-platform-7a9c9f13', // the vault
];

/** Other apps look up the network by the tag of its VPC. */
const TAGS = [
  'broker-ecommerce-platform-ddd8583f',
  'databasesubnet1-ecommerce-platform-45ff1200',
  'databasesubnet2-ecommerce-platform-99b85d4d',
  'databasesubnet3-ecommerce-platform-737f314e',
  'flow-log-ecommerce-platform-fe2edce6',
  'privatesubnet1-ecommerce-platform-be4df2de',
  'privatesubnet2-ecommerce-platform-195d5a7d',
  'privatesubnet3-ecommerce-platform-561a19af',
  'publicsubnet1-ecommerce-platform-f43cc180',
  'publicsubnet2-ecommerce-platform-4c0606fe',
  'publicsubnet3-ecommerce-platform-9e29e44b',
  'vpc-ecommerce-platform-f684504f',
];

describe.each(FEATURE_FLAGS)('the physical names, %s,', (_, context) => {
  test.each(['local', 'development'])('are frozen in %s', (environment) => {
    expect(physicalNames(templateIn(environment, context))).toEqual(EVERYWHERE);
  });

  test.each(['staging', 'production'])('are frozen in %s', (environment) => {
    expect(physicalNames(templateIn(environment, context))).toEqual([...BACKUPS_AND_LOGS, ...EVERYWHERE].sort());
  });

  test('and the `Name` tags are frozen', () => {
    expect(nameTags(templateIn('production', context))).toEqual(TAGS);
  });
});
