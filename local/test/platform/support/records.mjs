// Records of services, security groups and resources, in the shapes in which the emulator returns them.

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';

export const secretArn = (name) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-bcdb6b`;
const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/f27f9a7a`;
export const tableArn = (name) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
export const roleArn = (service) => `arn:aws:iam::${ACCOUNT}:role/search/${service}/Role`;
export const DOMAIN_ARN = `arn:aws:es:${REGION}:${ACCOUNT}:domain/search`;

/** Returns the access of a login with a password, which ECS and Lambda read from fields of one secret. */
function login(name, prefix) {
  const reference = (field) => ({ secretArn: secretArn(name), field, keyArn });
  return {
    settings: { [`${prefix}_SECRET_ARN`]: secretArn(name) },
    secrets: { [`${prefix}_USERNAME`]: reference('username'), [`${prefix}_PASSWORD`]: reference('password') },
    permissions: [{ secretArn: secretArn(name), keyArn }],
  };
}

export function databaseAccess(service, host = `${service}.local`) {
  const { settings, ...rest } = login(`${service}-database`, 'DATABASE');
  return {
    ...rest,
    settings: { DATABASE_HOST: host, DATABASE_PORT: '5432', DATABASE_NAME: service, ...settings },
    rules: [{ securityGroupId: `sg-${service}-database`, port: 5432 }],
    migration: login(`${service}-migration`, 'DATABASE'),
  };
}

export const tableAccess = (name) => ({
  settings: { TABLE_NAME: name },
  secrets: {},
  rules: [],
  permissions: [
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [tableArn(name), `${tableArn(name)}/index/*`] },
    { actions: ['kms:Decrypt'], resources: [keyArn] },
  ],
});

export function cacheAccess(service) {
  const { settings, ...rest } = login(`${service}-cache`, 'CACHE');
  return {
    ...rest,
    settings: { CACHE_ENDPOINT: 'cache.local', CACHE_PORT: '6379', ...settings },
    rules: [{ securityGroupId: 'sg-cache', port: 6379 }],
    capability: 'cache',
  };
}

export const indexAccess = (index) => ({
  settings: { SEARCH_ENDPOINT: 'search.local', SEARCH_INDEX: index },
  secrets: {},
  rules: [],
  permissions: [{ actions: ['es:ESHttpGet'], resources: [`${DOMAIN_ARN}/${index}`, `${DOMAIN_ARN}/${index}/*`] }],
});

export const searchAccess = (service) => ({
  settings: { SEARCH_ENDPOINT: 'search.local', SEARCH_ROLE_ARN: roleArn(service) },
  secrets: {},
  rules: [{ securityGroupId: 'sg-search', port: 443 }],
  permissions: [{ actions: ['sts:AssumeRole'], resources: [roleArn(service)] }],
  capability: 'search',
});

/** Returns a record as `allServiceRecords` does. */
export const recordOf = (service, accesses, clientGroups = []) => ({
  environment: 'local',
  service,
  settings: Object.assign({}, ...accesses.map(({ settings }) => settings)),
  secrets: Object.assign({}, ...accesses.map(({ secrets }) => secrets)),
  migration: accesses.find(({ migration }) => migration)?.migration,
  accesses,
  securityGroupIds: [`sg-${service}`, ...clientGroups],
  vpcId: 'vpc-1',
  account: ACCOUNT,
  region: REGION,
});

/** Returns a network in which each group has rules for TCP: `{ 'sg-a': [[5432, 'sg-b']] }`. */
export const networkOf = (rules) => ({
  groups: new Map(
    Object.entries(rules).map(([GroupId, admitted]) => [
      GroupId,
      {
        GroupId,
        IpPermissions: admitted.map(([port, source]) => ({
          IpProtocol: 'tcp',
          FromPort: port,
          ToPort: port,
          UserIdGroupPairs: source.startsWith('sg-') ? [{ GroupId: source }] : [],
          IpRanges: source.includes('/') ? [{ CidrIp: source }] : [],
          Ipv6Ranges: [],
          PrefixListIds: [],
        })),
      },
    ]),
  ),
  ranges: new Map([['vpc-1', ['10.0.0.0/16']]]),
});

export const DOMAIN = {
  kind: 'OpenSearch',
  arn: DOMAIN_ARN,
  keys: ['search.local'],
  name: 'search.local',
  status: 'Active',
  ingress: [{ groupId: 'sg-search', port: 443 }],
  iam: [{ actions: ['es:ESHttpGet', 'es:ESHttpPut'], resources: [DOMAIN_ARN, `${DOMAIN_ARN}/*`] }],
};

export const tableResource = (name) => ({
  kind: 'DynamoDB table',
  arn: tableArn(name),
  keys: [name],
  name,
  status: 'ACTIVE',
  ingress: [],
  iam: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [tableArn(name), `${tableArn(name)}/*`] }],
});

export const databaseResource = (service) => ({
  kind: 'PostgreSQL',
  arn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:${service}`,
  keys: [`${service}.local:5432`],
  name: `${service}.local:5432`,
  status: 'available',
  ingress: [{ groupId: `sg-${service}-database`, port: 5432 }],
  iam: [{ actions: ['rds-db:connect'], resources: [`arn:aws:rds-db:${REGION}:${ACCOUNT}:dbuser:db-${service}/*`] }],
  masterSecret: secretArn(`rds!db-${service}`),
});
