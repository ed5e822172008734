import {
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  aws_lambda as lambda,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  Authentication,
  AWSProvider,
  CacheConstruct,
  CacheEngine,
  type CacheOptions,
  Capability,
  DevelopmentProvider,
  type IEnvironmentProvider,
  type LoginOptions,
  Microservice,
  type MicroserviceProps,
  Workload,
} from '../../src';
import { TemplateOrder } from '../order/template-order';
import { loginAttribute } from '../support/logins';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

interface Choices {
  readonly provider?: IEnvironmentProvider;
  readonly cache?: CacheOptions;
  /** The options of the cache. */
  readonly logins?: LoginOptions;
  readonly services?: readonly string[];
  /** The props of each service. */
  readonly service?: Partial<MicroserviceProps>;
  readonly context?: Record<string, unknown>;
}

/** A cache in production and services that use it, in one stack. */
function platform({ provider = new AWSProvider(), cache, logins, services = ['orders'], ...rest }: Choices = {}) {
  const stack = threeZoneStack(rest.context);
  const vpc = existingVpc(stack);
  const part = new CacheConstruct(stack, 'Cache', { provider, vpc, logins, ...cache });
  const users = services.map(
    (serviceName) =>
      new Microservice(stack, serviceName, {
        serviceName,
        vpc,
        capabilities: [Capability.CACHE],
        sharedParts: [part],
        ...rest.service,
      }),
  );
  return { stack, vpc, part, users, template: () => templateOf(stack) };
}

/** What a function of a service gets from the cache. */
function connected(choices: Choices = {}) {
  const { stack, vpc, users, template } = platform(choices);
  const [service] = users;
  const handler = new lambda.Function(stack, 'Workload', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('//'),
    vpc,
    securityGroups: service.securityGroups,
  });
  service.connect(Workload.lambdaFunction(handler));
  const it = template();
  const ofWorkload = (type: string) =>
    Object.entries(it.findResources(type)).find(([id]) => id.startsWith('Workload'))?.[1].Properties;
  return {
    variables: ofWorkload('AWS::Lambda::Function').Environment.Variables,
    statements: ofWorkload('AWS::IAM::ManagedPolicy').PolicyDocument.Statement,
    template: it,
  };
}

function usersOf(template: Template): Record<string, unknown>[] {
  return Object.values(template.findResources('AWS::ElastiCache::User')).map(({ Properties }) => Properties);
}

const OFF = expect.objectContaining({
  UserName: 'ecommerce',
  AccessString: 'off -@all',
  // ElastiCache requires a password of each user of Valkey.
  Passwords: [{ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }],
});

test('a service has a user of its own, who may use the keys with its prefix, and the shared user is off', () => {
  const { template } = platform();
  const [shared, own, ...others] = usersOf(template());
  expect(others).toEqual([]);
  expect(shared).toEqual(OFF);
  expect(own).toEqual({
    Engine: 'valkey',
    UserId: expect.stringMatching(/^orders-[a-z0-9-]+$/),
    UserName: own.UserId,
    AccessString: expect.stringMatching(/^on ~orders:\* &orders:\* \+@all -@admin -@dangerous -@scripting /),
    Passwords: [{ 'Fn::Join': ['', expect.arrayContaining(['{{resolve:secretsmanager:'])] }],
  });
  expect(String(own.UserId).length).toBeLessThanOrEqual(40);
});

test('a new platform has no secret of a shared user', () => {
  const { part, template } = platform({ services: [] });
  expect(part.secret).toBeUndefined();
  template().resourceCountIs('AWS::SecretsManager::Secret', 0);
  template().resourceCountIs('AWS::Lambda::Function', 0);
});

test('the services have different users and prefixes', () => {
  const users = usersOf(platform({ services: ['order', 'order_archive', 'orders'] }).template());
  const own = users.filter(({ UserName }) => UserName !== 'ecommerce');
  expect(own.map(({ AccessString }) => String(AccessString).split(' ')[1])).toEqual([
    '~order:*',
    '~order_archive:*',
    '~orders:*',
  ]);
  expect(new Set(own.map(({ UserId }) => UserId)).size).toBe(3);
});

test('the group lists no user of a service, so that CloudFormation never takes one away', () => {
  const lists = [[], ['orders'], ['orders', 'payments']].map((services) => {
    const { template } = platform({ services });
    return onlyResource(template(), 'AWS::ElastiCache::UserGroup').Properties.UserIds;
  });
  expect(lists).toEqual([lists[0], lists[0], lists[0]]);
  expect(lists[0]).toEqual([{ Ref: 'CacheUser72FA2B22' }]);
});

test('a login adds the user to the group, after the user and the cache', () => {
  const { template } = platform();
  const { Properties } = onlyResource(template(), 'Custom::ServiceLogin');
  expect(Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^ordersPartLoginsCacheFunction/), 'Arn'] },
    ServiceTimeout: '1200',
    System: 'cache',
    Service: 'orders',
    SecretArn: { Ref: expect.stringMatching(/^ordersPartLoginsCacheSecret/) },
    UserId: { Ref: expect.stringMatching(/^ordersPartLoginsCacheUser/) },
    UserGroupId: { Ref: expect.stringMatching(/^CacheUserGroup/) },
    AccessString: expect.stringContaining('~orders:*'),
  });
  const order = new TemplateOrder(template());
  const [[login]] = order.ofType('Custom::ServiceLogin');
  const before = ['AWS::ElastiCache::User', 'AWS::ElastiCache::ReplicationGroup', 'AWS::IAM::ManagedPolicy'];
  expect(before.flatMap((type) => order.ofType(type)).filter(([id]) => !order.isBefore(id, login))).toEqual([]);
});

test('the function of a service may change its user and the group, and read the secret of the service alone', () => {
  const { stack, template, part } = platform({ services: ['orders', 'payments'] });
  const policies = Object.entries(template().findResources('AWS::IAM::ManagedPolicy'));
  const statements = policies.find(([id]) => id.startsWith('orders'))?.[1].Properties.PolicyDocument.Statement;
  const group = stack.resolve(part.userGroup.attrArn);
  const user = { 'Fn::GetAtt': [expect.stringMatching(/^ordersPartLoginsCacheUser/), 'Arn'] };
  expect(statements.map(({ Action, Resource }: { Action: unknown; Resource: unknown }) => [Action, Resource])).toEqual([
    ['elasticache:DescribeUserGroups', group],
    ['elasticache:ModifyUserGroup', [group, user]],
    [['elasticache:DescribeUsers', 'elasticache:ModifyUser'], user],
    [
      [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      { Ref: expect.stringMatching(/^ordersPartLoginsCacheSecret/) },
    ],
    ['sqs:SendMessage', expect.anything()],
  ]);
  expect(JSON.stringify(statements)).not.toContain('"*"');
});

test.each([
  ['production', new AWSProvider(), 1],
  ['development', new DevelopmentProvider(), 0],
])('%s rotates the password by its setting', (_, provider, schedules) => {
  const { template } = platform({ provider });
  template().resourceCountIs('AWS::SecretsManager::RotationSchedule', schedules);
});

test('the secret is under the key of the service', () => {
  const key = kms.Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/1');
  const { template } = platform({ service: { encryptionKey: key } });
  expect(onlyResource(template(), 'AWS::SecretsManager::Secret').Properties.KmsKeyId).toBe(key.keyArn);
});

describe('a workload', () => {
  test('gets the names of the settings, its prefix and the secret that the login hands out', () => {
    const { variables } = connected();
    expect(variables).toMatchObject({
      CACHE_KEY_PREFIX: 'orders:',
      CACHE_SECRET_ARN: loginAttribute('SecretArn'),
      CACHE_ENDPOINT: expect.anything(),
      CACHE_READER_ENDPOINT: expect.anything(),
      CACHE_PORT: expect.anything(),
    });
  });

  test('may read the secret of its service alone', () => {
    const { statements } = connected();
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: loginAttribute('SecretArn'),
      },
    ]);
  });

  test.each([
    ['the service', { service: { logins: { authentication: Authentication.IAM } } }],
    ['the cache', { logins: { authentication: Authentication.IAM } }],
  ])('logs in with IAM, without a secret, if %s chose it', (_, choices) => {
    const { variables, statements, template } = connected(choices);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    const user = usersOf(template).find(({ UserName }) => UserName !== 'ecommerce');
    expect(user).toMatchObject({ AuthenticationMode: { Type: 'iam' }, UserId: user?.UserName });
    expect(user).not.toHaveProperty('Passwords');
    expect(variables).toMatchObject({
      CACHE_USERNAME: loginAttribute('Username'),
      CACHE_NAME: { Ref: expect.stringMatching(/^CacheReplicationGroup/) },
      CACHE_KEY_PREFIX: 'orders:',
    });
    expect(variables).not.toHaveProperty('CACHE_SECRET_ARN');
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'elasticache:Connect',
        Resource: [
          { 'Fn::Join': ['', expect.arrayContaining([':elasticache:eu-central-1:123456789012:replicationgroup:'])] },
          { 'Fn::GetAtt': [expect.stringMatching(/^ordersPartLoginsCacheIamUser/), 'Arn'] },
        ],
      },
    ]);
  });
});

describe('a deployed platform', () => {
  const logins = { sharedLogins: true };

  test('keeps the shared user, and the login of the service exists beside it', () => {
    const { variables, statements, template } = connected({ logins, cache: { rotationInterval: Duration.days(0) } });
    expect(usersOf(template)[0]).toMatchObject({
      UserName: 'ecommerce',
      AccessString: 'on ~* &* +@all -@admin -@dangerous +info',
    });
    expect(variables).toMatchObject({ CACHE_SECRET_ARN: loginAttribute('SecretArn'), CACHE_KEY_PREFIX: 'orders:' });
    expect(statements.map(({ Resource }: { Resource: unknown }) => Resource)).toEqual([
      { Ref: expect.stringMatching(/^CacheSecret/) },
      loginAttribute('SecretArn'),
    ]);
  });

  test('can turn it off for one service', () => {
    const { statements } = connected({ logins, service: { logins: { sharedLogins: false } } });
    expect(statements.map(({ Resource }: { Resource: unknown }) => Resource)).toEqual([loginAttribute('SecretArn')]);
  });

  test('turns the user off in place, in the same group', () => {
    const [on, off] = [{ sharedLogins: true }, {}].map((choice) => platform({ logins: choice }).template());
    const ids = (it: Template) => Object.keys(it.findResources('AWS::ElastiCache::User'));
    expect(ids(on)).toEqual(ids(off));
    expect(usersOf(on)[0].UserId).toBe(usersOf(off)[0].UserId);
    expect(on.findResources('AWS::ElastiCache::UserGroup')).toEqual(off.findResources('AWS::ElastiCache::UserGroup'));
  });
});

test('a way to log in that does not exist is rejected', () => {
  const choice: LoginOptions = Object({ authentication: 'iam' });
  const message = /logins\.authentication must be PASSWORD or IAM, got 'iam'/;
  expect(() => platform({ service: { logins: choice } })).toThrow(message);
  expect(() => platform({ logins: choice })).toThrow(message);
});

test('two services with one name are rejected, because their keys would begin alike', () => {
  const { stack, vpc, part } = platform();
  const props = { serviceName: 'orders', vpc, capabilities: [Capability.CACHE], sharedParts: [part] };
  expect(() => new Microservice(stack, 'Other', props)).toThrow(
    "serviceName must be a name that no other service on the same cache has, got 'orders'. Rename one of the services: its " +
      'name is that of its login. (in Test/Cache)',
  );
});

test('a service cannot share a user who is off', () => {
  expect(() => platform({ service: { logins: { sharedLogins: true } } })).toThrow(
    /logins\.sharedLogins must be false for orders, because the user that services share is off, got true/,
  );
});

describe('the users of a group', () => {
  const services = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);
  const context = { '@org/ecommerce-constructs:usersPerCacheGroup': 3 };

  test('are as many as the quota allows, with the shared user', () => {
    expect(() => platform({ services: services(2), context })).not.toThrow();
    expect(() => platform({ services: services(3), context })).toThrow(
      /Capability\.CACHE for s2, the user number 4 of the cache.*usersPerCacheGroup/,
    );
  });

  test('are one less with Redis OSS, whose group has the user default', () => {
    const cache = { engine: CacheEngine.REDIS_7_1 };
    expect(() => platform({ services: services(1), context, cache })).not.toThrow();
    expect(() => platform({ services: services(2), context, cache })).toThrow(/user number 4/);
  });
});

test('the users of an existing cache are not known, so that IAM is rejected', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const part = CacheConstruct.fromCacheAttributes(stack, 'Cache', {
    vpc,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'cache'),
    endpointAddress: 'cache.example',
  });
  const service = (logins?: LoginOptions) =>
    new Microservice(stack, 'Orders', {
      serviceName: 'orders',
      vpc,
      capabilities: [Capability.CACHE],
      sharedParts: [part],
      logins,
    });
  expect(() => service({ authentication: Authentication.IAM })).toThrow(
    /logins\.authentication must be Authentication\.PASSWORD for orders, because the library creates no users in an existing cache/,
  );
});
