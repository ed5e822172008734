import { Duration, aws_dynamodb as dynamodb, aws_ec2 as ec2, type aws_kms as kms } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  type AuroraPostgresOptions,
  type DatabaseOptions,
  DataStore,
  type DocumentDbOptions,
  type DynamoDbOptions,
  type IDataStore,
  type PointInTime,
  type PostgresInstanceOptions,
  type PostgresOptions,
  type RestoreOptions,
  type SearchIndexOptions,
} from '../../src';
import * as engines from './engines';
import type { KeyDraw, Surroundings } from './surroundings';
import {
  days,
  mostly,
  ODD_TEXTS,
  oneOf,
  port,
  removalPolicy,
  someOf,
  TOKEN_NUMBER,
  TOKEN_TEXT,
  wholeNumber,
} from './values';

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
  allowUnlisted: fc.boolean(),
  backupRetention: days(0, 35),
  deletionProtection: fc.boolean(),
  removalPolicy,
  encryptionKey,
  vpcSubnets,
};

/** How often passwords are replaced, or not at all. */
export const rotationInterval = days(0, 1000);

export const monitoringInterval = oneOf(
  [0, 1, 5, 10, 15, 30, 60].map((seconds) => Duration.seconds(seconds)).concat(Duration.minutes(1)),
  [Duration.minutes(TOKEN_NUMBER), Duration.seconds(2), Duration.minutes(2), Duration.millis(500), Duration.days(1)],
);

const monitoring = { monitoringInterval, insights: fc.boolean(), logExports: fc.boolean() };

const identifier = oneOf(
  ['orders-before-migration', 'arn:aws:rds:eu-central-1:123456789012:snapshot:orders', 'a'],
  ['1st', TOKEN_TEXT, ...ODD_TEXTS],
);

/** Mostly nothing, then one thing that a database is made from; now and then, against the rules, two. */
const restored: fc.Arbitrary<RestoreOptions> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: fc.record({ restoreFromSnapshot: identifier }) },
  { weight: 4, arbitrary: fc.record({ restoreToTime: pointInTime() }) },
  { weight: 1, arbitrary: fc.record({ restoreFromSnapshot: identifier, restoreToTime: pointInTime() }) },
);

function pointInTime(): fc.Arbitrary<PointInTime> {
  const time = oneOf([new Date('2026-01-01T12:00:00.123Z')], [new Date(Number.NaN)]);
  return fc.record({ sourceIdentifier: identifier, time }, { requiredKeys: ['sourceIdentifier'] });
}

/** Options, and what the database is made from. */
function withRestore<Options extends object>(options: fc.Arbitrary<Options>): fc.Arbitrary<Options & RestoreOptions> {
  return fc.tuple(options, restored).map(([drawn, restore]) => ({ ...drawn, ...restore }));
}

const postgres = {
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
};

const postgresInstanceOptions = someOf<Drawn<Omit<PostgresInstanceOptions, keyof RestoreOptions>>>({
  ...common,
  ...monitoring,
  ...postgres,
});

/** Defaults for the stores of all services. */
export const databaseOptions = someOf<Drawn<DatabaseOptions>>({
  ...common,
  ...monitoring,
  postgres: someOf<PostgresOptions>(postgres),
});

function capacity(min: number): fc.Arbitrary<number> {
  const legal = fc.integer({ min: min * 2, max: 512 }).map((halves) => halves / 2);
  return mostly(fc.oneof({ weight: 20, arbitrary: legal }, fc.constant(TOKEN_NUMBER)), 0.3, 256.5, -1, Number.NaN);
}

const auroraOptions = someOf<Drawn<Omit<AuroraPostgresOptions, keyof RestoreOptions>>>({
  ...common,
  ...monitoring,
  engineVersion: engines.auroraVersion,
  minCapacity: capacity(0),
  maxCapacity: capacity(1),
  readers: wholeNumber(0, 15),
  port,
  proxy: fc.boolean(),
});

const documentDbOptions = someOf<Drawn<Omit<DocumentDbOptions, keyof RestoreOptions>>>({
  ...common,
  rotationInterval,
  insights: fc.boolean(),
  logExports: fc.boolean(),
  engineVersion: engines.documentDbVersion,
  instanceType: engines.documentDbInstanceType,
  instances: wholeNumber(1, 16),
  port,
});

const attribute = fc.record({
  name: oneOf(['id', 'sku', 'a-b.c', 'a'.repeat(255)], ['', 'a'.repeat(256)]),
  type: fc.constantFrom(...Object.values(dynamodb.AttributeType)),
});

/** Options with the folder of an export, whose bucket is imported where the table is made. */
export interface TableDraw extends Omit<Drawn<DynamoDbOptions>, 'restoreFromExport'> {
  readonly exportedTo?: string;
}

const dynamoDbOptions: fc.Arbitrary<TableDraw> = fc
  .tuple(
    attribute,
    someOf<Omit<TableDraw, 'partitionKey'>>({
      ...common,
      exportedTo: oneOf(['AWSDynamoDB/01693685827463-2d8752fd/data/', TOKEN_TEXT], ['data', ...ODD_TEXTS]),
      sortKey: attribute,
      timeToLiveAttribute: oneOf(['expires', 'ttl', 'a'.repeat(255)], ['', 'a'.repeat(256)]),
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
  | { readonly kind: 'dynamoDb'; readonly options: TableDraw }
  | { readonly kind: 'searchIndex'; readonly options: SearchIndexOptions }
  | { readonly kind: 'existingPostgres' | 'existingTable' }
  | { readonly kind: 'existingAurora' | 'existingDocumentDb'; readonly withEndpoint: boolean }
  | { readonly kind: 'existingSearchIndex'; readonly indexName: string };

export const store: fc.Arbitrary<StoreDraw> = fc.oneof(
  fc.record({ kind: fc.constant('postgresInstance' as const), options: withRestore(postgresInstanceOptions) }),
  fc.record({ kind: fc.constant('auroraPostgres' as const), options: withRestore(auroraOptions) }),
  fc.record({ kind: fc.constant('documentDb' as const), options: withRestore(documentDbOptions) }),
  fc.record({ kind: fc.constant('dynamoDb' as const), options: dynamoDbOptions }),
  fc.record({ kind: fc.constant('searchIndex' as const), options: searchIndexOptions }),
  fc.record({
    kind: fc.constantFrom('existingPostgres', 'existingTable'),
  }),
  fc.record({
    kind: fc.constantFrom('existingAurora', 'existingDocumentDb'),
    withEndpoint: oneOf([true], [false]),
  }),
  fc.record({ kind: fc.constant('existingSearchIndex' as const), indexName: oneOf(['products'], ODD_TEXTS) }),
);

/** The options, with their key made and the bucket of the export imported. */
function tableOptions({ exportedTo, ...options }: TableDraw, surroundings: Surroundings): DynamoDbOptions {
  const restoreFromExport = exportedTo !== undefined && { bucket: surroundings.bucket(), keyPrefix: exportedTo };
  return { ...withKey(options, surroundings), ...(restoreFromExport && { restoreFromExport }) };
}

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
      return DataStore.dynamoDb(tableOptions(draw.options, surroundings));
    case 'searchIndex':
      return DataStore.searchIndex(draw.options);
    case 'existingPostgres':
      return DataStore.existingPostgres({ ...login(), instance: surroundings.instance() });
    case 'existingAurora':
      return DataStore.existingAurora({ ...login(), cluster: surroundings.aurora(draw.withEndpoint) });
    case 'existingDocumentDb':
      return DataStore.existingDocumentDb({ ...login(), cluster: surroundings.documents(draw.withEndpoint) });
    case 'existingTable':
      return DataStore.existingTable({ table: surroundings.table() });
    case 'existingSearchIndex':
      return DataStore.existingSearchIndex({ domain: surroundings.domain(), indexName: draw.indexName });
  }
}
