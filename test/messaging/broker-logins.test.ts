import { aws_kms as kms, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  AmazonMQConstruct,
  type AmazonMQConstructProps,
  AWSProvider,
  BrokerDeploymentMode,
  Capability,
  DevelopmentProvider,
  Events,
  Microservice,
  type MicroserviceProps,
  Subscription,
} from '../../src';
import { TemplateOrder } from '../order/template-order';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const LOGIN = 'Custom::ServiceLogin';

/** A broker in a stack of its own, without a platform, and a way to add services to it. */
function shop(options: Partial<AmazonMQConstructProps> = {}) {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY);
  const messaging = new AmazonMQConstruct(stack, 'Messaging', {
    provider: new AWSProvider(),
    vpc,
    encryptionKey,
    ...options,
  });
  const service = (serviceName: string, props: Partial<MicroserviceProps> = {}) =>
    new Microservice(stack, serviceName, {
      serviceName,
      vpc,
      capabilities: [Capability.MESSAGING],
      sharedParts: [messaging],
      ...props,
    });
  return { stack, messaging, service, template: () => templateOf(stack) };
}

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

function loginOf(template: Template, service: string) {
  const [login] = Object.values(template.findResources(LOGIN, { Properties: { Service: service } }));
  return login.Properties;
}

/** The logical id of the only resource of a type below a construct. */
function idOf(template: Template, type: string, path: RegExp): string {
  const [id, ...others] = Object.keys(template.findResources(type)).filter((candidate) => path.test(candidate));
  expect([type, others]).toEqual([type, []]);
  return id;
}

describe('the login of a service', () => {
  test('is a custom resource with a secret, whose first user is the first one of the turns', () => {
    const { service, template } = shop();
    service('order-archive');
    const { GenerateSecretString } = Object(
      Object.values(template().findResources('AWS::SecretsManager::Secret', { Properties: { KmsKeyId: KEY } })).find(
        ({ Properties }) => Properties.Description === 'Login of order-archive to the broker',
      ),
    ).Properties;
    expect(GenerateSecretString).toMatchObject({ GenerateStringKey: 'password', PasswordLength: 64 });
    expect(JSON.stringify(GenerateSecretString.SecretStringTemplate).replaceAll('\\', '')).toMatch(
      /\{"username":"order-archive_a","endpoint":.*"vhost":"\/","prefix":"order-archive.","exchange":"order-archive.events"\}/,
    );
    const login = loginOf(template(), 'order-archive');
    expect(login).toMatchObject({
      System: 'broker',
      ServiceTimeout: '600',
      SecretArn: { Ref: idOf(template(), 'AWS::SecretsManager::Secret', /Login/) },
      ConnectionLimit: 20,
      Subscriptions: [],
      AdditionalNames: [],
      DefaultQueueType: 'QUORUM',
    });
  });

  test.each([
    ['production, where they are rotated', new AWSProvider(), 2],
    ['development, where they are not', new DevelopmentProvider(), 0],
  ])('is served by one function for all services in %s', (_, provider, schedules) => {
    const { service, template } = shop({ provider });
    service('orders');
    service('payments');
    template().resourceCountIs(LOGIN, 2);
    template().resourceCountIs('AWS::Lambda::Function', schedules === 0 ? 1 : 2); // with the rotation of the administrator
    const handler = idOf(template(), 'AWS::Lambda::Function', /LoginsFunction/);
    for (const { Properties } of Object.values(template().findResources(LOGIN))) {
      expect(Properties.ServiceToken).toEqual({ 'Fn::GetAtt': [handler, 'Arn'] });
    }
    const rotated = Object.values(
      template().findResources('AWS::SecretsManager::RotationSchedule', {
        Properties: { RotationLambdaARN: { 'Fn::GetAtt': [handler, 'Arn'] } },
      }),
    );
    expect(rotated).toHaveLength(schedules);
  });

  test('does not exist, nor does the function, without a service that uses the broker', () => {
    const { service, template } = shop();
    service('orders', { capabilities: [] });
    template().resourceCountIs(LOGIN, 0);
    expect(Object.keys(template().findResources('AWS::Lambda::Function')).filter((id) => /Logins/.test(id))).toEqual(
      [],
    );
  });

  test('is of one service', () => {
    const { service, messaging, stack } = shop();
    service('orders');
    const [scope, capability] = [new Construct(stack, 'Other'), Capability.MESSAGING];
    const vpc = existingVpc(stack, 'OtherVpc');
    const other = { serviceName: 'orders', vpc, capabilities: [capability], sharedParts: [messaging] };
    expect(() => new Microservice(scope, 'orders', other)).toThrow(
      "serviceName must be a name that no other service on the same broker has, got 'orders'.",
    );
  });

  test('is declared when the broker exists, and the function may do its work', () => {
    const { service, template } = shop();
    service('orders');
    const order = new TemplateOrder(template());
    const [[id]] = order.ofType(LOGIN);
    const before = [
      'AWS::AmazonMQ::Broker',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::IAM::ManagedPolicy',
      'AWS::SecretsManager::ResourcePolicy',
    ]
      .flatMap((type) => order.ofType(type))
      .filter(([other]) => !/Rotation|Client/.test(other));
    expect(before).toHaveLength(4);
    expect(before.filter(([other]) => !order.isBefore(other, id))).toEqual([]);
    for (const [schedule] of order.ofType('AWS::SecretsManager::RotationSchedule')) {
      const isOfLogin = /^orders/.test(schedule);
      expect(order.isBefore(id, schedule)).toBe(isOfLogin);
      expect(order.isBefore(idOf(template(), 'AWS::Lambda::Permission', /Invocation/), schedule)).toBe(isOfLogin);
    }
  });
});

describe('the function', () => {
  test('reads the secret of the administrator, and may use the key of the secrets only by means of Secrets Manager', () => {
    const { service, template } = shop();
    service('orders');
    const policy = template().toJSON().Resources[idOf(template(), 'AWS::IAM::ManagedPolicy', /LoginsFunction/)];
    const statements: Array<Record<string, unknown>> = policy.Properties.PolicyDocument.Statement;
    const administrator = { Ref: idOf(template(), 'AWS::SecretsManager::Secret', /^MessagingSecret/) };
    const viaSecretsManager = { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' };
    expect(statements.filter(({ Action }) => !/^sqs:/.test(String(Action)))).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: administrator },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY,
        Condition: { StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': administrator } },
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: KEY,
        Condition: { StringEquals: viaSecretsManager },
      },
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' } },
      }),
      expect.objectContaining({
        Action: 'kms:Decrypt',
        Condition: { StringEquals: { 'kms:ViaService': 'lambda.eu-central-1.amazonaws.com' } },
      }),
    ]);
  });

  test('is the only principal that the policy of the secret names, for this secret alone', () => {
    const { service, template } = shop();
    service('orders');
    const { ResourcePolicy, SecretId } = onlyResource(template(), 'AWS::SecretsManager::ResourcePolicy').Properties;
    expect(Object(ResourcePolicy).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::GetAtt': [idOf(template(), 'AWS::IAM::Role', /LoginsFunction/), 'Arn'] } },
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: SecretId,
      },
    ]);
  });

  test('is called by Secrets Manager of this account, and finds the console of the broker', () => {
    const { service, template } = shop();
    service('orders');
    const handler = idOf(template(), 'AWS::Lambda::Function', /LoginsFunction/);
    template().hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [handler, 'Arn'] },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    expect(template().toJSON().Resources[handler].Properties.Environment.Variables).toMatchObject({
      CONSOLE_URL: {
        'Fn::Select': [0, { 'Fn::GetAtt': [idOf(template(), 'AWS::AmazonMQ::Broker', /./), 'ConsoleURLs'] }],
      },
      MASTER_SECRET_ARN: { Ref: idOf(template(), 'AWS::SecretsManager::Secret', /^MessagingSecret/) },
    });
  });
});

describe('workloads', () => {
  const ofService = { 'Fn::GetAtt': [expect.stringMatching(/^ordersPartLoginsBrokerLogin/), 'SecretArn'] };

  /** What workloads of a service get of the broker. */
  function accessOf({ _record }: Microservice, stack: Stack) {
    const [{ settings, secrets, permissions }] = _record.accesses;
    const arns = permissions.flatMap(({ resources }) => resources);
    return stack.resolve({ settings, secrets, arns });
  }

  test('get the login of their service and nothing of the administrator', () => {
    const { messaging, service, stack } = shop();
    expect(accessOf(service('orders'), stack)).toEqual({
      settings: {
        BROKER_ENDPOINT: stack.resolve(messaging.endpoint),
        BROKER_SECRET_ARN: ofService,
        BROKER_PREFIX: 'orders.',
        BROKER_EXCHANGE: 'orders.events',
      },
      secrets: {
        BROKER_USERNAME: { secretArn: ofService, field: 'username', keyArn: KEY, rotationDays: 30 },
        BROKER_PASSWORD: { secretArn: ofService, field: 'password', keyArn: KEY, rotationDays: 30 },
      },
      arns: [ofService, KEY],
    });
  });

  test('keep the login of the administrator beside the own one with `sharedLogins`, and classic queues', () => {
    const { messaging, service, stack, template } = shop({ logins: { sharedLogins: true } });
    const { settings, secrets, arns } = accessOf(service('orders'), stack);
    const ofAdministrator = stack.resolve(messaging.secret.secretArn);
    expect(settings.BROKER_SECRET_ARN).toEqual(ofService);
    expect([secrets.BROKER_USERNAME.secretArn, secrets.BROKER_PASSWORD.secretArn]).toEqual([
      ofAdministrator,
      ofAdministrator,
    ]);
    expect(arns).toEqual([ofAdministrator, KEY, ofService, KEY]);
    expect(loginOf(template(), 'orders').DefaultQueueType).toBe('UNCHANGED');
  });

  test('are never the administrator for a service alone, which could use everything of the others', () => {
    const { service } = shop();
    expect(() => service('orders', { logins: { sharedLogins: true } })).toThrow(
      "logins.sharedLogins must be false for orders, because the services of the broker do not share the administrator's " +
        'login, got true. Set `logins.sharedLogins` of the platform or of the broker, or leave it out for the service. ' +
        '(in Test/Messaging/Logins)',
    );
  });

  test('of a service that turns `sharedLogins` off before the others get its own login', () => {
    const { messaging, service, stack, template } = shop({ logins: { sharedLogins: true } });
    const { secrets } = accessOf(service('orders', { logins: { sharedLogins: false } }), stack);
    expect(secrets.BROKER_PASSWORD.secretArn).toEqual(ofService);
    expect(accessOf(service('payments'), stack).secrets.BROKER_PASSWORD.secretArn).toEqual(
      stack.resolve(messaging.secret.secretArn),
    );
    expect(loginOf(template(), 'orders').DefaultQueueType).toBe('UNCHANGED');
  });
});

describe('subscriptions', () => {
  test('are those of the service, with the routing keys that it binds', () => {
    const { service, template } = shop();
    service('orders', { publishes: Events.of('order.placed', 'order.cancelled') });
    service('products', { publishes: Events.ANY });
    service('mails', {
      subscribes: [Subscription.to('orders', 'order.placed', 'order.*'), Subscription.to('products')],
      brokerLogin: { additionalNames: ['emails'], connectionLimit: 3 },
    });
    expect(loginOf(template(), 'mails')).toMatchObject({
      Subscriptions: [
        { Publisher: 'orders', RoutingKeys: ['order.placed', 'order.*'] },
        { Publisher: 'products', RoutingKeys: [] },
      ],
      AdditionalNames: ['emails'],
      ConnectionLimit: 3,
    });
  });

  test.each([
    [
      'to a service that is not there',
      [Subscription.to('order')],
      'subscribes must be subscriptions to services of the catalogue that use the broker and publish events: orders, got a subscription of mails to order. Correct the name, add order with the capability messaging and `publishes`, or remove the subscription. (in Test/Messaging)',
    ],
    [
      'to a service that publishes nothing',
      [Subscription.to('payments')],
      'subscribes must be subscriptions to services that publish events, got a subscription of mails to payments. Set `publishes` of payments',
    ],
    [
      'to an event that is not published',
      [Subscription.to('orders', 'order.lost')],
      'subscribes must be subscriptions to events that the service publishes: order.placed, got a subscription of mails to orders.order.lost.',
    ],
  ])('%s fail synthesis', (_, subscribes, message) => {
    const { service, template } = shop();
    service('mails', { subscribes });
    service('orders', { publishes: Events.of('order.placed') });
    service('payments');
    expect(template).toThrow(message);
  });

  test.each([
    ['to the service itself', [Subscription.to('mails')], 'subscribes must be other services than mails itself'],
    [
      'to one service twice',
      [Subscription.to('orders', 'a'), Subscription.to('orders', 'b')],
      'subscribes must be one subscription to each service, got several subscriptions of mails to orders. Use one with all ' +
        "routing keys: `Subscription.to('orders', ...)`.",
    ],
  ])('%s are refused', (_, subscribes, message) => {
    expect(() => shop().service('mails', { subscribes })).toThrow(message);
  });

  test.each(['order.*', '*.placed', '#', 'order.placed.#', '#.placed'])('with the pattern %s are accepted', (key) => {
    const { service, template } = shop();
    service('orders', { publishes: Events.of('order.placed') });
    service('mails', { subscribes: [Subscription.to('orders', key)] });
    expect(template).not.toThrow();
  });

  test.each(['*', 'order', 'order.placed.*', 'order.*.*', 'payment.#'])('with the pattern %s never match', (key) => {
    const { service, template } = shop();
    service('orders', { publishes: Events.of('order.placed') });
    service('mails', { subscribes: [Subscription.to('orders', key)] });
    expect(template).toThrow('subscribes must be subscriptions to events that the service publishes');
  });
});

describe('routing keys', () => {
  test.each(['', 'order placed', 'order..placed', '.order', 'order.*', 'a'.repeat(192)])('%p are no event', (key) => {
    expect(() => Events.of(key)).toThrow('routingKeys must be at most 191 characters: words of letters');
  });

  test.each(['', 'order.**', 'order.a*', 'a'.repeat(192)])('%p are no binding', (key) => {
    expect(() => Subscription.to('orders', key)).toThrow(
      'routingKeys must be at most 191 characters: words of letters',
    );
  });

  test('are at least one', () => {
    expect(() => Events.of()).toThrow('routingKeys must be one or more, got none. Use `Events.ANY`');
  });
});

describe('names', () => {
  test('of RabbitMQ are refused for a service that uses the broker', () => {
    expect(() => shop().service('amq')).toThrow(
      "serviceName must be another name than amq for a service that uses the broker, because RabbitMQ's own exchanges begin with it, got 'amq'. Rename the service, for example to amqservice. (in Test/Messaging/Logins)",
    );
    expect(() => shop().service('amq', { capabilities: [] })).not.toThrow();
  });

  test.each([[['']], [['amq.topic']], [['a'.repeat(256)]], [['emails', 'emails']]])(
    '%p are no additional names',
    (additionalNames) => {
      expect(() => shop().service('mails', { brokerLogin: { additionalNames } })).toThrow(
        'brokerLogin.additionalNames must be',
      );
    },
  );

  test('that belong to another service fail synthesis', () => {
    const { service, template } = shop();
    service('mails', { brokerLogin: { additionalNames: ['order.work', 'orders.work'] } });
    service('orders');
    expect(template).toThrow(
      'brokerLogin.additionalNames must be names that do not belong to orders, whose queues and exchanges begin with orders., got orders.work for mails.',
    );
  });
});

describe('connections', () => {
  const { SINGLE_INSTANCE } = BrokerDeploymentMode;

  test.each([
    ['mq.m7g.medium', '4.2', 5],
    ['mq.m7g.large', '4.2', 20],
    ['mq.m7g.medium', '3.13', 16],
    ['mq.t3.micro', '3.13', 20],
  ])('of each user on %s with version %s are %d by default', (instanceType, engineVersion, limit) => {
    const { service, template } = shop({ instanceType, engineVersion, deploymentMode: SINGLE_INSTANCE });
    service('orders');
    expect(loginOf(template(), 'orders').ConnectionLimit).toBe(limit);
  });

  test.each([
    ['mq.m7g.medium', '4.2', 90],
    ['mq.m7g.large', '4.2', 1490],
    ['mq.m7g.2xlarge', '4.2', 5990],
    ['mq.m7g.16xlarge', '4.3', 47_990],
    ['mq.m5.large', '3.13', 4990],
    ['mq.m5.xlarge', '3.13', 9990],
  ])('on %s with version %s are at most %d together', (instanceType, engineVersion, sum) => {
    const withLimits = (ofOrders: number, ofPayments: number) => {
      const { service, template } = shop({ instanceType, engineVersion, connectionLimit: ofPayments });
      service('orders', { brokerLogin: { connectionLimit: ofOrders } });
      service('payments');
      return template;
    };
    expect(withLimits(sum / 2 - 2, 2)).not.toThrow();
    expect(withLimits(sum / 2 - 2, 3)).toThrow(
      `connectionLimit must be so low that the users of all services, two for each, have at most ${sum} connections together`,
    );
  });

  test.each([0, 46, 1.5])('of a user are not %p on mq.m7g.medium', (connectionLimit) => {
    const allowed = `connectionLimit must be a whole number of connections from 1 to 45, got '?${connectionLimit}`;
    const instanceType = 'mq.m7g.medium';
    expect(() => shop({ instanceType, connectionLimit }).service('orders')).toThrow(new RegExp(`^${allowed}`));
    expect(() => shop({ instanceType }).service('orders', { brokerLogin: { connectionLimit } })).toThrow(
      new RegExp(`^brokerLogin.${allowed}`),
    );
  });
});

test.each([
  ['publishes', { publishes: Events.ANY }],
  ['subscribes', { subscribes: [Subscription.to('orders')] }],
  ['brokerLogin', { brokerLogin: {} }],
])('%s of a service without the capability is refused', (prop, events) => {
  expect(() => shop().service('mails', { capabilities: [], ...events })).toThrow(
    `${prop} must be left out for a service without the capability messaging, got a value. Add \`Capability.MESSAGING\``,
  );
});
