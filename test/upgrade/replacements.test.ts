import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  Fn,
  aws_kms as kms,
  aws_rds as rds,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import {
  AWSProvider,
  BrokerDeploymentMode,
  CacheEngine,
  DataStore,
  type EcommercePlatformProps,
  type EncryptionSettings,
  type IDataStore,
  KeyScope,
} from '../../src';
import { templateWith } from './deployments';
import { EVERY_KIND, PARTITION_KEY } from './every-kind';
import { losses } from './stateful-changes';

type Props = Partial<EcommercePlatformProps>;

class PlatformKeyScope extends AWSProvider {
  public readonly encryption?: EncryptionSettings = { keyScope: KeyScope.PLATFORM };
}

const OTHER_KEY = kms.Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/other');

const EXPORTS = s3.Bucket.fromBucketName(new Stack(), 'Exports', 'exports');

const { STRING } = dynamodb.AttributeType;

function withStore(name: string, store: IDataStore): Props {
  return { catalogue: EVERY_KIND.withStore(name, store) };
}

/** The options that replace a resource, by their doc comments: the option, props that change it, and the resource. */
const REPLACEMENTS: ReadonlyArray<readonly [string, Props, string]> = [
  ['AmazonMQOptions.dataEncryptionKey', { messaging: { dataEncryptionKey: OTHER_KEY } }, 'MessagingBroker'],
  [
    'AmazonMQOptions.deploymentMode',
    { messaging: { deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE } },
    'MessagingBroker',
  ],
  [
    'AmazonMQOptions.vpcSubnets',
    { messaging: { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } } },
    'MessagingBroker',
  ],
  ['BackupOptions.encryptionKey', { backup: { encryptionKey: OTHER_KEY } }, 'BackupVault'],
  ['CacheOptions.encryptionKey', { cache: { encryptionKey: OTHER_KEY } }, 'CacheReplicationGroup'],
  ['CacheOptions.port', { cache: { port: 6380 } }, 'CacheReplicationGroup'],
  [
    'CacheOptions.restoreFromSnapshot',
    { cache: { restoreFromSnapshot: 'cart', engine: CacheEngine.VALKEY_9_0 } },
    'CacheReplicationGroup',
  ],
  [
    'DynamoDbOptions.partitionKey',
    withStore('stock', DataStore.dynamoDb({ partitionKey: { name: 'id', type: STRING } })),
    'DatabasestockTable',
  ],
  [
    'DynamoDbOptions.restoreFromExport',
    withStore(
      'stock',
      DataStore.dynamoDb({
        partitionKey: PARTITION_KEY,
        restoreFromExport: { bucket: EXPORTS, keyPrefix: 'AWSDynamoDB/01693685827463-2d8752fd/data/' },
      }),
    ),
    'DatabasestockTable',
  ],
  [
    'DynamoDbOptions.sortKey',
    withStore('stock', DataStore.dynamoDb({ partitionKey: PARTITION_KEY, sortKey: { name: 'at', type: STRING } })),
    'DatabasestockTable',
  ],
  ['EncryptionSettings.keyScope', { provider: new PlatformKeyScope() }, 'DatabaseordersInstance'],
  ['PostgresOptions.port', { database: { postgres: { port: 5434 } } }, 'DatabaseordersInstance'],
  [
    'RestoreOptions.restoreFromSnapshot',
    withStore('reviews', DataStore.documentDb({ restoreFromSnapshot: 'reviews-yesterday', engineVersion: '8.0.0' })),
    'DatabasereviewsDocumentDb',
  ],
  [
    'RestoreOptions.restoreToTime',
    withStore(
      'orders',
      DataStore.postgresInstance({
        restoreToTime: { sourceIdentifier: 'old-orders' },
        engineVersion: rds.PostgresEngineVersion.VER_18,
      }),
    ),
    'DatabaseordersInstance',
  ],
  ['SearchOptions.encryptionKey', { search: { encryptionKey: OTHER_KEY } }, 'SearchDomain'],
  ['StoreOptions.encryptionKey', { database: { encryptionKey: OTHER_KEY } }, 'DatabaseordersInstance'],
  ['StorageOptions.logsBucketName', { storage: { logsBucketName: 'logs-of-a-shop' } }, 'StorageLogs'],
  ['StorageOptions.mediaBucketName', { storage: { mediaBucketName: 'media-of-a-shop' } }, 'StorageMedia'],
  [
    'VpcOptions.availabilityZoneIds',
    { network: { availabilityZoneIds: ['euc1-az1', 'euc1-az2', 'euc1-az3'] } },
    'NetworkVpcDatabaseSubnet1Subnet',
  ],
  [
    'VpcOptions.availabilityZones',
    { network: { availabilityZones: [2, 1, 0].map((index) => Fn.select(index, Fn.getAzs())) } },
    'NetworkVpcDatabaseSubnet1Subnet',
  ],
  ['VpcOptions.ipAddresses', { network: { ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16') } }, 'NetworkVpc'],
  [
    'VpcOptions.maxAzs',
    { network: { maxAzs: 2 }, search: { zones: 2, dataNodes: 2, multiAzWithStandby: false } },
    'NetworkVpcDatabaseSubnet1Subnet',
  ],
];

describe('changing an option replaces the resource that its doc comment names:', () => {
  const unchanged = { provider: new AWSProvider(), catalogue: EVERY_KIND };
  const before = templateWith(unchanged);

  test.each(REPLACEMENTS)('%s', (_, props, replaced) => {
    const after = templateWith({ ...unchanged, ...props });
    expect(losses(before, after)).toContainEqual(
      expect.stringMatching(new RegExp(`^WILL_REPLACE Platform${replaced}[0-9A-F]{8} `)),
    );
  });
});

test('the list above has every option whose doc comment says that a change replaces a resource', () => {
  const file = join(__dirname, '..', '..', '.jsii');
  if (!existsSync(file)) {
    throw new Error('The jsii assembly is missing: run `npx projen compile` first.');
  }
  const assembly: { readonly types: Record<string, Type> } = JSON.parse(readFileSync(file, 'utf8'));
  const documented = Object.values(assembly.types).flatMap(({ name, properties = [] }) =>
    properties.filter(documentsReplacement).map((property) => `${name}.${property.name}`),
  );
  expect(new Set(documented)).toEqual(new Set([...REPLACEMENTS.map(([member]) => member)]));
});

interface Type {
  readonly name: string;
  readonly properties?: Member[];
}

interface Member {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly remarks?: string };
}

/** Whether a sentence such as "Changing it replaces the table." is in the doc comment. */
function documentsReplacement({ docs }: Member): boolean {
  return /\b(changing|would)\b[^.]*\b(replaces?|replacement)\b/i.test(`${docs?.summary} ${docs?.remarks}`);
}
