import { Stack, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import {
  Authentication,
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type EcsWorkloadOptions,
  type LoginOptions,
  SecretDelivery,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { templateOf, threeZoneStack } from '../support/stacks';
import { containersOf, functionOf, statementsOf, taskOf, variablesOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-abcdef';

const CATALOGUE = ServiceCatalogue.of([
  { name: 'orders', capabilities: [Capability.CACHE, Capability.MESSAGING] },
  { name: 'reports', store: DataStore.auroraPostgres({ readers: 1 }) },
]);

const SYSTEMS = ['BROKER', 'CACHE', 'DATABASE'];
const VALUES = SYSTEMS.flatMap((system) => [`${system}_PASSWORD`, `${system}_USERNAME`]);
const ARNS = SYSTEMS.map((system) => `${system}_SECRET_ARN`);
const REFERENCES = VALUES.flatMap((name) => [`${name}_SECRET_ARN`, `${name}_SECRET_FIELD`]);

/** A platform of production, and a stack for workloads. */
function shop(logins?: LoginOptions) {
  const app = newApp();
  const platform = new EcommercePlatform(new Stack(app, 'Shop', { env: ENV }), 'Platform', {
    provider: new AWSProvider(),
    catalogue: CATALOGUE,
    logins,
  });
  return { platform, stack: new Stack(app, 'Workloads', { env: ENV }) };
}

/** What a task of orders gets: variables, secrets, and the ARNs of the secrets that its roles may read. */
function taskOfOrders(options?: EcsWorkloadOptions, logins?: LoginOptions) {
  const { platform, stack } = shop(logins);
  const orders = platform.service('orders');
  orders.connect(Workload.ecsTask(taskOf(stack), orders.securityGroupsFor(stack), options));
  const template = templateOf(stack);
  const [{ environment, secrets }] = containersOf(template);
  const readBy = (name: string) =>
    Object.keys(template.findResources('AWS::IAM::Role'))
      .filter((id) => id.startsWith(name))
      .flatMap((id) => statementsOf(template, id))
      .map((statement) => Object(statement))
      .filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
      .map(({ Resource }) => JSON.stringify(Resource));
  const variables = new Map<string, unknown>(Object.entries(Object(environment)));
  return {
    variables,
    arns: ARNS.map((name) => JSON.stringify(variables.get(name))).sort(),
    secrets: Object.keys(Object(secrets)).sort(),
    readByTask: readBy('TaskTaskRole').sort(),
    readByExecution: readBy('TaskExecutionRole').sort(),
  };
}

describe.each<[string, EcsWorkloadOptions | undefined]>([
  ['without options', undefined],
  ['with values', { secrets: SecretDelivery.VALUE }],
])('a task %s', (_, options) => {
  test('gets the values of the logins, and their ARNs beside them', () => {
    const { variables, secrets, arns } = taskOfOrders(options);
    expect(secrets).toEqual(VALUES);
    expect([...variables.keys()]).toEqual(expect.arrayContaining(ARNS));
    expect(new Set(arns).size).toBe(3);
    expect([...variables.keys()].filter((name) => REFERENCES.includes(name))).toEqual([]);
  });

  test('reads the logins with both roles, because ECS passes the values and the code may read them again', () => {
    const { arns, readByTask, readByExecution } = taskOfOrders(options);
    expect(readByTask).toEqual(arns);
    expect(readByExecution).toEqual(arns);
  });
});

describe('a task with references', () => {
  const options = { secrets: SecretDelivery.REFERENCE };

  test('gets no value, but the ARN and the field of each one', () => {
    const { variables, secrets } = taskOfOrders(options);
    expect(secrets).toEqual([]);
    expect([...variables.keys()]).toEqual(expect.arrayContaining([...ARNS, ...REFERENCES]));
    expect(variables.get('DATABASE_PASSWORD_SECRET_ARN')).toEqual(variables.get('DATABASE_SECRET_ARN'));
    expect(variables.get('DATABASE_PASSWORD_SECRET_FIELD')).toBe('password');
  });

  test('reads the logins with the task role alone', () => {
    const { arns, readByTask, readByExecution } = taskOfOrders(options);
    expect(readByTask).toEqual(arns);
    expect(readByExecution).toEqual([]);
  });

  test('of a service with IAM gets neither values nor ARNs of the database and the cache', () => {
    const { variables, readByTask } = taskOfOrders(options, { authentication: Authentication.IAM });
    expect([...variables.keys()].filter((name) => /^(CACHE|DATABASE)_.*SECRET/.test(name))).toEqual([]);
    expect(readByTask).toEqual([JSON.stringify(variables.get('BROKER_SECRET_ARN'))]);
  });

  test('has the same variables for secrets as a function', () => {
    const { platform, stack } = shop();
    const orders = platform.service('orders');
    orders.connect(Workload.ecsTask(taskOf(stack), orders.securityGroupsFor(stack), options));
    const handler = functionOf(stack, platform.vpc, orders.securityGroupsFor(stack));
    orders.connect(Workload.lambdaFunction(handler));
    const template = templateOf(stack);
    const [{ environment }] = containersOf(template);
    expect(variablesOf(template)).toEqual(environment);
  });
});

test('a whole secret has no field', () => {
  const stack = threeZoneStack();
  const workload = Workload.ecsTask(taskOf(stack), [], { secrets: SecretDelivery.REFERENCE });
  workload.addSecret('LICENCE', secretsmanager.Secret.fromSecretCompleteArn(stack, 'Licence', SECRET));
  expect(containersOf(templateOf(stack))).toEqual([{ environment: { LICENCE_SECRET_ARN: SECRET }, secrets: {} }]);
});

test.each([
  [SecretDelivery.VALUE, undefined, SecretDelivery.REFERENCE],
  [SecretDelivery.VALUE, SecretDelivery.VALUE, SecretDelivery.REFERENCE],
  [SecretDelivery.REFERENCE, SecretDelivery.REFERENCE, SecretDelivery.VALUE],
])('a workload with %s, created with %s, is not changed to %s', (allowed, first, later) => {
  const task = taskOf(threeZoneStack());
  const workload = Workload.ecsTask(task, [], { secrets: first });
  expect(Workload.ecsTask(task, [])).toBe(workload);
  expect(Workload.ecsTask(task, [], { secrets: allowed })).toBe(workload);
  expect(() => Workload.ecsTask(task, [], { secrets: later })).toThrow(
    `secrets must be ${allowed}, with which the workload was created, got '${later}'. Pass the same options to every call ` +
      'of the factory for one service or task, or leave them out of later calls. (in Test/Task/PlatformWorkload)',
  );
});

test.each([['ecsTask'], ['lambdaFunction']])(
  'a reader of a database is among the settings of a workload of %s',
  (kind) => {
    const { platform, stack } = shop();
    const reports = platform.service('reports');
    const groups = reports.securityGroupsFor(stack);
    reports.connect(
      kind === 'ecsTask'
        ? Workload.ecsTask(taskOf(stack), groups)
        : Workload.lambdaFunction(functionOf(stack, platform.vpc, groups)),
    );
    const template = templateOf(stack);
    const variables = kind === 'ecsTask' ? containersOf(template)[0].environment : variablesOf(template);
    expect(Object.keys(Object(variables))).toEqual(
      expect.arrayContaining(['DATABASE_READER_HOST', 'DATABASE_SECRET_ARN']),
    );
  },
);
