import {
  aws_applicationautoscaling as appscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_lambda as lambda,
  aws_ecs_patterns as patterns,
  type Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type IMicroservice, type IWorkload, Microservice, Workload } from '../../src';
import { serviceIn } from '../support/services';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { functionOf, podRole, taskOf } from '../support/workloads';

function serviceOf(stack: Stack): ecs.FargateService {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a'],
    privateSubnetIds: ['subnet-1'],
  });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  return new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: taskOf(stack), minHealthyPercent: 50 });
}

/** Calls a function as JavaScript does, where no compiler checks the types of the arguments. */
function callUnchecked(self: object, name: string, ...args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(self, name), self, args);
}

const EVERY_FACTORY =
  '`Workload.lambdaFunction(fn)`, `Workload.ecsService(service)`, `Workload.ecsTask(task, securityGroups)` or ' +
  '`Workload.identity(scope, id, role, securityGroups)`';

/** A service that this app creates, and one that it reads from the parameters of another app. */
const SERVICES: Array<[string, (stack: Stack) => IMicroservice]> = [
  ['of this app', (stack) => serviceIn(stack)],
  [
    'of another app',
    (stack) => Microservice.fromParameters(stack, 'Reviews', { environment: 'production', serviceName: 'reviews' }),
  ],
];

describe.each(SERVICES)('connect of a service %s', (_, createService) => {
  test.each<[string, (stack: Stack) => unknown, string, string]>([
    [
      'a Lambda function',
      functionOf,
      'an instance of aws-cdk-lib.aws_lambda.Function at Test/Handler',
      '`Workload.lambdaFunction(fn)`',
    ],
    [
      'an ECS service',
      serviceOf,
      'an instance of aws-cdk-lib.aws_ecs.FargateService at Test/Service',
      '`Workload.ecsService(service)`',
    ],
    [
      'an ECS task definition',
      taskOf,
      'an instance of aws-cdk-lib.aws_ecs.FargateTaskDefinition at Test/Task',
      '`Workload.ecsTask(task, securityGroups)`',
    ],
    [
      'an IAM role',
      podRole,
      'an instance of aws-cdk-lib.aws_iam.Role at Test/Pod',
      '`Workload.identity(scope, id, role, securityGroups)`',
    ],
    ['another construct', (stack) => stack, 'an instance of aws-cdk-lib.Stack at Test', EVERY_FACTORY],
    ['a plain object', () => ({}), 'an object', EVERY_FACTORY],
    ['an object without a prototype', () => Object.create(null), 'an object', EVERY_FACTORY],
    ['an array', (stack) => [functionOf(stack)], 'an instance of Array', EVERY_FACTORY],
    ['undefined', () => undefined, 'undefined', EVERY_FACTORY],
    ['null', () => null, 'null', EVERY_FACTORY],
    ['a string', () => 'orders', 'a string', EVERY_FACTORY],
  ])('rejects %s and names the factory to use', (_kind, create, got, factory) => {
    const stack = threeZoneStack();
    const service = createService(stack);
    expect(() => callUnchecked(service, 'connect', create(stack))).toThrow(
      `workload must be an IWorkload, got ${got}. Write ${factory}. (in Test/Reviews)`,
    );
  });
});

describe('connect of a construct of aws_ecs_patterns names the member to pass to a factory:', () => {
  const image = ecs.ContainerImage.fromRegistry('shop/app');
  const OF_SERVICE = '`Workload.ecsService(pattern.service)`';
  const OF_TASK = '`Workload.ecsTask(pattern.taskDefinition, securityGroups)`';

  test.each<[string, (stack: Stack, cluster: ecs.Cluster) => Construct, string]>([
    [
      'ApplicationLoadBalancedFargateService',
      (stack, cluster) =>
        new patterns.ApplicationLoadBalancedFargateService(stack, 'Web', {
          cluster,
          taskImageOptions: { image },
          minHealthyPercent: 50,
        }),
      OF_SERVICE,
    ],
    [
      'NetworkMultipleTargetGroupsFargateService',
      (stack, cluster) =>
        new patterns.NetworkMultipleTargetGroupsFargateService(stack, 'Web', { cluster, taskImageOptions: { image } }),
      OF_SERVICE,
    ],
    [
      'QueueProcessingEc2Service',
      (stack, cluster) => new patterns.QueueProcessingEc2Service(stack, 'Web', { cluster, image, memoryLimitMiB: 512 }),
      OF_SERVICE,
    ],
    [
      'ScheduledFargateTask',
      (stack, cluster) =>
        new patterns.ScheduledFargateTask(stack, 'Web', {
          cluster,
          scheduledFargateTaskImageOptions: { image },
          schedule: appscaling.Schedule.cron({ hour: '3' }),
        }),
      OF_TASK,
    ],
  ])('%s', (type, create, factory) => {
    const stack = threeZoneStack();
    const pattern = create(stack, new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack, 'OfCluster') }));
    const service = serviceIn(stack);
    const got = `got an instance of aws-cdk-lib.aws_ecs_patterns.${type} at Test/Web. Write ${factory}.`;
    expect(() => callUnchecked(service, 'connect', pattern)).toThrow(
      `workload must be an IWorkload, ${got} (in Test/Reviews)`,
    );
    expect(() => callUnchecked(Workload, 'ecsService', pattern)).toThrow(
      `service must be an ECS service that the app creates, ${got}`,
    );
  });

  test('the service of a pattern and the task definition of a scheduled task are accepted', () => {
    const stack = threeZoneStack();
    const vpc = existingVpc(stack, 'OfCluster');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const web = new patterns.ApplicationLoadBalancedFargateService(stack, 'Web', {
      cluster,
      taskImageOptions: { image },
      minHealthyPercent: 50,
    });
    const nightly = new patterns.ScheduledFargateTask(stack, 'Nightly', {
      cluster,
      scheduledFargateTaskImageOptions: { image },
      schedule: appscaling.Schedule.cron({ hour: '3' }),
    });
    const reviews = serviceIn(stack);
    reviews.connect(Workload.ecsService(web.service));
    reviews.connect(Workload.ecsTask(nightly.taskDefinition, reviews.securityGroups));
    const tasks = Object.values(templateOf(stack).findResources('AWS::ECS::TaskDefinition'));
    expect(tasks.map(({ Properties }) => Properties.ContainerDefinitions[0].Environment)).toEqual([
      [{ Name: 'STORE_NAME', Value: 'store' }],
      [{ Name: 'STORE_NAME', Value: 'store' }],
    ]);
  });
});

describe('a factory of Workload', () => {
  const lambdaFix =
    'Pass a `lambda.Function`: an imported function, a version or an alias takes no environment variables.';
  const serviceFix =
    'Pass an `ecs.FargateService` or another `ecs.BaseService`; the patterns of the CDK have one as `service`.';

  test.each<[string, string, (stack: Stack) => unknown[], string]>([
    [
      'ecsTask',
      'an ECS service',
      (stack) => [serviceOf(stack), []],
      'task must be an ECS task definition that the app creates, got an instance of aws-cdk-lib.aws_ecs.FargateService at Test/Service. ' +
        'Write `Workload.ecsService(service)`.',
    ],
    [
      'ecsService',
      'a task definition',
      (stack) => [taskOf(stack)],
      'service must be an ECS service that the app creates, got an instance of aws-cdk-lib.aws_ecs.FargateTaskDefinition at Test/Task. ' +
        'Write `Workload.ecsTask(task, securityGroups)`.',
    ],
    [
      'ecsService',
      'undefined',
      () => [undefined],
      `service must be an ECS service that the app creates, got undefined. ${serviceFix}`,
    ],
    [
      'lambdaFunction',
      'undefined',
      () => [undefined],
      `handler must be a Lambda function that the app creates, got undefined. ${lambdaFix}`,
    ],
    [
      'identity',
      'undefined in place of a role',
      (stack) => [stack, 'Identity', undefined, []],
      'role must be an IAM role, got undefined. Pass the `iam.IRole` that the code runs under.',
    ],
    [
      'identity',
      'a function in place of its role',
      (stack) => [stack, 'Identity', functionOf(stack), []],
      'role must be an IAM role, got an instance of aws-cdk-lib.aws_lambda.Function at Test/Handler. Write `Workload.lambdaFunction(fn)`.',
    ],
  ])('%s rejects %s', (factory, _, argumentsIn, message) => {
    expect(() => callUnchecked(Workload, factory, ...argumentsIn(threeZoneStack()))).toThrow(new Error(message));
  });

  test('lambdaFunction rejects an imported function', () => {
    const imported = lambda.Function.fromFunctionName(threeZoneStack(), 'Imported', 'orders');
    expect(() => callUnchecked(Workload, 'lambdaFunction', imported)).toThrow(`at Test/Imported. ${lambdaFix}`);
  });

  test.each<[string, (fn: lambda.Function) => lambda.IFunction]>([
    ['Alias', (fn) => fn.addAlias('live')],
    ['Version', (fn) => fn.currentVersion],
  ])('lambdaFunction rejects an instance of %s', (type, create) => {
    const qualified = create(functionOf(threeZoneStack()));
    expect(() => callUnchecked(Workload, 'lambdaFunction', qualified)).toThrow(
      `got an instance of aws-cdk-lib.aws_lambda.${type} at ${qualified.node.path}. ${lambdaFix}`,
    );
  });

  test('ecsService rejects a workload, which is not a service', () => {
    const workload = Workload.ecsService(serviceOf(threeZoneStack()));
    expect(() => callUnchecked(Workload, 'ecsService', workload)).toThrow(
      `at Test/Service/PlatformWorkload. ${serviceFix}`,
    );
  });

  test('ecsTask rejects an imported task definition', () => {
    const arn = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:1';
    const imported = ecs.TaskDefinition.fromTaskDefinitionArn(threeZoneStack(), 'Imported', arn);
    expect(() => callUnchecked(Workload, 'ecsTask', imported, [])).toThrow(
      'at Test/Imported. Pass an `ecs.TaskDefinition`; an imported task definition takes no settings.',
    );
  });
});

test('connect accepts an IWorkload whose members are defined on the object, as jsii does for Python and Java', () => {
  const stack = threeZoneStack();
  const settings: Record<string, string> = {};
  // jsii defines the members of such an implementation on the object, because there is no JavaScript class.
  const workload: IWorkload = Object.assign(new Construct(stack, 'Machine'), {
    grantPrincipal: podRole(stack),
    connections: new ec2.Connections(),
    addSetting: (name: string, value: string) => {
      settings[name] = value;
    },
    addSecret: () => undefined,
  });
  serviceIn(stack).connect(workload);
  expect(settings).toEqual({ STORE_NAME: 'store' });
});
