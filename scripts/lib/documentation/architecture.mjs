// Reads from the platform's template alone what is in its network, and who may reach what.

/** How each kind of part is called, by the resource type that makes it. */
const KINDS = {
  'AWS::AmazonMQ::Broker': (it) => ({
    name: `RabbitMQ ${it.EngineVersion}`,
    size: it.DeploymentMode === 'SINGLE_INSTANCE' ? it.HostInstanceType : `cluster of 3 ${it.HostInstanceType}`,
  }),
  'AWS::ElastiCache::ReplicationGroup': (it) => ({
    name: `${capitalized(it.Engine)} ${it.EngineVersion}`,
    size: `${it.NumCacheClusters} × ${it.CacheNodeType}`,
  }),
  'AWS::OpenSearchService::Domain': ({ EngineVersion, ClusterConfig }) => ({
    name: EngineVersion.replace('_', ' '),
    size: `${ClusterConfig.InstanceCount} × ${ClusterConfig.InstanceType}`,
  }),
  'AWS::RDS::DBInstance': (it) => ({
    name: `PostgreSQL ${it.EngineVersion}`,
    size: it.DBInstanceClass,
    standby: it.MultiAZ,
  }),
  'AWS::S3::Bucket': () => ({ name: 'Media', size: 'S3 bucket' }),
};

/** What is counted, not drawn. */
const COUNTED = {
  'AWS::KMS::Key': 'encryption keys',
  'AWS::SecretsManager::RotationSchedule': 'rotation schedules',
  'AWS::Backup::BackupPlan': 'backup plan',
  'AWS::SNS::Topic': 'topic for operations',
  'AWS::Logs::LogGroup': 'log groups',
};

/**
 * The network's tiers of subnets, the services, the parts that services reach, and each service's reach: over the network
 * where a part admits a security group that the service's workloads carry, and by IAM where a part has none.
 */
export function readArchitecture(template) {
  const resources = Object.entries(template.Resources).map(([id, it]) => ({ id, type: it.Type, ...it.Properties }));
  const ofType = (type) => resources.filter((it) => it.type === type);
  const services = ofType('AWS::SSM::Parameter')
    .map(readConnection)
    .filter((it) => it !== undefined);
  const rules = ofType('AWS::EC2::SecurityGroupIngress').map((it) => ({
    from: references(it.SourceSecurityGroupId)[0],
    to: references(it.GroupId)[0],
    port: it.FromPort,
  }));
  const reached = resources
    .filter(({ type }) => type in KINDS)
    .map((part) => ({ ...part, reach: services.flatMap((service) => reachOf(service, part, rules)) }))
    .filter(({ reach }) => reach.length > 0);

  return {
    network: {
      cidr: ofType('AWS::EC2::VPC')[0].CidrBlock,
      internetGateway: ofType('AWS::EC2::InternetGateway').length > 0,
      tiers: readTiers(ofType('AWS::EC2::Subnet'), ofType('AWS::EC2::NatGateway')),
    },
    services: services.map(({ name }) => name),
    parts: reached.map((part) => ({ ...KINDS[part.type](part), tier: tierOf(part, resources), reach: part.reach })),
    counts: Object.entries(COUNTED)
      .map(([type, what]) => ({ what, count: ofType(type).length }))
      .filter(({ count }) => count > 0),
  };
}

/** The groups that a service's workloads carry, its own first, and what its policies allow: the platform writes both down. */
function readConnection({ Name, Value }) {
  const service = /^\/[^/]+\/([^/]+)\/connection$/.exec(Name)?.[1];
  if (!service) return undefined;
  const [separator, pieces] = Value['Fn::Join'];
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : references(piece)[0])).join(separator);
  const { securityGroupIds, accesses } = JSON.parse(text);
  return { name: service, groups: securityGroupIds, permissions: accesses.flatMap((access) => access.permissions) };
}

function reachOf(service, part, rules) {
  const guards = references(part.VPCSecurityGroups ?? part.SecurityGroupIds ?? part.SecurityGroups ?? part.VPCOptions);
  const [own] = service.groups;
  const admitted = rules
    .filter(({ from, to }) => guards.includes(to) && service.groups.includes(from))
    .map(({ from, port }) => ({ service: service.name, port, own: from === own, writes: true }));
  if (guards.length > 0) return admitted;

  const allowed = service.permissions.filter(({ resources }) => resources.some((it) => it.startsWith(part.id)));
  if (allowed.length === 0) return [];
  const writes = allowed.some(({ actions }) => actions.some((action) => /:(Put|Delete)/.test(action)));
  return [{ service: service.name, own: false, writes }];
}

function readTiers(subnets, natGateways) {
  const names = new Set(subnets.map((subnet) => tag(subnet, 'aws-cdk:subnet-name')));
  return [...names].map((name) => {
    const members = subnets.filter((subnet) => tag(subnet, 'aws-cdk:subnet-name') === name);
    const ids = members.map(({ id }) => id);
    return {
      name,
      kind: tag(members[0], 'aws-cdk:subnet-type'),
      cidrs: members.map((subnet) => subnet.CidrBlock),
      natGateways: natGateways.filter(({ SubnetId }) => ids.includes(SubnetId.Ref)).length,
    };
  });
}

/** The name of the subnets that a part is in, by itself or by its subnet group; undefined outside the network. */
function tierOf(part, resources) {
  const mentioned = references(part).flatMap((id) => resources.filter((it) => it.id === id));
  const groups = mentioned.filter(({ type }) => type.endsWith('SubnetGroup'));
  const subnets = [
    ...mentioned,
    ...groups.flatMap((group) => resources.filter((it) => references(group).includes(it.id))),
  ];
  const subnet = subnets.find(({ type }) => type === 'AWS::EC2::Subnet');
  return subnet && tag(subnet, 'aws-cdk:subnet-name');
}

/** The logical ids that a value refers to. */
function references(value) {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(references);
}

const tag = ({ Tags }, key) => Tags.find(({ Key }) => Key === key)?.Value;

const capitalized = (text) => text[0].toUpperCase() + text.slice(1);
