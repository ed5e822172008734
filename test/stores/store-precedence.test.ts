import {
  Duration,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_kms as kms,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  type AuroraPostgresOptions,
  DataStore,
  DevelopmentProvider,
  type DocumentDbOptions,
  type IDataStore,
  type PostgresOptions,
  type StoreDefaults,
} from '../../src';
import { PostgresInstance } from '../../src/stores/relational/postgres-instance';
import { bindStore } from '../support/bind-store';
import { propertyAt, resourcesOfType } from '../support/resources';
import { threeZoneStack } from '../support/stacks';

/**
 * An option, the default of every store, the store's own value, and the values in the template: with neither, with the
 * default, and with both.
 */
type Row<T> = {
  readonly [K in keyof T]-?: readonly [K, T[K], T[K], (template: Template) => unknown, unknown, unknown, unknown];
}[keyof T];

/** The value at a path of the first resource of a type. */
function at(type: string, path: string): (template: Template) => unknown {
  return (template) => propertyAt(resourcesOfType(template, type)[0], path);
}

/** The number of resources of a type. */
function count(type: string): (template: Template) => unknown {
  return (template) => resourcesOfType(template, type).length;
}

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';
const DOCUMENTS = 'AWS::DocDB::DBCluster';
const TABLE = 'AWS::DynamoDB::Table';

const keys = threeZoneStack();
const [KEY_A, KEY_B] = ['a', 'b'].map((id) =>
  kms.Key.fromKeyArn(keys, id, `arn:aws:kms:eu-central-1:123456789012:key/${id}`),
);

const PRIVATE = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
const PUBLIC = { subnetType: ec2.SubnetType.PUBLIC };
const subnets = (kind: string) => ['a', 'b', 'c'].map((zone) => `subnet-${kind}-${zone}`);

/** The options that every kind of database in a VPC has. */
function common(type: string, subnetGroup: string): Row<StoreDefaults>[] {
  const { RETAIN, SNAPSHOT } = RemovalPolicy;
  return [
    ['backupRetention', Duration.days(3), Duration.days(5), at(type, 'Properties.BackupRetentionPeriod'), 14, 3, 5],
    ['deletionProtection', false, true, at(type, 'Properties.DeletionProtection'), true, false, true],
    ['removalPolicy', SNAPSHOT, RETAIN, at(type, 'DeletionPolicy'), 'RetainExceptOnCreate', 'Snapshot', 'Retain'],
    ['encryptionKey', KEY_A, KEY_B, at(type, 'Properties.KmsKeyId'), undefined, KEY_A.keyArn, KEY_B.keyArn],
    [
      'vpcSubnets',
      PRIVATE,
      PUBLIC,
      at(subnetGroup, 'Properties.SubnetIds'),
      subnets('isolated'),
      subnets('private'),
      subnets('public'),
    ],
  ];
}

/** The monitoring options of PostgreSQL databases. */
function monitoring(type: string, insights: string, logs: string[]): Row<StoreDefaults>[] {
  return [
    [
      'monitoringInterval',
      Duration.seconds(5),
      Duration.seconds(10),
      at(INSTANCE, 'Properties.MonitoringInterval'),
      60,
      5,
      10,
    ],
    ['insights', false, true, at(type, `Properties.${insights}`), true, false, true],
    ['logExports', false, true, at(type, 'Properties.EnableCloudwatchLogsExports'), logs, undefined, logs],
  ];
}

const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };

const KINDS: { kind: string; store: (own: StoreDefaults) => IDataStore; rows: Row<StoreDefaults>[] }[] = [
  {
    kind: 'a PostgreSQL instance',
    store: (own) => DataStore.postgresInstance(own),
    rows: [
      ...common(INSTANCE, 'AWS::RDS::DBSubnetGroup'),
      ...monitoring(INSTANCE, 'EnablePerformanceInsights', ['postgresql', 'upgrade']),
    ],
  },
  {
    kind: 'an Aurora cluster',
    store: (own) => DataStore.auroraPostgres(own),
    rows: [
      ...common(CLUSTER, 'AWS::RDS::DBSubnetGroup'),
      ...monitoring(CLUSTER, 'PerformanceInsightsEnabled', ['postgresql']),
    ],
  },
  {
    kind: 'a DocumentDB cluster',
    store: (own) => DataStore.documentDb(own),
    rows: [
      ...common(DOCUMENTS, 'AWS::DocDB::DBSubnetGroup'),
      [
        'logExports',
        false,
        true,
        at(DOCUMENTS, 'Properties.EnableCloudwatchLogsExports'),
        ['audit'],
        undefined,
        ['audit'],
      ],
    ],
  },
  {
    kind: 'a DynamoDB table',
    store: (own) => DataStore.dynamoDb({ partitionKey, ...own }),
    rows: [
      [
        'backupRetention',
        Duration.days(3),
        Duration.days(5),
        at(TABLE, 'Properties.PointInTimeRecoverySpecification.RecoveryPeriodInDays'),
        14,
        3,
        5,
      ],
      ['deletionProtection', false, true, at(TABLE, 'Properties.DeletionProtectionEnabled'), true, false, true],
      [
        'removalPolicy',
        RemovalPolicy.RETAIN,
        RemovalPolicy.SNAPSHOT,
        at(TABLE, 'DeletionPolicy'),
        'RetainExceptOnCreate',
        'Retain',
        'RetainExceptOnCreate',
      ],
      [
        'encryptionKey',
        KEY_A,
        KEY_B,
        at(TABLE, 'Properties.SSESpecification.KMSMasterKeyId'),
        undefined,
        KEY_A.keyArn,
        KEY_B.keyArn,
      ],
    ],
  },
];

describe.each(KINDS)('$kind', ({ store, rows }) => {
  test.each(rows)(
    'takes its own %s before the default of every store, and that before the environment',
    (option, all, own, read, byEnvironment, byAll, byOwn) => {
      const defaults = { [option]: all };
      expect(read(bindStore(store({})).template())).toEqual(byEnvironment);
      expect(read(bindStore(store({}), { defaults }).template())).toEqual(byAll);
      expect(read(bindStore(store({ [option]: own }), { defaults }).template())).toEqual(byOwn);
    },
  );
});

const POSTGRES: Row<PostgresOptions>[] = [
  [
    'instanceType',
    new ec2.InstanceType('m8g.large'),
    new ec2.InstanceType('r8g.large'),
    at(INSTANCE, 'Properties.DBInstanceClass'),
    'db.t4g.micro',
    'db.m8g.large',
    'db.r8g.large',
  ],
  [
    'engineVersion',
    rds.PostgresEngineVersion.VER_17,
    rds.PostgresEngineVersion.VER_16,
    at(INSTANCE, 'Properties.EngineVersion'),
    '18',
    '17',
    '16',
  ],
  ['multiAz', true, false, at(INSTANCE, 'Properties.MultiAZ'), false, true, false],
  ['allocatedStorage', 30, 40, at(INSTANCE, 'Properties.AllocatedStorage'), '20', '30', '40'],
  ['maxAllocatedStorage', 300, 400, at(INSTANCE, 'Properties.MaxAllocatedStorage'), 50, 300, 400],
  ['port', 6000, 7000, at(INSTANCE, 'Properties.Port'), '5432', '6000', '7000'],
  ['proxy', true, false, count('AWS::RDS::DBProxy'), 0, 1, 0],
];

const provider = new DevelopmentProvider();

test.each(POSTGRES)(
  'a PostgreSQL instance takes its own %s before the default of every instance, and that before the environment',
  (option, all, own, read, byEnvironment, byAll, byOwn) => {
    const defaults = { [option]: all };
    expect(read(bindStore(new PostgresInstance({}), { provider }).template())).toEqual(byEnvironment);
    expect(read(bindStore(new PostgresInstance({}, defaults), { provider }).template())).toEqual(byAll);
    expect(read(bindStore(new PostgresInstance({ [option]: own }, defaults), { provider }).template())).toEqual(byOwn);
  },
);

/** An option that only the store has, its value, and the values in the template: without and with the option. */
type OwnRow<T> = {
  readonly [K in keyof T]-?: readonly [K, T[K], (template: Template) => unknown, unknown, unknown];
}[keyof T];

const AURORA: OwnRow<AuroraPostgresOptions>[] = [
  [
    'engineVersion',
    rds.AuroraPostgresEngineVersion.of('16', '16'),
    at(CLUSTER, 'Properties.EngineVersion'),
    '17',
    '16',
  ],
  ['minCapacity', 0, at(CLUSTER, 'Properties.ServerlessV2ScalingConfiguration.MinCapacity'), 1, 0],
  ['maxCapacity', 64.5, at(CLUSTER, 'Properties.ServerlessV2ScalingConfiguration.MaxCapacity'), 8, 64.5],
  ['readers', 0, count(INSTANCE), 2, 1],
  ['port', 6000, at(CLUSTER, 'Properties.Port'), 5433, 6000],
  ['proxy', true, count('AWS::RDS::DBProxy'), 0, 1],
];

test.each(AURORA)(
  'an Aurora cluster takes its %s before the environment',
  (option, own, read, byEnvironment, byOwn) => {
    expect(read(bindStore(DataStore.auroraPostgres()).template())).toEqual(byEnvironment);
    expect(read(bindStore(DataStore.auroraPostgres({ [option]: own })).template())).toEqual(byOwn);
  },
);

const DOCUMENT_DB: OwnRow<DocumentDbOptions>[] = [
  ['engineVersion', '5.0.0', at(DOCUMENTS, 'Properties.EngineVersion'), '8.0.0', '5.0.0'],
  [
    'instanceType',
    new ec2.InstanceType('r8g.large'),
    at('AWS::DocDB::DBInstance', 'Properties.DBInstanceClass'),
    'db.r6g.large',
    'db.r8g.large',
  ],
  ['instances', 3, count('AWS::DocDB::DBInstance'), 2, 3],
  ['port', 6000, at(DOCUMENTS, 'Properties.Port'), 27018, 6000],
  ['insights', true, at('AWS::DocDB::DBInstance', 'Properties.EnablePerformanceInsights'), false, true],
  ['rotationInterval', Duration.days(0), count('AWS::SecretsManager::RotationSchedule'), 1, 0],
];

test.each(DOCUMENT_DB)(
  'a DocumentDB cluster takes its %s before the environment',
  (option, own, read, byEnvironment, byOwn) => {
    expect(read(bindStore(DataStore.documentDb()).template())).toEqual(byEnvironment);
    expect(read(bindStore(DataStore.documentDb({ [option]: own })).template())).toEqual(byOwn);
  },
);

const UNLISTED = [
  [
    'a PostgreSQL instance',
    (own: StoreDefaults) => DataStore.postgresInstance({ ...own, instanceType: new ec2.InstanceType('m99g.large') }),
  ],
  [
    'an Aurora cluster',
    (own: StoreDefaults) =>
      DataStore.auroraPostgres({ ...own, engineVersion: rds.AuroraPostgresEngineVersion.of('19', '19') }),
  ],
  ['a DocumentDB cluster', (own: StoreDefaults) => DataStore.documentDb({ ...own, engineVersion: '9.0.0' })],
] as const;

test.each(UNLISTED)('%s takes its own allowUnlisted before the default of every store', (_, store) => {
  const [yes, no] = [{ allowUnlisted: true }, { allowUnlisted: false }];
  expect(() => bindStore(store({}))).toThrow('The library does not know');
  expect(() => bindStore(store({}), { defaults: yes })).not.toThrow();
  expect(() => bindStore(store(no), { defaults: yes })).toThrow('The library does not know');
  expect(() => bindStore(store(yes), { defaults: no })).not.toThrow();
});
