// Names that templates give to resources, and that are in use: a deleted stack leaves what its environment retains.

import { shortened } from '../../../local/lib/cli/lists.mjs';
import { text } from '../assembly/values.mjs';
import { couldNotLook, ok, problem } from './look.mjs';

const CHUNK = 10;

/** The part of an ARN or of a URL after its last slash. */
const lastPart = (value) => value.split('/').at(-1);
const list = (service, operation, read, args) => ({
  call: [service, operation, args],
  names: async (look) => read(await look.call(service, operation, args)),
});
const named = (collection, name) => (answer) => (answer[collection] ?? []).map((it) => it[name]);

/** For each type, the prop with the name, the call that lists names, and the guide's step that deletes the resource. */
const TYPES = {
  'AWS::RDS::DBInstance': [
    'DBInstanceIdentifier',
    list('rds', 'describe-db-instances', named('DBInstances', 'DBInstanceIdentifier')),
    1,
  ],
  'AWS::RDS::DBCluster': [
    'DBClusterIdentifier',
    list('rds', 'describe-db-clusters', named('DBClusters', 'DBClusterIdentifier')),
    1,
  ],
  'AWS::RDS::DBProxy': ['DBProxyName', list('rds', 'describe-db-proxies', named('DBProxies', 'DBProxyName'))],
  'AWS::RDS::EventSubscription': [
    'SubscriptionName',
    list('rds', 'describe-event-subscriptions', named('EventSubscriptionsList', 'CustSubscriptionId')),
  ],
  'AWS::DocDB::DBInstance': [
    'DBInstanceIdentifier',
    list('docdb', 'describe-db-instances', named('DBInstances', 'DBInstanceIdentifier')),
    1,
  ],
  'AWS::DocDB::DBCluster': [
    'DBClusterIdentifier',
    list('docdb', 'describe-db-clusters', named('DBClusters', 'DBClusterIdentifier')),
    1,
  ],
  'AWS::DynamoDB::Table': ['TableName', list('dynamodb', 'list-tables', ({ TableNames }) => TableNames), 1],
  'AWS::AmazonMQ::Broker': ['BrokerName', list('mq', 'list-brokers', named('BrokerSummaries', 'BrokerName')), 2],
  'AWS::OpenSearchService::Domain': [
    'DomainName',
    list('opensearch', 'list-domain-names', named('DomainNames', 'DomainName')),
    2,
  ],
  'AWS::ElastiCache::ReplicationGroup': [
    'ReplicationGroupId',
    list('elasticache', 'describe-replication-groups', named('ReplicationGroups', 'ReplicationGroupId')),
    2,
  ],
  'AWS::ElastiCache::UserGroup': [
    'UserGroupId',
    list('elasticache', 'describe-user-groups', named('UserGroups', 'UserGroupId')),
    2,
  ],
  'AWS::ElastiCache::User': ['UserId', list('elasticache', 'describe-users', named('Users', 'UserId')), 2],
  'AWS::Logs::ResourcePolicy': [
    'PolicyName',
    list('logs', 'describe-resource-policies', named('resourcePolicies', 'policyName')),
    3,
  ],
  'AWS::Logs::LogGroup': ['LogGroupName', { call: ['logs', 'describe-log-groups'], names: logGroups }, 3],
  'AWS::Backup::BackupVault': [
    'BackupVaultName',
    list('backup', 'list-backup-vaults', named('BackupVaultList', 'BackupVaultName')),
    5,
  ],
  'AWS::SecretsManager::Secret': [
    'Name',
    list('secretsmanager', 'list-secrets', named('SecretList', 'Name'), ['--include-planned-deletion']),
    6,
  ],
  'AWS::KMS::Alias': ['AliasName', list('kms', 'list-aliases', named('Aliases', 'AliasName'))],
  'AWS::S3::Bucket': ['BucketName', list('s3api', 'list-buckets', named('Buckets', 'Name')), 4],
  'AWS::SSM::Parameter': ['Name', { call: ['ssm', 'get-parameters'], names: parameters }],
  'AWS::SSM::Document': [
    'Name',
    list('ssm', 'list-documents', named('DocumentIdentifiers', 'Name'), ['--filters', 'Key=Owner,Values=Self']),
  ],
  'AWS::CloudWatch::Alarm': ['AlarmName', list('cloudwatch', 'describe-alarms', named('MetricAlarms', 'AlarmName'))],
  'AWS::CloudWatch::CompositeAlarm': [
    'AlarmName',
    list('cloudwatch', 'describe-alarms', named('CompositeAlarms', 'AlarmName'), ['--alarm-types', 'CompositeAlarm']),
  ],
  'AWS::CloudWatch::Dashboard': [
    'DashboardName',
    list('cloudwatch', 'list-dashboards', named('DashboardEntries', 'DashboardName')),
  ],
  'AWS::Events::Rule': ['Name', list('events', 'list-rules', named('Rules', 'Name'))],
  'AWS::Scheduler::ScheduleGroup': ['Name', list('scheduler', 'list-schedule-groups', named('ScheduleGroups', 'Name'))],
  'AWS::ECS::Cluster': [
    'ClusterName',
    list('ecs', 'list-clusters', ({ clusterArns = [] }) => clusterArns.map(lastPart)),
  ],
  'AWS::IAM::Role': ['RoleName', list('iam', 'list-roles', named('Roles', 'RoleName')), 3],
  'AWS::IAM::ManagedPolicy': [
    'ManagedPolicyName',
    list('iam', 'list-policies', named('Policies', 'PolicyName'), ['--scope', 'Local']),
  ],
  'AWS::Lambda::Function': ['FunctionName', list('lambda', 'list-functions', named('Functions', 'FunctionName'))],
  'AWS::SNS::Topic': [
    'TopicName',
    list('sns', 'list-topics', ({ Topics = [] }) => Topics.map((it) => it.TopicArn.split(':').at(-1))),
  ],
  'AWS::SQS::Queue': ['QueueName', list('sqs', 'list-queues', ({ QueueUrls = [] }) => QueueUrls.map(lastPart))],
};

/** Returns the services and operations that list names, for the documentation of the permissions. */
export const nameCalls = () => Object.values(TYPES).map(([, { call }]) => call);

async function logGroups(look, names) {
  // Such as /aws/rds/: an account may have thousands of log groups.
  const prefixes = [...new Set(names.map((name) => /^\/[^/]+\/[^/]+\//.exec(name)?.[0] ?? name))];
  const answers = await Promise.all(
    prefixes.map((prefix) => look.call('logs', 'describe-log-groups', ['--log-group-name-prefix', prefix])),
  );
  return answers.flatMap(named('logGroups', 'logGroupName'));
}

async function parameters(look, names) {
  const chunks = Array.from({ length: Math.ceil(names.length / CHUNK) }, (_, index) =>
    names.slice(index * CHUNK, (index + 1) * CHUNK),
  );
  const answers = await Promise.all(
    chunks.map((chunk) =>
      look.call('ssm', 'get-parameters', ['--names', ...chunk, '--query', '{Parameters: Parameters[].{Name: Name}}']),
    ),
  );
  return answers.flatMap(named('Parameters', 'Name'));
}

/** Checks the names of one type of resource after the other. */
export async function checkNames(look) {
  const findings = await Promise.all(Object.entries(TYPES).map(([type, settings]) => checkType(look, type, settings)));
  return findings.flat();
}

async function checkType(look, type, [prop, { names }, step]) {
  const check = `names of ${type.replace('AWS::', '')}`;
  const resources = look.ofType(type).filter(({ properties }) => properties[prop] !== undefined);
  const known = resources.filter(({ properties }) => text(properties[prop]) !== undefined);
  const wanted = known.filter((resource) => !look.isDeployed(resource));
  const unknown = resources.length - known.length;
  const findings = unknown > 0 ? [couldNotLook(check, `${unknown} names are known only at deployment`)] : [];
  if (wanted.length === 0) return findings;
  try {
    const taken = new Set(
      (
        await names(
          look,
          wanted.map((it) => text(it.properties[prop])),
        )
      ).map((it) => it.toLowerCase()),
    );
    const inUse = wanted.map((it) => text(it.properties[prop])).filter((name) => taken.has(name.toLowerCase()));
    if (inUse.length === 0) return [...findings, ok(check, `${wanted.length} names are free`)];
    return [...findings, problem(check, `in use: ${shortened(inUse).join(', ')}`, remedy(type, step))];
  } catch (error) {
    return [...findings, couldNotLook(check, error.message)];
  }
}

function remedy(type, step) {
  if (type === 'AWS::SecretsManager::Secret') {
    return 'delete it, or if it is pending deletion, end the wait: `aws secretsmanager delete-secret --force-delete-without-recovery`';
  }
  const where = step ? ` (first-deployment guide, "Delete remaining resources", step ${step})` : '';
  return `delete it if nobody needs it${where}, or change the name of the stack`;
}
