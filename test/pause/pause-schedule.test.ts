import { App, aws_docdb as docdb, aws_ec2 as ec2, aws_ecs as ecs, Lazy, aws_rds as rds, Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { PauseSchedule } from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';
import { taskOf } from '../support/workloads';

function instanceIn(stack: Stack): rds.DatabaseInstance {
  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_18 });
  return new rds.DatabaseInstance(stack, 'Reports', { engine, vpc: existingVpc(stack) });
}

function serviceIn(stack: Stack, props: Partial<ecs.FargateServiceProps> = {}): ecs.FargateService {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) });
  return new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition: taskOf(stack),
    minHealthyPercent: 50,
    ...props,
  });
}

interface Call {
  readonly at: string;
  readonly zone: string;
  readonly operation: string;
  readonly input: string;
}

/** What the schedules of a template do, in the order of their names. */
function callsOf(template: Template): Call[] {
  return Object.values(template.findResources('AWS::Scheduler::Schedule')).map(({ Properties }) => ({
    at: Properties.ScheduleExpression,
    zone: Properties.ScheduleExpressionTimezone,
    operation: JSON.stringify(Properties.Target.Arn).replace(/.*aws-sdk:([^"]*)".*/, '$1'),
    input: JSON.stringify(Properties.Target.Input),
  }));
}

const statementsOf = (template: Template) =>
  Object.entries(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(([id]) => id.includes('Pause'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

describe('an RDS instance', () => {
  const stack = threeZoneStack();
  const pause = new PauseSchedule(stack, 'Night');
  const instance = instanceIn(stack);
  pause.addDatabaseInstance(instance);
  pause.addDatabaseInstance(instance);
  const template = templateOf(stack);

  test('stops every evening and starts on working days', () => {
    expect(callsOf(template)).toEqual([
      {
        at: 'cron(15 20 ? * * *)',
        zone: 'Etc/UTC',
        operation: 'rds:stopDBInstance',
        input: expect.stringMatching(/DbInstanceIdentifier.*"Ref":"Reports/),
      },
      {
        at: 'cron(30 7 ? * MON,TUE,WED,THU,FRI *)',
        zone: 'Etc/UTC',
        operation: 'rds:startDBInstance',
        input: expect.stringMatching(/DbInstanceIdentifier.*"Ref":"Reports/),
      },
    ]);
  });

  test('is stopped by a role that may stop and start it alone', () => {
    expect(statementsOf(template)).toEqual([
      {
        Action: ['rds:StopDBInstance', 'rds:StartDBInstance'],
        Effect: 'Allow',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':rds:eu-central-1:123456789012:db:',
              { Ref: expect.stringMatching(/^Reports/) },
            ],
          ],
        },
      },
    ]);
  });

  test('is stopped by a role that only schedules of the group may use', () => {
    const { Name } = onlyResource(template, 'AWS::Scheduler::ScheduleGroup').Properties;
    expect(Name).toBe(pause.groupName);
    expect(pause.groupName.length).toBeLessThanOrEqual(64);
    template.allResourcesProperties('AWS::Scheduler::Schedule', { GroupName: Name });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': '123456789012',
                'aws:SourceArn': {
                  'Fn::Join': Match.arrayWith([
                    Match.arrayWith([`:scheduler:eu-central-1:123456789012:schedule-group/${Name}`]),
                  ]),
                },
              },
            },
          }),
        ],
      },
    });
  });

  test('is refused if it is a replica, which RDS does not stop', () => {
    const other = threeZoneStack();
    const replica = new rds.DatabaseInstanceReadReplica(other, 'Replica', {
      sourceDatabaseInstance: instanceIn(other),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
      vpc: existingVpc(other, 'Vpc'),
    });
    expect(() => new PauseSchedule(other, 'Night').addDatabaseInstance(replica)).toThrow(
      'instance must be an instance without a source, got the replica Test/Replica.',
    );
  });
});

test('a DocumentDB cluster is stopped with its instances', () => {
  const stack = threeZoneStack();
  const cluster = new docdb.DatabaseCluster(stack, 'Documents', {
    masterUser: { username: 'docdb' },
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
    vpc: existingVpc(stack),
  });
  new PauseSchedule(stack, 'Night').addDocumentDbCluster(cluster);
  const template = templateOf(stack);
  expect(callsOf(template).map(({ operation }) => operation)).toEqual(['docdb:stopDBCluster', 'docdb:startDBCluster']);
  expect(callsOf(template)[0]?.input).toMatch(/DbClusterIdentifier.*"Ref":"Documents/);
  expect(statementsOf(template)).toMatchObject([
    {
      Action: ['rds:StopDBCluster', 'rds:StartDBCluster'],
      Resource: { 'Fn::Join': ['', expect.arrayContaining([':rds:eu-central-1:123456789012:cluster:'])] },
    },
  ]);
});

describe('an ECS service', () => {
  function paused(props: Partial<ecs.FargateServiceProps>, desiredCount?: number, ofSchedule?: number) {
    const stack = threeZoneStack();
    new PauseSchedule(stack, 'Night', { desiredCount: ofSchedule }).addEcsService(serviceIn(stack, props), {
      desiredCount,
    });
    return templateOf(stack);
  }
  const counts = (template: Template) =>
    callsOf(template).map(({ at, input }) => [at, input.match(/DesiredCount\\":(\d+)/)?.[1]]);
  const START = 'cron(0 8 ? * MON,TUE,WED,THU,FRI *)';

  test('is scaled to zero before databases stop, and back to what it declares after they have started', () => {
    expect(counts(paused({ desiredCount: 3 }))).toEqual([
      ['cron(0 20 ? * * *)', '0'],
      [START, '3'],
    ]);
  });

  test('is scaled to the number of the call, which takes precedence', () => {
    expect(counts(paused({ desiredCount: 3 }, 2, 4))).toContainEqual([START, '2']);
  });

  test('is scaled to the number of the schedule if its own is a token', () => {
    expect(counts(paused({ desiredCount: Lazy.number({ produce: () => 7 }) }, undefined, 4))).toContainEqual([
      START,
      '4',
    ]);
  });

  test.each([
    ['with a minimum, which starts tasks during the pause, causes a warning', 2, 1],
    ['without a minimum causes none', 0, 0],
  ])('that scales automatically %s', (_, minCapacity, count) => {
    const stack = threeZoneStack();
    const service = serviceIn(stack, { desiredCount: 2 });
    new PauseSchedule(stack, 'Night').addEcsService(service);
    service.autoScaleTaskCount({ minCapacity, maxCapacity: 4 });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('has a minimum above 0'));
    expect(warnings).toHaveLength(count);
  });

  test('is left out if it is declared with no task', () => {
    expect(counts(paused({ desiredCount: 0 }))).toEqual([]);
  });

  test('is refused if nobody knows the number of its tasks', () => {
    expect(() => paused({ desiredCount: Lazy.number({ produce: () => 7 }) })).toThrow(
      'desiredCount must be known for Test/Service, whose tasks would not come back, got none.',
    );
  });

  test('is scaled by a role that may change it alone', () => {
    expect(statementsOf(paused({ desiredCount: 1 }))).toEqual([
      { Action: 'ecs:UpdateService', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^Service/) } },
    ]);
  });

  test('of a later stack has its schedules there, and the stack of the group refers to nothing', () => {
    const app = new App();
    const env = { account: '123456789012', region: 'eu-central-1' };
    const first = new Stack(app, 'First', { env });
    const later = new Stack(app, 'Later', { env });
    new PauseSchedule(first, 'Night').addEcsService(serviceIn(later, { desiredCount: 1 }));
    expect(callsOf(templateOf(first))).toEqual([]);
    expect(callsOf(templateOf(later))).toHaveLength(2);
    expect(later.dependencies).toEqual([first]);
    expect(first.dependencies).toEqual([]);
  });
});
