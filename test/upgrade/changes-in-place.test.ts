import {
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import {
  Authentication,
  AWSProvider,
  CacheEngine,
  Capability,
  DataStore,
  type EcommercePlatformProps,
  type EncryptionSettings,
  type IDataStore,
  KeyScope,
  NatGateways,
  type RetentionSettings,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { templateWith } from './deployments';
import { EVERY_KIND, PARTITION_KEY } from './every-kind';
import { losses } from './stateful-changes';

type Props = Partial<EcommercePlatformProps>;

function withStore(name: string, store: IDataStore): Props {
  return { catalogue: EVERY_KIND.withStore(name, store) };
}

class ShortLogRetention extends AWSProvider {
  public readonly retention: RetentionSettings = { logRetention: logs.RetentionDays.ONE_MONTH };
}

class DestroyPolicy extends AWSProvider {
  public readonly retention: RetentionSettings = { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false };
}

const LARGE = ec2.InstanceType.of(ec2.InstanceClass.R8G, ec2.InstanceSize.LARGE);
const XLARGE = ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.XLARGE);

/** Changes that users may make to production, each with the changed props. The services are those of `EVERY_KIND`. */
const CHANGES: ReadonlyArray<readonly [string, Props]> = [
  // Sizes.
  ['the type of PostgreSQL instances', { database: { postgres: { instanceType: LARGE } } }],
  ['the standby of PostgreSQL instances', { database: { postgres: { multiAz: false } } }],
  ['the storage of PostgreSQL', { database: { postgres: { allocatedStorage: 100, maxAllocatedStorage: 1000 } } }],
  ['the capacity of Aurora', withStore('carts', DataStore.auroraPostgres({ minCapacity: 4, maxCapacity: 64 }))],
  ['the number of Aurora readers', withStore('carts', DataStore.auroraPostgres({ readers: 3 }))],
  ['the type of DocumentDB instances', withStore('reviews', DataStore.documentDb({ instanceType: XLARGE }))],
  ['the number of DocumentDB instances', withStore('reviews', DataStore.documentDb({ instances: 3 }))],
  ['the type of cache nodes', { cache: { nodeType: 'cache.r7g.large' } }],
  ['the number of cache nodes', { cache: { nodes: 4 } }],
  ['the number of cache nodes to one', { cache: { nodes: 1 } }],
  ['the instance type of the broker', { messaging: { instanceType: 'mq.m7g.2xlarge' } }],
  ['the data nodes of the search domain', { search: { dataNodeInstanceType: 'r7g.xlarge.search', dataNodes: 6 } }],
  ['the volume size of the search domain', { search: { volumeSize: 200 } }],
  ['the master nodes of the search domain', { search: { masterNodes: 5, multiAzWithStandby: false } }],
  ['the search domain to one Availability Zone', { search: { zones: 1, multiAzWithStandby: false } }],

  // Versions.
  [
    'the version of PostgreSQL',
    { database: { postgres: { engineVersion: rds.PostgresEngineVersion.of('17', '17') } } },
  ],
  [
    'the version of Aurora',
    withStore('carts', DataStore.auroraPostgres({ engineVersion: rds.AuroraPostgresEngineVersion.of('18', '18') })),
  ],
  ['the version of DocumentDB', withStore('reviews', DataStore.documentDb({ engineVersion: '5.0.0' }))],
  ['the version of Valkey', { cache: { engine: CacheEngine.VALKEY_8_2 } }],
  ['the version of RabbitMQ', { messaging: { engineVersion: '4.3' } }],
  ['the version of OpenSearch', { search: { engineVersion: opensearch.EngineVersion.openSearch('2.19') } }],

  // Logins.
  ['how workloads log in', { logins: { authentication: Authentication.IAM } }],
  ['the number of connections', { logins: { connectionLimit: 7 } }],

  // Backups, retention and other options.
  [
    'the backup retention to 35 days',
    { database: { backupRetention: Duration.days(35) }, cache: { snapshotRetention: Duration.days(35) } },
  ],
  [
    'the backup retention to 0 days',
    { database: { backupRetention: Duration.days(0) }, cache: { snapshotRetention: Duration.days(0) } },
  ],
  ['the deletion protection', { database: { deletionProtection: false } }],
  ['the removal policy to DESTROY', { provider: new DestroyPolicy() }],
  ['the retention of logs', { provider: new ShortLogRetention() }],
  [
    'the expiration of objects',
    { storage: { noncurrentVersionExpiration: Duration.days(365), logExpiration: Duration.days(730) } },
  ],
  ['the port of Aurora', withStore('carts', DataStore.auroraPostgres({ port: 6000 }))],
  [
    'the time to live of items',
    withStore('stock', DataStore.dynamoDb({ partitionKey: PARTITION_KEY, timeToLiveAttribute: 'until' })),
  ],
  ['the administrator of the search domain', { search: { masterUserArn: 'arn:aws:iam::123456789012:role/Search' } }],
  ['who may assume the role of the administrator', { search: { administrators: [new iam.AccountRootPrincipal()] } }],
  ['the environment name', { environmentName: 'blue' }],

  // The network.
  ['the number of NAT gateways', { network: { natGateways: NatGateways.ONE } }],

  // The catalogue.
  [
    'the capabilities of services',
    { catalogue: ServiceCatalogue.of(EVERY_KIND.services.map((it) => ({ ...it, capabilities: [Capability.SEARCH] }))) },
  ],
  [
    'the PCI scope of services',
    { catalogue: ServiceCatalogue.of(EVERY_KIND.services.map((it) => ({ ...it, pciScope: it.name !== 'products' }))) },
  ],
  [
    'the tags of services',
    { catalogue: ServiceCatalogue.of(EVERY_KIND.services.map((it) => ({ ...it, tags: { team: 'a' } }))) },
  ],
];

/** Additions that users may make to production, each with the changed props. */
const ADDITIONS: ReadonlyArray<readonly [string, Props]> = [
  ['RDS proxies for PostgreSQL instances', { database: { postgres: { proxy: true } } }],
  ['an RDS proxy for Aurora', withStore('carts', DataStore.auroraPostgres({ proxy: true }))],
  ['a security group', { network: { securityGroupNames: ['bastion'] } }],
  ['an interface endpoint', { network: { interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER] } }],
  ['a service', { catalogue: EVERY_KIND.withService({ name: 'returns', store: DataStore.documentDb() }) }],
];

describe('in production', () => {
  const unchanged = { provider: new AWSProvider(), catalogue: EVERY_KIND };
  const before = templateWith(unchanged);

  test.each(CHANGES)(
    'changing %s, and changing it back, replaces or deletes no stateful resource',
    (_change, props) => {
      const after = templateWith({ ...unchanged, ...props });
      expect(after).not.toEqual(before);
      expect(losses(before, after)).toEqual([]);
      expect(losses(after, before)).toEqual([]);
    },
  );

  test.each(ADDITIONS)('adding %s replaces or deletes no stateful resource', (_addition, props) => {
    const after = templateWith({ ...unchanged, ...props });
    expect(after).not.toEqual(before);
    expect(losses(before, after)).toEqual([]);
  });

  test('the order of the services does not change the template', () => {
    const catalogue = ServiceCatalogue.of([...EVERY_KIND.services].reverse());
    expect(templateWith({ ...unchanged, catalogue })).toEqual(before);
  });
});

test('changing staging to the settings of production, except its key scope, replaces or deletes no stateful resource', () => {
  const before = templateWith({ provider: new StagingProvider(), catalogue: EVERY_KIND });
  class LikeProduction extends AWSProvider {
    public readonly environmentName? = 'staging';
    public readonly encryption?: EncryptionSettings = { keyScope: KeyScope.PLATFORM };
  }
  const after = templateWith({ provider: new LikeProduction(), catalogue: EVERY_KIND });
  expect(after).not.toEqual(before);
  expect(losses(before, after)).toEqual([]);
});
