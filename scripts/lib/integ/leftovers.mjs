// What is left of a test once its stacks are gone, by what the services' own APIs answer: for each thing that a stack had
// made, whether it is there still, and whatever carries the test's tag.

import { allPages } from '../aws/clients.mjs';
import { TAG } from './stacks.mjs';

const NOT_FOUND = /not ?found|NotExist|NoSuch|NotFound|^404$|InvalidGroup|InvalidVpcID/i;

/** Whether a thing of each type is there, by its id. What waits for its end is gone. */
const DESCRIBE = {
  'AWS::AmazonMQ::Broker': (aws, BrokerId) => aws.mq.describeBroker({ BrokerId }),
  'AWS::DocDB::DBCluster': (aws, DBClusterIdentifier) => aws.docdb.describeDBClusters({ DBClusterIdentifier }),
  'AWS::DocDB::DBInstance': (aws, DBInstanceIdentifier) => aws.docdb.describeDBInstances({ DBInstanceIdentifier }),
  'AWS::DynamoDB::Table': (aws, TableName) => aws.dynamodb.describeTable({ TableName }),
  'AWS::EC2::NatGateway': async (aws, id) =>
    (await aws.ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways?.some(({ State }) => State !== 'deleted'),
  'AWS::EC2::SecurityGroup': (aws, id) => aws.ec2.describeSecurityGroups({ GroupIds: [id] }),
  'AWS::EC2::VPC': (aws, id) => aws.ec2.describeVpcs({ VpcIds: [id] }),
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

/** Whether a resource is there; undefined where nobody is asked about its type. */
async function exists(aws, { type, id }) {
  if (!DESCRIBE[type]) return undefined;
  try {
    return Boolean(await DESCRIBE[type](aws, id));
  } catch (error) {
    if (NOT_FOUND.test(error.name)) return false;
    throw error;
  }
}

/** A sentence for each thing that is left and should not be, and for each that should be left and is not. */
export async function leftovers(aws, test, resources) {
  const sentences = [];
  const retained = resources.filter((resource) => resource.retained).map(({ id }) => id);
  for (const resource of resources) {
    const there = await exists(aws, resource);
    if (there === true && !resource.retained) sentences.push(`${resource.type} ${resource.id} is left`);
    if (there === false && resource.retained) sentences.push(`${resource.type} ${resource.id} was not retained`);
  }
  for (const name of await tagged(aws, test)) {
    const expected = retained.some((id) => name.includes(id));
    if (!expected && !sentences.some((it) => name.includes(it.split(' ')[1]))) sentences.push(`${name} is left`);
  }
  return sentences;
}

/** Whatever carries the test's tag: ARNs and ids. */
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
  const ending = await Promise.all(names.map((name) => isEnding(aws, name)));
  return names.filter((_, index) => !ending[index]);
}

/** What goes on being shown, with its tags, once it is deleted: keys and secrets for days, NAT gateways for an hour. */
const LINGERING = [
  [/^arn:[^:]+:kms:.*:key\//, 'AWS::KMS::Key'],
  [/^arn:[^:]+:secretsmanager:/, 'AWS::SecretsManager::Secret'],
  [/^natgateway /, 'AWS::EC2::NatGateway'],
];

async function isEnding(aws, name) {
  const type = LINGERING.find(([pattern]) => pattern.test(name))?.[1];
  return type !== undefined && (await exists(aws, { type, id: name.split(' ').at(-1) })) === false;
}
