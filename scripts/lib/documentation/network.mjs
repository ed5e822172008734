// Reads the network from the platform's template, and which resources each service reaches from ServiceIsolationValidator.

import { partName } from './part-names.mjs';
import { connectionRecords, ingressRules, references, resourcesOf, securityGroups } from './template.mjs';

/** Resources that the picture counts and does not draw. */
const COUNTED = {
  'AWS::KMS::Key': 'encryption keys',
  'AWS::SecretsManager::RotationSchedule': 'rotation schedules',
  'AWS::Backup::BackupPlan': 'backup plan',
  'AWS::SNS::Topic': 'topic for operations',
  'AWS::Logs::LogGroup': 'log groups',
};

/**
 * Returns the tiers of subnets, the services, the parts that services reach, and the access of each service. `matrix` has the
 * rows of `ServiceIsolationValidator.reach`; the template adds the ports.
 */
export function readNetwork(template, matrix) {
  const resources = resourcesOf(template);
  const ofType = (type) => resources.filter((it) => it.type === type);
  const services = connectionRecords(resources).map(({ name, securityGroupIds, accesses }) => ({
    name,
    groups: securityGroupIds, // the service's own group first
    permissions: accesses.flatMap((access) => access.permissions),
  }));
  const rules = ingressRules(resources);
  const reached = resources
    .filter((resource) => partName(resource))
    .map((part) => ({ ...part, reach: reachOf(part, services, rules, matrix) }))
    .filter(({ reach }) => reach.length > 0);

  return {
    network: {
      cidr: ofType('AWS::EC2::VPC')[0].CidrBlock,
      internetGateway: ofType('AWS::EC2::InternetGateway').length > 0,
      tiers: readTiers(ofType('AWS::EC2::Subnet'), ofType('AWS::EC2::NatGateway')),
    },
    services: services.map(({ name }) => name),
    parts: reached.map((part) => ({ ...partName(part), tier: tierOf(part, resources), reach: part.reach })),
    counts: Object.entries(COUNTED)
      .map(([type, noun]) => ({ noun, count: ofType(type).length }))
      .filter(({ count }) => count > 0),
  };
}

/** The names of the shared parts in the matrix. */
const SHARED = {
  'AWS::AmazonMQ::Broker': 'messaging',
  'AWS::ElastiCache::ReplicationGroup': 'cache',
  'AWS::OpenSearchService::Domain': 'search',
  'AWS::S3::Bucket': 'storage',
};

function reachOf(part, services, rules, matrix) {
  const groups = securityGroups(part);
  const portFor = (service) => rules.find(({ from, to }) => groups.includes(to) && service.groups.includes(from))?.port;
  const isNamed = services.some(({ permissions }) =>
    permissions.some(({ resources }) => resources.some((it) => it.startsWith(part.id))),
  );
  if (groups.length === 0 && !isNamed) return []; // such as the bucket for logs

  const owner = services.find(({ groups: [own] }) => rules.some(({ from, to }) => groups.includes(to) && from === own));
  const resource = SHARED[part.type] ?? `${owner?.name} store`;
  return matrix
    .filter((row) => row.resource === resource)
    .flatMap(({ serviceName, access }) => {
      const service = services.find(({ name }) => name === serviceName);
      const writes = groups.length > 0 || access.includes('write');
      return service ? [{ service: serviceName, port: portFor(service), own: service === owner, writes }] : [];
    });
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

/** The name of the subnets of a part, directly or through its subnet group; undefined for a part outside the VPC. */
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

const tag = ({ Tags }, key) => Tags.find(({ Key }) => Key === key)?.Value;
