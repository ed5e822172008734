import { aws_dynamodb as dynamodb, aws_ec2 as ec2, type aws_kms as kms } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  type AuroraPostgresOptions,
  DataStore,
  type DocumentDbOptions,
  type DynamoDbOptions,
  type IDataStore,
  type PostgresInstanceOptions,
  type SearchIndexOptions,
} from '../../src';
import * as engines from './engines';
import type { KeyDraw, Surroundings } from './surroundings';
import { days, mostly, ODD_TEXTS, oneOf, port, removalPolicy, someOf, TOKEN_NUMBER, wholeNumber } from './values';

/** Options with a name in place of their key, which needs a stack to be made in. */
export type Drawn<T> = Omit<T, 'encryptionKey'> & { readonly encryptionKey?: KeyDraw };

/** The options, with their key made. */
export function withKey<T extends { readonly encryptionKey?: KeyDraw }>(
  { encryptionKey: drawn, ...options }: T,
  surroundings: Surroundings,
): Omit<T, 'encryptionKey'> & { readonly encryptionKey?: kms.IKey } {
  return { ...options, ...(drawn && { encryptionKey: surroundings.key(drawn) }) };
}

export const encryptionKey = oneOf<KeyDraw>(['own', 'imported']);

export const vpcSubnets = oneOf<ec2.SubnetSelection>(
  [{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
  [{ subnetGroupName: 'Nowhere' }, { availabilityZones: ['eu-central-1a'] }, { subnets: [] }],
);

const common = {
  backupRetention: days(0, 35),
  deletionProtection: fc.boolean(),
  removalPolicy,
  encryptionKey,
  vpcSubnets,
};

export const postgresOptions = someOf<Drawn<PostgresInstanceOptions>>({
  ...common,
  instanceType: engines.databaseInstanceType,
  engineVersion: engines.postgresVersion,
  multiAz: fc.boolean(),
  allocatedStorage: fc.oneof(
    { weight: 9, arbitrary: wholeNumber(20, 45) },
    { weight: 1, arbitrary: wholeNumber(20, 65536) },
  ),
  maxAllocatedStorage: wholeNumber(50, 65536),
  port,
  proxy: fc.boolean(),
});

function capacity(min: number): fc.Arbitrary<number> {
  const legal = fc.integer({ min: min * 2, max: 512 }).map((halves) => halves / 2);
  return mostly(fc.oneof({ weight: 20, arbitrary: legal }, fc.constant(TOKEN_NUMBER)), 0.3, 256.5, -1, Number.NaN);
}

const auroraOptions = someOf<Drawn<AuroraPostgresOptions>>({
  ...common,
  engineVersion: engines.auroraVersion,
  minCapacity: capacity(0),
  maxCapacity: capacity(1),
  readers: wholeNumber(0, 15),
  port,
  proxy: fc.boolean(),
});

const documentDbOptions = someOf<Drawn<DocumentDbOptions>>({
  ...common,
  engineVersion: engines.documentDbVersion,
  instanceType: engines.documentDbInstanceType,
  instances: wholeNumber(1, 16),
  port,
});

const attribute = fc.record({
  name: oneOf(['id', 'sku', 'a-b.c', 'a'.repeat(255)], ['', 'a'.repeat(256)]),
  type: fc.constantFrom(...Object.values(dynamodb.AttributeType)),
});

const dynamoDbOptions: fc.Arbitrary<Drawn<DynamoDbOptions>> = fc
  .tuple(
    attribute,
    someOf<Omit<Drawn<DynamoDbOptions>, 'partitionKey'>>({
      ...common,
      sortKey: attribute,
      timeToLiveAttribute: fc.constantFrom('expires', 'ttl'),
    }),
  )
  .map(([partitionKey, options]) => ({ ...options, partitionKey }));

const searchIndexOptions = someOf<SearchIndexOptions>({
  indexName: oneOf(['products', 'p.1-2_3', 'a'.repeat(255)], ['_hidden', 'Upper', 'a'.repeat(256), ...ODD_TEXTS]),
});

/** A kind of store with its options. */
export type StoreDraw =
  | { readonly kind: 'postgresInstance'; readonly options: Drawn<PostgresInstanceOptions> }
  | { readonly kind: 'auroraPostgres'; readonly options: Drawn<AuroraPostgresOptions> }
  | { readonly kind: 'documentDb'; readonly options: Drawn<DocumentDbOptions> }
  | { readonly kind: 'dynamoDb'; readonly options: Drawn<DynamoDbOptions> }
  | { readonly kind: 'searchIndex'; readonly options: SearchIndexOptions }
  | { readonly kind: 'existingPostgres' | 'existingAurora' | 'existingDocumentDb' | 'existingTable' }
  | { readonly kind: 'existingSearchIndex'; readonly indexName: string };

export const store: fc.Arbitrary<StoreDraw> = fc.oneof(
  fc.record({ kind: fc.constant('postgresInstance' as const), options: postgresOptions }),
  fc.record({ kind: fc.constant('auroraPostgres' as const), options: auroraOptions }),
  fc.record({ kind: fc.constant('documentDb' as const), options: documentDbOptions }),
  fc.record({ kind: fc.constant('dynamoDb' as const), options: dynamoDbOptions }),
  fc.record({ kind: fc.constant('searchIndex' as const), options: searchIndexOptions }),
  fc.record({
    kind: fc.constantFrom('existingPostgres', 'existingAurora', 'existingDocumentDb', 'existingTable'),
  }),
  fc.record({ kind: fc.constant('existingSearchIndex' as const), indexName: oneOf(['products'], ODD_TEXTS) }),
);

/** The kind of store that was drawn. */
export function storeOf(draw: StoreDraw, surroundings: Surroundings): IDataStore {
  const login = () => ({ databaseName: 'legacy', secret: surroundings.secret() });
  switch (draw.kind) {
    case 'postgresInstance':
      return DataStore.postgresInstance(withKey(draw.options, surroundings));
    case 'auroraPostgres':
      return DataStore.auroraPostgres(withKey(draw.options, surroundings));
    case 'documentDb':
      return DataStore.documentDb(withKey(draw.options, surroundings));
    case 'dynamoDb':
      return DataStore.dynamoDb(withKey(draw.options, surroundings));
    case 'searchIndex':
      return DataStore.searchIndex(draw.options);
    case 'existingPostgres':
      return DataStore.existingPostgres({ ...login(), instance: surroundings.instance() });
    case 'existingAurora':
      return DataStore.existingAurora({ ...login(), cluster: surroundings.aurora() });
    case 'existingDocumentDb':
      return DataStore.existingDocumentDb({ ...login(), cluster: surroundings.documents() });
    case 'existingTable':
      return DataStore.existingTable({ table: surroundings.table() });
    case 'existingSearchIndex':
      return DataStore.existingSearchIndex({ domain: surroundings.domain(), indexName: draw.indexName });
  }
}
