import {
  App,
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_lambda as lambda,
  Stack,
  aws_sns as sns,
  TimeZone,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type AlarmDefinition,
  AlarmSeverity,
  AlarmTarget,
  AWSProvider,
  DevelopmentProvider,
  MonitoringConstruct,
  type MonitoringOptions,
  StagingProvider,
} from '../../src';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const TOPIC = `arn:aws:sns:${ENV.region}:${ENV.account}:on-call`;

function definition(changes: Partial<AlarmDefinition> = {}): AlarmDefinition {
  return {
    alarmId: 'CpuHigh',
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Cpu', dimensionsMap: { Node: 'one' } }),
    threshold: 90,
    maxThreshold: 100,
    summary: 'The node is busy',
    firstStep: 'Look at it.',
    ...changes,
  };
}

function monitor(options: MonitoringOptions = {}, provider = new AWSProvider()) {
  const stack = new Stack(new App(), 'Test', { env: ENV });
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', TOPIC);
  const target = AlarmTarget.topic(topic);
  const monitoring = new MonitoringConstruct(stack, 'Monitoring', {
    provider,
    routing: { page: [target], ticket: [target] },
    ...options,
  });
  return { stack, monitoring, template: () => Template.fromStack(stack) };
}

/** The properties of an alarm, or of a composite alarm, by its name. */
function alarmNamed(template: Template, name: string) {
  const all = {
    ...template.findResources('AWS::CloudWatch::Alarm'),
    ...template.findResources('AWS::CloudWatch::CompositeAlarm'),
  };
  return Object.values(all).find(({ Properties }) => Properties.AlarmName === name)?.Properties;
}

describe('an alarm', () => {
  test('has a name of the environment, the owner, its id and the node', () => {
    const { monitoring, template } = monitor();
    monitoring.watch('cache', {
      alarms: [definition({ resource: '001' }), definition({ resource: '002' })],
      graphs: [],
    });
    expect(monitoring.alarm('cache/CpuHigh/002')).toBeDefined();
    expect(alarmNamed(template(), 'production-cache-CpuHigh-001')).toBeDefined();
    expect(alarmNamed(template(), 'production-cache-CpuHigh-002')).toBeDefined();
  });

  test('says what is wrong, what the first step is, and where the runbook is', () => {
    const { monitoring, template } = monitor();
    monitoring.watch('cache', { alarms: [definition()], graphs: [] });
    expect(alarmNamed(template(), 'production-cache-CpuHigh')?.AlarmDescription).toBe(
      'The node is busy. First step: Look at it. Runbook: ' +
        'https://github.com/org/ecommerce-constructs/blob/main/docs/runbooks/cpu-high.md',
    );
  });

  test('of the user has no link to a runbook of the library', () => {
    const { monitoring, template } = monitor();
    monitoring.addAlarm('checkout', definition({ alarmId: 'Slow' }));
    expect(alarmNamed(template(), 'production-checkout-Slow')?.AlarmDescription).toBe(
      'The node is busy. First step: Look at it.',
    );
  });

  test('has tags with its owner and its severity', () => {
    const { monitoring, template } = monitor();
    monitoring.addAlarm('checkout', definition());
    expect(alarmNamed(template(), 'production-checkout-CpuHigh')?.Tags).toEqual([
      { Key: 'owner', Value: 'checkout' },
      { Key: 'severity', Value: 'TICKET' },
    ]);
  });

  test('has the metric, the comparison and the periods of its definition', () => {
    const { monitoring, template } = monitor();
    const changes = {
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    };
    monitoring.addAlarm('checkout', definition(changes));
    expect(alarmNamed(template(), 'production-checkout-CpuHigh')).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Dimensions: [{ Name: 'Node', Value: 'one' }],
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 90,
      TreatMissingData: 'breaching',
    });
  });

  test('does not exist without a threshold, until an override gives one', () => {
    const unknown = { threshold: undefined };
    const without = monitor().monitoring;
    expect(without.addAlarm('checkout', definition(unknown))).toBeUndefined();
    const { monitoring, template } = monitor({ overrides: { 'checkout/CpuHigh': { threshold: 5 } } });
    monitoring.addAlarm('checkout', definition(unknown));
    expect(alarmNamed(template(), 'production-checkout-CpuHigh')?.Threshold).toBe(5);
  });

  test.each([
    ['the environment', {}, new DevelopmentProvider()],
    ['an option', { alarms: false }, new AWSProvider()],
  ])('does not exist if %s turns alarms off', (_, options, provider) => {
    const { monitoring, template } = monitor(options, provider);
    expect(monitoring.addAlarm('checkout', definition())).toBeUndefined();
    template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('without the name of an environment has a name that no other construct has', () => {
    const provider = { ...new AWSProvider(), environmentName: undefined };
    const { monitoring, template, stack } = monitor({}, provider as AWSProvider);
    const other = new MonitoringConstruct(stack, 'Other', { provider });
    monitoring.addAlarm('checkout', definition());
    other.addAlarm('checkout', definition());
    const names = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^Test-Monitoring-[0-9a-f]{8}-checkout-CpuHigh$/);
    expect(names[1]).toMatch(/^Test-Other-[0-9a-f]{8}-checkout-CpuHigh$/);
  });
});

describe('pages', () => {
  const page = { severity: AlarmSeverity.PAGE };

  test('have no action of their own: the composite alarm of the owner has those of all of them', () => {
    const { monitoring, template } = monitor();
    monitoring.watch('cache', {
      alarms: [
        definition({ ...page, resource: '001' }),
        definition({ ...page, resource: '002' }),
        definition({ alarmId: 'Slow' }),
      ],
      graphs: [],
    });
    expect(alarmNamed(template(), 'production-cache-CpuHigh-001')?.AlarmActions).toBeUndefined();
    expect(alarmNamed(template(), 'production-cache-Page')).toMatchObject({
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      AlarmRule: 'ALARM("production-cache-CpuHigh-001") OR ALARM("production-cache-CpuHigh-002")',
    });
    const [composite] = Object.values(template().findResources('AWS::CloudWatch::CompositeAlarm'));
    expect(composite.DependsOn).toHaveLength(2);
  });

  test('of an owner without any have no composite alarm', () => {
    const { monitoring, template } = monitor();
    monitoring.addAlarm('cache', definition());
    expect(monitoring.pageAlarm('cache')).toBeUndefined();
    template().resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
  });

  test('are tickets in staging, unless an override says otherwise', () => {
    const overrides = { 'search/CpuHigh': page };
    const { monitoring, template } = monitor({ overrides }, new StagingProvider() as AWSProvider);
    monitoring.addAlarm('cache', definition(page));
    monitoring.addAlarm('search', definition(page));
    expect(monitoring.pageAlarm('cache')).toBeUndefined();
    expect(monitoring.pageAlarm('search')).toBeDefined();
    expect(alarmNamed(template(), 'staging-cache-CpuHigh')).toMatchObject({
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
    });
  });

  test.each([
    [100, undefined],
    [101, /alarms must be at most 100 pages for each owner, got 101 pages of cache/],
  ])('of an owner may be %i', (count, error) => {
    const { monitoring, template } = monitor();
    for (let node = 0; node < count; node++) {
      monitoring.addAlarm('cache', definition({ ...page, resource: `${node}` }));
    }
    error ? expect(template).toThrow(error) : expect(template).not.toThrow();
  });

  test('whose names do not fit into the rule are refused', () => {
    const { monitoring, template } = monitor();
    for (let node = 100; node < 200; node++) {
      monitoring.addAlarm('c'.repeat(64), definition({ ...page, alarmId: 'A'.repeat(64), resource: `${node}` }));
    }
    expect(template).toThrow(/alarms must be at most so few that their names fit into 10240 characters/);
  });
});

describe('targets', () => {
  test('of a service take precedence over those of all, by severity', () => {
    const other = `${TOPIC}-orders`;
    const stack = new Stack(new App(), 'Other', { env: ENV });
    const orders = AlarmTarget.topic(sns.Topic.fromTopicArn(stack, 'Orders', other));
    const { monitoring, template } = monitor({ serviceRouting: { orderservice: { page: [orders] } } });
    monitoring.addAlarm('orderservice', definition({ severity: AlarmSeverity.PAGE }));
    monitoring.addAlarm('orderservice', definition({ alarmId: 'Slow' }));
    expect(alarmNamed(template(), 'production-orderservice-Page')?.AlarmActions).toEqual([other]);
    expect(alarmNamed(template(), 'production-orderservice-Slow')?.AlarmActions).toEqual([TOPIC]);
  });

  test('can be an OpsItem, an incident and any action, which the end of an alarm does not perform', () => {
    const action = { bind: () => ({ alarmActionArn: `arn:aws:lambda:${ENV.region}:${ENV.account}:function:heal` }) };
    const ticket = [
      AlarmTarget.opsItem(actions.OpsItemSeverity.HIGH, actions.OpsItemCategory.AVAILABILITY),
      AlarmTarget.incident('shop'),
      AlarmTarget.action(action),
    ];
    const { monitoring, template } = monitor({ routing: { ticket } });
    monitoring.addAlarm('cache', definition());
    const alarm = alarmNamed(template(), 'production-cache-CpuHigh');
    expect(alarm?.OKActions).toBeUndefined();
    expect(JSON.stringify(alarm?.AlarmActions)).toMatch(
      /opsitem:2#CATEGORY=Availability.*response-plan\/shop.*function:heal/,
    );
  });

  test('can be a class of the user', () => {
    const attach = jest.fn();
    const { monitoring } = monitor({ routing: { ticket: [{ attach }] } });
    const alarm = monitoring.addAlarm('cache', definition());
    const context = { owner: 'cache', severity: AlarmSeverity.TICKET, alarm };
    expect(attach).toHaveBeenCalledWith(expect.anything(), expect.objectContaining(context));
  });

  test.each<[string, (stack: Stack) => MonitoringOptions['routing'], RegExp]>([
    [
      'a topic of another region',
      (stack) => ({
        ticket: [AlarmTarget.topic(sns.Topic.fromTopicArn(stack, 'Far', TOPIC.replace('central', 'west')))],
      }),
      /AlarmTarget\.topic must be in eu-central-1, the region of the alarms, got one in eu-west-1/,
    ],
    [
      'an action of another region',
      () => ({
        ticket: [AlarmTarget.action({ bind: () => ({ alarmActionArn: 'arn:aws:lambda:eu-west-1:1:function:f' }) })],
      }),
      /AlarmTarget\.action must be in eu-central-1/,
    ],
    [
      'a FIFO topic',
      (stack) => ({ ticket: [AlarmTarget.topic(sns.Topic.fromTopicArn(stack, 'Fifo', `${TOPIC}.fifo`))] }),
      /AlarmTarget\.topic must be a standard topic, got a FIFO topic/,
    ],
  ])('cannot be %s', (_, routing, error) => {
    const stack = new Stack(new App(), 'Other', { env: ENV });
    const { monitoring } = monitor({ routing: routing(stack) });
    expect(() => monitoring.addAlarm('cache', definition())).toThrow(error);
  });

  test('of incidents are names, not ARNs', () => {
    expect(() => AlarmTarget.incident('arn:aws:ssm-incidents::1:response-plan/shop')).toThrow(
      /responsePlanName must be the name of a response plan/,
    );
  });
});

describe('mute windows', () => {
  const window = { name: 'night', schedule: 'cron(0 20 * * *)', duration: Duration.hours(10) };

  test('have a rule for a hundred alarms each, also for those that are added later', () => {
    const { monitoring, template } = monitor({ muteWindows: [window] });
    for (let node = 0; node < 101; node++) {
      monitoring.addAlarm('cache', definition({ resource: `${node}` }));
    }
    const rules = Object.values(template().findResources('AWS::CloudWatch::AlarmMuteRule'));
    expect(rules.map(({ Properties }) => Properties.MuteTargets.AlarmNames.length)).toEqual([100, 1]);
    expect(rules.map(({ Properties }) => Properties.Name)).toEqual(['production-night-1', 'production-night-2']);
    expect(rules[0].DependsOn).toHaveLength(101);
    expect(rules[0].Properties.Rule.Schedule).toEqual({
      Expression: 'cron(0 20 * * *)',
      Duration: 'PT10H',
      Timezone: 'UTC',
    });
  });

  test('are in their time zone', () => {
    const { monitoring, template } = monitor({ muteWindows: [{ ...window, timeZone: TimeZone.EUROPE_BERLIN }] });
    monitoring.addAlarm('cache', definition());
    template().hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
      Rule: { Schedule: { Timezone: 'Europe/Berlin' } },
    });
  });

  test('mute the composite alarm and the tickets of their owners, not the alarms without an action', () => {
    const { monitoring, template } = monitor();
    for (const owner of ['cache', 'search']) {
      monitoring.addAlarm(owner, definition({ severity: AlarmSeverity.PAGE }));
      monitoring.addAlarm(owner, definition({ alarmId: 'Slow' }));
    }
    monitoring.addMuteWindow({ ...window, owners: ['cache'] });
    template().hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
      MuteTargets: { AlarmNames: ['production-cache-Page', 'production-cache-Slow'] },
    });
  });

  test('of the same name are refused', () => {
    expect(() => monitor({ muteWindows: [window, window] })).toThrow(/muteWindows\[1\]\.name must be different/);
  });
});

describe('overrides', () => {
  test('of one owner take precedence over those of all', () => {
    const { monitoring, template } = monitor({
      overrides: {
        '*/CpuHigh': { threshold: 50, evaluationPeriods: 3, runbookUrl: 'https://example.com' },
        'cache/CpuHigh': { threshold: 60 },
      },
    });
    monitoring.addAlarm('cache', definition({ datapointsToAlarm: 1, evaluationPeriods: 2 }));
    monitoring.addAlarm('search', definition());
    const alarm = alarmNamed(template(), 'production-cache-CpuHigh');
    expect(alarm).toMatchObject({ Threshold: 60, EvaluationPeriods: 3 });
    expect(alarm?.DatapointsToAlarm).toBeUndefined();
    expect(alarm?.AlarmDescription).toMatch(/Runbook: https:\/\/example\.com$/);
    expect(alarmNamed(template(), 'production-search-CpuHigh')?.Threshold).toBe(50);
  });

  test('remove an alarm', () => {
    const { monitoring, template } = monitor({ overrides: { '*/CpuHigh': { enabled: false } } });
    expect(monitoring.addAlarm('cache', definition())).toBeUndefined();
    template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('mute an alarm, which then leaves the composite alarm', () => {
    const { monitoring, template } = monitor({ overrides: { 'cache/CpuHigh': { muted: true } } });
    monitoring.addAlarm('cache', definition({ severity: AlarmSeverity.PAGE }));
    expect(alarmNamed(template(), 'production-cache-CpuHigh')?.ActionsEnabled).toBe(false);
    expect(monitoring.pageAlarm('cache')).toBeUndefined();
  });

  test.each([
    ['cache/CpuHgh', /overrides must be one of an alarm that exists: cache\/CpuHigh, got 'cache\/CpuHgh'/],
    ['cahce/CpuHigh', /overrides must be one of an owner that exists: cache, got 'cahce\/CpuHigh'/],
    ['*/CpuHgh', /overrides must be one of an alarm that exists: \*\/CpuHigh, got '\*\/CpuHgh'/],
  ])('of %s are refused at synthesis with those that there are', (key, error) => {
    const { monitoring, template } = monitor({ overrides: { [key]: { threshold: 1 } } });
    monitoring.addAlarm('cache', definition());
    expect(template).toThrow(error);
  });

  test('with a threshold that the metric cannot reach are refused', () => {
    const { monitoring } = monitor({ overrides: { 'cache/CpuHigh': { threshold: 101 } } });
    expect(() => monitoring.addAlarm('cache', definition())).toThrow(
      /overrides\['cache\/CpuHigh'\]\.threshold must be at most 100, got 101/,
    );
  });

  test.each<[string, object, RegExp]>([
    ['CpuHigh', {}, /overrides must be by <owner>\/<alarmId>/],
    ['a/B', { threshold: -1 }, /\.threshold must be a number of at least 0, got -1/],
    ['a/B', { threshold: Number.NaN }, /\.threshold must be a number of at least 0, got NaN/],
    ['a/B', { evaluationPeriods: 0 }, /\.evaluationPeriods must be a whole number from 1 to 1440, got 0/],
    [
      'a/B',
      { evaluationPeriods: 1, datapointsToAlarm: 2 },
      /\.datapointsToAlarm must be a whole number from 1 to 1, got 2/,
    ],
    ['a/B', { severity: 'LOUD' }, /\.severity must be one of PAGE, TICKET, got 'LOUD'/],
    ['a/B', { muted: 'true' }, /\.muted must be true or false, got 'true'/],
    ['a/B', { enabled: 'false' }, /\.enabled must be true or false, got 'false'/],
    ['a/B', { runbookUrl: '' }, /\.runbookUrl must be text of at least one character/],
    ['a/B', { treshold: 1 }, /must be of enabled, muted, .* got 'treshold'/],
  ])('for %s of %j are refused at once', (key, override, error) => {
    expect(() => monitor({ overrides: { [key]: override } })).toThrow(error);
  });
});

describe('the options', () => {
  test.each<[string, MonitoringOptions, RegExp]>([
    ['serviceRouting', { serviceRouting: { cahce: {} } }, /serviceRouting must be one of cache, got 'cahce'/],
    ['serviceDashboards', { serviceDashboards: ['cahce'] }, /serviceDashboards must be one of cache, got 'cahce'/],
  ])('`%s` name owners that exist', (_, options, error) => {
    const { monitoring, template } = monitor(options);
    monitoring.addAlarm('cache', definition());
    expect(template).toThrow(error);
  });

  test.each<[Partial<AlarmDefinition>, RegExp]>([
    [{ alarmId: 'cpu-high' }, /alarmId must be in Pascal case/],
    [{ resource: 'a/b' }, /resource of cache\/CpuHigh must be 1 to 64 letters/],
    [{ threshold: 101 }, /threshold of cache\/CpuHigh must be a number from 0 to 100, got 101/],
    [{ summary: '' }, /summary of cache\/CpuHigh must be text/],
    [{ summary: 'x'.repeat(1024) }, /description of cache\/CpuHigh must be at most 1024 characters/],
    [{ alarmId: 'Page', severity: AlarmSeverity.PAGE }, /alarmId must be one that cache does not have yet/],
  ])('of an alarm such as %j are refused', (changes, error) => {
    const { monitoring } = monitor();
    expect(() => monitoring.addAlarm('cache', definition(changes))).toThrow(error);
  });

  test('refuse the same alarm twice, and an owner whose name no alarm can have', () => {
    const { monitoring } = monitor();
    monitoring.addAlarm('cache', definition());
    expect(() => monitoring.addAlarm('cache', definition())).toThrow(
      /alarmId must be one that cache does not have yet/,
    );
    expect(() => monitoring.addAlarm('my/cache', definition())).toThrow(/owner must be 1 to 64 letters/);
  });

  test('list the alarms and owners that there are, for a name that does not exist', () => {
    const { monitoring } = monitor();
    monitoring.addAlarm('cache', definition());
    expect(() => monitoring.alarm('cache/Slow')).toThrow(/key must be one of cache\/CpuHigh, got 'cache\/Slow'/);
    expect(() => monitoring.pageAlarm('search')).toThrow(/owner must be one of cache, got 'search'/);
  });
});

describe('options whose types JavaScript does not check', () => {
  test.each<[string, object, RegExp]>([
    ['a text for a boolean', { alarms: 'false' }, /alarms must be true or false, got 'false'/],
    ['a name for a list of dashboards', { serviceDashboards: 'cache' }, /serviceDashboards must be a list of owners/],
    ['no target in a list', { routing: { page: [undefined] } }, /routing\.page must be a list of targets/],
    ['an ARN for a target', { routing: { ticket: ['arn:aws:sns:x'] } }, /routing\.ticket must be a list of targets/],
    [
      'null for a routing',
      { serviceRouting: { cache: null } },
      /serviceRouting\.cache must be of page, ticket, got null/,
    ],
    ['another severity', { routing: { tickets: [] } }, /routing must be of page, ticket, got 'tickets'/],
    ['a name with quotes', { environmentName: 'my "shop"' }, /environmentName must be 1 to 64 letters/],
    ['an empty name', { environmentName: '' }, /environmentName must be 1 to 64 letters/],
    ['a name that is too long', { environmentName: 'x'.repeat(65) }, /environmentName must be 1 to 64 letters/],
  ])('are refused: %s', (_, options, error) => {
    expect(() => monitor(options)).toThrow(error);
  });

  test.each<[string, object, RegExp]>([
    ['a number', { duration: 60 }, /muteWindows\[0\]\.duration must be a `Duration`, got 60/],
    ['the name of a time zone', { timeZone: 'Europe/Berlin' }, /timeZone must be a time zone.*, got 'Europe\/Berlin'/],
    ['a name', { owners: 'cache' }, /muteWindows\[0\]\.owners must be a list of owners, got 'cache'/],
  ])('are refused in a mute window: %s', (_, changes, error) => {
    const window = { name: 'night', schedule: 'cron(0 20 * * *)', duration: Duration.hours(1), ...changes };
    expect(() => monitor({ muteWindows: [window] })).toThrow(error);
  });
});

describe('the evaluated time', () => {
  const every = (period: Duration) => new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Cpu', period });

  test.each([
    [Duration.minutes(1), 1440],
    [Duration.minutes(5), 288],
    [Duration.hours(1), 168],
    [Duration.days(1), 7],
  ])('of periods of %s has at most %i of them', (period, most) => {
    const added = (evaluationPeriods: number) => () =>
      monitor({ overrides: { 'cache/CpuHigh': { evaluationPeriods } } }).monitoring.addAlarm(
        'cache',
        definition({ metric: every(period) }),
      );
    expect(added(most)).not.toThrow();
    expect(added(most + 1)).toThrow(/evaluationPeriods.* must be a whole number from 1 to/);
  });
});

describe('a threshold of all owners', () => {
  const bytes = definition({ maxThreshold: undefined });

  test('is refused for alarms in different units, one of which would always be on', () => {
    const { monitoring } = monitor({ overrides: { '*/CpuHigh': { threshold: 95 } } });
    monitoring.addAlarm('cache', definition());
    expect(() => monitoring.addAlarm('messaging', bytes)).toThrow(
      /overrides\['\*\/CpuHigh'\]\.threshold must be left out, because cache\/CpuHigh and messaging\/CpuHigh have different/,
    );
  });

  test.each<[string, MonitoringOptions['overrides']]>([
    ['an owner with a threshold of its own', { 'messaging/CpuHigh': { threshold: 1 } }],
    ['an alarm that does not exist', { 'messaging/CpuHigh': { enabled: false } }],
  ])('does not concern %s', (_, overrides) => {
    const { monitoring } = monitor({ overrides: { '*/CpuHigh': { threshold: 95 }, ...overrides } });
    monitoring.addAlarm('cache', definition());
    expect(() => monitoring.addAlarm('messaging', bytes)).not.toThrow();
  });
});

test('an owner whose name starts like that of AWS has alarms, and one that is named twice has one dashboard', () => {
  const { monitoring, template } = monitor({ serviceDashboards: ['awesomeservice', 'awesomeservice'] });
  monitoring.addAlarm('awesomeservice', definition());
  monitoring.addAlarm('awsservice', definition());
  template().resourceCountIs('AWS::CloudWatch::Dashboard', 2);
});

test('a function that all alarms call has one permission, which refers to no alarm', () => {
  const stack = new Stack(new App(), 'Test', { env: ENV });
  const handler = new lambda.Function(stack, 'Pager', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const target = AlarmTarget.action(new actions.LambdaAction(handler));
  const routing = { page: [target], ticket: [target] };
  const monitoring = new MonitoringConstruct(stack, 'Monitoring', { provider: new AWSProvider(), routing });
  for (const owner of ['cache', 'search']) {
    monitoring.addAlarm(owner, definition());
    monitoring.addAlarm(owner, definition({ alarmId: 'Full', severity: AlarmSeverity.PAGE }));
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Permission', 1);
  const [permission] = Object.values(template.findResources('AWS::Lambda::Permission'));
  expect(JSON.stringify(permission.Properties.SourceArn)).toMatch(/:alarm:\*"/);
  expect(alarmNamed(template, 'production-search-Page')?.AlarmActions).toHaveLength(1);
});
