import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { AWSProvider, Capability, EcommercePlatform, Workload } from '../../src';
import { newApp } from '../support/apps';
import { decryptSecret } from '../support/decrypt';
import { loginAttribute, partLoginAttribute } from '../support/logins';
import { templateOf, threeZoneStack } from '../support/stacks';
import { containersOf, functionOf, podRole, statementsOf, taskOf, variablesOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const ofDatabase = (attribute: string) => getAtt('PlatformDatabaseorderserviceInstance7F2C6D89', attribute);
const ofCache = (attribute: string) => getAtt('PlatformCacheReplicationGroupBBB2DAA6', attribute);

/** The ARNs of the secrets that the workloads of orderservice read. */
const DATABASE = loginAttribute('SecretArn');
const CACHE = partLoginAttribute('orderservice', 'Cache', 'SecretArn');
const BROKER = partLoginAttribute('orderservice', 'Broker', 'SecretArn');

const SETTINGS = {
  DATABASE_HOST: ofDatabase('Endpoint.Address'),
  DATABASE_PORT: ofDatabase('Endpoint.Port'),
  DATABASE_NAME: 'orderservice',
  DATABASE_OPTIONS: 'sslmode=verify-full',
  DATABASE_SECRET_ARN: DATABASE,
  CACHE_ENDPOINT: ofCache('PrimaryEndPoint.Address'),
  CACHE_READER_ENDPOINT: ofCache('ReaderEndPoint.Address'),
  CACHE_PORT: ofCache('PrimaryEndPoint.Port'),
  CACHE_KEY_PREFIX: 'orderservice:',
  CACHE_SECRET_ARN: CACHE,
  BROKER_ENDPOINT: getAtt('PlatformMessagingEndpoint862534CB', 'Value'),
  BROKER_PREFIX: 'orderservice.',
  BROKER_EXCHANGE: 'orderservice.events',
  BROKER_SECRET_ARN: BROKER,
};

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const read = (secret: unknown) => allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secret);
const READ_SECRETS = [
  read(DATABASE),
  decryptSecret(getAtt('PlatformDatabaseorderserviceKeyF949AF0C', 'Arn'), DATABASE),
  read(CACHE),
  decryptSecret(getAtt('PlatformDatabaseorderserviceKeyF949AF0C', 'Arn'), CACHE),
  read(BROKER),
  decryptSecret(getAtt('PlatformKeyE2280810', 'Arn'), BROKER),
];

/** The permission to read the record of orderservice. */
const READ_RECORD = allow(['ssm:GetParameter', 'ssm:GetParameters'], {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-central-1:123456789012:parameter/production/orderservice/connection'],
  ],
});

describe('a workload of orderservice', () => {
  const stack = threeZoneStack();
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
  const orders = platform.service('orderservice');
  const task = taskOf(stack);
  const pod = podRole(stack);
  const handler = functionOf(stack, platform.vpc, orders.securityGroups);
  orders.connect(Workload.ecsTask(task, orders.securityGroups));
  orders.connect(Workload.lambdaFunction(handler));
  orders.connect(Workload.identity(stack, 'Identity', pod, orders.securityGroups));
  const template = templateOf(stack);
  const idOf = (role: { readonly roleName: string } | undefined): string => stack.resolve(role?.roleName).Ref;

  test('in a container, gets the value of each setting and a reference to the field of each secret', () => {
    const field = (secret: unknown, name: string) => ({ 'Fn::Join': ['', [secret, `:${name}::`]] });
    expect(containersOf(template)).toEqual([
      {
        environment: SETTINGS,
        secrets: {
          DATABASE_USERNAME: field(DATABASE, 'username'),
          DATABASE_PASSWORD: field(DATABASE, 'password'),
          CACHE_USERNAME: field(CACHE, 'username'),
          CACHE_PASSWORD: field(CACHE, 'password'),
          BROKER_USERNAME: field(BROKER, 'username'),
          BROKER_PASSWORD: field(BROKER, 'password'),
        },
      },
    ]);
  });

  test('in a Lambda function, gets the value of each setting, and the ARN and the field of each secret', () => {
    expect(variablesOf(template)).toEqual({
      ...SETTINGS,
      DATABASE_USERNAME_SECRET_ARN: DATABASE,
      DATABASE_USERNAME_SECRET_FIELD: 'username',
      DATABASE_PASSWORD_SECRET_ARN: DATABASE,
      DATABASE_PASSWORD_SECRET_FIELD: 'password',
      CACHE_USERNAME_SECRET_ARN: CACHE,
      CACHE_USERNAME_SECRET_FIELD: 'username',
      CACHE_PASSWORD_SECRET_ARN: CACHE,
      CACHE_PASSWORD_SECRET_FIELD: 'password',
      BROKER_USERNAME_SECRET_ARN: BROKER,
      BROKER_USERNAME_SECRET_FIELD: 'username',
      BROKER_PASSWORD_SECRET_ARN: BROKER,
      BROKER_PASSWORD_SECRET_FIELD: 'password',
    });
  });

  test.each([
    ["a task's role reads the record and secrets", task.taskRole, [READ_RECORD, ...READ_SECRETS]],
    ["a task's execution role reads secrets", task.executionRole, READ_SECRETS],
    ["a function's role reads secrets and the record", handler.role, [...READ_SECRETS, READ_RECORD]],
    ["a pod's role reads secrets and the record", pod, [...READ_SECRETS, READ_RECORD]],
  ])('%s, and has no other permission', (_, role, statements) => {
    expect(statementsOf(template, idOf(role))).toEqual(statements);
  });

  test('has its permissions in policies whose descriptions name the service', () => {
    template.allResourcesProperties('AWS::IAM::ManagedPolicy', { Path: '/' });
    const descriptions = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map(
      ({ Properties }) => Properties.Description,
    );
    expect(
      descriptions.filter(
        (description) =>
          description === 'Allows workloads of orderservice to use its store and the shared parts of the platform',
      ),
    ).toHaveLength(4);
  });
});

describe.each<[string, Capability[] | undefined, string[], number[]]>([
  ['without `capabilities`', undefined, ['DATABASE', 'CACHE', 'BROKER'], [5433, 5671, 6379]],
  ['with an empty list of capabilities', [], ['DATABASE'], [5433]],
  ['with the capability CACHE', [Capability.CACHE], ['DATABASE', 'CACHE'], [5433, 6379]],
  ['with the capability MESSAGING', [Capability.MESSAGING], ['DATABASE', 'BROKER'], [5433, 5671]],
  [
    'with both capabilities',
    [Capability.MESSAGING, Capability.CACHE],
    ['DATABASE', 'CACHE', 'BROKER'],
    [5433, 5671, 6379],
  ],
])('a workload %s', (_, capabilities, prefixes, ports) => {
  const app = newApp();
  const shop = new Stack(app, 'Shop', { env: ENV });
  const platform = new EcommercePlatform(shop, 'Platform', { provider: new AWSProvider() });
  const stack = new Stack(app, 'Workloads', { env: ENV });
  const orders = platform.service('orderservice');
  // The task has none of the service's security groups, so that everything that it uses needs ingress rules.
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-task');
  orders.connect(Workload.ecsTask(taskOf(stack), [group]), { capabilities });
  const template = templateOf(stack);

  test(`gets the settings and the secrets of ${prefixes.join(', ')}`, () => {
    const [{ environment, secrets }] = containersOf(template);
    const begins = (names: object) => [...new Set(Object.keys(names).map((name) => name.split('_')[0]))];
    expect(begins(Object(environment))).toEqual(prefixes);
    expect(begins(Object(secrets))).toEqual(prefixes);
  });

  test(`gets TCP ingress rules for the ports ${ports.join(', ')}`, () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    const shown = rules.map(({ Properties: { FromPort, ToPort, IpProtocol } }) => [FromPort, ToPort, IpProtocol]);
    expect(shown.sort()).toEqual(ports.map((port) => [port, port, 'tcp']));
  });

  test('may read one secret for each of them', () => {
    const [execution] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Execution'));
    const text = JSON.stringify(statementsOf(template, execution));
    expect(text.match(/GetSecretValue/g)).toHaveLength(prefixes.length);
  });
});
