import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  type IEnvironmentProvider,
  LocalStackProvider,
  ServiceCatalogue,
} from '../../src';
import { existingParts } from '../support/existing-parts';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack, twoZoneStack } from '../support/stacks';

function platform(props: Partial<EcommercePlatformProps> = {}, context = {}) {
  const stack = threeZoneStack(context);
  const construct = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), ...props });
  return { stack, construct, template: () => templateOf(stack) };
}

interface Resource {
  readonly Properties?: { readonly AccessString?: string };
}

/** Whether a resource is a user who is off. Its password is no secret. */
function isOff({ Properties }: Resource): boolean {
  return Properties?.AccessString === 'off -@all';
}

describe.each(['local', 'development', 'staging', 'production'])('in %s, the platform', (environment) => {
  const provider = EnvironmentProviderFactory.create({ environment });

  test.each(FEATURE_FLAGS)('has every part, %s', (_, context) => {
    const { construct, template } = platform({ provider }, context);
    for (const part of [
      construct.network,
      construct.database,
      construct.cache,
      construct.messaging,
      construct.search,
      construct.storage,
    ]) {
      expect(part).toBeDefined();
    }
    template().resourceCountIs('AWS::EC2::VPC', 1);
    template().resourceCountIs('AWS::RDS::DBInstance', 7);
    template().resourceCountIs('AWS::ElastiCache::ReplicationGroup', 1);
    template().resourceCountIs('AWS::AmazonMQ::Broker', 1);
    template().resourceCountIs('AWS::OpenSearchService::Domain', 1);
    template().resourceCountIs('AWS::S3::Bucket', 2);
  });

  const { template } = platform({ provider });

  test('has no ingress rule for an IP address', () => {
    expect(
      template().findResources('AWS::EC2::SecurityGroup', { Properties: { SecurityGroupIngress: Match.anyValue() } }),
    ).toEqual({});
    template().allResourcesProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: Match.anyValue(),
      CidrIp: Match.absent(),
      CidrIpv6: Match.absent(),
    });
  });

  test('has no password in its template', () => {
    const { Resources } = template().toJSON();
    const text = JSON.stringify(Object.values<Resource>(Resources).filter((it) => !isOff(it)));
    const passwords = text.match(/"(Master)?(User)?Passwords?":(\[?)[^\]}]*/g) ?? [];
    expect(passwords.length).toBeGreaterThan(0);
    for (const password of passwords) {
      expect(password).toContain('{{resolve:secretsmanager:');
    }
  });
});

describe('the services of a platform', () => {
  test('have their own security groups, from which their databases allow ingress', () => {
    const { construct, stack, template } = platform();
    const order = construct.service('orderservice');
    const rules = Object.values(template().findResources('AWS::EC2::SecurityGroupIngress')).filter(
      ({ Properties }) =>
        JSON.stringify(Properties.SourceSecurityGroupId) ===
        JSON.stringify(stack.resolve(order.securityGroup.securityGroupId)),
    );
    expect(rules).toHaveLength(1);
    expect(rules[0].Properties).toMatchObject({
      FromPort: 5433,
      GroupId: stack.resolve(order.store?.connections.securityGroups[0].securityGroupId),
    });
    expect(order.store).toBe(construct.database?.store('orderservice'));
  });

  test('can be those of a custom catalogue', () => {
    const { construct, template } = platform({ catalogue: ServiceCatalogue.of([{ name: 'reviews' }]) });
    template().resourceCountIs('AWS::RDS::DBInstance', 1);
    expect(construct.service('reviews').serviceName).toBe('reviews');
  });

  test('are listed by the error for an unknown name', () => {
    const { construct } = platform({ catalogue: ServiceCatalogue.of([{ name: 'reviews' }, { name: 'returns' }]) });
    expect(() => construct.service('orderservice')).toThrow(
      "name must be one of reviews, returns, got 'orderservice'. Add it to `catalogue`, or correct the name. (in Test/Platform)",
    );
  });

  test('exist without databases', () => {
    const { construct } = platform({ database: { enabled: false } });
    expect(construct.service('orderservice').store).toBeUndefined();
  });

  test('keep their logical ids when another service is added, removed or moved', () => {
    const ids = (...names: string[]) => {
      const catalogue = ServiceCatalogue.of(names.map((name) => ({ name })));
      return Object.keys(platform({ catalogue }).template().toJSON().Resources);
    };
    const one = ids('orders');
    expect(ids('returns', 'orders')).toEqual(expect.arrayContaining(one));
    expect(ids('orders', 'returns').sort()).toEqual(ids('returns', 'orders').sort());
  });
});

describe('the parts of a platform', () => {
  test.each([
    ['database', 'AWS::RDS::DBInstance'],
    ['cache', 'AWS::ElastiCache::ReplicationGroup'],
    ['messaging', 'AWS::AmazonMQ::Broker'],
    ['search', 'AWS::OpenSearchService::Domain'],
    ['storage', 'AWS::S3::Bucket'],
  ] as const)('do not include %s when it is disabled', (part, type) => {
    const { construct, template } = platform({ [part]: { enabled: false } });
    expect(construct[part]).toBeUndefined();
    template().resourceCountIs(type, 0);
  });

  test('are configured by their own props', () => {
    const { template } = platform({
      network: { maxAzs: 3, flowLogs: false },
      database: { postgres: { allocatedStorage: 100 } },
      cache: { nodes: 3 },
      messaging: { instanceType: 'mq.m7g.xlarge' },
      search: { volumeSize: 99 },
      storage: { mediaBucketName: 'acme-media' },
    });
    template().resourceCountIs('AWS::EC2::FlowLog', 0);
    template().allResourcesProperties('AWS::RDS::DBInstance', { AllocatedStorage: '100' });
    template().hasResourceProperties('AWS::ElastiCache::ReplicationGroup', { NumCacheClusters: 3 });
    template().hasResourceProperties('AWS::AmazonMQ::Broker', { HostInstanceType: 'mq.m7g.xlarge' });
    template().hasResourceProperties('AWS::OpenSearchService::Domain', { EBSOptions: { VolumeSize: 99 } });
    template().hasResourceProperties('AWS::S3::Bucket', { BucketName: 'acme-media' });
  });

  test('use an existing VPC', () => {
    const stack = threeZoneStack();
    const vpc = existingVpc(stack);
    const construct = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), vpc });
    expect(construct.vpc).toBe(vpc);
    expect(construct.network).toBeUndefined();
    templateOf(stack).resourceCountIs('AWS::EC2::VPC', 0);
    templateOf(stack).allResourcesProperties('AWS::EC2::SecurityGroup', { VpcId: 'vpc-1' });
  });

  test('reject options of a new network together with an existing VPC', () => {
    const stack = threeZoneStack();
    const props = { provider: new AWSProvider(), vpc: existingVpc(stack), network: { maxAzs: 2 } };
    expect(() => new EcommercePlatform(stack, 'Platform', props)).toThrow(
      'network must be left out if `vpc` is set, got options of a new one. Configure the existing one where it is ' +
        'created, or leave `vpc` out. (in Test/Platform)',
    );
  });

  test('have three zones in production in a stack without `env` too', () => {
    const stack = twoZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    templateOf(stack).resourceCountIs('AWS::EC2::Subnet', 9);
  });
});

test('a provider with only the three required settings uses the settings of production for the rest', () => {
  const provider: IEnvironmentProvider = {
    databaseInstanceType: new ec2.InstanceType('m8g.large'),
    cacheNodeType: 'cache.m7g.large',
    mqInstanceType: 'mq.m7g.xlarge',
  };
  const { template } = platform({ provider, catalogue: ServiceCatalogue.of([{ name: 'reviews' }]) });
  template().hasResource('AWS::RDS::DBInstance', {
    Properties: { DBInstanceClass: 'db.m8g.large', MultiAZ: true, DeletionProtection: true },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
  expect(onlyResource(template(), 'AWS::AmazonMQ::Broker').Properties).toMatchObject({
    HostInstanceType: 'mq.m7g.xlarge',
    DeploymentMode: 'CLUSTER_MULTI_AZ',
  });
});

test('one stack can contain two platforms', () => {
  const stack = threeZoneStack();
  new EcommercePlatform(stack, 'Blue', { provider: new LocalStackProvider() });
  new EcommercePlatform(stack, 'Green', { provider: new LocalStackProvider(), environmentName: 'green' });
  const brokers = Object.values(templateOf(stack).findResources('AWS::AmazonMQ::Broker'));
  expect(new Set(brokers.map(({ Properties }) => Properties.BrokerName)).size).toBe(2);
});

describe('the warning about termination protection', () => {
  const WARNING =
    "Deleting the stack also deletes the network and the services' access to their data. Set " +
    '`terminationProtection: true` on the stack. [ack: @org/ecommerce-constructs:terminationProtection]';

  test.each([
    ['appears in production for a stack without termination protection', new AWSProvider(), false, 1],
    ['does not appear for a stack with termination protection', new AWSProvider(), true, 0],
    ['does not appear in local', new LocalStackProvider(), false, 0],
  ])('%s', (_, provider, terminationProtection, warnings) => {
    const stack = threeZoneStack();
    stack.terminationProtection = terminationProtection;
    new EcommercePlatform(stack, 'Platform', { provider });
    expect(Annotations.fromStack(stack).findWarning('*', WARNING)).toHaveLength(warnings);
  });
});

test("only the resources of a service have the service's tags", () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders', tags: { team: 'checkout' } }, { name: 'users' }]);
  const tagged = Object.entries(platform({ catalogue }).template().toJSON().Resources)
    .filter(([, resource]) => JSON.stringify(resource).includes('checkout'))
    .map(([id]) => id);
  expect(tagged).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^PlatformDatabaseordersInstance[0-9A-F]{8}$/),
      expect.stringMatching(/^PlatformDatabaseordersKey/),
      expect.stringMatching(/^PlatformordersSecurityGroup/),
      expect.stringMatching(/^PlatformordersParametersconnection/),
      expect.stringMatching(/^PlatformordersValuesParameter/),
    ]),
  );
  expect(tagged.filter((id) => !/^Platform(Database)?orders/.test(id))).toEqual([]);
});

describe('existing parts', () => {
  test('replace new parts, and services use them', () => {
    const stack = threeZoneStack();
    const { vpc, existing } = existingParts(stack);
    const construct = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), vpc, existing });
    const template = templateOf(stack);
    for (const type of [
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::AmazonMQ::Broker',
      'AWS::OpenSearchService::Domain',
    ]) {
      template.resourceCountIs(type, 0);
    }
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/production/orderservice/connection',
      Value: {
        'Fn::Join': [
          '',
          Match.arrayWith([
            Match.stringLikeRegexp('"CACHE_PORT":"7000".*"BROKER_ENDPOINT":"amqps://broker.example:5671"'),
          ]),
        ],
      },
    });
    expect(construct.service('searchservice').securityGroups).toHaveLength(4);
  });

  test('get one ingress rule, for a client security group on their port', () => {
    const stack = threeZoneStack();
    existingParts(stack);
    const rules = Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => [Properties.GroupId, Properties.FromPort]).sort()).toEqual([
      ['sg-broker', 5671],
      ['sg-cache', 7000],
      ['sg-search', 443],
    ]);
    for (const { Properties } of rules) {
      expect(Properties.SourceSecurityGroupId['Fn::GetAtt'][0]).toMatch(/ClientGroup/);
    }
  });
});

test.each([
  ['phase one', ServiceCatalogue.PHASE_ONE],
  ['phase two', ServiceCatalogue.PHASE_TWO],
])(
  'the stack of a platform with the seven services of %s has fewer than 330 resources in production',
  (_, catalogue) => {
    expect(catalogue.services).toHaveLength(7);
    const { Resources } = platform({ catalogue }).template().toJSON();
    expect(Object.keys(Resources).length).toBeLessThan(330);
  },
);

test('a platform with twelve services has fewer than 400 of the 500 resources of a stack', () => {
  const more = ['reviews', 'returns', 'coupons', 'wishlists', 'shipping'];
  const catalogue = more.reduce(
    (services, name) => services.withService({ name, capabilities: [Capability.CACHE, Capability.MESSAGING] }),
    ServiceCatalogue.PHASE_ONE,
  );
  expect(Object.keys(platform({ catalogue }).template().toJSON().Resources).length).toBeLessThan(400);
});

test.each<[number, string, Capability[]]>([
  [15, 'that use all shared parts', [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE]],
  [25, 'that use no shared parts', []],
])('%d services %s fit in a stack, as documented', (count, _, capabilities) => {
  const services = Array.from({ length: count }, (_item, index) => ({ name: `service${index}`, capabilities }));
  const { template } = platform({ catalogue: ServiceCatalogue.of(services) });
  expect(Object.keys(template().toJSON().Resources).length).toBeLessThanOrEqual(500);
});
