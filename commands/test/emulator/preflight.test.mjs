import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resource, runCommandLine, temporaryFolder, writeAssembly } from '../support/command.mjs';
import { aws, emulatorEnvironment } from '../support/emulator.mjs';

const ENVIRONMENT = 'aws://000000000000/us-east-1';
const EIP_QUOTA = 5;
const VPC_QUOTA = 5;
const POLICIES_QUOTA = 10;
const SUBSCRIPTIONS_QUOTA = 20;

/** Runs the checks for an assembly, and returns the exit code and the rows of the table. */
async function preflight(context, resources, options = {}) {
  const folder = temporaryFolder(context);
  const env = emulatorEnvironment(folder);
  const assembly = { environment: ENVIRONMENT, name: 'Planted', ...options };
  writeAssembly(join(folder, 'cdk.out'), resources, assembly);
  const { code, stdout, stderr } = await runCommandLine(['preflight'], { env, cwd: folder });
  const lines = stdout.split('\n').filter((line) => / (ok|problem|could not look) /.test(line));
  const rows = lines.map((line) => line.split(/ {2,}/)).map(([check, result, found]) => ({ check, result, found }));
  return { code, rows, stderr, of: (check) => rows.find((row) => row.check === check) };
}

/** Deploys a stack. */
async function deploy(context, name, resources) {
  const template = join(temporaryFolder(context), 'template.json');
  writeFileSync(template, JSON.stringify({ Resources: resources }));
  await aws('cloudformation', 'create-stack', '--stack-name', name, '--template-body', `file://${template}`);
  await aws('cloudformation', 'wait', 'stack-create-complete', '--stack-name', name);
}

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const MUTED = { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT1H' } };

/** A resource with its name, and the call that creates one with the same name. */
const LEFTOVERS = [
  [
    'AWS::RDS::DBInstance',
    'DBInstanceIdentifier',
    'rds create-db-instance --engine postgres --db-instance-class db.t4g.micro --allocated-storage 20 --master-username u --master-user-password password1 --db-instance-identifier',
  ],
  [
    'AWS::RDS::DBCluster',
    'DBClusterIdentifier',
    'rds create-db-cluster --engine aurora-postgresql --master-username u --master-user-password password1 --db-cluster-identifier',
  ],
  [
    'AWS::DocDB::DBCluster',
    'DBClusterIdentifier',
    'docdb create-db-cluster --engine docdb --master-username u --master-user-password password1 --db-cluster-identifier',
  ],
  [
    'AWS::DynamoDB::Table',
    'TableName',
    'dynamodb create-table --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --table-name',
  ],
  [
    'AWS::AmazonMQ::Broker',
    'BrokerName',
    'mq create-broker --engine-type RABBITMQ --engine-version 3.13 --host-instance-type mq.m5.large --deployment-mode SINGLE_INSTANCE --no-publicly-accessible --auto-minor-version-upgrade --users Username=u,Password=password12345 --broker-name',
  ],
  ['AWS::OpenSearchService::Domain', 'DomainName', 'opensearch create-domain --domain-name'],
  [
    'AWS::ElastiCache::User',
    'UserId',
    'elasticache create-user --engine valkey --user-name u --access-string off --no-password-required --user-id',
  ],
  ['AWS::ElastiCache::UserGroup', 'UserGroupId', 'elasticache create-user-group --engine valkey --user-group-id'],
  ['AWS::Backup::BackupVault', 'BackupVaultName', 'backup create-backup-vault --backup-vault-name'],
  ['AWS::Logs::LogGroup', 'LogGroupName', 'logs create-log-group --log-group-name'],
  ['AWS::SSM::Parameter', 'Name', 'ssm put-parameter --type String --value v --name'],
  ['AWS::SecretsManager::Secret', 'Name', 'secretsmanager create-secret --secret-string s --name'],
  [
    'AWS::CloudWatch::Alarm',
    'AlarmName',
    'cloudwatch put-metric-alarm --namespace N --metric-name M --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanThreshold --alarm-name',
  ],
  ['AWS::CloudWatch::CompositeAlarm', 'AlarmName', 'cloudwatch put-composite-alarm --alarm-rule FALSE --alarm-name'],
  [
    'AWS::CloudWatch::AlarmMuteRule',
    'Name',
    (name) => aws('cloudwatch', 'put-alarm-mute-rule', '--rule', JSON.stringify(MUTED), '--name', name),
  ],
  [
    'AWS::CloudWatch::Dashboard',
    'DashboardName',
    'cloudwatch put-dashboard --dashboard-body {"widgets":[]} --dashboard-name',
  ],
  ['AWS::Events::Rule', 'Name', 'events put-rule --event-pattern {"source":["a"]} --name'],
  ['AWS::Scheduler::ScheduleGroup', 'Name', 'scheduler create-schedule-group --name'],
  ['AWS::ECS::Cluster', 'ClusterName', 'ecs create-cluster --cluster-name'],
  ['AWS::SNS::Topic', 'TopicName', 'sns create-topic --name'],
  ['AWS::SQS::Queue', 'QueueName', 'sqs create-queue --queue-name'],
  ['AWS::S3::Bucket', 'BucketName', 's3api create-bucket --bucket'],
  [
    'AWS::KMS::Alias',
    'AliasName',
    async (name) => {
      const { KeyMetadata } = await aws('kms', 'create-key');
      await aws('kms', 'create-alias', '--target-key-id', KeyMetadata.KeyId, '--alias-name', name);
    },
  ],
  [
    'AWS::IAM::Role',
    'RoleName',
    'iam create-role --assume-role-policy-document {"Version":"2012-10-17","Statement":[]} --role-name',
  ],
  [
    'AWS::IAM::ManagedPolicy',
    'ManagedPolicyName',
    'iam create-policy --policy-document {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]} --policy-name',
  ],
];

const nameFor = (type, index) => {
  const name = `left-${index}`;
  return { 'AWS::Logs::LogGroup': `/aws/left/${name}`, 'AWS::KMS::Alias': `alias/${name}` }[type] ?? name;
};

test('an account that is not bootstrapped is found, and one that is, is not', { timeout: 120_000 }, async (context) => {
  const { code, of } = await preflight(context, {});
  assert.equal(code, 1);
  assert.equal(of('bootstrap stack').result, 'problem');
  const parameter = ['--type', 'String', '--name', '/cdk-bootstrap/hnb659fds/version', '--value'];
  await aws('ssm', 'put-parameter', ...parameter, '22');
  assert.match((await preflight(context, {})).of('bootstrap stack').found, /version 22, 23 needed/);
  await aws('ssm', 'put-parameter', '--overwrite', ...parameter, '23');
  const after = await preflight(context, {});
  assert.deepEqual([after.code, after.of('bootstrap stack').result], [0, 'ok']);
});

test('each name that is in use is found', { timeout: 300_000 }, async (context) => {
  const resources = Object.fromEntries(
    LEFTOVERS.map(([type, prop], index) => [`It${index}`, resource(type, { [prop]: nameFor(type, index) })]),
  );
  const names = (rows) => rows.filter(({ check }) => check.startsWith('names of '));
  const free = names((await preflight(context, resources)).rows);
  assert.deepEqual(
    free.map(({ result }) => result),
    LEFTOVERS.map(() => 'ok'),
    JSON.stringify(free),
  );

  for (const [index, [type, , create]] of LEFTOVERS.entries()) {
    const name = nameFor(type, index);
    await (typeof create === 'string' ? aws(...create.split(' '), name) : create(name));
  }
  const { code, of } = await preflight(context, resources);
  assert.equal(code, 1);
  for (const [index, [type]] of LEFTOVERS.entries()) {
    const { result, found } = of(`names of ${type.replace('AWS::', '')}`);
    assert.deepEqual([type, result, found], [type, 'problem', `in use: ${nameFor(type, index)}`]);
  }
});

test('a secret that is pending deletion keeps its name', { timeout: 120_000 }, async (context) => {
  await aws('secretsmanager', 'create-secret', '--name', 'pending', '--secret-string', 's');
  await aws('secretsmanager', 'delete-secret', '--secret-id', 'pending', '--recovery-window-in-days', '7');
  const { of } = await preflight(context, { Secret: resource('AWS::SecretsManager::Secret', { Name: 'pending' }) });
  assert.deepEqual(
    [of('names of SecretsManager::Secret').result, of('names of SecretsManager::Secret').found],
    ['problem', 'in use: pending'],
  );
});

test('the names of the deployed stack are its own', { timeout: 120_000 }, async (context) => {
  const resources = { Topic: resource('AWS::SNS::Topic', { TopicName: 'own' }) };
  await deploy(context, 'Planted', resources);
  assert.equal((await preflight(context, resources)).of('names of SNS::Topic'), undefined);
  const other = await preflight(context, resources, { name: 'Other' });
  assert.equal(other.of('names of SNS::Topic').found, 'in use: own');
  await aws('cloudformation', 'delete-stack', '--stack-name', 'Planted');
});

test('each quota that is used up is found', { timeout: 300_000 }, async (context) => {
  const resources = {
    Address: resource('AWS::EC2::EIP'),
    Vpc: resource('AWS::EC2::VPC'),
    Policy: resource('AWS::Logs::ResourcePolicy'),
    Subscription: resource('AWS::RDS::EventSubscription'),
    ...Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`User${index}`, resource('AWS::ElastiCache::User')]),
    ),
  };
  const checks = ['Elastic IP addresses', 'VPCs', 'resource policies of CloudWatch Logs', 'event subscriptions of RDS'];
  const before = await preflight(context, resources);
  assert.deepEqual(
    checks.map((check) => before.of(check).result),
    checks.map(() => 'ok'),
  );
  assert.equal(before.of('users in the user group of ElastiCache').result, 'problem');

  await times(EIP_QUOTA, () => aws('ec2', 'allocate-address'));
  await times(VPC_QUOTA - 1, (index) => aws('ec2', 'create-vpc', '--cidr-block', `10.${index}.0.0/16`));
  const policy = '{"Version":"2012-10-17","Statement":[]}';
  for (let index = 0; index < POLICIES_QUOTA; index++) {
    await aws('logs', 'put-resource-policy', '--policy-name', `policy-${index}`, '--policy-document', policy);
  }
  const { TopicArn } = await aws('sns', 'create-topic', '--name', 'subscriptions');
  const subscription = resource('AWS::RDS::EventSubscription', { SnsTopicArn: TopicArn, SourceType: 'db-instance' });
  await deploy(
    context,
    'Subscriptions',
    Object.fromEntries(Array.from({ length: SUBSCRIPTIONS_QUOTA }, (_, index) => [`S${index}`, subscription])),
  );
  const after = await preflight(context, resources);
  assert.deepEqual(
    checks.map((check) => after.of(check).result),
    checks.map(() => 'problem'),
    JSON.stringify(after.rows),
  );
});

test('more reserved concurrency than the account has is found', { timeout: 120_000 }, async (context) => {
  const reserving = (number) => ({
    Function: resource('AWS::Lambda::Function', { ReservedConcurrentExecutions: number }),
  });
  assert.equal((await preflight(context, reserving(1))).of('concurrency of Lambda').result, 'ok');
  assert.equal((await preflight(context, reserving(100_000))).of('concurrency of Lambda').result, 'problem');
});

test('a missing service-linked role is found', { timeout: 120_000 }, async (context) => {
  const resources = { Domain: resource('AWS::OpenSearchService::Domain') };
  const check = 'service-linked role of OpenSearch Service';
  assert.equal((await preflight(context, resources)).of(check).result, 'problem');
  await aws('iam', 'create-service-linked-role', '--aws-service-name', 'opensearchservice.amazonaws.com');
  assert.equal((await preflight(context, resources)).of(check).result, 'ok');
});

test('a zone that lacks an instance type, and one that does not exist, are found', {
  timeout: 120_000,
}, async (context) => {
  const broker = { HostInstanceType: 'mq.m7g.large', EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ' };
  const inZones = (...zones) => ({
    Broker: resource('AWS::AmazonMQ::Broker', broker),
    ...Object.fromEntries(
      zones.map((AvailabilityZone, index) => [`Subnet${index}`, resource('AWS::EC2::Subnet', { AvailabilityZone })]),
    ),
  });
  const good = await preflight(context, inZones('us-east-1a', 'us-east-1b'));
  assert.equal(good.of('zones with mq.m7g.large').result, 'ok');
  const lacking = await preflight(context, inZones('us-east-1a', 'us-east-1c'));
  assert.deepEqual(
    [lacking.of('zones with mq.m7g.large').result, lacking.of('zones with mq.m7g.large').found],
    ['problem', 'not in us-east-1c'],
  );
  const missing = await preflight(context, inZones('us-east-1z'));
  assert.equal(missing.of('availability zones').result, 'problem');
});

test('existing subnets without enough addresses, and subnets that do not exist, are found', {
  timeout: 120_000,
}, async (context) => {
  const { Vpc } = await aws('ec2', 'create-vpc', '--cidr-block', '10.200.0.0/16');
  const { Subnet } = await aws('ec2', 'create-subnet', '--vpc-id', Vpc.VpcId, '--cidr-block', '10.200.0.0/28');
  const using = (id, InstanceCount) => ({
    Domain: resource('AWS::OpenSearchService::Domain', {
      ClusterConfig: { InstanceCount },
      VPCOptions: { SubnetIds: [id] },
    }),
  });
  assert.equal((await preflight(context, using(Subnet.SubnetId, 1))).of('free addresses').result, 'ok');
  assert.equal((await preflight(context, using(Subnet.SubnetId, 90))).of('free addresses').result, 'problem');
  assert.match(
    (await preflight(context, using('subnet-0123456789abcdef0', 1))).of('free addresses').found,
    /does not exist/,
  );
});

test('stacks for another account are found', { timeout: 120_000 }, async (context) => {
  const { code, of } = await preflight(context, {}, { environment: 'aws://111111111111/us-east-1' });
  assert.deepEqual([code, of('account').result], [1, 'problem']);
});
