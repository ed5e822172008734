import { aws_cloudwatch_actions as actions, Duration, aws_lambda as lambda, Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTarget,
  AWSProvider,
  DevelopmentProvider,
  EcommercePlatform,
  type EcommercePlatformProps,
  ServiceCatalogue,
  ServiceStacks,
  StagingProvider,
} from '../../src';
import { newApp } from '../support/apps';

const ENV = { account: '123456789012', region: 'eu-central-1' };

function shop(props: Partial<EcommercePlatformProps> = {}) {
  const app = newApp();
  const stack = new Stack(app, 'Shop', { env: ENV, terminationProtection: true });
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), ...props });
  return { app, stack, platform };
}

function statements(template: Template, type: string, service: string): object[] {
  const policies = Object.values(template.findResources(type)).map(
    ({ Properties }) => Properties.PolicyDocument ?? Properties.KeyPolicy,
  );
  return policies
    .flatMap(({ Statement }) => Statement)
    .filter(({ Principal }) => Principal.Service === service)
    .map(({ Action, Condition, Effect }) => ({ Action, Condition, Effect }));
}

const ofAccount = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } };
const arn = (service: string, rest: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      `:${service}:`,
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${rest}`,
    ],
  ],
});

describe('the operations topic of a platform with alarms', () => {
  const { stack } = shop();
  const template = Template.fromStack(stack);

  test('admits the alarms of the account and region', () => {
    expect(statements(template, 'AWS::SNS::TopicPolicy', 'cloudwatch.amazonaws.com')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Condition: { StringEquals: ofAccount, ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:*') } },
      },
    ]);
  });

  test('admits the rules of the account and region', () => {
    expect(statements(template, 'AWS::SNS::TopicPolicy', 'events.amazonaws.com')).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Condition: { ArnLike: { 'aws:SourceArn': arn('events', 'rule/*') } } },
    ]);
  });

  test('has a key that alarms may use', () => {
    expect(statements(template, 'AWS::KMS::Key', 'cloudwatch.amazonaws.com')).toEqual([
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Condition: { StringEquals: ofAccount } },
    ]);
  });

  test('has a key that rules may use for topics, without a condition on their source, which SNS does not send', () => {
    expect(statements(template, 'AWS::KMS::Key', 'events.amazonaws.com')).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: { StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': arn('sns', '*') } },
      },
    ]);
  });

  test('has the policy of a version without alarms if they are off', () => {
    const off = Template.fromStack(shop({ monitoring: { alarms: false, dashboard: false } }).stack);
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::KMS::Key']) {
      expect(statements(off, type, 'cloudwatch.amazonaws.com')).toEqual([]);
      expect(statements(off, type, 'events.amazonaws.com')).toEqual([]);
      expect(statements(off, type, 'events.rds.amazonaws.com')).not.toEqual([]);
    }
  });
});

describe('the alarms of a platform', () => {
  test('are in a stack of their own, to which no other stack refers', () => {
    const { app, platform } = shop();
    const [own, monitoring, ...others] = app.synth().stacks;
    expect(others).toEqual([]);
    expect(platform.stacks.map(({ stackName }) => stackName)).toEqual([own.stackName, monitoring.stackName]);
    expect(own.dependencies.filter(({ id }) => !id.endsWith('.assets'))).toEqual([]);
    expect(JSON.stringify([own.template, monitoring.template])).not.toMatch(/ImportValue|"Export"/);
  });

  test('notify a topic and a function of the stack of the platform, and describe the function, without exports and without a cycle', () => {
    const app = newApp();
    const stack = new Stack(app, 'Shop', { env: ENV, terminationProtection: true });
    const handler = new lambda.Function(stack, 'Pager', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
    });
    const topic = AlarmTarget.topic(new sns.Topic(stack, 'OnCall'));
    const page = [topic, AlarmTarget.action(new actions.LambdaAction(handler))];
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
      serviceStacks: ServiceStacks.perService(),
      monitoring: { routing: { page } },
    });
    platform.monitoring?.addAlarm('orders', {
      alarmId: 'Unavailable',
      metric: handler.metricErrors(),
      threshold: 1,
      summary: `${handler.functionName} fails.`,
      firstStep: `Read the log of ${handler.functionName}.`,
    });
    const templates = app.synth().stacks.map(({ template }) => template);
    expect(JSON.stringify(templates)).not.toMatch(/ImportValue|"Export"/);
    const names = Object.values<{ Properties: { Name?: string } }>(templates[0].Resources);
    expect(
      names.filter(({ Properties }) => Properties?.Name === '/production/_platform/monitoring/_targets'),
    ).toHaveLength(1);
  });

  test.each(['*/MemoryHigh', '*/StorageLow'])('have no common threshold for %s, whose units differ', (key) => {
    expect(() => shop({ monitoring: { overrides: { [key]: { threshold: 95 } } } })).toThrow(
      /different units or limits/,
    );
  });

  test('are of every service with a store, of the shared parts, of the network and of the topic', () => {
    const { platform } = shop();
    for (const service of ServiceCatalogue.PHASE_ONE.services) {
      expect(platform.monitoring?.alarm(`${service.name}/StorageLow`)).toBeDefined();
      expect(platform.monitoring?.pageAlarm(service.name)).toBeDefined();
    }
    for (const owner of ['cache', 'messaging', 'search']) {
      expect(platform.monitoring?.pageAlarm(owner)).toBeDefined();
    }
    expect(platform.monitoring?.pageAlarm('network')).toBeUndefined();
    expect(platform.monitoring?.alarm('operations/NotificationsFailed')).toBeDefined();
  });

  test('notify the operations topic, except for the alarm of that topic', () => {
    const { platform } = shop();
    const template = Template.fromStack(Stack.of(platform.monitoring ?? platform));
    const silent = Object.values(template.findResources('AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => Properties.AlarmActions === undefined)
      .map(({ Properties }) => Properties)
      .filter(({ Tags }) => Tags.some(({ Value }: { Value: string }) => Value === 'TICKET'));
    expect(silent.map(({ AlarmName }) => AlarmName)).toEqual(['production-operations-NotificationsFailed']);
  });

  test('are tickets in staging', () => {
    const { platform } = shop({ provider: new StagingProvider() });
    const template = Template.fromStack(Stack.of(platform.monitoring ?? platform));
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length).toBeGreaterThan(50);
  });

  test('do not exist in development, where the platform has one stack and no topic', () => {
    const { platform, app } = shop({ provider: new DevelopmentProvider() });
    expect(platform.monitoring).toBeUndefined();
    expect(platform.operationsTopic).toBeUndefined();
    expect(app.synth().stacks).toHaveLength(1);
  });

  test('have a topic in development if a prop turns them on, to which RDS does not publish', () => {
    const { platform, stack } = shop({ provider: new DevelopmentProvider(), monitoring: { alarms: true } });
    expect(platform.operationsTopic).toBeDefined();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::RDS::EventSubscription', 0);
    const rules = Template.fromStack(Stack.of(platform.monitoring ?? platform)).findResources('AWS::Events::Rule');
    expect(Object.values(rules).map(({ Properties }) => Properties.EventPattern.source)).toEqual([
      ['aws.secretsmanager'],
      ['aws.backup'],
      ['aws.backup'],
      ['aws.rds'],
    ]);
  });

  test('of a service with the name of a part have another owner', () => {
    const catalogue = ServiceCatalogue.of([{ name: 'cache' }]);
    const { platform } = shop({ catalogue });
    expect(platform.monitoring?.alarm('cache-service/StorageLow')).toBeDefined();
  });

  test('that an override names and that do not exist are refused', () => {
    const { app } = shop({ monitoring: { overrides: { 'orderservce/CpuHigh': { threshold: 50 } } } });
    expect(() => app.synth()).toThrow(/overrides must be one of an owner that exists: .*orderservice/);
  });

  test('cannot be in a stack of another region', () => {
    expect(() => shop({ monitoring: { stackProps: { env: { region: 'eu-west-1' } } } })).toThrow(
      /monitoring\.stackProps\.env\.region must be eu-central-1, where the platform is/,
    );
  });

  test('of a service that is added change the stack of the alarms, and no stack of another service', () => {
    const synth = (names: string[]) => {
      const catalogue = ServiceCatalogue.of(names.map((name) => ({ name })));
      const { app } = shop({ catalogue, serviceStacks: ServiceStacks.perService() });
      return new Map(app.synth().stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)]));
    };
    const [before, after] = [synth(['orders', 'users']), synth(['orders', 'returns', 'users'])];
    const changed = [...before].filter(([name, template]) => after.get(name) !== template).map(([name]) => name);
    expect(changed).toEqual([expect.stringMatching(/^ShopPlatformMonitoring/)]);
  });

  test('of services with stacks of their own are in nested stacks', () => {
    const { platform } = shop({ serviceStacks: ServiceStacks.perService(), monitoring: { dashboard: false } });
    const stack = Stack.of(platform.monitoring?.alarm('orderservice/StorageLow') ?? platform);
    expect(stack.nested).toBe(true);
    expect(stack.nestedStackParent).toBe(Stack.of(platform.monitoring ?? platform));
  });

  test('can be muted in a window, whose rules name all of them', () => {
    const night = { name: 'night', schedule: 'cron(0 20 * * MON-FRI)', duration: Duration.hours(10) };
    const { platform } = shop({ monitoring: { muteWindows: [night] } });
    const rules = Template.fromStack(Stack.of(platform.monitoring ?? platform)).findResources(
      'AWS::CloudWatch::AlarmMuteRule',
    );
    const names = Object.values(rules).flatMap(({ Properties }) => Properties.MuteTargets.AlarmNames);
    expect(names).toEqual(expect.arrayContaining(['production-orderservice-Page', 'production-cache-Page']));
    expect(new Set(names).size).toBe(names.length);
  });
});
