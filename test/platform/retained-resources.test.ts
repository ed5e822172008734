import {
  AWSProvider,
  CacheEngine,
  EcommerceInfrastructure,
  type IEnvironmentProvider,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { POLICIES } from '../order/creation-checks';
import { type OrderedResource, TemplateOrder } from '../order/template-order';
import { newApp } from '../support/apps';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { EVERY_KIND } from '../upgrade/every-kind';

/** A platform in one stack, with the nested stacks of its logins. */
function orderOf(provider: IEnvironmentProvider, catalogue: ServiceCatalogue, context = {}): TemplateOrder {
  const cache = catalogue === EVERY_KIND ? { engine: CacheEngine.REDIS_7_1 } : {}; // which has one more user
  const props = { provider, catalogue, cache };
  return TemplateOrder.ofStack(new EcommerceInfrastructure(newApp(context), 'Ecommerce', props));
}

function resourcesOf(...args: Parameters<typeof orderOf>): OrderedResource[] {
  return [...orderOf(...args).resources.values()];
}

/** Returns the number of resources of each type that have this deletion policy. */
function countByType(resources: readonly OrderedResource[], policy: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Type } of resources.filter(({ DeletionPolicy }) => DeletionPolicy === policy)) {
    counts[Type] = (counts[Type] ?? 0) + 1;
  }
  return counts;
}

function isRetained(order: TemplateOrder, id: string): boolean {
  return order.resources.get(id)?.DeletionPolicy === 'RetainExceptOnCreate';
}

/** The administrator of the domain: IAM keeps its trust policy without the principal that is deleted. */
const TRUSTS = 'AWS::IAM::Role (AssumeRolePolicyDocument) uses AWS::IAM::Role';

/** What every production platform retains, in each catalogue. */
const SHARED_PARTS = {
  'AWS::AmazonMQ::Broker': 1,
  'AWS::Backup::BackupVault': 2, // of the platform, and of the service in PCI scope
  'AWS::ElastiCache::ReplicationGroup': 1,
  'AWS::ElastiCache::SubnetGroup': 1,
  'AWS::ElastiCache::User': 1,
  'AWS::ElastiCache::UserGroup': 1,
  // Two of the backups, which delete recovery points, of the domain's administrator, and of the monitoring of databases.
  'AWS::IAM::Role': 4,
  'AWS::Logs::ResourcePolicy': 1,
  'AWS::OpenSearchService::Domain': 1,
  'AWS::S3::Bucket': 2,
  'AWS::S3::BucketPolicy': 2,
};

describe('production retains, except when the creation of the resource is rolled back,', () => {
  test.each([
    [
      'in phase one',
      ServiceCatalogue.PHASE_ONE,
      {
        'AWS::EC2::SecurityGroup': 10,
        'AWS::KMS::Key': 8,
        'AWS::Logs::LogGroup': 30, // with those of the functions for logins, one for each database
        'AWS::RDS::DBInstance': 7,
        'AWS::RDS::DBParameterGroup': 7,
        'AWS::RDS::DBSubnetGroup': 7,
        'AWS::SecretsManager::Secret': 1, // of the broker's administrator; those of logins hold no data
      },
    ],
    [
      'in phase two',
      ServiceCatalogue.PHASE_TWO,
      {
        'AWS::DocDB::DBCluster': 2,
        'AWS::DocDB::DBClusterParameterGroup': 2,
        'AWS::DocDB::DBInstance': 4,
        'AWS::DocDB::DBSubnetGroup': 2,
        'AWS::DynamoDB::Table': 1,
        'AWS::EC2::SecurityGroup': 8,
        'AWS::KMS::Key': 8,
        'AWS::Logs::LogGroup': 24,
        'AWS::RDS::DBInstance': 3,
        'AWS::RDS::DBParameterGroup': 3,
        'AWS::RDS::DBSubnetGroup': 3,
        'AWS::SecretsManager::Secret': 3,
      },
    ],
  ])('%s: these resources, by type', (_, catalogue, expected) => {
    expect(countByType(resourcesOf(new AWSProvider(), catalogue), 'RetainExceptOnCreate')).toEqual({
      ...SHARED_PARTS,
      ...expected,
    });
  });
});

describe.each([
  ['production', new AWSProvider()],
  ['staging', new StagingProvider()],
])('%s', (_, provider) => {
  describe.each(FEATURE_FLAGS)('%s', (_flags, context) => {
    test.each([
      ['phase one', ServiceCatalogue.PHASE_ONE],
      ['phase two', ServiceCatalogue.PHASE_TWO],
      ['every kind of store', EVERY_KIND],
    ])('no resource of %s is retained when its creation is rolled back', (_catalogue, catalogue) => {
      expect(countByType(resourcesOf(provider, catalogue, context), 'Retain')).toEqual({});
    });

    test('every retained resource is also retained when it is replaced', () => {
      const retained = resourcesOf(provider, EVERY_KIND, context).filter(
        ({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate',
      );
      expect(retained.length).toBeGreaterThan(0);
      expect(retained.filter(({ UpdateReplacePolicy }) => UpdateReplacePolicy !== 'Retain')).toEqual([]);
    });

    test('a retained resource uses no resource that is deleted, except the network and a role that it trusts', () => {
      const order = orderOf(provider, EVERY_KIND, context);
      const used = [...order.resources]
        .filter(([user]) => isRetained(order, user))
        .flatMap(([user, { Type, Properties = {} }]) =>
          Object.keys(Properties)
            .flatMap((property) => order.referencesOf(user, property).map((id) => ({ id, property })))
            .map(({ id, property }) => ({ id, use: `${Type} (${property}) uses ${order.resources.get(id)?.Type}` })),
        );
      const deleted = used.filter(({ id }) => !isRetained(order, id)).map(({ use }) => use);
      expect(used.length).toBeGreaterThan(deleted.length);
      expect(deleted.filter((use) => !/ uses AWS::EC2::(Subnet|VPC)$/.test(use) && use !== TRUSTS)).toEqual([]);
    });

    test('the policy of a retained resource is retained', () => {
      const order = orderOf(provider, EVERY_KIND, context);
      const policies = Object.entries(POLICIES).flatMap(([type, attachedBy]) =>
        order
          .ofType(type)
          .filter(([id]) => order.referencesOf(id, attachedBy).some((subject) => isRetained(order, subject))),
      );
      expect(policies).not.toEqual([]);
      expect(policies.filter(([id]) => !isRetained(order, id))).toEqual([]);
    });
  });
});
