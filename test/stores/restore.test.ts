import { App, Duration, aws_kms as kms, aws_rds as rds, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  AWSProvider,
  DatabaseConstruct,
  DataStore,
  type PostgresInstanceOptions,
  type PostgresOptions,
  type RestoreOptions,
  ServiceCatalogue,
} from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { bindStore } from '../support/bind-store';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', KEY_ARN);

const PACKS = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];

const SNAPSHOT: RestoreOptions = { restoreFromSnapshot: 'orders-before-migration' };
const LATEST: RestoreOptions = { restoreToTime: { sourceIdentifier: 'orders' } };
const AT_A_TIME: RestoreOptions = {
  restoreToTime: { sourceIdentifier: 'orders', time: new Date('2026-11-23T04:05:06.789Z') },
};

const POSTGRES_17 = { engineVersion: rds.PostgresEngineVersion.VER_17 };
const AURORA_16 = { engineVersion: rds.AuroraPostgresEngineVersion.of('16', '16') };
const DOCUMENTS_5 = { engineVersion: '5.0.0' };

/** The kinds of databases. The version of the source is not the default. */
const KINDS = [
  {
    kind: 'a PostgreSQL instance',
    type: 'AWS::RDS::DBInstance',
    store: (options: RestoreOptions) => DataStore.postgresInstance({ ...POSTGRES_17, ...options }),
    withoutVersion: (options: RestoreOptions) => DataStore.postgresInstance(options),
    version: '17',
    group: { type: 'AWS::RDS::DBParameterGroup', family: 'postgres17', name: 'DBParameterGroupName' },
    identifier: 'DBInstanceIdentifier',
    snapshot: 'DBSnapshotIdentifier',
    source: 'SourceDBInstanceIdentifier',
    time: 'RestoreTime',
    inherited: ['DBName', 'MasterUsername', 'StorageEncrypted', 'KmsKeyId', 'AllocatedStorage', 'MaxAllocatedStorage'],
    retained: { ManageMasterUserPassword: true, BackupRetentionPeriod: 14, DeletionProtection: true },
  },
  {
    kind: 'an Aurora cluster',
    type: 'AWS::RDS::DBCluster',
    store: (options: RestoreOptions) => DataStore.auroraPostgres({ ...AURORA_16, ...options }),
    withoutVersion: (options: RestoreOptions) => DataStore.auroraPostgres(options),
    version: '16',
    group: {
      type: 'AWS::RDS::DBClusterParameterGroup',
      family: 'aurora-postgresql16',
      name: 'DBClusterParameterGroupName',
    },
    identifier: 'DBClusterIdentifier',
    snapshot: 'SnapshotIdentifier',
    source: 'SourceDBClusterIdentifier',
    time: 'RestoreToTime',
    inherited: ['DatabaseName', 'MasterUsername', 'StorageEncrypted'],
    retained: {
      KmsKeyId: KEY_ARN,
      ManageMasterUserPassword: true,
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
    },
  },
  {
    kind: 'a DocumentDB cluster',
    type: 'AWS::DocDB::DBCluster',
    store: (options: RestoreOptions) =>
      DataStore.documentDb({ ...DOCUMENTS_5, rotationInterval: Duration.days(0), ...options }),
    withoutVersion: (options: RestoreOptions) => DataStore.documentDb(options),
    version: '5.0.0',
    group: {
      type: 'AWS::DocDB::DBClusterParameterGroup',
      family: 'docdb5.0',
      name: 'DBClusterParameterGroupName',
    },
    identifier: 'DBClusterIdentifier',
    snapshot: 'SnapshotIdentifier',
    source: 'SourceDBClusterIdentifier',
    time: 'RestoreToTime',
    inherited: ['MasterUsername'],
    retained: {
      StorageEncrypted: true,
      KmsKeyId: KEY_ARN,
      BackupRetentionPeriod: 14,
      MasterUserPassword: expect.anything(),
    },
  },
] as const;

describe.each(KINDS)('$kind', ({ type, store, identifier, snapshot, source, time, inherited, retained, ...kind }) => {
  const template = (options: RestoreOptions, flags = {}) =>
    bindStore(store(options), { defaults: { encryptionKey } }, flags).template();
  const properties = (options: RestoreOptions, flags = {}) => onlyResource(template(options, flags), type).Properties;
  const restoring = [snapshot, source, time, 'UseLatestRestorableTime'];

  test('is created empty, with a stable identifier, when no restore option is set', () => {
    const empty = properties({});
    for (const name of restoring) {
      expect(empty).not.toHaveProperty(name);
    }
    expect(Object.keys(empty)).toEqual(expect.arrayContaining(['MasterUsername', 'StorageEncrypted']));
    expect(properties({})[identifier]).toBe(empty[identifier]);
    expect(empty[identifier]).toMatch(/^reviews-test-store-[a-f\d]{8}$/);
  });

  test.each(FEATURE_FLAGS)('restored from a snapshot omits the properties that it inherits, %s', (_, flags) => {
    const restored = properties(SNAPSHOT, flags);
    expect(restored).toMatchObject({ [snapshot]: 'orders-before-migration', ...retained });
    for (const name of [...inherited, ...restoring.filter((other) => other !== snapshot)]) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test('restored without a time uses the latest restorable time', () => {
    const restored = properties(LATEST);
    expect(restored).toMatchObject({ [source]: 'orders', UseLatestRestorableTime: true, ...retained });
    for (const name of [...inherited, snapshot, time]) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test('restored to a point in time gets the time in UTC, to the second', () => {
    const restored = properties(AT_A_TIME);
    expect(restored).toMatchObject({ [source]: 'orders', [time]: '2026-11-23T04:05:06Z', ...retained });
    for (const name of [...inherited, snapshot, 'UseLatestRestorableTime']) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test.each([
    ['restoreFromSnapshot', SNAPSHOT],
    ['restoreToTime', LATEST],
  ])('rejects %s without the engine version of the source', (prop, options) => {
    expect(() => bindStore(kind.withoutVersion(options))).toThrow(
      new Error(
        `engineVersion must be set if \`${prop}\` is set, got none. Set the major version of the source: the default ` +
          'version could upgrade the restored data irreversibly. (in Test/Store)',
      ),
    );
  });

  test('restored has the engine version and the parameter group of the source', () => {
    const { version, group } = kind;
    const restored = template(SNAPSHOT);
    const [id] = Object.keys(restored.findResources(group.type, { Properties: { Family: group.family } }));
    expect(onlyResource(restored, type).Properties).toMatchObject({
      EngineVersion: version,
      [group.name]: { Ref: id },
    });
  });

  test('has a different identifier for each source, which the names of its log groups contain', () => {
    const sources = [
      {},
      SNAPSHOT,
      { restoreFromSnapshot: 'another' },
      LATEST,
      AT_A_TIME,
      { restoreToTime: { sourceIdentifier: 'another' } },
    ];
    expect(new Set(sources.map((options) => properties(options)[identifier])).size).toBe(sources.length);
    expect(properties(AT_A_TIME)[identifier]).toBe(properties(AT_A_TIME)[identifier]);
    expect(properties(SNAPSHOT)[identifier]).toMatch(/^reviews-test-store-[a-f\d]{8}$/);
    template(SNAPSHOT).allResourcesProperties('AWS::Logs::LogGroup', {
      LogGroupName: Match.stringLikeRegexp(`/${properties(SNAPSHOT)[identifier]}/`),
    });
  });

  test('has the same logical id whether it is restored or empty', () => {
    expect(Object.keys(template(SNAPSHOT).findResources(type))).toEqual(Object.keys(template({}).findResources(type)));
  });

  test.each([
    ['restoreFromSnapshot', SNAPSHOT],
    ['restoreToTime', LATEST],
  ])('warns that changing %s replaces a deployed store', (prop, options) => {
    expect(warnings(bindStore(store(options)).stack)).toEqual([
      `\`${prop}\` restores this store from saved data. Adding, changing or removing it replaces a deployed store: ` +
        'keep it set for as long as the store exists. [ack: @org/ecommerce-constructs:restore]',
    ]);
    expect(warnings(bindStore(store({})).stack)).toEqual([]);
  });

  test('rejects a snapshot together with a point in time', () => {
    expect(() => template({ ...SNAPSHOT, ...LATEST })).toThrow(
      'restoreToTime must be unset if `restoreFromSnapshot` is set, got both. Restore either from a snapshot or to a point in time. (in Test/Store)',
    );
  });

  test.each(['', 'two words', '1st', ' orders', 'orders_1', 'arn:aws:rds/orders'])(
    "rejects the source '%s'",
    (name) => {
      const allowed = `must be an identifier or an ARN that is known at synthesis, got '${name}'. Use a literal value`;
      expect(() => template({ restoreFromSnapshot: name })).toThrow(`restoreFromSnapshot ${allowed}`);
      expect(() => template({ restoreToTime: { sourceIdentifier: name } })).toThrow(
        `restoreToTime.sourceIdentifier ${allowed}`,
      );
    },
  );

  test('rejects a token as the source, because the identifier depends on the source', () => {
    const token = Token.asString({ Ref: 'Snapshot' });
    const allowed = 'must be an identifier or an ARN that is known at synthesis, got a token.';
    expect(() => template({ restoreFromSnapshot: token })).toThrow(`restoreFromSnapshot ${allowed}`);
    expect(() => template({ restoreToTime: { sourceIdentifier: token } })).toThrow(
      `restoreToTime.sourceIdentifier ${allowed}`,
    );
  });

  test.each([
    'rds:orders-2026-11-23-04-05',
    'awsbackup:job-1b2c',
    'arn:aws-us-gov:rds:us-gov-west-1:123456789012:cluster-snapshot:rds:orders-2026-11-23',
  ])('accepts the snapshot %s', (restoreFromSnapshot) => {
    expect(properties({ restoreFromSnapshot })[snapshot]).toBe(restoreFromSnapshot);
  });

  test('rejects an invalid date', () => {
    expect(() => template({ restoreToTime: { sourceIdentifier: 'orders', time: new Date('yesterday') } })).toThrow(
      new Error(
        'restoreToTime.time must be a valid date, got Invalid Date. Omit it to restore to the latest restorable time. (in Test/Store)',
      ),
    );
  });
});

function warnings(stack: Stack): unknown[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data);
}

describe('the storage of a restored PostgreSQL instance', () => {
  const storage = (options: Partial<PostgresInstanceOptions>, postgres?: PostgresOptions) => {
    const stack = threeZoneStack();
    const store = DataStore.postgresInstance({ ...POSTGRES_17, ...options });
    const catalogue = ServiceCatalogue.of([{ name: 'reviews', store }]);
    const provider = new AWSProvider();
    new DatabaseConstruct(stack, 'Database', { provider, vpc: existingVpc(stack), catalogue, postgres });
    const { AllocatedStorage, MaxAllocatedStorage } = onlyResource(
      templateOf(stack),
      'AWS::RDS::DBInstance',
    ).Properties;
    return { AllocatedStorage, MaxAllocatedStorage };
  };

  test('is inherited from the source and has no limit, even if every instance has defaults', () => {
    const postgres = { allocatedStorage: 50, maxAllocatedStorage: 500 };
    expect(storage(SNAPSHOT, postgres)).toEqual({});
    expect(storage({}, postgres)).toEqual({ AllocatedStorage: '50', MaxAllocatedStorage: 500 });
  });

  test("is the store's own option if it is set", () => {
    expect(storage({ ...SNAPSHOT, allocatedStorage: 100 })).toEqual({ AllocatedStorage: '100' });
    expect(storage({ ...SNAPSHOT, maxAllocatedStorage: 900 })).toEqual({ MaxAllocatedStorage: 900 });
  });
});

test.each([
  [
    'a PostgreSQL instance',
    DataStore.postgresInstance({ ...POSTGRES_17, ...SNAPSHOT }),
    'Test/Store/Instance/Resource',
  ],
  ['an Aurora cluster', DataStore.auroraPostgres({ ...AURORA_16, ...SNAPSHOT }), 'Test/Store/Aurora/Resource'],
])('%s that is restored acknowledges the findings about its encryption', (_, store, path) => {
  const reason =
    'A restored database inherits the encryption of its source, which RDS does not let you change. Databases that ' +
    'this library creates are encrypted, and so are their snapshots and backups.';
  expect(acknowledgedInTree(bindStore(store).stack).filter((at) => at.path === path)).toEqual(
    [
      'AwsSolutions-RDS2',
      'HIPAA.Security-RDSStorageEncrypted',
      'NIST.800.53.R5-RDSStorageEncrypted',
      'PCI.DSS.321-RDSStorageEncrypted',
    ].map((rule) => ({ rule, reason, path })),
  );
});

test('cdk-nag reports no unencrypted storage of restored databases', () => {
  const findings = (options: RestoreOptions) => {
    const stack = threeZoneStack();
    for (const [id, store] of [
      ['Instance', DataStore.postgresInstance({ ...POSTGRES_17, ...options })],
      ['Aurora', DataStore.auroraPostgres({ ...AURORA_16, ...options })],
    ] as const) {
      const context = { serviceName: 'reviews', provider: new AWSProvider(), vpc: existingVpc(new Stack(new App())) };
      store.bind(new Construct(stack, id), context);
    }
    return PACKS.flatMap((pack) => pack.validateScope(stack.node.root).violations)
      .map(({ ruleName }) => ruleName)
      .filter((rule) => /RDS2$|StorageEncrypted/.test(rule));
  };
  expect(findings(SNAPSHOT)).toEqual([]);
  expect(findings(LATEST)).toEqual([]);
});
