import {
  CfnParameter,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_rds as rds,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DatabaseConstruct,
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  type EgressPeer,
  EnvironmentProviderFactory,
  Microservice,
  ServiceCatalogue,
  type ServiceDefinition,
  ServiceEgress,
  ServiceStacks,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { CrossStackValues, type Json } from '../support/cross-stack-values';
import { missingIn } from '../support/lookups';
import { existingVpc, templateOf, threeZoneStack, twoZoneStack } from '../support/stacks';
import { taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const { InterfaceVpcEndpointAwsService: Service } = ec2;
const ENDPOINTS = [
  Service.ECR,
  Service.ECR_DOCKER,
  Service.CLOUDWATCH_LOGS,
  Service.SECRETS_MANAGER,
  Service.KMS,
  Service.SSM,
];

/** The prefix lists as the CDK's CLI finds them. */
const PREFIX_LISTS = Object.fromEntries(
  ['s3', 'dynamodb'].map((name) => [
    `cc-api-provider:account=${ENV.account}:expectedMatchCount=exactly-one:propertiesToReturn.0=PrefixListId:` +
      `propertyMatch.PrefixListName=com.amazonaws.eu-central-1.${name}:region=eu-central-1:typeName=AWS$:$:EC2$:$:PrefixList`,
    [{ PrefixListId: `pl-${name}` }],
  ]),
);

interface Way {
  readonly destination: unknown;
  readonly port: unknown;
}

/** The egress rules in the resource of the group of a service, with the logical ids of groups without their hashes. */
function inlineRules(service: Microservice, values?: CrossStackValues): Way[] {
  const stack = Stack.of(service);
  const group = service.securityGroup.node.defaultChild;
  if (!(group instanceof ec2.CfnSecurityGroup)) {
    throw new Error(`${service.node.path} has no group`);
  }
  const logicalId = String(stack.resolve(group.logicalId));
  const { Properties } = templateOf(stack).findResources('AWS::EC2::SecurityGroup')[logicalId];
  return Properties.SecurityGroupEgress.map((rule: Record<string, Json>) => ({
    destination: nameOf(
      rule.CidrIp ??
        rule.CidrIpv6 ??
        rule.DestinationPrefixListId ??
        groupIn(stack, rule.DestinationSecurityGroupId, values),
    ),
    port: rule.FromPort,
  }));
}

function groupIn(stack: Stack, id: Json, values?: CrossStackValues): Json {
  return values === undefined ? id : values.resolve(stack, id);
}

function nameOf(value: unknown): unknown {
  return typeof value === 'string' ? value : JSON.stringify(value).match(/([A-Za-z]+)[0-9A-F]{8}/)?.[1];
}

function payment(
  props: Partial<EcommercePlatformProps> = {},
  definition: Partial<ServiceDefinition> = {},
  { environment = 'production', env = true, context = {} } = {},
) {
  const app = newApp(context);
  const stack = new Stack(app, 'Shop', env ? { env: ENV } : {});
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue: ServiceCatalogue.of([
      { name: 'payment', pciScope: true, capabilities: [Capability.CACHE], ...definition },
    ]),
    ...props,
  });
  return { app, stack, platform, service: platform.service('payment') };
}

const warningsOf = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('ecommerce-constructs:egress'))
    .map(({ id, entry }) => `${id}: ${entry.data}`);

const OPEN = [{ destination: '0.0.0.0/0', port: undefined }];
const STORE = { destination: 'PlatformDatabasepaymentSecurityGroup', port: 5433 };
const HTTPS = { destination: '0.0.0.0/0', port: 443 };

describe('the default way out', () => {
  test.each(['staging', 'production'])(
    'of a service in PCI scope in %s without endpoints is its store and port 443, with a warning',
    (environment) => {
      const { stack, service } = payment({}, {}, { environment });
      expect(inlineRules(service)).toEqual([STORE, HTTPS]);
      expect(warningsOf(stack)).toEqual([
        '/Shop/Platform/payment: The network has no endpoint for ecr.api, ecr.dkr, logs, secretsmanager, kms, ssm. Therefore, ' +
          'the workloads of payment may connect to all addresses on port 443, to call AWS. Add the interface endpoints ' +
          'ecr.api, ecr.dkr, logs, secretsmanager, kms and ssm to the network of a stack with an `env`, or list the peers of ' +
          'payment with `ServiceEgress.platformAnd`. [ack: @org/ecommerce-constructs:egress]',
      ]);
    },
  );

  test.each(['local', 'development'])('of a service in PCI scope in %s is open', (environment) => {
    const { stack, service } = payment({}, {}, { environment });
    expect(inlineRules(service)).toEqual(OPEN);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of another service is open', () => {
    const { stack, service } = payment({}, { pciScope: false });
    expect(inlineRules(service)).toEqual(OPEN);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is a setting of the environment', () => {
    const provider = { ...new AWSProvider(), network: { restrictPciEgress: false } };
    expect(inlineRules(payment({ provider }).service)).toEqual(OPEN);
  });

  test('of a service in PCI scope is open if the service says so', () => {
    expect(inlineRules(payment({}, { egress: ServiceEgress.OPEN }).service)).toEqual(OPEN);
  });

  test('of a service in PCI scope leads to AWS through the endpoints of the network if there are all', () => {
    const { stack, service } = payment({ network: { interfaceEndpoints: ENDPOINTS } }, {}, { context: PREFIX_LISTS });
    expect(inlineRules(service)).toEqual([
      STORE,
      { destination: 'PlatformNetworkendpointsgroup', port: 443 },
      { destination: 'pl-s3', port: 443 },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('does not lead to a service that another account offers by an endpoint of the network', () => {
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789', 443);
    const app = newApp(PREFIX_LISTS);
    const stack = new Stack(app, 'Shop', { env: ENV });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    for (const [index, endpoint] of [...ENDPOINTS, service].entries()) {
      vpc.addInterfaceEndpoint(`Endpoint${index}`, { service: endpoint });
    }
    vpc.addGatewayEndpoint('Gateway', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const payment = new Microservice(stack, 'Payment', { serviceName: 'payment', vpc, egress: ServiceEgress.PLATFORM });
    expect(inlineRules(payment)).toHaveLength(ENDPOINTS.length + 1);
  });

  test('includes DynamoDB if the service has a table', () => {
    const store = DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const { service } = payment({ network: { interfaceEndpoints: ENDPOINTS } }, { store }, { context: PREFIX_LISTS });
    expect(inlineRules(service).map(({ destination }) => destination)).toEqual([
      'PlatformNetworkendpointsgroup',
      'pl-s3',
      'pl-dynamodb',
    ]);
  });

  test('names the endpoints that are missing', () => {
    const { stack, service } = payment({ network: { interfaceEndpoints: ENDPOINTS.slice(0, 4) } });
    expect(inlineRules(service)).toEqual([STORE, HTTPS]);
    expect(warningsOf(stack)[0]).toContain('The network has no endpoint for kms, ssm. Therefore');
  });

  test('says that the endpoints of an existing VPC are unknown', () => {
    const app = newApp();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const catalogue = ServiceCatalogue.of([{ name: 'payment', pciScope: true }]);
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      catalogue,
      vpc: existingVpc(stack),
    });
    expect(inlineRules(platform.service('payment'))).toEqual([STORE, HTTPS]);
    expect(warningsOf(stack)[0]).toContain('The endpoints of an existing VPC are unknown. Therefore');
  });

  test('says that prefix lists cannot be looked up without an `env`', () => {
    const { stack, service } = payment(
      { network: { interfaceEndpoints: ENDPOINTS, maxAzs: 2 }, search: { enabled: false } },
      {},
      { env: false },
    );
    expect(inlineRules(service)).toEqual([STORE, HTTPS]);
    expect(warningsOf(stack)[0]).toContain(
      'The CDK cannot look up the prefix lists of s3, because the stack has no `env`. Therefore',
    );
  });
});

describe('what a service uses alone', () => {
  test('without endpoints is its store, with a warning and without port 443', () => {
    const { stack, service } = payment({}, { egress: ServiceEgress.PLATFORM });
    expect(inlineRules(service)).toEqual([STORE]);
    expect(warningsOf(stack)[0]).toContain('the workloads of payment cannot call all of AWS, and may not start.');
  });

  test('with some endpoints includes those', () => {
    const network = { interfaceEndpoints: [Service.KMS] };
    expect(inlineRules(payment({ network }, { egress: ServiceEgress.PLATFORM }).service)).toEqual([
      STORE,
      { destination: 'PlatformNetworkendpointsgroup', port: 443 },
    ]);
  });

  test('and peers includes those, without a warning', () => {
    const stackOfPeer = new Stack(newApp(), 'Peer');
    const group = ec2.SecurityGroup.fromSecurityGroupId(stackOfPeer, 'Group', 'sg-peer');
    const peers: EgressPeer[] = [
      { peer: ec2.Peer.prefixList('pl-bank'), port: ec2.Port.HTTPS },
      { peer: ec2.Peer.ipv4('203.0.113.0/24'), port: ec2.Port.tcpRange(8000, 8100), description: 'To the bank' },
      { peer: ec2.Peer.ipv6('2001:db8::/32'), port: ec2.Port.HTTPS },
      { peer: group, port: ec2.Port.tcp(5000) },
    ];
    const { stack, service } = payment({}, { pciScope: false, egress: ServiceEgress.platformAnd(peers) });
    expect(inlineRules(service)).toEqual([
      STORE,
      { destination: 'pl-bank', port: 443 },
      { destination: '203.0.113.0/24', port: 8000 },
      { destination: '2001:db8::/32', port: 443 },
      { destination: 'sg-peer', port: 5000 },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('leads nowhere for a service without a store and endpoints, because EC2 opens a group without rules', () => {
    const stack = threeZoneStack();
    const props = { serviceName: 'reviews', vpc: existingVpc(stack), egress: ServiceEgress.PLATFORM };
    const service = new Microservice(stack, 'Reviews', props);
    const nowhere = [{ destination: '127.0.0.1/32', port: 1 }];
    const other = new ec2.SecurityGroup(stack, 'Other', { vpc: props.vpc });
    service.connections.allowTo(other, ec2.Port.tcp(80));
    expect(inlineRules(service)).toEqual(nowhere);
    templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 80 });
  });

  test('is in the resource of the group although a feature flag forbids that', () => {
    const context = { '@aws-cdk/aws-ec2.securityGroupDisableInlineRules': true };
    expect(inlineRules(payment({}, {}, { context }).service)).toEqual([STORE, HTTPS]);
  });

  test('includes an existing database, whose port is known only at deployment', () => {
    const stack = threeZoneStack();
    const vpc = existingVpc(stack);
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Existing', {
      instanceIdentifier: 'existing',
      instanceEndpointAddress: 'existing.local',
      port: new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'OfExisting', 'sg-existing')],
    });
    const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'existing');
    const store = DataStore.existingPostgres({ instance, databaseName: 'payments', secret });
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      vpc,
      catalogue: ServiceCatalogue.of([{ name: 'payment', pciScope: true, store }]),
    });
    expect(inlineRules(platform.service('payment'))).toEqual([
      { destination: 'sg-existing', port: { Ref: 'Port' } },
      HTTPS,
    ]);
  });

  test('of a store in a stack that is deployed later has its rule there', () => {
    const app = newApp();
    const stack = new Stack(app, 'Service', { env: ENV });
    const later = new Stack(app, 'Stores', { env: ENV });
    const vpc = existingVpc(stack);
    const database = new DatabaseConstruct(later, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(later),
      catalogue: ServiceCatalogue.of([{ name: 'reviews' }]),
    });
    const props = { serviceName: 'reviews', vpc, store: database.store('reviews'), egress: ServiceEgress.PLATFORM };
    const service = new Microservice(stack, 'Reviews', props);
    expect(inlineRules(service)).toEqual([{ destination: '127.0.0.1/32', port: 1 }]);
    templateOf(later).hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      FromPort: 5433,
      Description: 'To the store',
    });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('in stacks of services', () => {
  test('the endpoints and the peers of other stacks are read from parameters', () => {
    const app = newApp(PREFIX_LISTS);
    const shared = new Stack(app, 'Shared', { env: ENV });
    const stack = new Stack(app, 'Shop', { env: ENV });
    const proxy = new ec2.SecurityGroup(shared, 'Proxy', { vpc: existingVpc(shared) });
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      serviceStacks: ServiceStacks.perService(),
      network: { interfaceEndpoints: ENDPOINTS },
      catalogue: ServiceCatalogue.of([
        { name: 'payment', egress: ServiceEgress.platformAnd([{ peer: proxy, port: ec2.Port.tcp(3128) }]) },
      ]),
    });
    const { stacks } = app.synth();
    const values = new CrossStackValues(app);
    const service = platform.service('payment');
    expect(inlineRules(service, values)).toEqual([
      { destination: 'StoreSecurityGroup', port: 5433 },
      { destination: 'PlatformNetworkendpointsgroup', port: 443 },
      { destination: 'pl-s3', port: 443 },
      { destination: 'Proxy', port: 3128 },
    ]);
    expect(JSON.stringify(stacks.map(({ template }) => template))).not.toContain('Fn::ImportValue');
  });
});

describe('a workload of a closed service', () => {
  const egressOf = (stack: Stack) =>
    Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroupEgress')).map(
      ({ Properties }) => Properties.FromPort,
    );

  test('that lacks the client groups gets egress rules for the parts, and none for the store', () => {
    const { app, service } = payment({}, { capabilities: [Capability.CACHE, Capability.MESSAGING] });
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    const [own] = service.securityGroupsFor(workloads);
    service.connect(Workload.ecsTask(taskOf(workloads), [own]));
    expect(egressOf(workloads).sort()).toEqual([5671, 6379]);
    app.synth();
  });

  test('of the same stack that lacks the client groups gets egress rules for the parts', () => {
    const { stack, service } = payment();
    service.connect(Workload.ecsTask(taskOf(stack), [service.securityGroup]));
    expect(egressOf(stack)).toContain(6379);
    expect(inlineRules(service)).toEqual([STORE, HTTPS]);
  });

  test('of another stack gets the egress rules that its user adds', () => {
    const { app, service } = payment();
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    const vpc = existingVpc(workloads);
    const ecsService = new ecs.FargateService(workloads, 'Service', {
      cluster: new ecs.Cluster(workloads, 'Cluster', { vpc }),
      taskDefinition: taskOf(workloads),
      securityGroups: service.securityGroupsFor(workloads),
    });
    ecsService.connections.allowTo(new ec2.SecurityGroup(workloads, 'Proxy', { vpc }), ec2.Port.tcp(3128));
    expect(egressOf(workloads)).toEqual([3128]);
  });

  test.each([
    ['closed', [3128]],
    [undefined, []],
  ])('of another app, whose record says %s, gets the egress rules %j', (egress, ports) => {
    const name = '/production/payment/connection';
    const record = { version: 1, ...ENV, vpcId: 'vpc-1', securityGroupIds: ['sg-own'], accesses: [], egress };
    const key = `ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`;
    const stack = threeZoneStack({ [key]: JSON.stringify(record) });
    const service = Microservice.fromParameters(stack, 'Payment', {
      environment: 'production',
      serviceName: 'payment',
    });
    const vpc = existingVpc(stack);
    for (const group of service.securityGroups) {
      group.connections.allowTo(new ec2.SecurityGroup(stack, 'Proxy', { vpc }), ec2.Port.tcp(3128));
    }
    expect(egressOf(stack)).toEqual(ports);
  });

  test('has a record that says so, in the default of a service in PCI scope alone', () => {
    const recordOf = (definition: Partial<ServiceDefinition>) =>
      JSON.stringify(templateOf(payment({}, definition).stack).findResources('AWS::SSM::Parameter'));
    expect(recordOf({})).toContain('\\"egress\\":\\"closed\\"');
    expect(recordOf({ pciScope: false })).not.toContain('egress');
  });
});

test('a rule that the group has is not written again', () => {
  const { stack, platform, service } = payment();
  const store = platform.database?.store('payment');
  service.connections.allowTo(store ?? service, ec2.Port.tcp(5433));
  expect(inlineRules(service)).toEqual([STORE, HTTPS]);
  templateOf(stack).resourcePropertiesCountIs('AWS::EC2::SecurityGroupEgress', { FromPort: 5433 }, 0);
});

test('a closed service rejects all traffic to all addresses, and the error says how to open it', () => {
  const { service } = payment();
  expect(() => service.connections.allowToAnyIpv4(ec2.Port.allTraffic())).toThrow(
    'peer must be narrower than all traffic to all addresses, because the way out of the service is closed, got one that is ' +
      'not. List ports or addresses, or open the way out: `egress: ServiceEgress.OPEN` of the service. (in ' +
      'Shop/Platform/payment/SecurityGroup)',
  );
});

test('`connections.allowTo` of an open service does not warn', () => {
  const { stack, service, platform } = payment({}, { pciScope: false });
  service.connections.allowTo(new ec2.SecurityGroup(stack, 'Proxy', { vpc: platform.vpc }), ec2.Port.tcp(3128));
  service.connections.allowTo(ec2.Peer.ipv4('203.0.113.1/32'), ec2.Port.tcp(3128));
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('Egress'));
  expect(inlineRules(service)).toEqual(OPEN);
});

test('closing the way out of a deployed service changes its group in place, and its record', () => {
  const resourcesOf = (egress?: ServiceEgress): Record<string, { Properties: Record<string, unknown> }> =>
    templateOf(payment({}, { egress }).stack).toJSON().Resources;
  const [open, closed] = [resourcesOf(ServiceEgress.OPEN), resourcesOf()];
  expect(Object.keys(closed)).toEqual(Object.keys(open));
  const changed = Object.keys(open).flatMap((id) => {
    const [before, after] = [open[id].Properties ?? {}, closed[id].Properties ?? {}];
    return Object.keys(after)
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => `${id.slice(0, -8)}.${name}`);
  });
  expect(changed).toEqual([
    'PlatformpaymentSecurityGroup.SecurityGroupEgress',
    'PlatformpaymentParametersconnection.Value',
  ]);
});

describe('peers', () => {
  test.each<[string, unknown, string]>([
    ['an empty list', [], 'peers must be a list of one or more peers, got an empty list.'],
    ['no list', Object({ peer: 1 }), 'peers must be a list of one or more peers, got [object Object].'],
    ['a peer without a port', [{ peer: ec2.Peer.anyIpv4() }], 'peers must be objects with a `peer` and a `port`'],
    ['nothing', [undefined], 'peers must be objects with a `peer` and a `port`'],
    [
      'all traffic to all addresses',
      [{ peer: ec2.Peer.anyIpv4(), port: ec2.Port.allTraffic() }],
      'peers must be narrower than all traffic to all addresses, got one that is not. List ports or addresses, or use ' +
        '`ServiceEgress.OPEN`.',
    ],
    ['all traffic by IPv6', [{ peer: ec2.Peer.anyIpv6(), port: ec2.Port.allTraffic() }], 'peers must be narrower'],
  ])('refuse %s', (_, peers, message) => {
    expect(() => ServiceEgress.platformAnd(Object(peers))).toThrow(message);
  });

  test('accept values that are known only at deployment', () => {
    const stack = twoZoneStack();
    const list = new CfnParameter(stack, 'List').valueAsString;
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    const egress = ServiceEgress.platformAnd([{ peer: ec2.Peer.prefixList(list), port: ec2.Port.tcp(port) }]);
    const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack), egress });
    expect(inlineRules(service)).toEqual([{ destination: undefined, port: { Ref: 'Port' } }]);
  });
});

test('prefix lists are looked up once for all services', () => {
  const missing = missingIn((stack) => {
    new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      network: { interfaceEndpoints: ENDPOINTS },
      catalogue: ServiceCatalogue.of([
        { name: 'payment', pciScope: true },
        { name: 'cards', pciScope: true },
      ]),
    });
  });
  expect(missing.filter((key) => key.startsWith('cc-api'))).toEqual([Object.keys(PREFIX_LISTS)[0]]);
});
