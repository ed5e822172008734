// The AWS SDK's clients, and what every question to them needs.

const CLIENTS = {
  cloudformation: ['cloudformation', 'CloudFormation'],
  docdb: ['docdb', 'DocDB'],
  dynamodb: ['dynamodb', 'DynamoDB'],
  ec2: ['ec2', 'EC2'],
  ecs: ['ecs', 'ECS'],
  elasticache: ['elasticache', 'ElastiCache'],
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
 * A client for each API, for the endpoint that the environment names, and for its region unless one is given. Imported
 * when called: before that, nothing may be installed yet.
 */
export async function awsClients(region) {
  const clients = {};
  for (const [name, [module, type]] of Object.entries(CLIENTS)) {
    const sdk = await import(`@aws-sdk/client-${module}`);
    clients[name] = new sdk[type]({ ...(region && { region }), ...(type === 'S3' && { forcePathStyle: true }) });
  }
  return clients;
}

/** Every item of an answer that comes in pages; `ask(NextToken)` answers one page, `itemsOf` what is on it. */
export async function allPages(ask, itemsOf) {
  const items = [];
  let token;
  do {
    const page = await ask(token);
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

/** What an API answers, or undefined where it says that there is no such thing. */
export async function undefinedIfAbsent(answer) {
  try {
    return await answer;
  } catch (error) {
    if (ABSENT.includes(error.name)) return undefined;
    throw error;
  }
}
