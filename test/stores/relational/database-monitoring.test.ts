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
    folder: '/aws/rds/instance/reviews-test-store-bccbb15e/',
    logs: ['postgresql', 'upgrade'],
    bound: (options: PostgresInstanceOptions = {}, context: Context = {}, flags = {}) =>
      bindStore(DataStore.postgresInstance(options), context, flags),
  },
  {
    kind: 'an Aurora cluster',
    type: 'AWS::RDS::DBCluster',
    folder: '/aws/rds/cluster/reviews-test-store-978f43cb/',
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
  test.each(ENVIRONMENTS)('has the monitoring settings of %s', (_, provider, enabled) => {
    const template = bound({}, { provider }).template();
    monitoredEvery(template, enabled ? 60 : 0);
    template.resourceCountIs('AWS::IAM::Role', enabled ? 1 : 0);
    template.resourceCountIs('AWS::Logs::LogGroup', enabled ? logs.length : 0);
    const { Properties } = onlyResource(template, type);
    expect(Properties.EnableCloudwatchLogsExports).toEqual(enabled ? logs : undefined);
    expect(Properties.DatabaseInsightsMode).toBe(enabled ? 'standard' : undefined);
    template.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: enabled });
  });

  test('takes its own options before the defaults of every store, and those before the environment', () => {
    const off = { monitoringInterval: Duration.seconds(0), insights: false, logExports: false };
    const on = { monitoringInterval: Duration.seconds(5), insights: true, logExports: true };
    const unmonitored = bound({}, { defaults: off }).template();
    monitoredEvery(unmonitored, 0);
    unmonitored.resourceCountIs('AWS::Logs::LogGroup', 0);
    unmonitored.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: false });
    const monitored = bound(on, { defaults: off }).template();
    monitoredEvery(monitored, 5);
    monitored.resourceCountIs('AWS::Logs::LogGroup', logs.length);
    monitored.allResourcesProperties('AWS::RDS::DBInstance', { EnablePerformanceInsights: true });
  });

  test.each(FEATURE_FLAGS)('creates its log groups first, with the names that RDS uses, %s', (_, flags) => {
    const template = bound({}, {}, flags).template();
    const groups = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    expect(groups.map(([, { Properties }]) => Properties.LogGroupName)).toEqual(logs.map((log) => `${folder}${log}`));
    expect(onlyResource(template, type).DependsOn).toEqual(groups.map(([id]) => id));
    template.allResources('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('Custom::LogRetention', 0);
  });

  test('deletes the log groups when the removal policy is SNAPSHOT', () => {
    bound({ removalPolicy: RemovalPolicy.SNAPSHOT })
      .template()
      .allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  test('encrypts its logs and its insights with its key', () => {
    const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', KEY_ARN);
    const template = bound({ encryptionKey }).template();
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY_ARN });
    template.allResourcesProperties('AWS::RDS::DBInstance', { PerformanceInsightsKMSKeyId: KEY_ARN });
    bound({ encryptionKey, insights: false })
      .template()
      .allResourcesProperties('AWS::RDS::DBInstance', { PerformanceInsightsKMSKeyId: Match.absent() });
  });

  test.each([0, 1, 5, 10, 15, 30, 60])('accepts a monitoring interval of %p seconds', (seconds) => {
    expect(() => bound({ monitoringInterval: Duration.seconds(seconds) })).not.toThrow();
  });

  test.each([Duration.millis(500), Duration.seconds(2), Duration.seconds(61), Duration.minutes(5)])(
    'rejects a monitoring interval of %s',
    (monitoringInterval) => {
      expect(() => bound({ monitoringInterval })).toThrow(
        new Error(
          `monitoringInterval must be 0, 1, 5, 10, 15, 30 or 60 seconds, got ${monitoringInterval}. Use \`Duration.seconds(0)\` to disable Enhanced Monitoring. (in Test/Store)`,
        ),
      );
    },
  );

  test('accepts a monitoring interval that is a token in seconds', () => {
    const monitoringInterval = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
    monitoredEvery(bound({ monitoringInterval }).template(), { Ref: 'Seconds' });
  });

  test('rejects a monitoring interval that is a token in another unit', () => {
    const monitoringInterval = Duration.minutes(Token.asNumber({ Ref: 'Minutes' }));
    expect(() => bound({ monitoringInterval })).toThrow(
      'monitoringInterval must be known at synthesis, or a token in seconds, got a token in minutes.',
    );
  });

  test('does not use the default user name of its engine', () => {
    expect(onlyResource(bound().template(), type).Properties.MasterUsername).toBe('ecommerce');
  });
});

test('an Aurora cluster sets insights and minor upgrades for the cluster, without warnings', () => {
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

describe('the role for Enhanced Monitoring', () => {
  const databases = (...stores: ReturnType<typeof DataStore.postgresInstance>[]) => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of(stores.map((store, index) => ({ name: `service${index}`, store }))),
    });
    return templateOf(stack);
  };

  test('is shared by all stores, and trusts RDS only on behalf of this account', () => {
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

  const { DESTROY, RETAIN, SNAPSHOT } = RemovalPolicy;

  test.each([
    ['is retained with a retained database', [DESTROY, RETAIN, SNAPSHOT], 'RetainExceptOnCreate'],
    ['is deleted with databases of which none is retained', [DESTROY, SNAPSHOT], undefined],
  ])('%s', (_, policies, deletionPolicy) => {
    const stores = policies.map((removalPolicy) =>
      DataStore.postgresInstance({ removalPolicy, deletionProtection: false }),
    );
    const role = onlyResource(databases(...stores), 'AWS::IAM::Role');
    expect(role.DeletionPolicy).toBe(deletionPolicy);
  });

  test('is not created when the monitoring of every store is disabled', () => {
    const unmonitored = { monitoringInterval: Duration.seconds(0) };
    const template = databases(
      DataStore.postgresInstance(unmonitored),
      DataStore.auroraPostgres(unmonitored),
      DataStore.documentDb({ rotationInterval: Duration.days(0) }),
    );
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.allResourcesProperties('AWS::RDS::DBInstance', { MonitoringRoleArn: Match.absent() });
  });

  test('is created in the stack, even if the scope of the store is the stack', () => {
    const stack = threeZoneStack();
    DataStore.postgresInstance().bind(stack, {
      serviceName: 'reviews',
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      _nestLogins: true,
    });
    templateOf(stack).resourceCountIs('AWS::IAM::Role', 1);
  });
});
