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
import type { KeyOrigin, ReferencedResources } from './referenced-resources';
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

/** Options with the origin of the key instead of the key, which needs a stack. */
export type Generated<T> = Omit<T, 'encryptionKey'> & { readonly encryptionKey?: KeyOrigin };

/** Creates or imports the key of the options. */
export function withKey<T extends { readonly encryptionKey?: KeyOrigin }>(
  { encryptionKey: origin, ...options }: T,
  resources: ReferencedResources,
): Omit<T, 'encryptionKey'> & { readonly encryptionKey?: kms.IKey } {
  return { ...options, ...(origin && { encryptionKey: resources.key(origin) }) };
}

export const encryptionKey = oneOf<KeyOrigin>(['created', 'imported']);

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

/** The interval of password rotation. 0 disables it. */
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

/** Mostly no restore option, sometimes one, and rarely two, which is invalid. */
const restoreOptions: fc.Arbitrary<RestoreOptions> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: fc.record({ restoreFromSnapshot: identifier }) },
  { weight: 4, arbitrary: fc.record({ restoreToTime: pointInTime() }) },
  { weight: 1, arbitrary: fc.record({ restoreFromSnapshot: identifier, restoreToTime: pointInTime() }) },
);

function pointInTime(): fc.Arbitrary<PointInTime> {
  const time = oneOf([new Date('2026-01-01T12:00:00.123Z')], [new Date(Number.NaN)]);
  return fc.record({ sourceIdentifier: identifier, time }, { requiredKeys: ['sourceIdentifier'] });
}

/** Adds restore options, with the engine version that they require. */
function withRestore<Options extends object, Version>(
  options: fc.Arbitrary<Options>,
  engineVersion: fc.Arbitrary<Version>,
): fc.Arbitrary<Options & RestoreOptions & { readonly engineVersion?: Version }> {
  return fc.tuple(options, restoreOptions, engineVersion).map(([storeOptions, restore, version]) => ({
    ...(Object.keys(restore).length > 0 && { engineVersion: version }),
    ...storeOptions,
    ...restore,
  }));
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

const postgresInstanceOptions = someOf<Generated<Omit<PostgresInstanceOptions, keyof RestoreOptions>>>({
  ...common,
  ...monitoring,
  ...postgres,
});

/** Defaults for the stores of all services. */
export const databaseOptions = someOf<Generated<DatabaseOptions>>({
  ...common,
  ...monitoring,
  postgres: someOf<PostgresOptions>(postgres),
});

function capacity(min: number): fc.Arbitrary<number> {
  const valid = fc.integer({ min: min * 2, max: 512 }).map((halves) => halves / 2);
  return mostly(fc.oneof({ weight: 20, arbitrary: valid }, fc.constant(TOKEN_NUMBER)), 0.3, 256.5, -1, Number.NaN);
}

const auroraOptions = someOf<Generated<Omit<AuroraPostgresOptions, keyof RestoreOptions>>>({
  ...common,
  ...monitoring,
  engineVersion: engines.auroraVersion,
  minCapacity: capacity(0),
  maxCapacity: capacity(1),
  readers: wholeNumber(0, 15),
  port,
  proxy: fc.boolean(),
});

const documentDbOptions = someOf<Generated<Omit<DocumentDbOptions, keyof RestoreOptions>>>({
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

/** Options with the key prefix of an export. Its bucket is imported into the stack of the table. */
export interface GeneratedTable extends Omit<Generated<DynamoDbOptions>, 'restoreFromExport'> {
  readonly exportedTo?: string;
}

const dynamoDbOptions: fc.Arbitrary<GeneratedTable> = fc
  .tuple(
    attribute,
    someOf<Omit<GeneratedTable, 'partitionKey'>>({
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
export type GeneratedStore =
  | { readonly kind: 'postgresInstance'; readonly options: Generated<PostgresInstanceOptions> }
  | { readonly kind: 'auroraPostgres'; readonly options: Generated<AuroraPostgresOptions> }
  | { readonly kind: 'documentDb'; readonly options: Generated<DocumentDbOptions> }
  | { readonly kind: 'dynamoDb'; readonly options: GeneratedTable }
  | { readonly kind: 'searchIndex'; readonly options: SearchIndexOptions }
  | { readonly kind: 'existingPostgres' | 'existingTable' }
  | { readonly kind: 'existingAurora' | 'existingDocumentDb'; readonly withEndpoint: boolean }
  | { readonly kind: 'existingSearchIndex'; readonly indexName: string };

export const store: fc.Arbitrary<GeneratedStore> = fc.oneof(
  fc.record({
    kind: fc.constant('postgresInstance' as const),
    options: withRestore(postgresInstanceOptions, engines.postgresVersion),
  }),
  fc.record({
    kind: fc.constant('auroraPostgres' as const),
    options: withRestore(auroraOptions, engines.auroraVersion),
  }),
  fc.record({
    kind: fc.constant('documentDb' as const),
    options: withRestore(documentDbOptions, engines.documentDbVersion),
  }),
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

/** Creates or imports the key of the options, and imports the bucket of the export. */
function tableOptions({ exportedTo, ...options }: GeneratedTable, resources: ReferencedResources): DynamoDbOptions {
  const restoreFromExport = exportedTo !== undefined && { bucket: resources.bucket(), keyPrefix: exportedTo };
  return { ...withKey(options, resources), ...(restoreFromExport && { restoreFromExport }) };
}

/** Creates the generated store. */
export function storeOf(generated: GeneratedStore, resources: ReferencedResources): IDataStore {
  const login = () => ({ databaseName: 'legacy', secret: resources.secret() });
  switch (generated.kind) {
    case 'postgresInstance':
      return DataStore.postgresInstance(withKey(generated.options, resources));
    case 'auroraPostgres':
      return DataStore.auroraPostgres(withKey(generated.options, resources));
    case 'documentDb':
      return DataStore.documentDb(withKey(generated.options, resources));
    case 'dynamoDb':
      return DataStore.dynamoDb(tableOptions(generated.options, resources));
    case 'searchIndex':
      return DataStore.searchIndex(generated.options);
    case 'existingPostgres':
      return DataStore.existingPostgres({ ...login(), instance: resources.instance() });
    case 'existingAurora':
      return DataStore.existingAurora({ ...login(), cluster: resources.aurora(generated.withEndpoint) });
    case 'existingDocumentDb':
      return DataStore.existingDocumentDb({ ...login(), cluster: resources.documents(generated.withEndpoint) });
    case 'existingTable':
      return DataStore.existingTable({ table: resources.table() });
    case 'existingSearchIndex':
      return DataStore.existingSearchIndex({ domain: resources.domain(), indexName: generated.indexName });
  }
}
