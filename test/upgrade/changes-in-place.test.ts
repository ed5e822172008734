import {
  Duration,
  aws_ec2 as ec2,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import {
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

class ShortLogs extends AWSProvider {
  public readonly retention: RetentionSettings = { logRetention: logs.RetentionDays.ONE_MONTH };
}

class Destroyed extends AWSProvider {
  public readonly retention: RetentionSettings = { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false };
}

const LARGE = ec2.InstanceType.of(ec2.InstanceClass.R8G, ec2.InstanceSize.LARGE);
const DOCUMENTS = ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.XLARGE);

/** What a user of production may change: by what it is, the props. The services are those of `EVERY_KIND`. */
const CHANGES: ReadonlyArray<readonly [string, Props]> = [
  // Sizes.
  ['larger instances', { database: { postgres: { instanceType: LARGE } } }],
  ['no standby', { database: { postgres: { multiAz: false } } }],
  ['more storage', { database: { postgres: { allocatedStorage: 100, maxAllocatedStorage: 1000 } } }],
  ['a larger Aurora cluster', withStore('carts', DataStore.auroraPostgres({ minCapacity: 4, maxCapacity: 64 }))],
  ['more readers', withStore('carts', DataStore.auroraPostgres({ readers: 3 }))],
  ['larger instances of documents', withStore('reviews', DataStore.documentDb({ instanceType: DOCUMENTS }))],
  ['more instances of documents', withStore('reviews', DataStore.documentDb({ instances: 3 }))],
  ['larger nodes of the cache', { cache: { nodeType: 'cache.r7g.large' } }],
  ['more nodes of the cache', { cache: { nodes: 4 } }],
  ['one node of the cache', { cache: { nodes: 1 } }],
  ['a larger broker', { messaging: { instanceType: 'mq.m7g.2xlarge' } }],
  ['larger data nodes', { search: { dataNodeInstanceType: 'r7g.xlarge.search', dataNodes: 6 } }],
  ['larger volumes', { search: { volumeSize: 200 } }],
  ['other masters', { search: { masterNodes: 5, multiAzWithStandby: false } }],
  ['search in one zone', { search: { zones: 1, multiAzWithStandby: false } }],

  // Versions.
  ['another PostgreSQL', { database: { postgres: { engineVersion: rds.PostgresEngineVersion.of('17', '17') } } }],
  [
    'another Aurora',
    withStore('carts', DataStore.auroraPostgres({ engineVersion: rds.AuroraPostgresEngineVersion.of('18', '18') })),
  ],
  ['another Valkey', { cache: { engine: CacheEngine.VALKEY_8_2 } }],
  ['another RabbitMQ', { messaging: { engineVersion: '4.3' } }],
  ['another OpenSearch', { search: { engineVersion: opensearch.EngineVersion.openSearch('2.19') } }],

  // Backups, retention and what may else be tuned.
  [
    'backups for longer',
    { database: { backupRetention: Duration.days(35) }, cache: { snapshotRetention: Duration.days(35) } },
  ],
  ['no backups', { database: { backupRetention: Duration.days(0) }, cache: { snapshotRetention: Duration.days(0) } }],
  ['no deletion protection', { database: { deletionProtection: false } }],
  ['nothing retained any more', { provider: new Destroyed() }],
  ['logs for shorter', { provider: new ShortLogs() }],
  [
    'objects for longer',
    { storage: { noncurrentVersionExpiration: Duration.days(365), logExpiration: Duration.days(730) } },
  ],
  ['another port of Aurora', withStore('carts', DataStore.auroraPostgres({ port: 6000 }))],
  [
    'items that expire',
    withStore('stock', DataStore.dynamoDb({ partitionKey: PARTITION_KEY, timeToLiveAttribute: 'until' })),
  ],
  ['another administrator of search', { search: { masterUserArn: 'arn:aws:iam::123456789012:role/Search' } }],
  ['another environment name', { environmentName: 'blue' }],

  // The network.
  ['one NAT gateway', { network: { natGateways: NatGateways.ONE } }],

  // The catalogue.
  [
    'other capabilities',
    { catalogue: ServiceCatalogue.of(EVERY_KIND.services.map((it) => ({ ...it, capabilities: [Capability.SEARCH] }))) },
  ],
  ['tags', { catalogue: ServiceCatalogue.of(EVERY_KIND.services.map((it) => ({ ...it, tags: { team: 'a' } }))) }],
];

/** What such a user may add. */
const ADDITIONS: ReadonlyArray<readonly [string, Props]> = [
  ['proxies', { database: { postgres: { proxy: true } } }],
  ['a proxy of Aurora', withStore('carts', DataStore.auroraPostgres({ proxy: true }))],
  ['a security group', { network: { securityGroupNames: ['bastion'] } }],
  ['an interface endpoint', { network: { interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER] } }],
  ['a service', { catalogue: EVERY_KIND.withService({ name: 'returns', store: DataStore.documentDb() }) }],
];

describe('in production', () => {
  const unchanged = { provider: new AWSProvider(), catalogue: EVERY_KIND };
  const before = templateWith(unchanged);

  test.each(CHANGES)('%s: nothing is lost, there and back', (_change, props) => {
    const after = templateWith({ ...unchanged, ...props });
    expect(after).not.toEqual(before);
    expect(losses(before, after)).toEqual([]);
    expect(losses(after, before)).toEqual([]);
  });

  test.each(ADDITIONS)('%s: nothing that was there is lost', (_addition, props) => {
    const after = templateWith({ ...unchanged, ...props });
    expect(after).not.toEqual(before);
    expect(losses(before, after)).toEqual([]);
  });

  test('the services in another order: nothing changes', () => {
    const catalogue = ServiceCatalogue.of([...EVERY_KIND.services].reverse());
    expect(templateWith({ ...unchanged, catalogue })).toEqual(before);
  });
});

test('staging with the sizes of production, but for its keys: nothing is lost', () => {
  const before = templateWith({ provider: new StagingProvider(), catalogue: EVERY_KIND });
  class LikeProduction extends AWSProvider {
    public readonly environmentName? = 'staging';
    public readonly encryption?: EncryptionSettings = { keyScope: KeyScope.PLATFORM };
  }
  const after = templateWith({ provider: new LikeProduction(), catalogue: EVERY_KIND });
  expect(after).not.toEqual(before);
  expect(losses(before, after)).toEqual([]);
});
