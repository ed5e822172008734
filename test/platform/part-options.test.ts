import { Annotations, CfnParameter, Duration, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Annotations as Assertions, Match, type Matcher } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DataStore,
  DevelopmentProvider,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  type IEnvironmentProvider,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { existingParts } from '../support/existing-parts';
import { ACCOUNT_ROOT, BY_POLICIES_OF_THE_ACCOUNT, forLogGroups } from '../support/key-policies';
import { templateOf, threeZoneStack } from '../support/stacks';
import { podRole } from '../support/workloads';

const { CACHE, MESSAGING, SEARCH, STORAGE } = Capability;
const EVERYTHING = ServiceCatalogue.of([{ name: 'reviews', capabilities: [CACHE, MESSAGING, SEARCH, STORAGE] }]);

function platform(props: Partial<EcommercePlatformProps> = {}, stack = threeZoneStack()) {
  const given = { provider: new AWSProvider(), catalogue: EVERYTHING, ...props };
  const construct = new EcommercePlatform(stack, 'Platform', given);
  return { stack, construct, template: () => templateOf(stack) };
}

const PLATFORM_KEY = { 'Fn::GetAtt': ['PlatformKeyE2280810', 'Arn'] };
const OWN_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/own';

describe('the encryption key of', () => {
  const own = { encryptionKey: kms.Key.fromKeyArn(new Stack(), 'Own', OWN_KEY) };
  const resources = (props: Partial<EcommercePlatformProps> = {}) => platform(props).template().toJSON().Resources;
  const shared = resources();
  const given = resources({
    network: own,
    database: own,
    cache: own,
    messaging: own,
    search: own,
    storage: own,
    backup: own,
  });

  test.each<[string, string, string, unknown, string]>([
    ['flow logs', 'PlatformNetworkFlowLogGroup6E4BFBFF', 'KmsKeyId', PLATFORM_KEY, OWN_KEY],
    ['the cache', 'PlatformCacheReplicationGroupBBB2DAA6', 'KmsKeyId', PLATFORM_KEY, OWN_KEY],
    ["the broker's secret", 'PlatformMessagingSecret20FC92AC', 'KmsKeyId', PLATFORM_KEY, OWN_KEY],
    [
      'the search domain',
      'PlatformSearchDomain4BEA905B',
      'EncryptionAtRestOptions.KmsKeyId',
      { Ref: 'PlatformKeyE2280810' },
      'own',
    ],
    [
      'media',
      'PlatformStorageMedia90212EFB',
      'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID',
      PLATFORM_KEY,
      OWN_KEY,
    ],
    ['backups', 'PlatformBackupVault220471C4', 'EncryptionKeyArn', PLATFORM_KEY, OWN_KEY],
  ])("%s is the platform's key, or the key in the options of the part", (_, id, path, ofPlatform, ofPart) => {
    expect(shared[id].Properties).toHaveProperty(path, ofPlatform);
    expect(given[id].Properties).toHaveProperty(path, ofPart);
  });

  test("the broker's data is a key that AWS owns, or the key in the options of the part", () => {
    const id = Object.keys(shared).find((key) => shared[key].Type === 'AWS::AmazonMQ::Broker') ?? '';
    expect(shared[id].Properties).not.toHaveProperty('EncryptionOptions');
    expect(given[id].Properties).not.toHaveProperty('EncryptionOptions');
    const { encryptionKey: dataEncryptionKey } = own;
    expect(resources({ messaging: { dataEncryptionKey } })[id].Properties.EncryptionOptions).toEqual({
      KmsKeyId: OWN_KEY,
      UseAwsOwnedKey: false,
    });
  });

  test.each<[string, unknown, Partial<EcommercePlatformProps>]>([
    ["the service's key in production", { 'Fn::GetAtt': ['PlatformDatabasereviewsKey3F8EA763', 'Arn'] }, {}],
    ["the platform's key in development", PLATFORM_KEY, { provider: new DevelopmentProvider() }],
    ['the key in the options of the stores in production', OWN_KEY, { database: own }],
    [
      'the key in the options of the stores in development',
      OWN_KEY,
      { database: own, provider: new DevelopmentProvider() },
    ],
  ])('databases is %s', (_, key, props) => {
    const database = resources(props).PlatformDatabasereviewsInstance461CADB6;
    expect(database.Properties.KmsKeyId).toEqual(key);
  });

  test('the platform is rotated, and AWS services may use it only for this account', () => {
    expect(shared.PlatformKeyE2280810).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    const topicsOfTheAccount = {
      'Fn::Join': [
        '',
        [...['arn:', { Ref: 'AWS::Partition' }, ':sns:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }], ':*'],
      ],
    };
    const viaSecretsManager = { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } };
    expect(shared.PlatformKeyE2280810.Properties).toEqual({
      Description: 'Encrypts the data of Test/Platform',
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          BY_POLICIES_OF_THE_ACCOUNT,
          forLogGroups('STACK-CustomOpenSearchRoleProviderLogs1035280A-*', 'STACK-Platform*', '/production/*'),
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Resource: '*',
          },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': topicsOfTheAccount } },
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: '*',
          },
          {
            Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
            Condition: viaSecretsManager,
            Effect: 'Allow',
            Principal: ACCOUNT_ROOT,
            Resource: '*',
          },
          {
            Action: ['kms:CreateGrant', 'kms:DescribeKey'],
            Condition: viaSecretsManager,
            Effect: 'Allow',
            Principal: ACCOUNT_ROOT,
            Resource: '*',
          },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'events.rds.amazonaws.com' },
            Resource: '*',
          },
        ],
        Version: '2012-10-17',
      },
    });
  });
});

test('a service exposes the key that encrypts its store, and has none without databases', () => {
  const { construct } = platform();
  const { encryptionKey, store } = construct.service('reviews');
  expect(encryptionKey).toBe(construct.database?.encryptionKey('reviews'));
  expect(encryptionKey).toBeDefined();
  expect(store).toBe(construct.database?.store('reviews'));
  expect(platform({ database: { enabled: false } }).construct.service('reviews').encryptionKey).toBeUndefined();
});

describe('disabling a part', () => {
  test.each([
    ['cache', ['messaging', 'search', 'storage'], 3],
    ['messaging', ['cache', 'search', 'storage'], 3],
    ['search', ['cache', 'messaging', 'storage'], 3],
    ['storage', ['cache', 'messaging', 'search'], 4],
  ])('removes its capability and its client security group from services: %s', (part, others, groups) => {
    const { stack, construct } = platform({ [part]: { enabled: false } });
    const reviews = construct.service('reviews');
    expect(reviews.securityGroups).toHaveLength(groups);
    const workload = Workload.identity(stack, 'Identity', podRole(stack), reviews.securityGroups);
    expect(() => reviews.connect(workload, { capabilities: [SEARCH, CACHE, MESSAGING, STORAGE] })).toThrow(
      `capabilities must be among the capabilities of the service: ${others.join(', ')}, got '${part}'.`,
    );
  });

  test('does not happen with `enabled: true`', () => {
    const { construct } = platform({ cache: { enabled: true } });
    expect(construct.cache).toBeDefined();
  });
});

describe('a disabled part', () => {
  const warningOf = (part: string, services: string) =>
    `\`${part}\` is disabled, so these services lose a capability: ${services}. Their workloads get no access to the part. ` +
    `Enable \`${part}\`, or pass a \`catalogue\` whose services do not have the capability. ` +
    `[ack: @org/ecommerce-constructs:${part}Disabled]`;
  const warnings = (stack: Stack, text: string | Matcher) => Assertions.fromStack(stack).findWarning('*', text);
  const anyDisabled = Match.stringLikeRegexp('is disabled, so');

  test.each([
    ['search', 'searchservice (search)'],
    ['storage', 'productservice (storage), notificationservice (storage-read)'],
    [
      'cache',
      'userservice (cache), productservice (cache), orderservice (cache), searchservice (cache), inventoryservice (cache)',
    ],
    [
      'messaging',
      'userservice (messaging), productservice (messaging), orderservice (messaging), paymentservice (messaging), ' +
        'notificationservice (messaging), searchservice (messaging), inventoryservice (messaging)',
    ],
  ])('causes one warning that names the services with its capability: %s', (part, services) => {
    const { stack } = platform({ catalogue: ServiceCatalogue.PHASE_ONE, [part]: { enabled: false } });
    expect(warnings(stack, warningOf(part, services))).toHaveLength(1);
    expect(warnings(stack, anyDisabled)).toHaveLength(1);
  });

  test('causes no warning when no service has its capability', () => {
    const catalogue = ServiceCatalogue.of([{ name: 'reviews', capabilities: [CACHE] }]);
    const { stack } = platform({ catalogue, search: { enabled: false }, storage: { enabled: false } });
    expect(warnings(stack, anyDisabled)).toEqual([]);
  });

  test('does not refuse what services choose for it', () => {
    const roleArns = ['arn:aws:iam::123456789012:role/readers'];
    const catalogue = ServiceCatalogue.of([{ name: 'reviews', capabilities: [SEARCH], search: { roleArns } }]);
    const { stack } = platform({ catalogue, search: { enabled: false } });
    expect(warnings(stack, warningOf('search', 'reviews (search)'))).toHaveLength(1);
  });

  test('causes no warning after its own id is acknowledged', () => {
    const stack = threeZoneStack();
    Annotations.of(stack).acknowledgeWarning('@org/ecommerce-constructs:searchDisabled');
    platform({ search: { enabled: false }, cache: { enabled: false } }, stack);
    expect(warnings(stack, anyDisabled)).toHaveLength(1);
    expect(warnings(stack, warningOf('cache', 'reviews (cache)'))).toHaveLength(1);
  });

  test('causes no warning when an existing part serves the capability', () => {
    const stack = threeZoneStack();
    const { vpc, existing } = existingParts(stack);
    platform({ vpc, existing }, stack);
    expect(warnings(stack, anyDisabled)).toEqual([]);
  });
});

test.each(['local', 'development', 'staging', 'production'])(
  'a platform with every part causes no warning about disabled parts in %s',
  (environment) => {
    const provider = EnvironmentProviderFactory.create({ environment });
    for (const catalogue of [ServiceCatalogue.PHASE_ONE, ServiceCatalogue.PHASE_TWO]) {
      const { stack } = platform({ provider, catalogue });
      Assertions.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('is disabled, so'));
    }
  },
);

describe('the environment name in parameters', () => {
  const { environmentName, ...anonymous } = new AWSProvider();
  const names = (props: Partial<EcommercePlatformProps>) => {
    const catalogue = ServiceCatalogue.of([{ name: 'reviews' }]);
    const parameters = platform({ catalogue, ...props })
      .template()
      .findResources('AWS::SSM::Parameter');
    const paths = Object.values(parameters).flatMap(({ Properties }) => Properties.Name ?? []);
    return [...new Set(paths.map((path: string) => path.split('/')[1]))];
  };

  test.each<[string, string[], Partial<EcommercePlatformProps>]>([
    ['the name of the provider', [String(environmentName)], {}],
    ['the `environmentName` of the platform', ['blue'], { environmentName: 'blue' }],
    [
      'the `environmentName` of the platform when the provider has no name',
      ['blue'],
      { environmentName: 'blue', provider: anonymous },
    ],
    ['absent, without parameters, when neither has a name', [], { provider: anonymous }],
  ])('is %s', (_, expected, props) => {
    expect(names(props)).toEqual(expected);
  });
});

describe('daily backups', () => {
  const retained = (backup: Duration, own?: Duration) => {
    const environment: IEnvironmentProvider = { ...new AWSProvider(), backup: { retention: backup } };
    const { construct } = platform({ provider: environment, ...(own && { backup: { retention: own } }) });
    return construct.backup !== undefined;
  };

  test('are created when the environment retains them for one day, and not for zero days', () => {
    expect(retained(Duration.days(1))).toBe(true);
    expect(retained(Duration.days(0))).toBe(false);
  });

  test('are created when the retention is known only at deployment', () => {
    const days = new CfnParameter(new Stack(), 'Days', { type: 'Number' }).valueAsNumber;
    expect(retained(Duration.days(days))).toBe(true);
  });
});

describe('existing parts', () => {
  test.each(['cache', 'messaging', 'search'] as const)('can be only %s, with new ones for the others', (part) => {
    const stack = threeZoneStack();
    const { vpc, existing } = existingParts(stack);
    const { construct } = platform({ vpc, existing: { [part]: existing[part] } }, stack);
    const made = { cache: construct.cache, messaging: construct.messaging, search: construct.search };
    expect(Object.keys(made).filter((name) => Object(made)[name] === undefined)).toEqual([part]);
    expect(construct.service('reviews').securityGroups).toContain(existing[part].clientSecurityGroups[0]);
  });

  test('have the index of a service whose store is a search index', () => {
    const stack = threeZoneStack();
    const { vpc, existing } = existingParts(stack);
    const catalogue = ServiceCatalogue.of([{ name: 'reviews', store: DataStore.searchIndex() }]);
    const { construct } = platform({ vpc, existing, catalogue }, stack);
    expect(stack.resolve(construct.service('reviews').store?.settings)).toEqual({
      SEARCH_ENDPOINT: 'search.example',
      SEARCH_INDEX: 'reviews',
    });
  });

  test.each(['cache', 'messaging', 'search'] as const)(
    'are rejected together with options of a new one: %s',
    (part) => {
      const stack = threeZoneStack();
      const { vpc, existing } = existingParts(stack);
      expect(() => platform({ vpc, existing, [part]: { enabled: true } }, stack)).toThrow(
        `${part} must be left out if \`existing.${part}\` is set, got options of a new one. Configure the existing one ` +
          `where it is created, or leave \`existing.${part}\` out. (in Test/Platform)`,
      );
    },
  );
});
