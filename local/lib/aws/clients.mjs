// The clients of the AWS SDK, and helpers for their calls.

const CLIENTS = {
  cloudformation: ['cloudformation', 'CloudFormation'],
  docdb: ['docdb', 'DocDB'],
  dynamodb: ['dynamodb', 'DynamoDB'],
  ec2: ['ec2', 'EC2'],
  ecs: ['ecs', 'ECS'],
  elasticache: ['elasticache', 'ElastiCache'],
  iam: ['iam', 'IAM'],
  kms: ['kms', 'KMS'],
  lambda: ['lambda', 'Lambda'],
  logs: ['cloudwatch-logs', 'CloudWatchLogs'],
  mq: ['mq', 'Mq'],
  opensearch: ['opensearch', 'OpenSearch'],
  rds: ['rds', 'RDS'],
  s3: ['s3', 'S3'],
  secrets: ['secrets-manager', 'SecretsManager'],
  ssm: ['ssm', 'SSM'],
  sts: ['sts', 'STS'],
  tagging: ['resource-groups-tagging-api', 'ResourceGroupsTaggingAPI'],
};

/**
 * Returns a client for each API, with the endpoint that the environment names, and its region unless `region` is given.
 * Imports the SDK only when called, because it may not be installed before.
 */
export async function awsClients(region) {
  const clients = {};
  for (const [name, [module, type]] of Object.entries(CLIENTS)) {
    const sdk = await import(`@aws-sdk/client-${module}`);
    clients[name] = new sdk[type]({ ...(region && { region }), ...(type === 'S3' && { forcePathStyle: true }) });
  }
  return clients;
}

/** Returns every item of a paginated response; `request(NextToken)` returns one page, `itemsOf(page)` its items. */
export async function allPages(request, itemsOf) {
  const items = [];
  let token;
  do {
    const page = await request(token);
    items.push(...(itemsOf(page) ?? []));
    token = page.NextToken;
  } while (token);
  return items;
}

const ABSENT = [
  'NoSuchPublicAccessBlockConfiguration',
  'ResourceNotFoundException',
  'ServerSideEncryptionConfigurationNotFoundError',
];

/** Returns the response of an API, or undefined if the API reports that the resource does not exist. */
export async function undefinedIfAbsent(response) {
  try {
    return await response;
  } catch (error) {
    if (ABSENT.includes(error.name)) return undefined;
    throw error;
  }
}
