import { App, Duration, aws_ecs as ecs, Lazy, Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  Authentication,
  AWSProvider,
  Capability,
  EcommercePlatform,
  type EcsWorkloadOptions,
  type IWorkload,
  type LoginOptions,
  Microservice,
  SecretDelivery,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-abcdef';

const CATALOGUE = ServiceCatalogue.of([{ name: 'orders', capabilities: [Capability.CACHE, Capability.MESSAGING] }]);

function serviceOf(stack: Stack, props: Partial<ecs.FargateServiceProps> = {}): ecs.FargateService {
  const vpc = existingVpc(stack);
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  return new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition: taskOf(stack),
    minHealthyPercent: 50,
    ...props,
  });
}

function passSecret(workload: IWorkload, id = 'Login'): void {
  workload.addSecret('PASSWORD', secretsmanager.Secret.fromSecretCompleteArn(workload, id, ARN), 'password');
}

/** A stack with a service that gets the value of a secret, and is restarted. */
function restarted(every: Duration): Template {
  const stack = threeZoneStack();
  passSecret(Workload.ecsService(serviceOf(stack), { restartEvery: every }));
  return templateOf(stack);
}

function onlyOf(template: Template, type: string, id = ''): Record<string, unknown> {
  const found = Object.entries(template.findResources(type)).filter(([name]) => name.includes(id));
  expect(found).toHaveLength(1);
  return found[0][1];
}

const SERVICE = { Ref: expect.stringMatching(/^Service/) };

describe('the restart of a service', () => {
  test('is a deployment that EventBridge Scheduler starts at the interval', () => {
    const template = restarted(Duration.days(7));
    const { Properties, DependsOn } = onlyOf(template, 'AWS::Scheduler::Schedule');
    expect(Properties).toEqual({
      Description: 'Replaces tasks that got the values of secrets when they started',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(7 days)',
      Target: {
        Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:::aws-sdk:ecs:updateService']] },
        Input: {
          'Fn::Join': [
            '',
            [
              '{"Cluster":"',
              { 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] },
              '","Service":"',
              SERVICE,
              '","ForceNewDeployment":true}',
            ],
          ],
        },
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/RestartRole/), 'Arn'] },
      },
    });
    expect(DependsOn).toContainEqual(expect.stringMatching(/RestartPolicy/));
  });

  test('has a role of its own, which may deploy this service alone, for schedules of the account alone', () => {
    const template = restarted(Duration.days(7));
    const { Properties: role } = onlyOf(template, 'AWS::IAM::Role', 'RestartRole');
    expect(role).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': ENV.account,
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:eu-central-1:123456789012:schedule-group/default'],
                  ],
                },
              },
            },
          },
        ],
      },
    });
    const { Properties: policy } = onlyOf(template, 'AWS::IAM::ManagedPolicy', 'RestartPolicy');
    expect(policy).toMatchObject({
      PolicyDocument: { Statement: [{ Action: 'ecs:UpdateService', Effect: 'Allow', Resource: SERVICE }] },
      Roles: [{ Ref: expect.stringMatching(/RestartRole/) }],
    });
  });

  test('exists once, however many secrets the container gets', () => {
    const stack = threeZoneStack();
    const workload = Workload.ecsService(serviceOf(stack), { restartEvery: Duration.days(7) });
    passSecret(workload);
    workload.addSecret('LICENCE', secretsmanager.Secret.fromSecretCompleteArn(stack, 'Licence', ARN));
    templateOf(stack).resourceCountIs('AWS::Scheduler::Schedule', 1);
  });

  test('does not exist for a container that gets no secret', () => {
    const stack = threeZoneStack();
    Workload.ecsService(serviceOf(stack), { restartEvery: Duration.days(7) }).addSetting('HOST', 'db.example');
    templateOf(stack).resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  test('does not exist without the option', () => {
    const stack = threeZoneStack();
    passSecret(Workload.ecsService(serviceOf(stack)));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::Scheduler::Schedule', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('UpdateService');
  });

  test.each([
    [Duration.minutes(1), 'rate(1 minute)'],
    [Duration.minutes(90), 'rate(90 minutes)'],
    [Duration.seconds(7200), 'rate(2 hours)'],
    [Duration.days(0.5), 'rate(12 hours)'],
    [Duration.days(1), 'rate(1 day)'],
  ])('every %s is written as %s', (every, expression) => {
    expect(onlyOf(restarted(every), 'AWS::Scheduler::Schedule')).toMatchObject({
      Properties: { ScheduleExpression: expression },
    });
  });

  test('takes an interval that only the deployment knows', () => {
    const every = Duration.days(Lazy.number({ produce: () => 3 }));
    expect(onlyOf(restarted(every), 'AWS::Scheduler::Schedule')).toMatchObject({
      Properties: { ScheduleExpression: 'rate(3 days)' },
    });
  });

  test.each([undefined, { type: ecs.DeploymentControllerType.ECS }])(
    'takes the deployment controller %j',
    (controller) => {
      const stack = threeZoneStack();
      const service = serviceOf(stack, { deploymentController: controller });
      expect(() => Workload.ecsService(service, { restartEvery: Duration.days(7) })).not.toThrow();
    },
  );
});

describe('restartEvery', () => {
  const PATH = '(in Test/Service/PlatformWorkload)';

  test.each<[string, () => Duration, string]>([
    ['no time', () => Duration.days(0), 'a whole number of minutes, at least 1, got '],
    ['less than a minute', () => Duration.seconds(30), "a whole number of minutes, at least 1, got '30 seconds'."],
    ['a part of a minute', () => Duration.seconds(90), 'a whole number of minutes, at least 1, got '],
    [
      'a token in another unit',
      () => Duration.seconds(Lazy.number({ produce: () => 3 })),
      'known at synthesis, or a token in minutes, hours or days, got a token in seconds. Use `Duration.hours`.',
    ],
  ])('must not be %s', (_, create, message) => {
    const service = serviceOf(threeZoneStack());
    expect(() => Workload.ecsService(service, { restartEvery: create() })).toThrow(`restartEvery must be ${message}`);
    expect(() => Workload.ecsService(service)).not.toThrow(); // no incomplete workload is left
  });

  test.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('is refused for a service with the controller %s', (type) => {
    const service = serviceOf(threeZoneStack(), { deploymentController: { type: ecs.DeploymentControllerType[type] } });
    expect(() => Workload.ecsService(service, { restartEvery: Duration.days(7) })).toThrow(
      `restartEvery must be left out for a service with the deployment controller ${type}, whose deployments ECS does not ` +
        "start, got '7 days'. Use the deployment controller ECS, or pass the secrets by reference with " +
        `\`SecretDelivery.REFERENCE\`. ${PATH}`,
    );
  });

  test('is refused for a task without a service', () => {
    const options = { restartEvery: Duration.days(7) };
    expect(() => Workload.ecsTask(taskOf(threeZoneStack()), [], options)).toThrow(
      'restartEvery must be left out for a task without a service: each run of the task gets the current values, got ' +
        "'7 days'. Leave it out, or pass the ECS service that runs the task to `Workload.ecsService`. " +
        '(in Test/Task/PlatformWorkload)',
    );
  });

  test('is refused with references', () => {
    const options = { restartEvery: Duration.days(7), secrets: SecretDelivery.REFERENCE };
    expect(() => Workload.ecsService(serviceOf(threeZoneStack()), options)).toThrow(
      'restartEvery must be left out with SecretDelivery.REFERENCE: the code reads the current values by itself, got ' +
        `'7 days'. Leave out one of \`restartEvery\` and \`secrets\`. ${PATH}`,
    );
  });

  test.each<[Duration | undefined, string]>([
    [undefined, 'left out'],
    [Duration.days(6), '6 days'],
  ])('is not changed by a later call when the first one had %s', (restartEvery, allowed) => {
    const service = serviceOf(threeZoneStack());
    const workload = Workload.ecsService(service, { restartEvery });
    expect(Workload.ecsService(service)).toBe(workload);
    expect(Workload.ecsService(service, { restartEvery })).toBe(workload);
    expect(() => Workload.ecsService(service, { restartEvery: Duration.days(7) })).toThrow(
      `restartEvery must be ${allowed}, with which the workload was created, got '7 days'.`,
    );
  });
});

/** Connects a service of ECS to orders, in a platform whose passwords are rotated at an interval. */
function connectOrders(rotationInterval: Duration, options: EcsWorkloadOptions, logins?: LoginOptions): Stack {
  const app = newApp();
  const platform = new EcommercePlatform(new Stack(app, 'Shop', { env: ENV }), 'Platform', {
    provider: Object.assign(new AWSProvider(), { secrets: { rotationInterval } }),
    catalogue: CATALOGUE,
    logins,
  });
  const stack = new Stack(app, 'Workloads', { env: ENV });
  const orders = platform.service('orders');
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition: taskOf(stack),
    securityGroups: orders.securityGroupsFor(stack),
    minHealthyPercent: 50,
  });
  orders.connect(Workload.ecsService(service, options));
  return stack;
}

describe('with the passwords of the library, restartEvery', () => {
  const unknown = (days: number) => Duration.days(Lazy.number({ produce: () => days }));

  test.each<[string, Duration, Duration]>([
    ['half of the interval', Duration.days(30), Duration.days(15)],
    ['a minute and a day shorter', Duration.days(30), Duration.minutes(29 * 24 * 60 - 1)],
    ['an hour and a day shorter than two days', Duration.days(2), Duration.hours(23)],
    ['of any length if nothing is rotated', Duration.days(0), Duration.days(400)],
    ['of any length if only the deployment knows the interval of the rotation', unknown(2), Duration.days(400)],
    ['a token', Duration.days(2), unknown(400)],
  ])('can be %s', (_, rotation, every) => {
    const template = templateOf(connectOrders(rotation, { restartEvery: every }));
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
  });

  test.each<[string, Duration]>([
    ['the interval', Duration.days(30)],
    ['the interval but for the day in which the rotation can be', Duration.days(29)],
    ['the same in hours', Duration.hours(29 * 24)],
  ])('cannot be %s', (_, every) => {
    expect(() => connectOrders(Duration.days(30), { restartEvery: every })).toThrow(
      'restartEvery must be shorter than 29 days, because the secret in DATABASE_USERNAME is rotated every 30 days, at any ' +
        "time of the day, got '" +
        every.toHumanString() +
        "'. Use half of the interval, for example `Duration.days(15)`. (in Workloads/Service/PlatformWorkload)",
    );
  });

  test('cannot be a day if passwords are rotated every two days', () => {
    expect(() => connectOrders(Duration.days(2), { restartEvery: Duration.days(1) })).toThrow(
      'restartEvery must be shorter than 1 day, because the secret in DATABASE_USERNAME is rotated every 2 days, at any time ' +
        "of the day, got '1 day'. Rotate less often with `rotationInterval`, or pass the secrets by reference with " +
        '`SecretDelivery.REFERENCE`.',
    );
  });

  test('is refused if passwords are rotated every day', () => {
    expect(() => connectOrders(Duration.days(1), { restartEvery: Duration.hours(1) })).toThrow(
      'restartEvery must be left out: the secret in DATABASE_USERNAME is rotated every day, at any time of the day, got ' +
        "'1 hour'. Rotate less often with `rotationInterval`",
    );
  });

  test('is judged by the broker too, if the database and the cache have no passwords', () => {
    const logins = { authentication: Authentication.IAM };
    expect(() => connectOrders(Duration.days(30), { restartEvery: Duration.days(30) }, logins)).toThrow(
      'because the secret in BROKER_USERNAME is rotated every 30 days',
    );
  });
});

test('the parameter of a service has the interval, by which restartEvery is judged in another app', () => {
  const secrets = { DATABASE_PASSWORD: { secretArn: ARN, field: 'password', rotationDays: 30 } };
  const access = {
    settings: { DATABASE_HOST: 'db.example', DATABASE_PORT: '5432', DATABASE_NAME: 'orders' },
    secrets,
    rules: [],
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [ARN] }],
  };
  const record = { version: 1, ...ENV, vpcId: 'vpc-1', securityGroupIds: ['sg-2'], accesses: [access] };
  const key = `ssm:account=${ENV.account}:parameterName=/production/orders/connection:region=${ENV.region}`;
  const stack = new Stack(new App({ context: { [key]: JSON.stringify(record) } }), 'Test', { env: ENV });
  const orders = Microservice.fromParameters(stack, 'Orders', { environment: 'production', serviceName: 'orders' });
  const workload = Workload.ecsService(serviceOf(stack), { restartEvery: Duration.days(29) });
  expect(() => orders.connect(workload)).toThrow(
    'restartEvery must be shorter than 29 days, because the secret in DATABASE_PASSWORD is rotated every 30 days',
  );
});
