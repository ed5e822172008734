import { App, Duration, aws_kms as kms, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  AWSProvider,
  DatabaseConstruct,
  DataStore,
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

const KINDS = [
  {
    kind: 'a PostgreSQL instance',
    type: 'AWS::RDS::DBInstance',
    store: (options: RestoreOptions) => DataStore.postgresInstance(options),
    identifier: 'DBInstanceIdentifier',
    snapshot: 'DBSnapshotIdentifier',
    source: 'SourceDBInstanceIdentifier',
    time: 'RestoreTime',
    inherited: ['DBName', 'MasterUsername', 'StorageEncrypted', 'KmsKeyId', 'AllocatedStorage'],
    kept: { ManageMasterUserPassword: true, BackupRetentionPeriod: 14, DeletionProtection: true },
  },
  {
    kind: 'an Aurora cluster',
    type: 'AWS::RDS::DBCluster',
    store: (options: RestoreOptions) => DataStore.auroraPostgres(options),
    identifier: 'DBClusterIdentifier',
    snapshot: 'SnapshotIdentifier',
    source: 'SourceDBClusterIdentifier',
    time: 'RestoreToTime',
    inherited: ['DatabaseName', 'MasterUsername', 'StorageEncrypted'],
    kept: {
      KmsKeyId: KEY_ARN,
      ManageMasterUserPassword: true,
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
    },
  },
  {
    kind: 'a DocumentDB cluster',
    type: 'AWS::DocDB::DBCluster',
    store: (options: RestoreOptions) => DataStore.documentDb({ rotationInterval: Duration.days(0), ...options }),
    identifier: 'DBClusterIdentifier',
    snapshot: 'SnapshotIdentifier',
    source: 'SourceDBClusterIdentifier',
    time: 'RestoreToTime',
    inherited: ['MasterUsername'],
    kept: {
      StorageEncrypted: true,
      KmsKeyId: KEY_ARN,
      BackupRetentionPeriod: 14,
      MasterUserPassword: expect.anything(),
    },
  },
] as const;

describe.each(KINDS)('$kind', ({ type, store, identifier, snapshot, source, time, inherited, kept }) => {
  const template = (options: RestoreOptions, flags = {}) =>
    bindStore(store(options), { defaults: { encryptionKey } }, flags).template();
  const properties = (options: RestoreOptions, flags = {}) => onlyResource(template(options, flags), type).Properties;
  const restoring = [snapshot, source, time, 'UseLatestRestorableTime'];

  test('is made empty, under a name that stays, unless something else is said', () => {
    const empty = properties({});
    for (const name of restoring) {
      expect(empty).not.toHaveProperty(name);
    }
    expect(Object.keys(empty)).toEqual(expect.arrayContaining(['MasterUsername', 'StorageEncrypted']));
    expect(properties({})[identifier]).toBe(empty[identifier]);
    expect(empty[identifier]).toMatch(/^test-store-c91e19fc-(postgres|aurora|docdb)$/);
  });

  test.each(FEATURE_FLAGS)('is restored from a snapshot, without what that says, %s', (_, flags) => {
    const restored = properties(SNAPSHOT, flags);
    expect(restored).toMatchObject({ [snapshot]: 'orders-before-migration', ...kept });
    for (const name of [...inherited, ...restoring.filter((other) => other !== snapshot)]) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test('is restored to the latest time there is', () => {
    const restored = properties(LATEST);
    expect(restored).toMatchObject({ [source]: 'orders', UseLatestRestorableTime: true, ...kept });
    for (const name of [...inherited, snapshot, time]) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test('is restored to a time, in UTC and to the second', () => {
    const restored = properties(AT_A_TIME);
    expect(restored).toMatchObject({ [source]: 'orders', [time]: '2026-11-23T04:05:06Z', ...kept });
    for (const name of [...inherited, snapshot, 'UseLatestRestorableTime']) {
      expect(restored).not.toHaveProperty(name);
    }
  });

  test('has another name for everything that it may be restored from, and its log groups with it', () => {
    const another = [
      {},
      SNAPSHOT,
      { restoreFromSnapshot: 'another' },
      LATEST,
      AT_A_TIME,
      { restoreToTime: { sourceIdentifier: 'another' } },
    ];
    expect(new Set(another.map((options) => properties(options)[identifier])).size).toBe(another.length);
    expect(properties(AT_A_TIME)[identifier]).toBe(properties(AT_A_TIME)[identifier]);
    expect(properties(SNAPSHOT)[identifier]).toMatch(/^test-store-[a-f\d]{8}-[a-z]+-[a-f\d]{8}$/);
    template(SNAPSHOT).allResourcesProperties('AWS::Logs::LogGroup', {
      LogGroupName: Match.stringLikeRegexp(`/${properties(SNAPSHOT)[identifier]}/`),
    });
  });

  test('keeps its logical id', () => {
    expect(Object.keys(template(SNAPSHOT).findResources(type))).toEqual(Object.keys(template({}).findResources(type)));
  });

  test.each([
    ['restoreFromSnapshot', SNAPSHOT],
    ['restoreToTime', LATEST],
  ])('warns that %s replaces what is deployed', (prop, options) => {
    expect(warnings(bindStore(store(options)).stack)).toEqual([
      `\`${prop}\` makes this store from what was saved. Adding, changing or removing it replaces a store that is ` +
        'deployed: keep it for as long as the store lives. [ack: @org/ecommerce-constructs:restore]',
    ]);
    expect(warnings(bindStore(store({})).stack)).toEqual([]);
  });

  test('fails when it is restored from both a snapshot and a time', () => {
    expect(() => template({ ...SNAPSHOT, ...LATEST })).toThrow(
      'restoreToTime must be left out where `restoreFromSnapshot` is given, got both. Restore from a snapshot, or to a point in time. (in Test/Store)',
    );
  });

  test.each(['', 'two words', '1st', ' orders', 'orders_1', 'arn:aws:rds/orders'])(
    "fails when it is restored from '%s'",
    (name) => {
      const allowed = `must be an identifier or an ARN that is known at synthesis, got '${name}'. Write it out`;
      expect(() => template({ restoreFromSnapshot: name })).toThrow(`restoreFromSnapshot ${allowed}`);
      expect(() => template({ restoreToTime: { sourceIdentifier: name } })).toThrow(
        `restoreToTime.sourceIdentifier ${allowed}`,
      );
    },
  );

  test('fails when it is restored from a token, which could not change its name', () => {
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

  test('fails when the time is no date', () => {
    expect(() => template({ restoreToTime: { sourceIdentifier: 'orders', time: new Date('yesterday') } })).toThrow(
      new Error(
        'restoreToTime.time must be a valid date, got Invalid Date. Leave it out for the latest time there is. (in Test/Store)',
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
  const storage = (options: RestoreOptions & { readonly allocatedStorage?: number }, postgres?: PostgresOptions) => {
    const stack = threeZoneStack();
    const store = DataStore.postgresInstance(options);
    const catalogue = ServiceCatalogue.of([{ name: 'reviews', store }]);
    const provider = new AWSProvider();
    new DatabaseConstruct(stack, 'Database', { provider, vpc: existingVpc(stack), catalogue, postgres });
    return onlyResource(templateOf(stack), 'AWS::RDS::DBInstance').Properties.AllocatedStorage;
  };

  test('is that of its source, which may have grown, whatever the default of all instances is', () => {
    expect(storage(SNAPSHOT, { allocatedStorage: 50 })).toBeUndefined();
    expect(storage({}, { allocatedStorage: 50 })).toBe('50');
  });

  test('is what its own option says', () => {
    expect(storage({ ...SNAPSHOT, allocatedStorage: 100 })).toBe('100');
  });
});

test.each([
  ['a PostgreSQL instance', DataStore.postgresInstance(SNAPSHOT), 'Test/Store/Instance/Resource'],
  ['an Aurora cluster', DataStore.auroraPostgres(SNAPSHOT), 'Test/Store/Aurora/Resource'],
])('%s that is restored takes the findings on its encryption, with the reason', (_, store, path) => {
  const reason =
    'The database is restored: RDS encrypts it as its source was, and takes no word about it. What this library makes ' +
    'is encrypted, and so are its snapshots and backups.';
  expect(acknowledgedInTree(bindStore(store).stack).filter((at) => at.path === path)).toEqual(
    [
      'AwsSolutions-RDS2',
      'HIPAA.Security-RDSStorageEncrypted',
      'NIST.800.53.R5-RDSStorageEncrypted',
      'PCI.DSS.321-RDSStorageEncrypted',
    ].map((rule) => ({ rule, reason, path })),
  );
});

test('no review finds a restored database unencrypted: RDS takes no word about it, and we say why', () => {
  const findings = (options: RestoreOptions) => {
    const stack = threeZoneStack();
    for (const [id, store] of [
      ['Instance', DataStore.postgresInstance(options)],
      ['Aurora', DataStore.auroraPostgres(options)],
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
