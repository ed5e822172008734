import type { Json } from './json';
import { generatedEnd, SUFFIX } from './placeholders';
import type { Resource } from './templates';

/** How a type of resource is named: the property with its name, and its ARN. */
interface Naming {
  /** The property with the name. CloudFormation generates a name if it is not set. */
  readonly property?: string;
  /** The end of the ARN, after the account; the ARN of the type has no such end if undefined. */
  readonly arn?: (name: string) => string;
  /** The AWS service in the ARN. */
  readonly service?: string;
  /** Whether `Ref` returns the ARN. */
  readonly refIsArn?: boolean;
  /** Whether the ARN has neither an account nor a region, or no region. */
  readonly scope?: 'global' | 'account';
}

const named = (service: string, property: string, prefix: string, more: Partial<Naming> = {}): Naming => ({
  service,
  property,
  arn: (name) => `${prefix}${name}`,
  ...more,
});

/** The names of the resources that policies refer to by ARNs which a user may write out. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::AmazonMQ::Broker': named('mq', 'BrokerName', 'broker:', { arn: (name) => `broker:${name}:b-${SUFFIX}` }),
  'AWS::Backup::BackupVault': named('backup', 'BackupVaultName', 'backup-vault:'),
  'AWS::DocDB::DBCluster': named('rds', 'DBClusterIdentifier', 'cluster:'),
  'AWS::DocDB::DBInstance': named('rds', 'DBInstanceIdentifier', 'db:'),
  'AWS::DynamoDB::GlobalTable': named('dynamodb', 'TableName', 'table/'),
  'AWS::DynamoDB::Table': named('dynamodb', 'TableName', 'table/'),
  'AWS::ECR::Repository': named('ecr', 'RepositoryName', 'repository/'),
  'AWS::ECS::Cluster': named('ecs', 'ClusterName', 'cluster/'),
  'AWS::ECS::Service': named('ecs', 'ServiceName', 'service/', { refIsArn: true, arn: (name) => `service/*/${name}` }),
  'AWS::ECS::TaskDefinition': named('ecs', 'Family', 'task-definition/', {
    refIsArn: true,
    arn: (name) => `task-definition/${name}:${SUFFIX}`,
  }),
  'AWS::ElastiCache::ReplicationGroup': named('elasticache', 'ReplicationGroupId', 'replicationgroup:'),
  'AWS::ElastiCache::ServerlessCache': named('elasticache', 'ServerlessCacheName', 'serverlesscache:'),
  'AWS::ElastiCache::User': named('elasticache', 'UserId', 'user:'),
  'AWS::IAM::Group': named('iam', 'GroupName', 'group/', { scope: 'account' }),
  'AWS::IAM::InstanceProfile': named('iam', 'InstanceProfileName', 'instance-profile/', { scope: 'account' }),
  'AWS::IAM::ManagedPolicy': named('iam', 'ManagedPolicyName', 'policy/', { scope: 'account', refIsArn: true }),
  'AWS::IAM::Role': named('iam', 'RoleName', 'role/', { scope: 'account' }),
  'AWS::IAM::User': named('iam', 'UserName', 'user/', { scope: 'account' }),
  'AWS::KMS::Key': { service: 'kms', arn: (name) => `key/${name}` },
  'AWS::KMS::ReplicaKey': { service: 'kms', arn: (name) => `key/${name}` },
  'AWS::Kinesis::Stream': named('kinesis', 'Name', 'stream/'),
  'AWS::Lambda::Function': named('lambda', 'FunctionName', 'function:'),
  'AWS::Logs::LogGroup': named('logs', 'LogGroupName', 'log-group:', { arn: (name) => `log-group:${name}:*` }),
  'AWS::OpenSearchService::Domain': named('es', 'DomainName', 'domain/'),
  'AWS::RDS::DBCluster': named('rds', 'DBClusterIdentifier', 'cluster:'),
  'AWS::RDS::DBInstance': named('rds', 'DBInstanceIdentifier', 'db:'),
  'AWS::RDS::DBProxy': named('rds', 'DBProxyName', 'db-proxy:', { arn: (name) => `db-proxy:prx-${name}` }),
  'AWS::S3::AccessPoint': named('s3', 'Name', 'accesspoint/'),
  'AWS::S3::Bucket': named('s3', 'BucketName', '', { scope: 'global' }),
  'AWS::SNS::Topic': named('sns', 'TopicName', '', { refIsArn: true }),
  'AWS::SQS::Queue': named('sqs', 'QueueName', ''),
  'AWS::SSM::Parameter': named('ssm', 'Name', 'parameter/', { arn: (name) => `parameter/${name.replace(/^\//, '')}` }),
  'AWS::SecretsManager::Secret': named('secretsmanager', 'Name', 'secret:', {
    refIsArn: true,
    arn: (name) => `secret:${name}-${SUFFIX}`,
  }),
  'AWS::StepFunctions::StateMachine': named('states', 'StateMachineName', 'stateMachine:', { refIsArn: true }),
};

/** Resolves a value of a template to text. */
export type TextOf = (value: Json, resource: Resource) => string | undefined;

/** Returns what `Ref` returns for a resource. Generated names have the form in which CloudFormation generates them. */
export function refOf(resource: Resource, textOf: TextOf): string {
  const naming = NAMINGS[resource.type];
  if (naming?.refIsArn) {
    return arnOf(resource, textOf);
  }
  if (resource.type === 'AWS::SQS::Queue') {
    const { region, account } = resource.template;
    return `https://sqs.${region}.amazonaws.com/${account}/${nameOf(resource, textOf)}`;
  }
  return resource.type === 'AWS::EC2::SecurityGroup' ? groupId(resource) : nameOf(resource, textOf);
}

/** Returns an attribute of a resource; those that no policy and no rule contains have a unique text. */
export function attributeOf(resource: Resource, attribute: string, textOf: TextOf): string {
  const { type, template } = resource;
  const end = generatedEnd(resource.number);
  if (/^MasterUserSecret\.SecretArn$/.test(attribute)) {
    return arn(resource, 'secretsmanager', `secret:rds!db-${nameOf(resource, textOf)}-${end}`);
  }
  if (/^(|DB|DBInstance|DBCluster|DBProxy|Topic|BackupVault|Domain|Queue|Cluster)Arn$/.test(attribute)) {
    return arnOf(resource, textOf);
  }
  if (type === 'AWS::EC2::SecurityGroup' && /^(Group)?Id$/.test(attribute)) {
    return groupId(resource);
  }
  if (/^(Id|Name|KeyId|QueueName|TopicName|DBClusterIdentifier|PolicyArn)$/.test(attribute)) {
    return attribute === 'Id' || attribute === 'PolicyArn' ? refOf(resource, textOf) : nameOf(resource, textOf);
  }
  if (attribute === 'StreamArn') {
    return `${arnOf(resource, textOf)}/stream/${SUFFIX}`;
  }
  return `${template.name}-${resource.id}-${end}.${attribute}`;
}

/** Returns the name of a resource: the one that the template sets, or the form of a generated one. */
export function nameOf(resource: Resource, textOf: TextOf): string {
  const { type, id, number, template } = resource;
  const { property = '' } = NAMINGS[type] ?? {};
  const given = resource.properties[property];
  const text = given === undefined ? undefined : textOf(given, resource);
  if (text !== undefined) {
    return text;
  }
  if (type === 'AWS::SecretsManager::Secret') {
    return `${id}-${generatedEnd(number)}`;
  }
  const generated = `${template.name}-${id}-${generatedEnd(number)}`;
  return type === 'AWS::S3::Bucket' || generated.includes('RDS') ? generated.toLowerCase() : generated;
}

/** Returns the ARN of a resource. */
export function arnOf(resource: Resource, textOf: TextOf): string {
  const naming = NAMINGS[resource.type];
  const name = nameOf(resource, textOf);
  if (naming?.arn === undefined) {
    const [, service, kind] = resource.type.toLowerCase().split('::');
    return arn(resource, service ?? 'custom', `${kind ?? 'resource'}/${name}`);
  }
  const path = resource.type.startsWith('AWS::IAM::') ? textOf(resource.properties.Path, resource) : undefined;
  return arn(resource, naming.service ?? '', naming.arn(`${(path ?? '/').slice(1)}${name}`), naming.scope);
}

function arn({ template }: Resource, service: string, end: string, scope?: 'global' | 'account'): string {
  const region = scope === undefined ? template.region : '';
  const account = scope === 'global' ? '' : template.account;
  return `arn:${template.partition}:${service}:${region}:${account}:${end}`;
}

function groupId({ template, id, number }: Resource): string {
  return `sg-${template.name}/${id}${generatedEnd(number)}`;
}
