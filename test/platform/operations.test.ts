import { Duration, aws_iam as iam, RemovalPolicy } from 'aws-cdk-lib';
import {
  AWSProvider,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  LocalStackProvider,
  ServiceCatalogue,
} from '../../src';
import { onlyResource, templateOf, threeZoneStack } from '../support/stacks';

function platform(props: Partial<EcommercePlatformProps> = {}) {
  const stack = threeZoneStack();
  const construct = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), ...props });
  return { stack, construct, template: () => templateOf(stack) };
}

describe('daily backups', () => {
  test("include every store that AWS Backup supports and that is not in PCI scope, in a vault with the platform's key", () => {
    const { construct, stack, template } = platform({ catalogue: ServiceCatalogue.PHASE_TWO });
    const arns = construct.database?.storeArns ?? [];
    expect(arns).toHaveLength(6); // one of the seven services has a search index
    const inScope = construct.database?.store('paymentservice').resourceArn;
    template().hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: { Resources: stack.resolve(arns.filter((arn) => arn !== inScope)) },
    });
    template().hasResourceProperties('AWS::Backup::BackupVault', {
      EncryptionKeyArn: stack.resolve(construct.encryptionKey.keyArn),
    });
    expect(construct.backup).toBeDefined();
  });

  test.each<[string, Partial<EcommercePlatformProps>]>([
    ['when the environment has none', { provider: new LocalStackProvider() }],
    ['when they are disabled', { backup: { enabled: false } }],
    ['when there are no stores', { database: { enabled: false } }],
  ])('are not created %s', (_, props) => {
    const { construct, template } = platform(props);
    expect(construct.backup).toBeUndefined();
    template().resourceCountIs('AWS::Backup::BackupVault', 0);
  });

  test('are created in local when `retention` is set', () => {
    const { template } = platform({ provider: new LocalStackProvider(), backup: { retention: Duration.days(3) } });
    template().hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: 3 } }] },
    });
  });
});

describe('the operations topic', () => {
  test('without alarms is encrypted, denies publishing without TLS, and accepts events of RDS in this account', () => {
    const { construct, stack, template } = platform({ monitoring: { alarms: false, dashboard: false } });
    const topicArn = stack.resolve(construct.operationsTopic?.topicArn);
    expect(onlyResource(template(), 'AWS::SNS::Topic').Properties).toEqual({
      DisplayName: 'Operations of Test Platform',
      KmsMasterKeyId: stack.resolve(construct.encryptionKey.keyArn),
    });
    expect(onlyResource(template(), 'AWS::SNS::TopicPolicy').Properties).toEqual({
      Topics: [topicArn],
      PolicyDocument: {
        Statement: [
          {
            Sid: 'AllowPublishThroughSSLOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: topicArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: '1',
            Effect: 'Allow',
            Principal: { Service: 'events.rds.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: topicArn,
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
        Version: '2012-10-17',
      },
    });
  });

  test('receives the events of the databases', () => {
    const { construct, stack, template } = platform();
    template().allResourcesProperties('AWS::RDS::EventSubscription', {
      SnsTopicArn: stack.resolve(construct.operationsTopic?.topicArn),
    });
    template().resourceCountIs('AWS::RDS::EventSubscription', 4);
  });

  test('is not created when the environment disables events', () => {
    const { construct, template } = platform({ provider: new LocalStackProvider() });
    expect(construct.operationsTopic).toBeUndefined();
    template().resourceCountIs('AWS::SNS::Topic', 0);
    template().resourceCountIs('AWS::RDS::EventSubscription', 0);
  });
});

describe('encryption keys', () => {
  const keysOf = (environment: string) => {
    const { template } = platform({ provider: EnvironmentProviderFactory.create({ environment }) });
    template().allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    return Object.values(template().findResources('AWS::KMS::Key'))
      .map(({ Properties }) => Properties.Description)
      .sort();
  };

  test('production has one for each service, and one for the shared parts', () => {
    expect(keysOf('production')).toEqual([
      'Encrypts the data of Test/Platform',
      'Encrypts the data of inventoryservice',
      'Encrypts the data of notificationservice',
      'Encrypts the data of orderservice',
      'Encrypts the data of paymentservice',
      'Encrypts the data of productservice',
      'Encrypts the data of searchservice',
      'Encrypts the data of userservice',
    ]);
  });

  test.each(['local', 'development', 'staging'])(
    '%s has one, and one for paymentservice, which is in PCI scope',
    (environment) => {
      expect(keysOf(environment)).toEqual([
        'Encrypts the data of Test/Platform',
        'Encrypts the data of paymentservice',
      ]);
    },
  );

  test('shared parts are encrypted with the key of the platform', () => {
    const { construct, stack, template } = platform();
    const key = stack.resolve(construct.encryptionKey.keyArn);
    template().hasResourceProperties('AWS::ElastiCache::ReplicationGroup', { KmsKeyId: key });
    template().allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: key });
  });
});

test('`rolePermissionsBoundary` applies to every role', () => {
  const stack = threeZoneStack();
  const rolePermissionsBoundary = iam.ManagedPolicy.fromManagedPolicyArn(
    stack,
    'Boundary',
    'arn:aws:iam::123456789012:policy/b',
  );
  new EcommercePlatform(stack, 'Platform', { provider: new LocalStackProvider(), rolePermissionsBoundary });
  templateOf(stack).allResourcesProperties('AWS::IAM::Role', {
    PermissionsBoundary: rolePermissionsBoundary.managedPolicyArn,
  });
});

test('the removal policy SNAPSHOT applies only to types that support it; other stateful resources are retained', () => {
  class SnapshotProvider extends AWSProvider {
    public readonly retention = { removalPolicy: RemovalPolicy.SNAPSHOT };
  }
  const resources: Array<{ readonly Type: string; readonly DeletionPolicy?: string }> = Object.values(
    platform({ provider: new SnapshotProvider() }).template().toJSON().Resources,
  );
  const typesWith = (policy: string) =>
    new Set(resources.filter(({ DeletionPolicy }) => DeletionPolicy === policy).map(({ Type }) => Type));
  expect([...typesWith('Snapshot')].sort()).toEqual(['AWS::ElastiCache::ReplicationGroup', 'AWS::RDS::DBInstance']);
  expect([...typesWith('RetainExceptOnCreate')]).toEqual(
    expect.arrayContaining([
      'AWS::AmazonMQ::Broker',
      'AWS::KMS::Key',
      'AWS::OpenSearchService::Domain',
      'AWS::S3::Bucket',
    ]),
  );
});
