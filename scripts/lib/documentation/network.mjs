// Reads the network, and the resources that each service can reach, from the platform's template.

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
 * Returns the tiers of subnets, the services, the parts that services can reach, and the access of each service: over
 * the network if a part's security group allows ingress from a security group of the workloads, and by IAM if a part
 * has none.
 */
export function readNetwork(template) {
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
    .map((part) => ({ ...part, reach: services.flatMap((service) => reachOf(service, part, rules)) }))
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

function reachOf(service, part, rules) {
  const groups = securityGroups(part);
  const [own] = service.groups;
  const admitted = rules
    .filter(({ from, to }) => groups.includes(to) && service.groups.includes(from))
    .map(({ from, port }) => ({ service: service.name, port, own: from === own, writes: true }));
  if (groups.length > 0) return admitted;

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
