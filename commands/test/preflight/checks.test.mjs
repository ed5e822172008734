import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsFailure } from '../../lib/aws/aws-cli.mjs';
import { checkAccount, checkBootstrap, checkServiceLinkedRole } from '../../lib/preflight/account.mjs';
import { deployedResources, Look } from '../../lib/preflight/look.mjs';
import { checkNames } from '../../lib/preflight/names.mjs';
import { checkAddresses, checkZones } from '../../lib/preflight/network.mjs';
import { checkQuotas } from '../../lib/preflight/quotas.mjs';

const resource = (type, properties = {}, id = type.split('::').at(-1)) => ({
  id,
  type,
  properties,
  stack: 'Shop',
  path: `Shop/${id}`,
});
const many = (count, type) => Array.from({ length: count }, (_, index) => resource(type, {}, `It${index}`));

/** Looks with answers by operation; an operation without an answer is denied. */
function look(resources, answers = {}, { deployed, bootstrap = {}, account } = {}) {
  const aws = {
    call: async (service, operation, args) => {
      const answer = answers[`${service} ${operation}`];
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new AwsFailure(`denied ${service} ${operation}`, { denied: true });
      return typeof answer === 'function' ? answer(args) : answer;
    },
  };
  return new Look(aws, { stacks: [{ name: 'Shop', account, bootstrap, resources }], deployed });
}

const results = (findings) => findings.map(({ check, result }) => `${check}: ${result}`);

const QUOTAS = [
  ['AWS::EC2::EIP', 'ec2 describe-addresses', 'Addresses', 5, 'Elastic IP addresses'],
  ['AWS::EC2::VPC', 'ec2 describe-vpcs', 'Vpcs', 5, 'VPCs'],
  [
    'AWS::Logs::ResourcePolicy',
    'logs describe-resource-policies',
    'resourcePolicies',
    10,
    'resource policies of CloudWatch Logs',
  ],
  [
    'AWS::RDS::EventSubscription',
    'rds describe-event-subscriptions',
    'EventSubscriptionsList',
    20,
    'event subscriptions of RDS',
  ],
];

for (const [type, operation, collection, quota, check] of QUOTAS) {
  test(`the quota of ${check} is a problem from the first resource above it`, async () => {
    const used = (count) => ({ [operation]: { [collection]: Array.from({ length: count }, () => ({})) } });
    const findings = (count) => checkQuotas(look(many(2, type), used(count)));
    assert.deepEqual(results(await findings(quota - 2)), [`${check}: ok`]);
    assert.deepEqual(results(await findings(quota - 1)), [`${check}: problem`]);
    assert.deepEqual(results(await checkQuotas(look(many(2, type)))), [`${check}: could not look`]);
  });
}

test('a raised quota and deployed resources are taken into account', async () => {
  const full = { 'ec2 describe-addresses': { Addresses: [1, 2, 3, 4, 5] } };
  const raised = { ...full, 'service-quotas get-service-quota': { Quota: { Value: 10 } } };
  const [finding] = await checkQuotas(look(many(3, 'AWS::EC2::EIP'), raised));
  assert.deepEqual([finding.result, finding.found], ['ok', '5 in use, 3 more needed, quota 10']);
  const deployed = new Map(many(3, 'AWS::EC2::EIP').map(({ id, type }) => [`Shop/${id}`, { type }]));
  assert.deepEqual(await checkQuotas(look(many(3, 'AWS::EC2::EIP'), full, { deployed })), []);
});

test('more users of the cache than a user group takes are a problem', async () => {
  assert.deepEqual(results(await checkQuotas(look(many(100, 'AWS::ElastiCache::User')))), [
    'users in the user group of ElastiCache: ok',
  ]);
  assert.deepEqual(results(await checkQuotas(look(many(101, 'AWS::ElastiCache::User')))), [
    'users in the user group of ElastiCache: problem',
  ]);
});

test('reserved concurrency must leave a hundred executions', async () => {
  const functions = [resource('AWS::Lambda::Function', { ReservedConcurrentExecutions: 10 })];
  const of = (value) => ({
    'lambda get-account-settings': { AccountLimit: { UnreservedConcurrentExecutions: value } },
  });
  assert.deepEqual(results(await checkQuotas(look(functions, of(110)))), ['concurrency of Lambda: ok']);
  assert.deepEqual(results(await checkQuotas(look(functions, of(109)))), ['concurrency of Lambda: problem']);
  assert.deepEqual(await checkQuotas(look([resource('AWS::Lambda::Function')])), []);
});

const NAMES = [
  [
    'AWS::RDS::DBInstance',
    'DBInstanceIdentifier',
    'rds describe-db-instances',
    (name) => ({ DBInstances: [{ DBInstanceIdentifier: name }] }),
  ],
  [
    'AWS::DocDB::DBCluster',
    'DBClusterIdentifier',
    'docdb describe-db-clusters',
    (name) => ({ DBClusters: [{ DBClusterIdentifier: name }] }),
  ],
  ['AWS::AmazonMQ::Broker', 'BrokerName', 'mq list-brokers', (name) => ({ BrokerSummaries: [{ BrokerName: name }] })],
  [
    'AWS::ECS::Cluster',
    'ClusterName',
    'ecs list-clusters',
    (name) => ({ clusterArns: [`arn:aws:ecs:eu-west-1:1:cluster/${name}`] }),
  ],
  [
    'AWS::SNS::Topic',
    'TopicName',
    'sns list-topics',
    (name) => ({ Topics: [{ TopicArn: `arn:aws:sns:eu-west-1:1:${name}` }] }),
  ],
  ['AWS::SQS::Queue', 'QueueName', 'sqs list-queues', (name) => ({ QueueUrls: [`https://sqs/1/${name}`] })],
  ['AWS::SSM::Parameter', 'Name', 'ssm get-parameters', (name) => ({ Parameters: [{ Name: name }] })],
  [
    'AWS::CloudWatch::CompositeAlarm',
    'AlarmName',
    'cloudwatch describe-alarms',
    (name) => ({ CompositeAlarms: [{ AlarmName: name }] }),
  ],
];

for (const [type, prop, operation, listOf] of NAMES) {
  test(`a name of ${type} that is in use is a problem, unless the stack has the resource`, async () => {
    const resources = [resource(type, { [prop]: 'orders' }, 'It')];
    const [inUse] = await checkNames(look(resources, { [operation]: listOf('orders') }));
    assert.deepEqual([inUse.result, inUse.found], ['problem', 'in use: orders']);
    const [free] = await checkNames(look(resources, { [operation]: listOf('other') }));
    assert.deepEqual([free.result, free.found], ['ok', '1 names are free']);
    const deployed = new Map([['Shop/It', { type }]]);
    assert.deepEqual(await checkNames(look(resources, { [operation]: listOf('orders') }, { deployed })), []);
    const [denied] = await checkNames(look(resources));
    assert.deepEqual([denied.result, denied.found], ['could not look', `denied ${operation}`]);
  });
}

test('a name that is known only at deployment is not looked for, and is reported', async () => {
  const [finding] = await checkNames(look([resource('AWS::SNS::Topic', { TopicName: { Ref: 'X' } })]));
  assert.deepEqual([finding.result, finding.found], ['could not look', '1 names are known only at deployment']);
});

test('a secret that is pending deletion has its own remedy', async () => {
  const resources = [resource('AWS::SecretsManager::Secret', { Name: 'orders' })];
  const answers = { 'secretsmanager list-secrets': { SecretList: [{ Name: 'orders', DeletedDate: 1 }] } };
  assert.match((await checkNames(look(resources, answers)))[0].todo, /--force-delete-without-recovery/);
});

const NOT_FOUND = new AwsFailure('no', { code: 'NoSuchEntity' });
const ROLE = 'service-linked role of OpenSearch Service';

test('a missing service-linked role is a problem, unless the stack creates it', async () => {
  const domain = resource('AWS::OpenSearchService::Domain');
  const custom = (Mode) => resource('Custom::OpenSearchServiceLinkedRole', { Mode });
  const missing = { 'iam get-role': NOT_FOUND };
  const check = async (...args) => results(await checkServiceLinkedRole(look(...args)));
  assert.deepEqual(await check([domain, custom('existing')], missing), [`${ROLE}: problem`]);
  assert.deepEqual(await check([domain, custom('ensure')], missing), [`${ROLE}: ok`]);
  assert.deepEqual(await check([domain], { 'iam get-role': {} }), [`${ROLE}: ok`]);
  assert.deepEqual(await check([domain]), [`${ROLE}: could not look`]);
  assert.deepEqual(await check([]), []);
});

const BOOTSTRAP = { parameter: '/cdk-bootstrap/hnb659fds/version', version: 8 };

test('an old and a missing bootstrap stack are problems', async () => {
  const check = async (answer, bootstrap = BOOTSTRAP) =>
    results(await checkBootstrap(look([], { 'ssm get-parameter': answer }, { bootstrap })));
  const version = (Value) => ({ Parameter: { Value } });
  assert.deepEqual(await check(version('23')), ['bootstrap stack: ok']);
  assert.deepEqual(await check(version('22')), ['bootstrap stack: problem']);
  assert.deepEqual(await check(version('23'), { ...BOOTSTRAP, version: 30 }), ['bootstrap stack: problem']);
  assert.deepEqual(await check(new AwsFailure('no', { code: 'ParameterNotFound' })), ['bootstrap stack: problem']);
  assert.deepEqual(await check(new AwsFailure('no', { denied: true })), ['bootstrap stack: could not look']);
});

test('credentials of another account are a problem', () => {
  assert.deepEqual(results(checkAccount(look([], {}, { account: '1' }), '2')), ['account: problem']);
  assert.deepEqual(results(checkAccount(look([], {}, { account: '1' }), '1')), ['account: ok']);
  assert.deepEqual(results(checkAccount(look([]), '1')), ['account: ok']);
});

const zone = (ZoneName, State = 'available') => ({ ZoneName, State, ZoneType: 'availability-zone' });
const ZONES = {
  'ec2 describe-availability-zones': { AvailabilityZones: [zone('b'), zone('a'), zone('c'), zone('d', 'impaired')] },
};
const subnet = (index) =>
  resource('AWS::EC2::Subnet', { AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] } }, `S${index}`);
const CLUSTER = resource('AWS::AmazonMQ::Broker', {
  HostInstanceType: 'mq.m7g.large',
  EngineType: 'RABBITMQ',
  DeploymentMode: 'CLUSTER_MULTI_AZ',
});
const offers = (...names) => ({
  ...ZONES,
  'mq describe-broker-instance-options': {
    BrokerInstanceOptions: [{ AvailabilityZones: names.map((Name) => ({ Name })) }],
  },
});

test('a cluster of brokers needs its type in each zone of the subnets', async () => {
  const resources = [CLUSTER, subnet(0), subnet(1)];
  const [good] = await checkZones(look(resources, offers('a', 'b')));
  assert.deepEqual([good.result, good.found], ['ok', 'a, b']);
  const [bad] = await checkZones(look([...resources, subnet(2)], offers('a', 'b')));
  assert.deepEqual([bad.check, bad.result, bad.found], ['zones with mq.m7g.large', 'problem', 'not in c']);
  assert.equal((await checkZones(look(resources, ZONES)))[0].result, 'could not look');
  assert.equal((await checkZones(look(resources)))[0].result, 'could not look');
});

test('a database in two zones needs its type in two', async () => {
  const database = resource('AWS::RDS::DBInstance', {
    DBInstanceClass: 'db.t4g.medium',
    Engine: 'postgres',
    MultiAZ: true,
  });
  const check = async (...zones) => {
    const answers = { ...ZONES, 'rds describe-orderable-db-instance-options': zones };
    return (await checkZones(look([database, subnet(0), subnet(1), subnet(2)], answers)))[0];
  };
  assert.deepEqual([(await check('a', 'b')).result, (await check('a', 'b')).found], ['ok', 'all but c']);
  assert.equal((await check('a')).result, 'problem');
});

test('a zone that the region does not have is a problem', async () => {
  const [finding] = await checkZones(look([CLUSTER, subnet(3)], offers('a')));
  assert.deepEqual([finding.check, finding.result], ['availability zones', 'problem']);
});

test('existing subnets need free addresses', async () => {
  const group = resource('AWS::RDS::DBSubnetGroup', { SubnetIds: ['subnet-0a', 'subnet-0b'] });
  const subnets = (...list) => ({
    'ec2 describe-subnets': {
      Subnets: list.map(([SubnetId, AvailableIpAddressCount]) => ({ SubnetId, AvailableIpAddressCount })),
    },
  });
  const findings = await checkAddresses(look([group], subnets(['subnet-0a', 2], ['subnet-0b', 1])));
  assert.deepEqual(
    findings.map(({ result, found }) => [result, found]),
    [
      ['ok', 'subnet-0a: 2 free, up to 2 needed'],
      ['problem', 'subnet-0b: 1 free, up to 2 needed'],
    ],
  );
  assert.match((await checkAddresses(look([group], subnets(['subnet-0a', 9]))))[1].found, /subnet-0b does not exist/);
  assert.deepEqual(results(await checkAddresses(look([group]))), ['free addresses: could not look']);
  assert.deepEqual(await checkAddresses(look([subnet(0)])), []);
});

test('the resources of deployed stacks and of their nested stacks are known', async () => {
  const summary = (LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus = 'CREATE_COMPLETE') => ({
    ...{ LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus },
  });
  const stacks = {
    Shop: [
      summary('Logins', 'AWS::CloudFormation::Stack', 'arn:logins'),
      summary('Old', 'AWS::KMS::Key', 'k', 'DELETE_COMPLETE'),
    ],
    'arn:logins': [summary('Secret', 'AWS::SecretsManager::Secret', 'arn:secret')],
  };
  const aws = {
    call: async (_service, _operation, [, name]) => {
      if (!stacks[name]) throw new AwsFailure('does not exist', { code: 'ValidationError' });
      return { StackResourceSummaries: stacks[name] };
    },
  };
  const found = await deployedResources(aws, [{ name: 'Shop' }, { name: 'Missing' }]);
  assert.deepEqual([...found.keys()], ['Shop/Logins', 'Shop/Logins/Secret']);
  const secret = { ...resource('AWS::SecretsManager::Secret', {}, 'Secret'), parent: ['Logins'] };
  assert.ok(new Look(aws, { stacks: [{ resources: [secret] }], deployed: found }).isDeployed(secret));
});
