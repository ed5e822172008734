// What the AWS APIs answered, as cells to print. Pure: an answer in, text out.
// A value that an answer lacks becomes MISSING, which fails the job: the tables cannot claim what is not there.

export const MISSING = 'missing';

/** What a thing of its kind never has, such as a table's secret: nothing is missing. */
export const NOT_APPLICABLE = '-';

const cell = (value) => (value === undefined || value === null || value === '' ? MISSING : String(value));

const listCell = (values) => (values?.length > 0 ? values.map(cell).join(', ') : MISSING);

const switchCell = (value) => (value === undefined ? MISSING : value ? 'on' : 'off');

/** `parts` put together by `join`, or MISSING when any of them is. */
function combinedCell(parts, join) {
  const cells = parts.map(cell);
  return cells.includes(MISSING) ? MISSING : join(...cells);
}

/** Where something listens: "host:port". */
export const addressOf = (host, port) => combinedCell([host, port], (...parts) => parts.join(':'));

/** A store behind a proxy. */
export const proxiedAddress = (proxy, store) => combinedCell([proxy, store], (...parts) => parts.join(' -> '));

/** The engine and the version in the answer of a database's API. */
export const engineAndVersion = ({ Engine, EngineVersion }) =>
  combinedCell([Engine, EngineVersion], (...parts) => parts.join(' '));

const address = (endpoint) => addressOf(endpoint?.Address, endpoint?.Port);

export const STORE_HEADER = ['service', 'kind', 'store', 'engine', 'secret', 'security group', 'admits'];

/** A service's store, the ARN of its secret (or NOT_APPLICABLE), and every security group by its id. */
export function storeRow(service, store = {}, secretArn, groups) {
  const grouped = (cells) => (store.withoutGroup ? NOT_APPLICABLE : listCell(cells));
  return [
    cell(service),
    cell(store.kind),
    cell(store.store),
    cell(store.engine),
    cell(secretArn?.split(':secret:').at(-1)),
    grouped(store.groupIds),
    grouped(store.groupIds?.flatMap((id) => admittedSources(groups.get(id), groups))),
  ];
}

export const WORKLOAD_HEADER = ['kind', 'name', 'service', 'settings', 'secrets', 'security groups'];

/** A workload, and every security group by its id. Of settings and secrets it has the names, and shows no value. */
export function workloadRow({ kind, name, service, settings, secrets, groupIds }, groups) {
  return [
    kind,
    cell(name),
    cell(service),
    listCell(settings?.toSorted()),
    listCell(secrets?.toSorted()),
    listCell(groupIds?.map((id) => described(id, groups))),
  ];
}

/** A security group by its id and what AWS has as its description. */
const described = (id, groups) => `${id} (${cell(groups.get(id)?.Description)})`;

/** Whom a security group lets in: other groups by the name AWS has for them, and whatever else a rule names. */
export function admittedSources(group, groups) {
  const sources = (group?.IpPermissions ?? []).flatMap((rule) => [
    ...(rule.UserIdGroupPairs ?? []).map((pair) => described(pair.GroupId, groups)),
    ...(rule.IpRanges ?? []).map((range) => range.CidrIp),
    ...(rule.Ipv6Ranges ?? []).map((range) => range.CidrIpv6),
    ...(rule.PrefixListIds ?? []).map((prefix) => prefix.PrefixListId),
  ]);
  return [...new Set(sources)];
}

/** The answer of DescribeBroker. */
export function brokerPairs(broker) {
  return [
    ['endpoint', listCell(broker.BrokerInstances?.flatMap((instance) => instance.Endpoints ?? []))],
    ['version', combinedCell([broker.EngineType, broker.EngineVersion], (engine, version) => `${engine} ${version}`)],
    ['instance type', cell(broker.HostInstanceType)],
    ['mode', cell(broker.DeploymentMode)],
    ['subnets', listCell(broker.SubnetIds)],
    ['security groups', listCell(broker.SecurityGroups)],
    ['users', listCell(broker.Users?.map((user) => user.Username))],
    ['logs', broker.Logs?.General === undefined ? MISSING : `general ${switchCell(broker.Logs.General)}`],
  ];
}

/** The answers of DescribeReplicationGroups and, for what only they know, DescribeCacheClusters. */
export function cachePairs(group, clusters) {
  const nodes = group.MemberClusters?.length;
  const node = clusters[0] ?? {};
  return [
    ['endpoint', address(group.ConfigurationEndpoint ?? group.NodeGroups?.[0]?.PrimaryEndpoint)],
    ['version', engineAndVersion(node)],
    ['nodes', combinedCell([nodes || undefined, group.CacheNodeType], (count, type) => `${count} x ${type}`)],
    ['failover', cell(group.AutomaticFailover)],
    ['subnet group', cell(node.CacheSubnetGroupName)],
    ['security groups', listCell(node.SecurityGroups?.map((member) => member.SecurityGroupId))],
    ['TLS', switchCell(group.TransitEncryptionEnabled)],
    ['encryption at rest', switchCell(group.AtRestEncryptionEnabled)],
    ['authentication', authentication(group)],
  ];
}

function authentication(group) {
  if (group.UserGroupIds?.length > 0) return `user group ${group.UserGroupIds.join(', ')}`;
  return group.AuthTokenEnabled ? 'token' : MISSING;
}

/** The answer of DescribeDomain. */
export function searchPairs(domain) {
  const cluster = domain.ClusterConfig ?? {};
  const masters = cluster.DedicatedMasterEnabled ? ` and ${cluster.DedicatedMasterCount} dedicated masters` : '';
  return [
    ['endpoint', cell(domain.Endpoint ?? domain.Endpoints?.vpc)],
    ['version', cell(domain.EngineVersion?.replace('_', ' '))],
    [
      'nodes',
      combinedCell([cluster.InstanceCount, cluster.InstanceType], (count, type) => `${count} x ${type}${masters}`),
    ],
    ['subnets', listCell(domain.VPCOptions?.SubnetIds)],
    ['security groups', listCell(domain.VPCOptions?.SecurityGroupIds)],
    ['HTTPS only', switchCell(domain.DomainEndpointOptions?.EnforceHTTPS)],
    ['encryption at rest', switchCell(domain.EncryptionAtRestOptions?.Enabled)],
    ['encryption between nodes', switchCell(domain.NodeToNodeEncryptionOptions?.Enabled)],
    ['fine-grained access', switchCell(domain.AdvancedSecurityOptions?.Enabled)],
  ];
}

export const BUCKET_HEADER = ['bucket', 'versioning', 'encryption', 'public access'];

/** The answers of GetBucketVersioning, GetBucketEncryption and GetPublicAccessBlock. */
export function bucketRow(name, { versioning, encryption, publicAccess }) {
  const rules = encryption?.ServerSideEncryptionConfiguration?.Rules;
  const block = publicAccess?.PublicAccessBlockConfiguration;
  return [
    name,
    cell(versioning?.Status),
    listCell(rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm)),
    block === undefined ? MISSING : blocked(block),
  ];
}

function blocked(block) {
  const ways = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const open = ways.filter((way) => block[way] !== true);
  return open.length === 0 ? 'blocked' : `not blocked: ${open.join(', ')}`;
}
