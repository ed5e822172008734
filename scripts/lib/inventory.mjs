// Asks AWS what a stack made. Only the stack's list of resources says which things to ask for; every value comes from
// the API of the service that holds the thing, never from a template.

import {
  BUCKET_HEADER,
  brokerPairs,
  bucketRow,
  cachePairs,
  MISSING,
  STORE_HEADER,
  searchPairs,
  storeRow,
} from './rows.mjs';

/**
 * The AWS SDK's clients, for the endpoint and the region that the environment names. Imported when called: before that,
 * nothing may be installed yet.
 */
export async function awsClients() {
  const client = async (name, type) => {
    const sdk = await import(`@aws-sdk/client-${name}`);
    return new sdk[type](type === 'S3' ? { forcePathStyle: true } : {});
  };
  return {
    cloudformation: await client('cloudformation', 'CloudFormation'),
    ec2: await client('ec2', 'EC2'),
    elasticache: await client('elasticache', 'ElastiCache'),
    mq: await client('mq', 'Mq'),
    opensearch: await client('opensearch', 'OpenSearch'),
    rds: await client('rds', 'RDS'),
    s3: await client('s3', 'S3'),
    secrets: await client('secrets-manager', 'SecretsManager'),
  };
}

/** What `stack` made, as sections to print: tables ({ title, header, rows }) and property lists ({ title, pairs }). */
export async function takeInventory(aws, stack) {
  const resources = await listResources(aws.cloudformation, stack);
  const ids = (type) => resources.filter((it) => it.ResourceType === type).map((it) => it.PhysicalResourceId);
  return [
    await stores(aws, ids),
    ...(await brokers(aws, ids)),
    ...(await caches(aws, ids)),
    ...(await domains(aws, ids)),
    await buckets(aws, ids),
  ];
}

/** What is missing in `sections`, by name: "broker: users". An empty section is missing as a whole. */
export function missingValues(sections) {
  return sections.flatMap(({ title, header, rows, pairs }) => {
    if (pairs) return pairs.filter(([, value]) => value === MISSING).map(([name]) => `${title}: ${name}`);
    if (rows.length === 0) return [title];
    return rows.flatMap((row) =>
      row.flatMap((cell, column) => (cell === MISSING ? [`${title}: ${header[column]} of ${row[0]}`] : [])),
    );
  });
}

/** Every resource of the stack, over all pages. */
async function listResources(cloudformation, stack) {
  const resources = [];
  let NextToken;
  do {
    const page = await cloudformation.listStackResources({ StackName: stack, NextToken });
    resources.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return resources;
}

async function stores(aws, ids) {
  const groups = await securityGroups(aws.ec2, ids('AWS::EC2::SecurityGroup'));
  const rows = [];
  for (const id of ids('AWS::RDS::DBInstance')) {
    const { DBInstances } = await aws.rds.describeDBInstances({ DBInstanceIdentifier: id });
    for (const instance of DBInstances ?? []) {
      const secret = await existingSecret(aws.secrets, instance.MasterUserSecret?.SecretArn);
      rows.push(storeRow(instance, secret, groups));
    }
  }
  rows.sort((one, other) => one[0].localeCompare(other[0]));
  return { title: 'services', header: STORE_HEADER, rows };
}

async function securityGroups(ec2, ids) {
  if (ids.length === 0) return new Map();
  const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: ids });
  return new Map((SecurityGroups ?? []).map((group) => [group.GroupId, group]));
}

/** The ARN of the secret that a database names, once Secrets Manager says that it has it. */
async function existingSecret(secrets, SecretId) {
  if (!SecretId) return undefined;
  const secret = await orNone(secrets.describeSecret({ SecretId }));
  return secret?.ARN;
}

async function brokers(aws, ids) {
  return sectionsOf('broker', ids('AWS::AmazonMQ::Broker'), async (id) =>
    brokerPairs(await aws.mq.describeBroker({ BrokerId: id })),
  );
}

async function caches(aws, ids) {
  return sectionsOf('cache', ids('AWS::ElastiCache::ReplicationGroup'), async (id) => {
    const { ReplicationGroups } = await aws.elasticache.describeReplicationGroups({ ReplicationGroupId: id });
    const { CacheClusters } = await aws.elasticache.describeCacheClusters({});
    const members = (CacheClusters ?? []).filter((cluster) => cluster.ReplicationGroupId === id);
    return cachePairs(ReplicationGroups?.[0] ?? {}, members);
  });
}

async function domains(aws, ids) {
  return sectionsOf('search', ids('AWS::OpenSearchService::Domain'), async (id) => {
    const { DomainStatus } = await aws.opensearch.describeDomain({ DomainName: id });
    return searchPairs(DomainStatus ?? {});
  });
}

/** A section for each of `ids`; without any, an empty table, which counts as missing. */
async function sectionsOf(title, ids, pairsOf) {
  if (ids.length === 0) return [{ title, header: [title], rows: [] }];
  const sections = [];
  for (const id of ids) sections.push({ title, pairs: await pairsOf(id) });
  return sections;
}

async function buckets(aws, ids) {
  const rows = [];
  for (const Bucket of ids('AWS::S3::Bucket')) {
    rows.push(
      bucketRow(Bucket, {
        versioning: await aws.s3.getBucketVersioning({ Bucket }),
        encryption: await orNone(aws.s3.getBucketEncryption({ Bucket })),
        publicAccess: await orNone(aws.s3.getPublicAccessBlock({ Bucket })),
      }),
    );
  }
  return { title: 'buckets', header: BUCKET_HEADER, rows };
}

const ABSENT = [
  'NoSuchPublicAccessBlockConfiguration',
  'ResourceNotFoundException',
  'ServerSideEncryptionConfigurationNotFoundError',
];

/** What an API answers, or undefined where it says that there is no such thing. */
async function orNone(answer) {
  try {
    return await answer;
  } catch (error) {
    if (ABSENT.includes(error.name)) return undefined;
    throw error;
  }
}
