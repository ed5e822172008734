import type { Template } from 'aws-cdk-lib/assertions';
import { Capability, Events, ServiceCatalogue, type ServiceDefinition, ServiceStacks, Subscription } from '../../src';
import { CrossStackValues } from '../support/cross-stack-values';
import { shopOf, templatesOf } from '../support/service-stacks';

const LOGIN = 'Custom::ServiceLogin';

const CATALOGUE = ServiceCatalogue.of([
  { name: 'orders', capabilities: [Capability.MESSAGING], publishes: Events.of('order.placed') },
  {
    name: 'mails',
    capabilities: [Capability.MESSAGING],
    subscribes: [Subscription.to('orders', 'order.placed')],
    brokerLogin: { additionalNames: ['emails'] },
  },
]);

function shop(props: Parameters<typeof shopOf>[0] = {}) {
  return shopOf({ catalogue: CATALOGUE, database: { enabled: false }, cache: { enabled: false }, ...props });
}

/** The properties of the login of a service, and its id. */
function loginIn(template: Template, service: string) {
  const [[id, login]] = Object.entries(template.findResources(LOGIN, { Properties: { Service: service } }));
  return { id, ...login.Properties };
}

describe('the login of a service on the broker', () => {
  test('is in a nested stack of the stack of the platform, which is one resource there', () => {
    const { platform, app, stack } = shop({ serviceStacks: ServiceStacks.TOGETHER });
    const assembly = app.synth().getStackByName(stack.stackName);
    const types = Object.values<{ readonly Type: string }>(assembly.template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::CloudFormation::Stack')).toHaveLength(2);
    expect(types).not.toContain(LOGIN);
    const values = platform.service('mails')._record.accesses.map(({ settings }) => stack.resolve(settings));
    expect(values).toEqual([
      expect.objectContaining({
        BROKER_SECRET_ARN: {
          'Fn::GetAtt': [expect.stringMatching(/NestedStack/), expect.stringMatching(/SecretArn$/)],
        },
      }),
    ]);
  });

  test('is in the stack of the service, which reads what the function of the platform is called', () => {
    const setting = shop();
    const templates = templatesOf(setting);
    const mails = templates['Shop/Platform/mails'];
    const { ServiceToken, Subscriptions, AdditionalNames } = loginIn(mails, 'mails');
    expect(Subscriptions).toEqual([{ Publisher: 'orders', RoutingKeys: ['order.placed'] }]);
    expect(AdditionalNames).toEqual(['emails']);
    const values = new CrossStackValues(setting.app);
    expect(JSON.stringify(values.resolve(setting.platform.serviceStack('mails'), ServiceToken))).toMatch(
      /\{"in Shop":\{"Fn::GetAtt":\["PlatformMessagingLoginsFunction\w+","Arn"\]\}\}/,
    );
    mails.resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
    mails.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('does not change the stack of the platform, nor those of other services', () => {
    const before = templatesOf(shop());
    const catalogue = CATALOGUE.withService({ name: 'bills', capabilities: [Capability.MESSAGING] });
    const { 'Shop/Platform/bills': bills, ...after } = templatesOf(shop({ catalogue }));
    bills.resourceCountIs(LOGIN, 1);
    const texts = (templates: Record<string, Template>) =>
      Object.entries(templates).map(([path, template]) => [path, template.toJSON()]);
    expect(texts(after)).toEqual(texts(before));
  });

  test('keeps the login of the administrator in the hands of workloads with `sharedLogins` of the platform', () => {
    const { platform, stack } = shop({ serviceStacks: ServiceStacks.TOGETHER, logins: { sharedLogins: true } });
    const [{ secrets }] = platform.service('mails')._record.accesses;
    expect(stack.resolve(secrets.BROKER_PASSWORD.secretArn)).toEqual({ Ref: expect.stringMatching(/MessagingSecret/) });
  });

  test.each([
    [false, /"BrokerLogin\w+","SecretArn"/],
    [undefined, /MessagingSecret/],
  ])('follows `sharedLogins` of the service, which is %s', (sharedLogins, secret) => {
    const { platform, stack } = shop({
      catalogue: CATALOGUE.withLogins('mails', { sharedLogins }),
      serviceStacks: ServiceStacks.TOGETHER,
      logins: { sharedLogins: true },
    });
    const [{ secrets }] = platform.service('mails')._record.accesses;
    expect(JSON.stringify(stack.resolve(secrets.BROKER_PASSWORD.secretArn))).toMatch(secret);
  });
});

test.each<[string, ServiceDefinition, string]>([
  [
    'a service that is not in the catalogue',
    { name: 'search', capabilities: [Capability.MESSAGING], subscribes: [Subscription.to('products')] },
    'got a subscription of search to products.',
  ],
  [
    'a service without the capability',
    { name: 'search', capabilities: [Capability.MESSAGING], subscribes: [Subscription.to('carts')] },
    'got a subscription of search to carts.',
  ],
  [
    'a service that publishes nothing',
    { name: 'search', capabilities: [Capability.MESSAGING], subscribes: [Subscription.to('mails')] },
    'subscribes must be subscriptions to services that publish events, got a subscription of search to mails.',
  ],
])('a subscription to %s fails synthesis', (_, definition, message) => {
  const catalogue = CATALOGUE.withService({ name: 'carts' }).withService(definition);
  expect(() => shop({ catalogue }).app.synth()).toThrow(message);
});

test('a platform without a broker accepts what its services would publish and hear, and warns', () => {
  const setting = shop({ messaging: { enabled: false } });
  expect(() => setting.app.synth()).not.toThrow();
  expect(setting.platform.service('mails')._record.accesses).toEqual([]);
});
