import { aws_ecs as ecs, type Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { type EcsWorkloadOptions, Workload } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const IMAGE = ecs.ContainerImage.fromRegistry('shop/app');

const XRAY = ecs.ContainerImage.fromRegistry('public.ecr.aws/xray/aws-xray-daemon');

const ENVOY = ecs.ContainerImage.fromRegistry('public.ecr.aws/appmesh/aws-appmesh-envoy');

/** Adds the containers to a new task definition, in this order. */
function taskWith(stack: Stack, add: (task: ecs.FargateTaskDefinition) => void, props = {}): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(stack, 'Task', props);
  add(task);
  return task;
}

/** The names of the containers that get a setting and a secret of the workload. */
function reached(stack: Stack, task: ecs.TaskDefinition, options?: EcsWorkloadOptions): string[] {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-abcdef';
  const workload = Workload.ecsTask(task, [], options);
  workload.addSetting('HOST', 'db.example');
  workload.addSecret('PASSWORD', secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', arn), 'password');
  const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::ECS::TaskDefinition'));
  const containers: Array<{ readonly Name: string; readonly Environment?: unknown; readonly Secrets?: unknown }> =
    Properties.ContainerDefinitions;
  const withBoth = containers.filter(({ Environment, Secrets }) => Environment !== undefined && Secrets !== undefined);
  const withEither = containers.filter(
    ({ Environment, Secrets }) => Environment !== undefined || Secrets !== undefined,
  );
  expect(withBoth).toEqual(withEither);
  return withBoth.map(({ Name }) => Name);
}

function addLogRouter(task: ecs.TaskDefinition): void {
  task.addFirelensLogRouter('log_router', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/aws-observability/aws-for-fluent-bit'),
    firelensConfig: { type: ecs.FirelensLogRouterType.FLUENTBIT },
  });
}

describe("settings and secrets reach the service's container", () => {
  test.each<[string, (task: ecs.FargateTaskDefinition) => void]>([
    [
      'behind the log router of FireLens',
      (task) => {
        addLogRouter(task);
        task.addContainer('app', { image: IMAGE, logging: ecs.LogDrivers.firelens({}) });
      },
    ],
    [
      'in front of the log router of FireLens',
      (task) => {
        task.addContainer('app', { image: IMAGE, logging: ecs.LogDrivers.firelens({}) });
        addLogRouter(task);
      },
    ],
    [
      'that is not essential, when only the log router is',
      (task) => {
        addLogRouter(task);
        task.addContainer('app', { image: IMAGE, essential: false });
      },
    ],
    [
      'behind a sidecar that is not essential',
      (task) => {
        task.addContainer('xray', { image: XRAY, essential: false });
        task.addContainer('app', { image: IMAGE });
      },
    ],
    [
      'that is a construct outside the task definition',
      (taskDefinition) => {
        new ecs.ContainerDefinition(taskDefinition.stack, 'app', { taskDefinition, image: IMAGE });
      },
    ],
  ])('%s', (_, add) => {
    const stack = threeZoneStack();
    expect(reached(stack, taskWith(stack, add))).toEqual(['app']);
  });

  test('with ECS Service Connect, whose proxy is not in the task definition', () => {
    const stack = threeZoneStack();
    const task = taskWith(stack, (definition) => {
      definition.addContainer('app', { image: IMAGE, portMappings: [{ name: 'http', containerPort: 80 }] });
    });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) });
    cluster.addDefaultCloudMapNamespace({ name: 'shop', useForServiceConnect: true });
    new ecs.FargateService(stack, 'Service', {
      cluster,
      taskDefinition: task,
      minHealthyPercent: 50,
      serviceConnectConfiguration: { services: [{ portMappingName: 'http' }] },
    });
    expect(reached(stack, task)).toEqual(['app']);
  });
});

describe('a task with several containers that may run the service is rejected, and its names are accepted:', () => {
  const proxyConfiguration = new ecs.AppMeshProxyConfiguration({
    containerName: 'envoy',
    properties: { appPorts: [80], proxyEgressPort: 15001, proxyIngressPort: 15000, ignoredUID: 1337 },
  });

  test.each<[string, (task: ecs.FargateTaskDefinition) => void, ecs.FargateTaskDefinitionProps, string, string]>([
    [
      'an essential X-Ray daemon',
      (task) => {
        task.addContainer('xray', { image: XRAY });
        task.addContainer('app', { image: IMAGE });
      },
      {},
      'xray, app',
      'xray',
    ],
    [
      'the proxy of App Mesh',
      (task) => {
        task.addContainer('app', { image: IMAGE });
        task.addContainer('envoy', { image: ENVOY });
      },
      { proxyConfiguration },
      'app, envoy',
      'app',
    ],
    [
      'two other containers behind a log router',
      (task) => {
        addLogRouter(task);
        task.addContainer('web', { image: IMAGE });
        task.addContainer('app', { image: IMAGE });
      },
      {},
      'web, app',
      'web',
    ],
    [
      'no essential container besides the log router',
      (task) => {
        addLogRouter(task);
        task.addContainer('xray', { image: XRAY, essential: false });
        task.addContainer('app', { image: IMAGE, essential: false });
      },
      {},
      'xray, app',
      'xray',
    ],
  ])('%s', (_, add, props, names, example) => {
    const stack = threeZoneStack();
    const task = taskWith(stack, add, props);
    expect(() => Workload.ecsTask(task, [])).toThrow(
      new Error(
        `containerName must be the name of the container that runs the service, because the task has several: ${names}, ` +
          `got none. Pass it to the factory of \`Workload\`, for example { containerName: '${example}' }. ` +
          '(in Test/Task/PlatformWorkload)',
      ),
    );
    expect(reached(stack, task, { containerName: example })).toEqual([example]);
    for (const containerName of names.split(', ')) {
      const again = threeZoneStack();
      expect(reached(again, taskWith(again, add, props), { containerName })).toEqual([containerName]);
    }
  });
});

describe('a container that is added after the task is connected', () => {
  /** Connects a task whose only container is `first`, and then adds containers. */
  const connected = (
    first: ecs.ContainerDefinitionOptions,
    add: (task: ecs.TaskDefinition) => void,
    options?: EcsWorkloadOptions,
  ) => {
    const stack = threeZoneStack();
    const task = taskWith(stack, (definition) => definition.addContainer('first', first));
    Workload.ecsTask(task, [], options);
    add(task);
    return { stack, task };
  };
  const addSecond = (task: ecs.TaskDefinition) => task.addContainer('second', { image: IMAGE });

  test.each<[string, ecs.ContainerDefinitionOptions, string]>([
    ['could run the service too', { image: IMAGE }, 'first'],
    ['is the only essential one', { image: XRAY, essential: false }, 'second'],
  ])('fails synthesis if it %s, unless the container has been named', (_, first, example) => {
    const { stack } = connected(first, addSecond);
    expect(() => templateOf(stack)).toThrow(
      '[Test/Task/PlatformWorkload] containerName must be the name of the container that runs the service, because the ' +
        'task has several: first, second, got none. Pass it to the factory of `Workload`, for example { containerName: ' +
        `'${example}' }. (in Test/Task/PlatformWorkload)`,
    );
    const named = connected(first, addSecond, { containerName: 'first' });
    expect(reached(named.stack, named.task)).toEqual(['first']);
  });

  test.each<[string, (task: ecs.TaskDefinition) => void]>([
    ['a log router', addLogRouter],
    ['a sidecar that is not essential', (task) => task.addContainer('xray', { image: XRAY, essential: false })],
  ])('is accepted if it is %s', (_, add) => {
    const { stack, task } = connected({ image: IMAGE }, add);
    expect(reached(stack, task)).toEqual(['first']);
  });
});

describe('a task definition that several ECS services run', () => {
  const secretOf = (stack: Stack, name: string) =>
    secretsmanager.Secret.fromSecretCompleteArn(
      stack,
      name,
      `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-abcdef`,
    );
  const fixture = () => {
    const stack = threeZoneStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) });
    const taskDefinition = taskWith(stack, (task) => task.addContainer('app', { image: IMAGE }));
    const workloadOf = (id: string) =>
      Workload.ecsService(new ecs.FargateService(stack, id, { cluster, taskDefinition, minHealthyPercent: 50 }));
    return { stack, blue: workloadOf('Blue'), green: workloadOf('Green') };
  };

  test('has each secret once', () => {
    const { stack, blue, green } = fixture();
    const secret = secretOf(stack, 'login');
    for (const workload of [blue, green]) {
      workload.addSecret('PASSWORD', secret, 'password');
    }
    const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::ECS::TaskDefinition'));
    expect(Properties.ContainerDefinitions[0].Secrets).toEqual([
      { Name: 'PASSWORD', ValueFrom: `${secret.secretArn}:password::` },
    ]);
  });

  test('is rejected for a second service with another secret of the same name', () => {
    const { stack, blue, green } = fixture();
    blue.addSecret('PASSWORD', secretOf(stack, 'login'), 'password');
    expect(() => green.addSecret('PASSWORD', secretOf(stack, 'other'), 'password')).toThrow(
      'workload must be a task whose container has no other secrets with the names that its service uses, got one whose ' +
        'container already has another secret named PASSWORD. Remove the secret from the container, or give each ' +
        'service a task definition of its own. (in Test/Green/PlatformWorkload)',
    );
  });
});

test('a task with only a log router is rejected, and accepted after a container is added', () => {
  const stack = threeZoneStack();
  expect(() => Workload.ecsTask(taskWith(stack, addLogRouter), [])).toThrow(
    'workload must be a task with a container, got one with only a log router. Add the container to the task definition ' +
      'before you connect it. (in Test/Task/PlatformWorkload)',
  );
  const again = threeZoneStack();
  const task = taskWith(again, (definition) => {
    addLogRouter(definition);
    definition.addContainer('app', { image: IMAGE });
  });
  expect(reached(again, task)).toEqual(['app']);
});

test('a name that no container has is rejected with the names of the containers', () => {
  const stack = threeZoneStack();
  const task = taskWith(stack, (definition) => {
    addLogRouter(definition);
    definition.addContainer('app', { image: IMAGE });
  });
  expect(() => Workload.ecsTask(task, [], { containerName: 'web' })).toThrow(
    "containerName must be the name of a container of the task: log_router, app, got 'web'.",
  );
  const empty = threeZoneStack();
  expect(() => Workload.ecsTask(new ecs.FargateTaskDefinition(empty, 'Task'), [], { containerName: 'web' })).toThrow(
    "containerName must be the name of a container of the task: it has none, got 'web'.",
  );
});
