import {
  App,
  aws_backup as backup,
  Duration,
  aws_dynamodb as dynamodb,
  aws_kms as kms,
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

/** The one rule of the plan in the stack of a construct. */
function rule(construct: BackupConstruct): unknown {
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
  ])('in %s backs up every day, into the vault, for as long as the environment says', (_, provider, days) => {
    const construct = backUp({ provider });
    expect(rule(construct)).toMatchObject({
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

  test('is done, or given up, before the next day', () => {
    templateOf(Stack.of(backUp())).hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [Match.objectLike({ StartWindowMinutes: 240, CompletionWindowMinutes: 1200 })] },
    });
  });

  test.each([1, 36500])('keeps for the %d days that it is given', (days) => {
    expect(rule(backUp({ provider: new DevelopmentProvider(), retention: Duration.days(days) }))).toMatchObject({
      BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: days } }],
    });
  });

  test('takes a retention that is known at deployment', () => {
    const days = Token.asNumber({ Ref: 'Days' });
    expect(rule(backUp({ retention: Duration.days(days) }))).toMatchObject({
      BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: { Ref: 'Days' } } }],
    });
  });

  test('copies nothing unless it is told to', () => {
    templateOf(Stack.of(backUp())).hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: { BackupPlanRule: [Match.objectLike({ CopyActions: Match.absent() })] },
    });
  });

  test.each([
    ['for as long as the original', undefined, 35],
    ['for as long as it is told', Duration.days(90), 90],
  ])('copies to another region, to be kept %s', (_, copyRetention, days) => {
    const stack = threeZoneStack();
    expect(rule(backUp({ copyTo: elsewhere(stack), copyRetention }, stack))).toMatchObject({
      BackupPlanRule: [
        {
          Lifecycle: { DeleteAfterDays: 35 },
          CopyActions: [{ DestinationBackupVaultArn: ELSEWHERE, Lifecycle: { DeleteAfterDays: days } }],
        },
      ],
    });
  });

  test('copies from a region that is known at deployment', () => {
    const stack = twoZoneStack();
    expect(() => backUp({ copyTo: elsewhere(stack) }, stack)).not.toThrow();
  });
});

describe('the selection', () => {
  test('names the resources as they are given, under a role that may back up and not restore', () => {
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
  test('is retained in production, and nobody deletes a recovery point from it', () => {
    const template = templateOf(Stack.of(backUp()));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties('AWS::Backup::BackupVault', {
      AccessPolicy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
            Resource: '*',
          },
        ],
      },
    });
  });

  test('that may go is emptied by whoever may', () => {
    const construct = backUp({ provider: new DevelopmentProvider(), retention: Duration.days(1) });
    const template = templateOf(Stack.of(construct));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::Backup::BackupVault', { AccessPolicy: Match.absent() });
  });

  test('is retained where a snapshot is asked for, which AWS does not take', () => {
    const template = templateOf(Stack.of(backUp({ removalPolicy: RemovalPolicy.SNAPSHOT })));
    template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::Backup::BackupVault', { AccessPolicy: Match.anyValue() });
  });

  test('is encrypted with the key that it is given', () => {
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
  ])('is kept by %s where that is asked for, whatever the environment says', (removalPolicy, DeletionPolicy) => {
    templateOf(Stack.of(backUp({ removalPolicy }))).hasResource('AWS::Backup::BackupVault', { DeletionPolicy });
  });

  test('has a name of its own in each deployed stack', () => {
    const names = ['blue', 'green'].map((stackName) => {
      const stack = new Stack(new App(), 'Shop', { stackName });
      backUp({}, stack);
      return onlyResource(templateOf(stack), 'AWS::Backup::BackupVault').Properties.BackupVaultName;
    });
    expect(names).toEqual([expect.stringMatching(/^blue-Backup/), expect.stringMatching(/^green-Backup/)]);
  });
});

describe('findings', () => {
  const packs = () => [
    new AwsSolutionsChecks(),
    new NIST80053R5Checks(),
    new HIPAASecurityChecks(),
    new PCIDSS321Checks(),
  ];

  test.each(FEATURE_FLAGS)('there are none %s', (_, flags) => {
    const stack = threeZoneStack(flags);
    backUp({ copyTo: elsewhere(stack) }, stack);
    expect(packs().flatMap((pack) => pack.validateScope(stack).violations)).toEqual([]);
  });

  test('a database and a table whose ARNs it has are found in the plan', () => {
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
  test('takes a resource whose ARN is a token', () => {
    expect(() => backUp({ resourceArns: [Token.asString({ Ref: 'Table' })] })).not.toThrow();
  });

  const fails: Array<[string, (stack: Stack) => Partial<BackupConstructProps>, string]> = [
    [
      'without a resource',
      () => ({ resourceArns: [] }),
      'resourceArns must be one ARN at least, got none. Name what to back up, or leave the construct out.',
    ],
    [
      'for what has an ARN in its name',
      () => ({ resourceArns: ['orders:arn:aws'] }),
      "resourceArns must be ARNs, got 'orders:arn:aws'. Give the ARN of the resource, not its name.",
    ],
    [
      'for a name',
      () => ({ resourceArns: [TABLE, 'orders'] }),
      "resourceArns must be ARNs, got 'orders'. Give the ARN of the resource, not its name.",
    ],
    [
      'for no retention',
      () => ({ retention: Duration.days(0) }),
      'retention must be a whole number of days from 1 to 36500, got 0. Give whole days, such as Duration.days(35), or leave the construct out for an environment without backups.',
    ],
    [
      'for more than a hundred years',
      () => ({ retention: Duration.days(36501) }),
      'retention must be a whole number of days from 1 to 36500, got 36501. Give whole days, such as Duration.days(35), or leave the construct out for an environment without backups.',
    ],
    [
      'for half a day',
      () => ({ retention: Duration.hours(12) }),
      'retention must be a whole number of days from 1 to 36500, got 0.5. Give whole days, such as Duration.days(35), or leave the construct out for an environment without backups.',
    ],
    [
      'for copies that are not kept',
      (stack) => ({ copyTo: elsewhere(stack), copyRetention: Duration.days(0) }),
      'copyRetention must be a whole number of days from 1 to 36500, got 0. Give whole days, such as Duration.days(35), or leave the construct out for an environment without backups.',
    ],
    [
      'for a retention of copies that there are not',
      () => ({ copyRetention: Duration.days(1) }),
      'copyRetention must be left out where there are no copies, got a duration. Name the vault that the copies go to with `copyTo`.',
    ],
    [
      'for copies to a vault beside',
      (stack) => ({ copyTo: backup.BackupVault.fromBackupVaultName(stack, 'Beside', 'beside') }),
      'copyTo must be a vault in another region, got a vault in eu-central-1. A copy beside the original is lost with it: name a vault elsewhere, by `BackupVault.fromBackupVaultArn`.',
    ],
    [
      'for copies to a vault of the same region, by ARN',
      (stack) => {
        const arn = ELSEWHERE.replace('eu-west-1', 'eu-central-1');
        return { copyTo: backup.BackupVault.fromBackupVaultArn(stack, 'Beside', arn) };
      },
      'copyTo must be a vault in another region, got a vault in eu-central-1. A copy beside the original is lost with it: name a vault elsewhere, by `BackupVault.fromBackupVaultArn`.',
    ],
  ];

  test.each(fails)('fails %s', (_, props, message) => {
    const stack = threeZoneStack();
    expect(() => backUp(props(stack), stack)).toThrow(new Error(`${message} (in Test/Backup)`));
  });

  test.each([new LocalStackProvider(), new DevelopmentProvider()])(
    'fails where the environment has no backups and no retention is given',
    (provider) => {
      expect(() => backUp({ provider })).toThrow('leave the construct out for an environment without backups');
    },
  );
});
