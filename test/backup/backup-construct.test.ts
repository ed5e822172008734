import {
  App,
  aws_backup as backup,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  Duration,
  aws_dynamodb as dynamodb,
  aws_kms as kms,
  NestedStack,
  RemovalPolicy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import {
  AWSProvider,
  BackupConstruct,
  type BackupConstructProps,
  DatabaseConstruct,
  DevelopmentProvider,
  LocalStackProvider,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack, twoZoneStack } from '../support/stacks';

const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders';
const ELSEWHERE = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere';

function backUp(props: Partial<BackupConstructProps> = {}, stack = threeZoneStack()) {
  return new BackupConstruct(stack, 'Backup', { provider: new AWSProvider(), resourceArns: [TABLE], ...props });
}

/** Returns the backup plan in the stack of the construct. */
function plan(construct: BackupConstruct): unknown {
  const { BackupPlan } = onlyResource(templateOf(Stack.of(construct)), 'AWS::Backup::BackupPlan').Properties;
  return BackupPlan;
}

function elsewhere(stack: Stack): backup.IBackupVault {
  return backup.BackupVault.fromBackupVaultArn(stack, 'Elsewhere', ELSEWHERE);
}

describe('the plan', () => {
  test.each([
    ['production', new AWSProvider(), 35],
    ['staging', new StagingProvider(), 7],
  ])('of %s creates daily recovery points in the vault, with the retention of the environment', (_, provider, days) => {
    const construct = backUp({ provider });
    expect(plan(construct)).toMatchObject({
      BackupPlanRule: [
        {
          RuleName: 'Daily',
          ScheduleExpression: 'cron(0 5 * * ? *)',
          Lifecycle: { DeleteAfterDays: days },
          TargetBackupVault: { 'Fn::GetAtt': [expect.stringMatching(/^BackupVault/), 'BackupVaultName'] },
        },
      ],
    });
  });

  test('completes or cancels each job within a day', () => {
    templateOf(Stack.of(backUp())).hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [Match.objectLike({ StartWindowMinutes: 240, CompletionWindowMinutes: 1200 })] },
    });
  });

  test.each([1, 36500])('accepts a retention of %d days', (days) => {
    expect(plan(backUp({ provider: new DevelopmentProvider(), retention: Duration.days(days) }))).toMatchObject({
      BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: days } }],
    });
  });

  test('accepts a token as the retention', () => {
    const days = Token.asNumber({ Ref: 'Days' });
    expect(plan(backUp({ retention: Duration.days(days) }))).toMatchObject({
      BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: { Ref: 'Days' } } }],
    });
  });

  test('creates no copies by default', () => {
    templateOf(Stack.of(backUp())).hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [Match.objectLike({ CopyActions: Match.absent() })] },
    });
  });

  test.each([
    ['the retention of the recovery point', undefined, 35],
    ['the given retention', Duration.days(90), 90],
  ])('copies each recovery point to another region, with %s', (_, copyRetention, days) => {
    const stack = threeZoneStack();
    expect(plan(backUp({ copyTo: elsewhere(stack), copyRetention }, stack))).toMatchObject({
      BackupPlanRule: [
        {
          Lifecycle: { DeleteAfterDays: 35 },
          CopyActions: [{ DestinationBackupVaultArn: ELSEWHERE, Lifecycle: { DeleteAfterDays: days } }],
        },
      ],
    });
  });

  test('accepts copies from a stack whose region is a token', () => {
    const stack = twoZoneStack();
    expect(() => backUp({ copyTo: elsewhere(stack) }, stack)).not.toThrow();
  });
});

describe('the selection', () => {
  test('lists the given ARNs, with a role that can back up but not restore', () => {
    const stack = threeZoneStack();
    const table = new dynamodb.Table(stack, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    backUp({ resourceArns: [TABLE, table.tableArn] }, stack);
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: {
        IamRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BackupRole'), 'Arn'] },
        Resources: [TABLE, { 'Fn::GetAtt': [Match.stringLikeRegexp('^Table'), 'Arn'] }],
      },
    });
    expect(onlyResource(template, 'AWS::IAM::Role').Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'backup.amazonaws.com' } }],
      },
      ManagedPolicyArns: [
        {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup'],
          ],
        },
      ],
    });
  });
});

describe('the vault', () => {
  test('is retained in production and denies the deletion of recovery points', () => {
    const template = templateOf(Stack.of(backUp()));
    template.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::Backup::BackupVault', {
      AccessPolicy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
            Resource: '*',
          },
          Match.anyValue(),
        ],
      },
    });
  });

  const ROOT = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
  };

  const BOOTSTRAPPED = 'role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1';

  test.each([
    [
      'the role of the bootstrapped account',
      undefined,
      [{ 'Fn::Sub': `arn:\${AWS::Partition}:iam::123456789012:${BOOTSTRAPPED}` }],
    ],
    [
      'a role of the app',
      new DefaultStackSynthesizer({ cloudFormationExecutionRole: 'arn:aws:iam::123456789012:role/deploy' }),
      ['arn:aws:iam::123456789012:role/deploy'],
    ],
    ['the credentials of the deploying principal', new CliCredentialsStackSynthesizer(), []],
  ])(
    'denies changes of its access policy except to CloudFormation, with %s, and the root user',
    (_, synthesizer, own) => {
      const env = { account: '123456789012', region: 'eu-central-1' };
      const stack = new Stack(new App(), 'Test', { env, synthesizer });
      backUp({}, stack);
      templateOf(stack).hasResourceProperties('AWS::Backup::BackupVault', {
        AccessPolicy: {
          Statement: Match.arrayWith([
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: ['backup:DeleteBackupVaultAccessPolicy', 'backup:PutBackupVaultAccessPolicy'],
              Resource: '*',
              Condition: {
                ArnNotEquals: { 'aws:PrincipalArn': [...own, ROOT] },
                StringNotEquals: { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' },
              },
            },
          ]),
        },
      });
    },
  );

  test('in a nested stack allows the role that deploys the stack around it to change its access policy', () => {
    const stack = new NestedStack(threeZoneStack(), 'Nested');
    backUp({}, stack);
    const policy = onlyResource(templateOf(stack), 'AWS::Backup::BackupVault').Properties.AccessPolicy;
    expect(JSON.stringify(policy)).toContain(BOOTSTRAPPED);
  });

  test.each([
    ['RetainExceptOnCreate', new AWSProvider()],
    ['Delete', new DevelopmentProvider()],
  ])('has the deletion policy %s in common with the role that deletes expired recovery points', (policy, provider) => {
    const template = templateOf(Stack.of(backUp({ provider, retention: Duration.days(1) })));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: policy });
    template.hasResource('AWS::IAM::Role', { DeletionPolicy: policy });
  });

  test('has no access policy when the removal policy is DESTROY', () => {
    const construct = backUp({ provider: new DevelopmentProvider(), retention: Duration.days(1) });
    const template = templateOf(Stack.of(construct));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::Backup::BackupVault', { AccessPolicy: Match.absent() });
  });

  test('is retained when the removal policy is SNAPSHOT, because AWS takes no snapshot of a vault', () => {
    const template = templateOf(Stack.of(backUp({ removalPolicy: RemovalPolicy.SNAPSHOT })));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'RetainExceptOnCreate' });
    template.hasResourceProperties('AWS::Backup::BackupVault', { AccessPolicy: Match.anyValue() });
  });

  test('is encrypted with the given key', () => {
    const stack = threeZoneStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    backUp({ encryptionKey }, stack);
    templateOf(stack).hasResourceProperties('AWS::Backup::BackupVault', {
      EncryptionKeyArn: stack.resolve(encryptionKey.keyArn),
    });
  });

  test.each([
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])("has the given removal policy %s instead of the environment's", (removalPolicy, DeletionPolicy) => {
    templateOf(Stack.of(backUp({ removalPolicy }))).hasResource('AWS::Backup::BackupVault', { DeletionPolicy });
  });

  test('has a different name in each stack', () => {
    const names = ['blue', 'green'].map((stackName) => {
      const stack = new Stack(new App(), 'Shop', { stackName });
      backUp({}, stack);
      return onlyResource(templateOf(stack), 'AWS::Backup::BackupVault').Properties.BackupVaultName;
    });
    expect(names).toEqual([
      expect.stringMatching(/^backup-blue-[\da-f]{8}$/),
      expect.stringMatching(/^backup-green-[\da-f]{8}$/),
    ]);
  });
});

describe('findings', () => {
  const packs = () => [
    new AwsSolutionsChecks(),
    new NIST80053R5Checks(),
    new HIPAASecurityChecks(),
    new PCIDSS321Checks(),
  ];

  test.each(FEATURE_FLAGS)('cdk-nag reports none %s', (_, flags) => {
    const stack = threeZoneStack(flags);
    backUp({ copyTo: elsewhere(stack) }, stack);
    expect(packs().flatMap((pack) => pack.validateScope(stack).violations)).toEqual([]);
  });

  test('cdk-nag finds the listed database and table in the plan', () => {
    const stack = threeZoneStack();
    const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
    const table = new dynamodb.Table(stack, 'Table', { partitionKey });
    const database = new DatabaseConstruct(stack, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
    });
    const unplanned = () =>
      packs()
        .flatMap((pack) => pack.validateScope(stack).violations)
        .filter(({ ruleName }) => ruleName.endsWith('InBackupPlan'));
    expect(unplanned().length).toBeGreaterThan(0);
    backUp({ resourceArns: [table.tableArn, database.instance('orders').instanceArn] }, stack);
    expect(unplanned()).toEqual([]);
  });
});

describe('bad input', () => {
  test('accepts a token as the ARN of a resource', () => {
    expect(() => backUp({ resourceArns: [Token.asString({ Ref: 'Table' })] })).not.toThrow();
  });

  const rejected: Array<[string, (stack: Stack) => Partial<BackupConstructProps>, string]> = [
    [
      'an empty list of resources',
      () => ({ resourceArns: [] }),
      'resourceArns must be a list of at least one ARN, got an empty list. List the resources to back up, or omit the construct.',
    ],
    [
      'a name that contains an ARN',
      () => ({ resourceArns: ['orders:arn:aws'] }),
      "resourceArns must be ARNs, got 'orders:arn:aws'. Pass the ARN of the resource, not its name.",
    ],
    [
      'a name instead of an ARN',
      () => ({ resourceArns: [TABLE, 'orders'] }),
      "resourceArns must be ARNs, got 'orders'. Pass the ARN of the resource, not its name.",
    ],
    [
      'a retention of 0 days',
      () => ({ retention: Duration.days(0) }),
      'retention must be a whole number of days from 1 to 36500, got 0. Use whole days, such as Duration.days(35), or omit the construct in an environment without backups.',
    ],
    [
      'a retention of more than 36500 days',
      () => ({ retention: Duration.days(36501) }),
      'retention must be a whole number of days from 1 to 36500, got 36501. Use whole days, such as Duration.days(35), or omit the construct in an environment without backups.',
    ],
    [
      'a retention of half a day',
      () => ({ retention: Duration.hours(12) }),
      'retention must be a whole number of days from 1 to 36500, got 0.5. Use whole days, such as Duration.days(35), or omit the construct in an environment without backups.',
    ],
    [
      'a retention of 0 days for copies',
      (stack) => ({ copyTo: elsewhere(stack), copyRetention: Duration.days(0) }),
      'copyRetention must be a whole number of days from 1 to 36500, got 0. Use whole days, such as Duration.days(35), or omit the construct in an environment without backups.',
    ],
    [
      '`copyRetention` without `copyTo`',
      () => ({ copyRetention: Duration.days(1) }),
      'copyRetention must be omitted when `copyTo` is not set, got a duration. Set `copyTo` to the vault that receives the copies.',
    ],
    [
      'copies to a vault of the same region, by name',
      (stack) => ({ copyTo: backup.BackupVault.fromBackupVaultName(stack, 'Beside', 'beside') }),
      'copyTo must be a vault in another region, got a vault in eu-central-1. A copy in the same region does not survive the loss of the region. Import a vault of another region with `BackupVault.fromBackupVaultArn`.',
    ],
    [
      'copies to a vault of the same region, by ARN',
      (stack) => {
        const arn = ELSEWHERE.replace('eu-west-1', 'eu-central-1');
        return { copyTo: backup.BackupVault.fromBackupVaultArn(stack, 'Beside', arn) };
      },
      'copyTo must be a vault in another region, got a vault in eu-central-1. A copy in the same region does not survive the loss of the region. Import a vault of another region with `BackupVault.fromBackupVaultArn`.',
    ],
  ];

  test.each(rejected)('rejects %s', (_, props, message) => {
    const stack = threeZoneStack();
    expect(() => backUp(props(stack), stack)).toThrow(new Error(`${message} (in Test/Backup)`));
  });

  test.each([new LocalStackProvider(), new DevelopmentProvider()])(
    'requires a retention in an environment without backups',
    (provider) => {
      expect(() => backUp({ provider })).toThrow('omit the construct in an environment without backups');
    },
  );
});
