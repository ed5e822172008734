// Finds the resources of a test that still exist after its stacks are deleted. Asks the services' own APIs for each
// resource that a stack had created, and for all resources with the test's tag.

import { allPages } from '../../../local/lib/aws/clients.mjs';
import { TAG } from './stacks.mjs';

const NOT_FOUND = /not ?found|NotExist|NoSuch|NotFound|^404$|InvalidGroup|InvalidVpcID/i;

/** Describes a resource of each type by its id. A resource that is pending deletion counts as deleted. */
const DESCRIBE = {
  'AWS::AmazonMQ::Broker': (aws, BrokerId) => aws.mq.describeBroker({ BrokerId }),
  'AWS::DocDB::DBCluster': (aws, DBClusterIdentifier) => aws.docdb.describeDBClusters({ DBClusterIdentifier }),
  'AWS::DocDB::DBInstance': (aws, DBInstanceIdentifier) => aws.docdb.describeDBInstances({ DBInstanceIdentifier }),
  'AWS::DynamoDB::Table': (aws, TableName) => aws.dynamodb.describeTable({ TableName }),
  'AWS::EC2::NatGateway': async (aws, id) =>
    (await aws.ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways?.some(({ State }) => State !== 'deleted'),
  'AWS::EC2::SecurityGroup': (aws, id) => aws.ec2.describeSecurityGroups({ GroupIds: [id] }),
  'AWS::EC2::VPC': (aws, id) => aws.ec2.describeVpcs({ VpcIds: [id] }),
  'AWS::ECS::Service': async (aws, arn) =>
    (await aws.ecs.describeServices({ cluster: arn.split('/')[1], services: [arn] })).services?.some(isActive),
  'AWS::ECS::TaskDefinition': async (aws, taskDefinition) =>
    isActive((await aws.ecs.describeTaskDefinition({ taskDefinition })).taskDefinition),
  'AWS::ElastiCache::ReplicationGroup': (aws, ReplicationGroupId) =>
    aws.elasticache.describeReplicationGroups({ ReplicationGroupId }),
  'AWS::KMS::Key': async (aws, KeyId) =>
    (await aws.kms.describeKey({ KeyId })).KeyMetadata.KeyState !== 'PendingDeletion',
  'AWS::Lambda::Function': (aws, FunctionName) => aws.lambda.getFunctionConfiguration({ FunctionName }),
  'AWS::OpenSearchService::Domain': (aws, DomainName) => aws.opensearch.describeDomain({ DomainName }),
  'AWS::RDS::DBCluster': (aws, DBClusterIdentifier) => aws.rds.describeDBClusters({ DBClusterIdentifier }),
  'AWS::RDS::DBInstance': (aws, DBInstanceIdentifier) => aws.rds.describeDBInstances({ DBInstanceIdentifier }),
  'AWS::S3::Bucket': (aws, Bucket) => aws.s3.headBucket({ Bucket }),
  'AWS::SecretsManager::Secret': async (aws, SecretId) =>
    (await aws.secrets.describeSecret({ SecretId })).DeletedDate === undefined,
  'AWS::SSM::Parameter': (aws, Name) => aws.ssm.getParameter({ Name }),
};

function isActive({ status }) {
  return status !== 'INACTIVE';
}

/** Whether a resource exists; undefined for a type that is not checked. */
async function exists(aws, { type, id }) {
  if (!DESCRIBE[type]) return undefined;
  try {
    return Boolean(await DESCRIBE[type](aws, id));
  } catch (error) {
    if (NOT_FOUND.test(error.name)) return false;
    throw error;
  }
}

/** Returns a sentence for each resource that should be deleted and exists, or should be retained and does not exist. */
export async function leftovers(aws, test, resources) {
  const sentences = [];
  const retained = resources.filter((resource) => resource.retained).map(({ id }) => id);
  for (const resource of resources) {
    const found = await exists(aws, resource);
    if (found === true && !resource.retained) sentences.push(`${resource.type} ${resource.id} was not deleted`);
    if (found === false && resource.retained) sentences.push(`${resource.type} ${resource.id} was not retained`);
  }
  for (const name of await tagged(aws, test)) {
    const expected = retained.some((id) => name.includes(id));
    if (!expected && !sentences.some((it) => name.includes(it.split(' ')[1])))
      sentences.push(`${name} was not deleted`);
  }
  return sentences;
}

/** Returns the ARNs and ids of all resources with the test's tag that are not being deleted. */
async function tagged(aws, test) {
  const found = await allPages(
    async (token) => {
      const page = await aws.tagging.getResources({
        TagFilters: [{ Key: TAG, Values: [test] }],
        PaginationToken: token,
      });
      return { ...page, NextToken: page.PaginationToken };
    },
    (page) => page.ResourceTagMappingList,
  );
  const { Tags } = await aws.ec2.describeTags({
    Filters: [
      { Name: 'key', Values: [TAG] },
      { Name: 'value', Values: [test] },
    ],
  });
  const names = [
    ...found.map(({ ResourceARN }) => ResourceARN),
    ...(Tags ?? []).map(({ ResourceType, ResourceId }) => `${ResourceType} ${ResourceId}`),
  ];
  const deleted = await Promise.all(names.map((name) => isDeleted(aws, name)));
  return names.filter((_, index) => !deleted[index]);
}

/**
 * Types that AWS still lists with their tags after deletion: keys and secrets for days, NAT gateways and services of ECS for an
 * hour, task definitions for good.
 */
const LISTED_AFTER_DELETION = [
  [/^arn:[^:]+:ecs:.*:service\//, 'AWS::ECS::Service'],
  [/^arn:[^:]+:ecs:.*:task-definition\//, 'AWS::ECS::TaskDefinition'],
  [/^arn:[^:]+:kms:.*:key\//, 'AWS::KMS::Key'],
  [/^arn:[^:]+:secretsmanager:/, 'AWS::SecretsManager::Secret'],
  [/^natgateway /, 'AWS::EC2::NatGateway'],
];

async function isDeleted(aws, name) {
  const type = LISTED_AFTER_DELETION.find(([pattern]) => pattern.test(name))?.[1];
  return type !== undefined && (await exists(aws, { type, id: name.split(' ').at(-1) })) === false;
}
