import { Duration, aws_kms as kms, RemovalPolicy, Token } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import {
  type AuroraPostgresOptions,
  AWSProvider,
  DatabaseConstruct,
  DataStore,
  DevelopmentProvider,
  LocalStackProvider,
  type PostgresInstanceOptions,
  ServiceCatalogue,
  StagingProvider,
  type StoreContext,
} from '../../../src';
import { bindStore } from '../../support/bind-store';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../../support/stacks';

type Context = Partial<StoreContext>;

const KINDS = [
  {
    kind: 'a PostgreSQL instance',
    type: 'AWS::RDS::DBInstance',
    folder: '/aws/rds/instance/test-store-c91e19fc-postgres/',
    logs: ['postgresql', 'upgrade'],
    bound: (options: PostgresInstanceOptions = {}, context: Context = {}, flags = {}) =>
      bindStore(DataStore.postgresInstance(options), context, flags),
  },
  {
    kind: 'an Aurora cluster',
    type: 'AWS::RDS::DBCluster',
    folder: '/aws/rds/cluster/test-store-c91e19fc-aurora/',
    logs: ['postgresql'],
    bound: (options: AuroraPostgresOptions = {}, context: Context = {}, flags = {}) =>
      bindStore(DataStore.auroraPostgres(options), context, flags),
  },
] as const;

const ENVIRONMENTS = [
  ['production', new AWSProvider(), true],
  ['staging', new StagingProvider(), true],
  ['development', new DevelopmentProvider(), false],
  ['local', new LocalStackProvider(), false],
] as const;

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

function monitoredEvery(template: Template, MonitoringInterval: unknown) {
  template.allResourcesProperties('AWS::RDS::DBInstance', { MonitoringInterval });
}

describe.each(KINDS)('$kind', ({ type, folder, logs, bound }) => {
  test.each(ENVIRONMENTS)('is watched in %s, or costs nothing', (_, provider, watched) => {
    const template = bound({}, { provider }).template();
    monitoredEvery(template, watched ? 60 : 0);
    template.resourceCountIs('AWS::IAM::Role', watched ? 1 : 0);
    template.resourceCountIs('AWS::Logs::LogGroup', watched ? logs.length : 0);
    const { Properties } = onlyResource(template, type);
    expect(Properties.EnableCloudwatchLogsExports).toEqual(watched ? logs : undefined);
    expect(Properties.DatabaseInsightsMode).toBe(watched ? 'standard' : undefined);
    template.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: watched });
  });

  test('a prop overrides the environment, and what is said of all stores', () => {
    const off = { monitoringInterval: Duration.seconds(0), insights: false, logExports: false };
    const on = { monitoringInterval: Duration.seconds(5), insights: true, logExports: true };
    const quiet = bound({}, { defaults: off }).template();
    monitoredEvery(quiet, 0);
    quiet.resourceCountIs('AWS::Logs::LogGroup', 0);
    quiet.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: false });
    const watched = bound(on, { defaults: off }).template();
    monitoredEvery(watched, 5);
    watched.resourceCountIs('AWS::Logs::LogGroup', logs.length);
    watched.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: true });
  });

  test.each(FEATURE_FLAGS)('its log groups are there before it, under the names that RDS will use, %s', (_, flags) => {
    const template = bound({}, {}, flags).template();
    const groups = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    expect(groups.map(([, { Properties }]) => Properties.LogGroupName)).toEqual(logs.map((log) => `${folder}${log}`));
    expect(onlyResource(template, type).DependsOn).toEqual(groups.map(([id]) => id));
    template.allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('Custom::LogRetention', 0);
  });

  test('its log groups go where nobody needs them any more', () => {
    bound({ removalPolicy: RemovalPolicy.SNAPSHOT })
      .template()
      .allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  test('its key encrypts its logs and its insights', () => {
    const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', KEY_ARN);
    const template = bound({ encryptionKey }).template();
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY_ARN });
    template.allResourcesProperties('AWS::RDS::DBInstance', { PerformanceInsightsKMSKeyId: KEY_ARN });
    bound({ encryptionKey, insights: false })
      .template()
      .allResourcesProperties('AWS::RDS::DBInstance', { PerformanceInsightsKMSKeyId: Match.absent() });
  });

  test.each([0, 1, 5, 10, 15, 30, 60])('accepts a report every %p seconds', (seconds) => {
    expect(() => bound({ monitoringInterval: Duration.seconds(seconds) })).not.toThrow();
  });

  test.each([Duration.millis(500), Duration.seconds(2), Duration.seconds(61), Duration.minutes(5)])(
    'fails when it reports every %s',
    (monitoringInterval) => {
      expect(() => bound({ monitoringInterval })).toThrow(
        new Error(
          `monitoringInterval must be every 1, 5, 10, 15, 30 or 60 seconds, or 0, got ${monitoringInterval}. Use \`Duration.seconds(0)\` to switch it off. (in Test/Store)`,
        ),
      );
    },
  );

  test('an interval that is a token passes', () => {
    const monitoringInterval = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
    monitoredEvery(bound({ monitoringInterval }).template(), { Ref: 'Seconds' });
  });

  test('fails when the interval is a token in another unit than seconds', () => {
    const monitoringInterval = Duration.minutes(Token.asNumber({ Ref: 'Minutes' }));
    expect(() => bound({ monitoringInterval })).toThrow(
      'monitoringInterval must be known at synthesis, or a token in seconds, got a token in minutes.',
    );
  });

  test('its user has no name that engines propose', () => {
    expect(onlyResource(bound().template(), type).Properties.MasterUsername).toBe('ecommerce');
  });
});

test('an Aurora cluster has its insights and its minor upgrades as a whole', () => {
  const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', KEY_ARN);
  const { stack, template } = bindStore(DataStore.auroraPostgres({ encryptionKey }));
  expect(onlyResource(template(), 'AWS::RDS::DBCluster').Properties).toMatchObject({
    PerformanceInsightsEnabled: true,
    PerformanceInsightsKmsKeyId: KEY_ARN,
    AutoMinorVersionUpgrade: true,
    CopyTagsToSnapshot: true,
  });
  expect(
    stack.node.findAll().flatMap(({ node }) => node.metadata.filter((entry) => entry.type === 'aws:cdk:warning')),
  ).toEqual([]);
});

describe('the role that RDS reports in', () => {
  const databases = (...stores: ReturnType<typeof DataStore.postgresInstance>[]) => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of(stores.map((store, index) => ({ name: `service${index}`, store }))),
    });
    return templateOf(stack);
  };

  test('is one for all stores, and trusts RDS on behalf of this account alone', () => {
    const template = databases(
      DataStore.postgresInstance(),
      DataStore.postgresInstance({ monitoringInterval: Duration.seconds(1) }),
      DataStore.auroraPostgres(),
    );
    const [[role]] = Object.entries(template.findResources('AWS::IAM::Role'));
    expect(onlyResource(template, 'AWS::IAM::Role').Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'monitoring.rds.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      ManagedPolicyArns: [
        {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole'],
          ],
        },
      ],
    });
    template.allResourcesProperties('AWS::RDS::DBInstance', { MonitoringRoleArn: { 'Fn::GetAtt': [role, 'Arn'] } });
  });

  test('is not made where no store reports', () => {
    const quiet = { monitoringInterval: Duration.seconds(0) };
    const template = databases(
      DataStore.postgresInstance(quiet),
      DataStore.auroraPostgres(quiet),
      DataStore.documentDb({ rotationInterval: Duration.days(0) }),
    );
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.allResourcesProperties('AWS::RDS::DBInstance', { MonitoringRoleArn: Match.absent() });
  });

  test('lies in the stack, even where a store is bound to the stack itself', () => {
    const stack = threeZoneStack();
    DataStore.postgresInstance().bind(stack, {
      serviceName: 'reviews',
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
    });
    templateOf(stack).resourceCountIs('AWS::IAM::Role', 1);
  });
});
