import {
  CfnParameter,
  aws_ec2 as ec2,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  type Stack,
  aws_secretsmanager as secretsmanager,
  aws_ssm as ssm,
  Token,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AmazonMQConstruct,
  AWSProvider,
  BackupConstruct,
  BrokerDeploymentMode,
  CacheConstruct,
  CacheEngine,
  Capability,
  DatabaseConstruct,
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  type IDataStore,
  type IEnvironmentProvider,
  Microservice,
  SearchConstruct,
  ServiceCatalogue,
  StagingProvider,
  type VpcOptions,
  Workload,
} from '../../src';
import { foundVpc, missingIn, synthesizeInRounds } from '../support/lookups';
import { existingVpc, onlyResource, threeZoneStack } from '../support/stacks';

const catalogue = ServiceCatalogue.of([
  { name: 'orders' },
  { name: 'reviews', store: DataStore.auroraPostgres() },
  { name: 'products', store: DataStore.documentDb() },
]);

/** The catalogue where the services do not matter. */
const ONE_SERVICE = ServiceCatalogue.of([{ name: 'orders' }]);

const ZONES = ['a', 'b', 'c'];
const VPC = foundVpc(ZONES, { Public: 'Public', Private: 'Private', Isolated: 'Isolated', Data: 'Isolated' });

/** The types with subnets, and the property in which each has them. */
const SUBNETS_OF: Readonly<Record<string, string>> = {
  'AWS::ElastiCache::SubnetGroup': 'SubnetIds',
  'AWS::RDS::DBSubnetGroup': 'SubnetIds',
  'AWS::DocDB::DBSubnetGroup': 'SubnetIds',
  'AWS::AmazonMQ::Broker': 'SubnetIds',
};

/** Returns the subnets of the stores and of the shared parts, by type and in the order of the template. */
function subnetsOf(template: Template): Record<string, unknown[]> {
  const lists = Object.entries(SUBNETS_OF).map(([type, property]) => [
    type,
    Object.values(template.findResources(type)).map(({ Properties }) => Properties[property]),
  ]);
  const domain = onlyResource(template, 'AWS::OpenSearchService::Domain').Properties.VPCOptions;
  return { ...Object.fromEntries(lists), 'AWS::OpenSearchService::Domain': [domain] };
}

function lookUp(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'shared' });
}

type Options = Omit<EcommercePlatformProps, 'provider' | 'vpc' | 'catalogue'>;

function platformIn(provider: IEnvironmentProvider, options: Options = {}): (stack: Stack) => void {
  return (stack) => {
    new EcommercePlatform(stack, 'Platform', { provider, vpc: lookUp(stack), catalogue, ...options });
  };
}

const BY_NAME = { vpcSubnets: { subnetGroupName: 'Data' } };
const BY_FILTER = {
  vpcSubnets: {
    subnetType: ec2.SubnetType.PRIVATE_ISOLATED,
    subnetFilters: [ec2.SubnetFilter.byIds(ZONES.map((zone) => `subnet-data-${zone}`))],
  },
};

describe.each<[string, IEnvironmentProvider]>([
  ['production', new AWSProvider()],
  ['staging', new StagingProvider()],
])('a platform in a VPC that is looked up, in %s,', (_, provider) => {
  test.each<[string, Options]>([
    ['by default', {}],
    ['by the name of a group', { database: BY_NAME, cache: BY_NAME, messaging: BY_NAME, search: BY_NAME }],
    ['by a filter', { database: BY_FILTER, cache: BY_FILTER, messaging: BY_FILTER, search: BY_FILTER }],
  ])('is synthesized before and after the lookup, with subnets that are chosen %s', (_, options) => {
    const { errors, template } = synthesizeInRounds(platformIn(provider, options), { 'vpc-provider': VPC });
    expect(errors).toEqual([]);
    const chosen = Object.keys(options).length > 0;
    const data = ZONES.map((zone) => `subnet-${chosen ? 'data' : 'isolated'}-${zone}`);
    expect(subnetsOf(template)).toMatchObject({
      'AWS::ElastiCache::SubnetGroup': [data],
      'AWS::OpenSearchService::Domain': [{ SubnetIds: data }],
      'AWS::AmazonMQ::Broker': [chosen ? data : ZONES.map((zone) => `subnet-private-${zone}`)],
    });
  });

  test('is judged after the lookup', () => {
    const twoZones = foundVpc(['a', 'b'], { Private: 'Private', Isolated: 'Isolated' });
    expect(() => synthesizeInRounds(platformIn(provider), { 'vpc-provider': twoZones })).toThrow(
      'vpc must be a network with subnets in at least 3 availability zones, which a search domain in 3 zones needs, ' +
        'got subnets in 2.',
    );
    const noData = foundVpc(ZONES, { Private: 'Private', Isolated: 'Isolated' });
    expect(() => synthesizeInRounds(platformIn(provider, { cache: BY_NAME }), { 'vpc-provider': noData })).toThrow(
      "There are no subnet groups with name 'Data' in this VPC. Available names: Private,Isolated",
    );
  });
});

describe.each<[string, (stack: Stack, vpc: ec2.IVpc, provider: IEnvironmentProvider) => void]>([
  ['a cache', (stack, vpc, provider) => new CacheConstruct(stack, 'Part', { provider, vpc, ...BY_NAME })],
  ['a broker', (stack, vpc, provider) => new AmazonMQConstruct(stack, 'Part', { provider, vpc, ...BY_NAME })],
  ['a search domain', (stack, vpc, provider) => new SearchConstruct(stack, 'Part', { provider, vpc, ...BY_NAME })],
  ['stores', (stack, vpc, provider) => new DatabaseConstruct(stack, 'Part', { provider, vpc, catalogue, ...BY_NAME })],
])('%s alone, in a VPC that is looked up,', (_, create) => {
  test.each([new AWSProvider(), new StagingProvider()])(
    'passes before the lookup and is judged after it',
    (provider) => {
      const build = (stack: Stack) => create(stack, lookUp(stack), provider);
      expect(synthesizeInRounds(build, { 'vpc-provider': VPC }).errors).toEqual([]);
      const oneZone = foundVpc(['a'], { Private: 'Private', Data: 'Isolated' });
      expect(() => synthesizeInRounds(build, { 'vpc-provider': oneZone })).toThrow(
        /vpc must be a network with subnets in at least \d availability zones.*got subnets in 1/,
      );
    },
  );
});

test('the network of a stack whose zones are not looked up yet passes, and is judged after the lookup', () => {
  const build = (stack: Stack) => {
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue: ONE_SERVICE });
  };
  expect(
    synthesizeInRounds(build, { 'availability-zones': ZONES.map((zone) => `eu-central-1${zone}`) }).errors,
  ).toEqual([]);
  expect(() => synthesizeInRounds(build, { 'availability-zones': ['eu-central-1a', 'eu-central-1b'] })).toThrow(
    'vpc must be a network with subnets in at least 3 availability zones',
  );
});

describe('a VPC whose lists are tokens', () => {
  /** Imports a VPC by lists that are known at deployment. */
  function importVpc(stack: Stack, list: (id: string) => string[]): ec2.IVpc {
    return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: Fn.importValue('Vpc'),
      availabilityZones: list('Zones'),
      privateSubnetIds: list('Private'),
      isolatedSubnetIds: list('Isolated'),
    });
  }

  /** The expressions of the first subnets of a list. */
  const first = (count: number, list: unknown) =>
    Array.from({ length: count }, (_, index) => ({ 'Fn::Select': [index, list] }));

  test.each<[string, (stack: Stack, id: string) => string[], (id: string) => unknown]>([
    [
      '`Fn.split`',
      (_, id) => Fn.split(',', Fn.importValue(id)),
      (id) => ({ 'Fn::Split': [',', { 'Fn::ImportValue': id }] }),
    ],
    ['`Token.asList`', (_, id) => Token.asList({ Ref: id }), (Ref) => ({ Ref })],
    [
      'a parameter',
      (stack, id) => new CfnParameter(stack, id, { type: 'CommaDelimitedList' }).valueAsList,
      (Ref) => ({ Ref }),
    ],
  ])('of %s has the subnets of its lists', (_, listIn, resolved) => {
    const stack = threeZoneStack();
    const vpc = importVpc(stack, (id) => listIn(stack, id));
    new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), vpc, catalogue });
    const isolated = resolved('Isolated');
    expect(subnetsOf(Template.fromStack(stack))).toEqual({
      'AWS::ElastiCache::SubnetGroup': [isolated],
      'AWS::RDS::DBSubnetGroup': [first(2, isolated), first(2, isolated)],
      'AWS::DocDB::DBSubnetGroup': [first(2, isolated)],
      'AWS::AmazonMQ::Broker': [resolved('Private')],
      'AWS::OpenSearchService::Domain': [expect.objectContaining({ SubnetIds: first(3, isolated) })],
    });
  });

  test('has one subnet of the list for a broker that takes one', () => {
    const stack = threeZoneStack();
    const vpc = importVpc(stack, (id) => Token.asList({ Ref: id }));
    const deploymentMode = BrokerDeploymentMode.SINGLE_INSTANCE;
    new AmazonMQConstruct(stack, 'Messaging', { provider: new AWSProvider(), vpc, deploymentMode });
    const broker = onlyResource(Template.fromStack(stack), 'AWS::AmazonMQ::Broker');
    expect(broker.Properties.SubnetIds).toEqual(first(1, { Ref: 'Private' }));
  });

  test('has all of its listed subnets when only the zones are a token', () => {
    const stack = threeZoneStack();
    const ids = (kind: string) => ZONES.map((zone) => `subnet-${kind}-${zone}`);
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: Fn.split(',', Fn.importValue('Zones')),
      privateSubnetIds: ids('private'),
      privateSubnetNames: ZONES.map(() => 'Private'),
      isolatedSubnetIds: ids('isolated'),
    });
    new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc });
    new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc });
    const template = Template.fromStack(stack);
    const group = onlyResource(template, 'AWS::ElastiCache::SubnetGroup');
    expect(group.Properties.SubnetIds).toEqual(ids('isolated'));
    const domain = onlyResource(template, 'AWS::OpenSearchService::Domain');
    expect(domain.Properties.VPCOptions).toMatchObject({ SubnetIds: ids('isolated') });
  });
});

test('a list of ARNs to back up may be a token', () => {
  const stack = threeZoneStack();
  const resourceArns = Fn.split(',', Fn.importValue('Databases'));
  new BackupConstruct(stack, 'Backup', { provider: new AWSProvider(), resourceArns });
  const selection = onlyResource(Template.fromStack(stack), 'AWS::Backup::BackupSelection');
  expect(selection.Properties.BackupSelection).toMatchObject({
    Resources: { 'Fn::Split': [',', { 'Fn::ImportValue': 'Databases' }] },
  });
});

describe('the value of a parameter that is looked up', () => {
  const LOOKED_UP: readonly [string, string, string, (value: string) => Options][] = [
    [
      'the instance type of the broker',
      'mq.m7g.large',
      'mq.t3.micro',
      (instanceType) => ({ messaging: { instanceType } }),
    ],
    ['the version of the broker', '4.2', '1.0', (engineVersion) => ({ messaging: { engineVersion } })],
    ['the node type of the cache', 'cache.m7g.large', 'cache.x.y', (nodeType) => ({ cache: { nodeType } })],
    [
      'the snapshot of the cache',
      'cart',
      '1st',
      (restoreFromSnapshot) => ({ cache: { restoreFromSnapshot, engine: CacheEngine.VALKEY_9_0 } }),
    ],
    [
      'the administrator of search',
      'arn:aws:iam::123456789012:role/admin',
      '*',
      (masterUserArn) => ({ search: { masterUserArn } }),
    ],
    [
      'the version of search',
      '3.1',
      '0.9',
      (version) => ({ search: { engineVersion: opensearch.EngineVersion.openSearch(version) } }),
    ],
    [
      'the type of data nodes',
      'm7g.large.search',
      't3.small.search',
      (dataNodeInstanceType) => ({ search: { dataNodeInstanceType } }),
    ],
    [
      'the type of master nodes',
      'm7g.large.search',
      't3.small.search',
      (masterNodeInstanceType) => ({ search: { masterNodeInstanceType } }),
    ],
    ['the name of a bucket', 'shop-media', 'Shop', (mediaBucketName) => ({ storage: { mediaBucketName } })],
    ["the environment's name", 'production', 'a/b', (environmentName) => ({ environmentName })],
  ];

  test.each(LOOKED_UP)('%s passes before the lookup and is judged after it', (_, valid, invalid, optionsOf) => {
    const build = (stack: Stack) => {
      const options = optionsOf(ssm.StringParameter.valueFromLookup(stack, '/shop/value'));
      const props = { provider: new AWSProvider(), vpc: existingVpc(stack), catalogue: ONE_SERVICE };
      new EcommercePlatform(stack, 'Platform', { ...props, ...options });
    };
    expect(synthesizeInRounds(build, { ssm: valid }).errors).toEqual([]);
    expect(() => synthesizeInRounds(build, { ssm: invalid })).toThrow(/ must be .*got '/);
  });

  test.each<[string, string, string, (value: string) => IDataStore]>([
    [
      'snapshot of a database',
      'before-migration',
      '1st',
      (restoreFromSnapshot) =>
        DataStore.postgresInstance({ restoreFromSnapshot, engineVersion: rds.PostgresEngineVersion.VER_18 }),
    ],
    [
      'instance type of a database',
      'm7g.large',
      't2.micro',
      (type) => DataStore.postgresInstance({ instanceType: new ec2.InstanceType(type) }),
    ],
    ['version of DocumentDB', '5.0.0', '5.0', (engineVersion) => DataStore.documentDb({ engineVersion })],
  ])('as the %s passes before the lookup and is judged after it', (_, valid, invalid, storeOf) => {
    const build = (stack: Stack) => {
      const store = storeOf(ssm.StringParameter.valueFromLookup(stack, '/shop/value'));
      const services = [{ name: 'orders', store }];
      const props = { provider: new AWSProvider(), vpc: existingVpc(stack), catalogue: ServiceCatalogue.of(services) };
      new DatabaseConstruct(stack, 'Database', props);
    };
    expect(synthesizeInRounds(build, { ssm: valid }).errors).toEqual([]);
    expect(() => synthesizeInRounds(build, { ssm: invalid })).toThrow(/ must be .*got '/);
  });

  test('as the environment passes before the lookup, beside a platform of production, and is judged after it', () => {
    const build = (stack: Stack) => {
      new EcommercePlatform(stack, 'Production', { provider: new AWSProvider(), vpc: existingVpc(stack), catalogue });
      const environment = ssm.StringParameter.valueFromLookup(stack, '/shop/environment');
      const provider = EnvironmentProviderFactory.create({ environment });
      new EcommercePlatform(stack, 'Platform', { provider, vpc: lookUp(stack), catalogue });
    };
    const { errors, template } = synthesizeInRounds(build, { ssm: 'development', 'vpc-provider': VPC });
    expect(errors).toEqual([]);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/development/orders/connection' });
    expect(() => synthesizeInRounds(build, { ssm: 'qa', 'vpc-provider': VPC })).toThrow('Unsupported environment: qa.');
  });

  test('as the name of a service passes before the lookup and is judged after it', () => {
    const build = (stack: Stack) => {
      const name = ssm.StringParameter.valueFromLookup(stack, '/shop/service');
      const services = ServiceCatalogue.of([{ name, capabilities: [Capability.SEARCH] }]);
      const props = { provider: new AWSProvider(), vpc: existingVpc(stack), catalogue: services };
      new EcommercePlatform(stack, 'Platform', props).service(name);
    };
    const { errors, template } = synthesizeInRounds(build, { ssm: 'orders' });
    expect(errors).toEqual([]);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/production/orders/connection' });
    expect(() => synthesizeInRounds(build, { ssm: 'Orders' })).toThrow("got 'Orders'");
  });

  test.each<[string, string, string, (zones: string[]) => VpcOptions]>([
    ['names', 'eu-central-1b,eu-central-1c', 'us-east-1a', (availabilityZones) => ({ availabilityZones })],
    ['ids', 'euc1-az2,euc1-az3', 'eu-central-1a', (availabilityZoneIds) => ({ availabilityZoneIds })],
  ])('as a list of %s of zones passes before the lookup and is judged after it', (_, valid, invalid, networkOf) => {
    const build = (stack: Stack) => {
      const zones = ssm.StringParameter.valueFromLookup(stack, '/shop/zones').split(',');
      new EcommercePlatform(stack, 'Platform', {
        provider: new AWSProvider(),
        network: networkOf(zones),
        search: { zones: 2, dataNodes: 2, multiAzWithStandby: false },
        catalogue,
      });
    };
    const { errors, template } = synthesizeInRounds(build, { ssm: valid });
    expect(errors).toEqual([]);
    template.resourceCountIs('AWS::EC2::Subnet', 6);
    expect(() => synthesizeInRounds(build, { ssm: invalid })).toThrow(/ must be .*got '/);
  });

  test('as the environment of a service in another app passes before the lookup', () => {
    const build = (stack: Stack) => {
      const environment = ssm.StringParameter.valueFromLookup(stack, '/shop/environment');
      Microservice.fromParameters(stack, 'Orders', { environment, serviceName: 'orders' });
    };
    expect(missingIn(build)).toEqual([expect.stringContaining('parameterName=/shop/environment')]);
  });
});

describe('a workload whose role is looked up', () => {
  const build = (stack: Stack) => {
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: ONE_SERVICE,
    });
    const role = iam.Role.fromLookup(stack, 'Role', { roleName: 'pods' });
    const group = ec2.SecurityGroup.fromLookupById(stack, 'Group', 'sg-pods');
    platform.service('orders').connect(Workload.identity(stack, 'Pods', role, [group]));
  };

  test('is connected before the lookup, and is judged after it', () => {
    const account = '210987654321'; // the placeholder has the account 123456789012
    const results = (owner: string) => ({
      'cc-api-provider': [{ Arn: `arn:aws:iam::${owner}:role/pods` }],
      'security-group': { securityGroupId: 'sg-pods', allowAllOutbound: true },
    });
    const { errors, template } = synthesizeInRounds(build, results(account), account);
    expect(errors).toEqual([]);
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['pods'] });
    expect(() => synthesizeInRounds(build, results('999999999999'), account)).toThrow(
      'got one whose role is in account 999999999999.',
    );
  });
});

describe('an existing database that is looked up', () => {
  const found = {
    DBInstanceArn: 'arn:aws:rds:eu-central-1:123456789012:db:legacy',
    'Endpoint.Address': 'legacy.abc.eu-central-1.rds.amazonaws.com',
    'ReadEndpoint.Address': 'legacy-ro.abc.eu-central-1.rds.amazonaws.com',
    'Endpoint.Port': '5432',
  };

  test.each<[string, (stack: Stack, secret: secretsmanager.ISecret) => IDataStore]>([
    [
      'an instance',
      (stack, secret) => {
        const instance = rds.DatabaseInstance.fromLookup(stack, 'Legacy', { instanceIdentifier: 'legacy' });
        return DataStore.existingPostgres({ instance, databaseName: 'orders', secret });
      },
    ],
    [
      'a cluster',
      (stack, secret) => {
        const cluster = rds.DatabaseCluster.fromLookup(stack, 'Legacy', { clusterIdentifier: 'legacy' });
        return DataStore.existingAurora({ cluster, databaseName: 'orders', secret });
      },
    ],
  ])('as %s passes without security groups before the lookup, and is judged after it', (_, storeIn) => {
    const build = (stack: Stack) => {
      const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'legacy');
      const services = ServiceCatalogue.of([{ name: 'orders', store: storeIn(stack, secret) }]);
      const provider = new AWSProvider();
      new EcommercePlatform(stack, 'Platform', { provider, vpc: lookUp(stack), catalogue: services });
    };
    const results = (groups: string[]) => ({
      'vpc-provider': VPC,
      'cc-api-provider': [{ ...found, VPCSecurityGroups: groups, VpcSecurityGroupIds: groups }],
    });
    const { errors, template } = synthesizeInRounds(build, results(['sg-legacy']));
    expect(errors).toEqual([]);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-legacy', FromPort: 5432 });
    expect(() => synthesizeInRounds(build, results([]))).toThrow('must be imported with its security groups');
  });
});

describe('a workload in a VPC that is looked up in another way than that of the platform', () => {
  const build = (stack: Stack) => {
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Known', {
        vpcId: VPC.vpcId,
        availabilityZones: ZONES.map((zone) => `eu-central-1${zone}`),
        privateSubnetIds: ['p1', 'p2', 'p3'],
        isolatedSubnetIds: ['i1', 'i2', 'i3'],
      }),
      catalogue: ONE_SERVICE,
    });
    const handler = new lambda.Function(stack, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      vpc: lookUp(stack),
    });
    platform.service('orders').connect(Workload.lambdaFunction(handler));
  };

  test('is connected before the lookup, and after it if it is the same', () => {
    expect(synthesizeInRounds(build, { 'vpc-provider': VPC }).errors).toEqual([]);
  });

  test('is rejected after the lookup if it is another', () => {
    const other = { ...VPC, vpcId: 'vpc-0fedcba9876543210' };
    expect(() => synthesizeInRounds(build, { 'vpc-provider': other })).toThrow(
      'workload must be a workload in vpc-0123456789abcdef0, where the platform is, got one in vpc-0fedcba9876543210.',
    );
  });
});
