// Formats responses of the AWS APIs as cells of tables, with pure functions.
// A value that a response lacks becomes MISSING, which fails the command, so that the tables show only what AWS returned.

export const MISSING = 'missing';

/** The cell of a value that resources of this kind never have, such as a table's secret. It does not count as missing. */
export const NOT_APPLICABLE = '-';

const cell = (value) => (value === undefined || value === null || value === '' ? MISSING : String(value));

const listCell = (values) => (values?.length > 0 ? values.map(cell).join(', ') : MISSING);

const switchCell = (value) => (value === undefined ? MISSING : value ? 'on' : 'off');

/** Combines `parts` with `join`; MISSING if any part is missing. */
function combinedCell(parts, join) {
  const cells = parts.map(cell);
  return cells.includes(MISSING) ? MISSING : join(...cells);
}

/** Formats an address: "host:port". */
export const addressOf = (host, port) => combinedCell([host, port], (...parts) => parts.join(':'));

/** Formats the addresses of a proxy and its store. */
export const proxiedAddress = (proxy, store) => combinedCell([proxy, store], (...parts) => parts.join(' -> '));

/** Formats the engine and the version in the response of a database's API. */
export const engineAndVersion = ({ Engine, EngineVersion }) =>
  combinedCell([Engine, EngineVersion], (...parts) => parts.join(' '));

const address = (endpoint) => addressOf(endpoint?.Address, endpoint?.Port);

export const STACK_HEADER = ['stack', 'status', 'resources', 'reads values from'];

/** Returns the row of a stack. */
export function stackRow({ name, status, resourceCount, readParameters }) {
  return [
    name,
    cell(status),
    String(resourceCount),
    readParameters.length > 0 ? listCell(readParameters.toSorted()) : NOT_APPLICABLE,
  ];
}

export const STORE_HEADER = ['service', 'kind', 'store', 'engine', 'security group', 'ingress from'];

/** Returns the row of a service's store. `groups` maps ids to security groups. */
export function storeRow(service, store = {}, groups) {
  const grouped = (cells) => (store.withoutGroup ? NOT_APPLICABLE : listCell(cells));
  return [
    cell(service),
    cell(store.kind),
    cell(store.store),
    cell(store.engine),
    grouped(store.groupIds),
    grouped(store.groupIds?.flatMap((id) => ingressSources(groups.get(id), groups))),
  ];
}

export const WORKLOAD_HEADER = ['kind', 'name', 'service', 'settings', 'secrets', 'security groups'];

/** Returns the row of a workload, with the names of its settings and secrets, but no values. */
export function workloadRow({ kind, name, service, settings, secrets, groupIds }, groups) {
  return [
    kind,
    cell(name),
    cell(service),
    listCell(namesIn(settings)),
    listCell(namesIn(secrets)),
    listCell(groupIds?.map((id) => described(id, groups))),
  ];
}

const namesIn = (values) => values && Object.keys(values).toSorted();

/** Formats a security group as its id and its description. */
const described = (id, groups) => `${id} (${cell(groups.get(id)?.Description)})`;

/**
 * Returns the sources in a security group's ingress rules: groups with their descriptions, address ranges, prefix lists.
 */
export function ingressSources(group, groups) {
  const sources = (group?.IpPermissions ?? []).flatMap((rule) => [
    ...(rule.UserIdGroupPairs ?? []).map((pair) => described(pair.GroupId, groups)),
    ...(rule.IpRanges ?? []).map((range) => range.CidrIp),
    ...(rule.Ipv6Ranges ?? []).map((range) => range.CidrIpv6),
    ...(rule.PrefixListIds ?? []).map((prefix) => prefix.PrefixListId),
  ]);
  return [...new Set(sources)];
}

/** Formats the response of DescribeBroker. */
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

/** Formats the responses of DescribeReplicationGroups and, for values that it lacks, DescribeCacheClusters. */
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

/** Formats the response of DescribeDomain. */
export function searchPairs(domain) {
  const cluster = domain.ClusterConfig ?? {};
  const masters = cluster.DedicatedMasterEnabled ? ` and ${cluster.DedicatedMasterCount} dedicated master nodes` : '';
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
    ['node-to-node encryption', switchCell(domain.NodeToNodeEncryptionOptions?.Enabled)],
    ['fine-grained access control', switchCell(domain.AdvancedSecurityOptions?.Enabled)],
  ];
}

export const BUCKET_HEADER = ['bucket', 'versioning', 'encryption', 'public access'];

/** Formats the responses of GetBucketVersioning, GetBucketEncryption and GetPublicAccessBlock. */
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
  const settings = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const open = settings.filter((setting) => block[setting] !== true);
  return open.length === 0 ? 'blocked' : `not blocked: ${open.join(', ')}`;
}
