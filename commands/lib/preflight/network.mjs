// The zones and the addresses that the templates need.

import { number, text, truth } from '../assembly/values.mjs';
import { couldNotLook, ok, problem } from './look.mjs';

const ALL = 'all';
const SUBNET = /^subnet-[0-9a-f]+$/;

/** For each type, the instance types that it asks for, the call that tells their zones, and the number of zones it needs. */
const OFFERS = {
  'AWS::RDS::DBInstance': ({ DBInstanceClass, Engine, MultiAZ }) =>
    DBInstanceClass === 'db.serverless'
      ? []
      : [database('rds', Engine, DBInstanceClass, truth(MultiAZ) === false ? 1 : 2)],
  'AWS::DocDB::DBInstance': ({ DBInstanceClass }) => [database('docdb', 'docdb', DBInstanceClass, 1)],
  'AWS::AmazonMQ::Broker': ({ HostInstanceType, EngineType, DeploymentMode }) => [
    {
      name: HostInstanceType,
      call: [
        'mq',
        'describe-broker-instance-options',
        ['--engine-type', text(EngineType), '--host-instance-type', text(HostInstanceType)],
      ],
      zones: ({ BrokerInstanceOptions = [] }) =>
        BrokerInstanceOptions.flatMap((it) => it.AvailabilityZones?.map(({ Name }) => Name) ?? []),
      needs: DeploymentMode === 'CLUSTER_MULTI_AZ' ? ALL : 1,
    },
  ],
  'AWS::OpenSearchService::Domain': ({ ClusterConfig = {}, EngineVersion }) =>
    [ClusterConfig.InstanceType, ClusterConfig.DedicatedMasterType].filter(Boolean).map((name) => ({
      name,
      call: [
        'opensearch',
        'list-instance-type-details',
        ['--engine-version', text(EngineVersion), '--instance-type', text(name), '--retrieve-azs'],
      ],
      zones: ({ InstanceTypeDetails = [] }) => InstanceTypeDetails.flatMap((it) => it.AvailabilityZones ?? []),
      needs: number(ClusterConfig.ZoneAwarenessConfig?.AvailabilityZoneCount) ?? 1,
    })),
};

function database(service, engine, name, needs) {
  const query = ['--query', 'OrderableDBInstanceOptions[].AvailabilityZones[].Name'];
  return {
    name,
    call: [
      service,
      'describe-orderable-db-instance-options',
      ['--engine', text(engine), '--db-instance-class', text(name), ...query],
    ],
    zones: (names) => (Array.isArray(names) ? names : []),
    needs,
  };
}

/** Returns the zones of the subnets of the templates, those that it makes and those that exist. */
export async function zonesOf(look) {
  const [{ AvailabilityZones = [] }, existing] = await Promise.all([
    look.call('ec2', 'describe-availability-zones'),
    subnets(look),
  ]);
  // A zone that the account has not chosen is not in the list of Fn::GetAZs.
  const names = AvailabilityZones.filter(
    (it) => it.State === 'available' && (it.ZoneType ?? 'availability-zone') === 'availability-zone',
  )
    .map(({ ZoneName }) => ZoneName)
    .sort();
  const made = look.ofType('AWS::EC2::Subnet').flatMap(({ properties: { AvailabilityZone } }) => {
    const index = number(AvailabilityZone?.['Fn::Select']?.[0]);
    return text(AvailabilityZone) ?? (index === undefined ? [] : (names[index] ?? `zone ${index + 1}`));
  });
  return { names, used: [...new Set([...made, ...existing.map((it) => it.AvailabilityZone)])].sort() };
}

async function subnets(look) {
  const ids = subnetIds(look.resources);
  if (ids.length === 0) return [];
  const filter = ['--filters', `Name=subnet-id,Values=${ids.join(',')}`];
  return (await look.call('ec2', 'describe-subnets', filter)).Subnets ?? [];
}

const subnetIds = (resources) => [...new Set(resources.flatMap(({ properties }) => idsIn(properties)))];

function idsIn(value) {
  if (typeof value === 'string') return SUBNET.test(value) ? [value] : [];
  return value && typeof value === 'object' ? Object.values(value).flatMap(idsIn) : [];
}

export async function checkZones(look) {
  const offers = Object.entries(OFFERS).flatMap(([type, offersOf]) =>
    look.missing(type).flatMap(({ properties }) => offersOf(properties)),
  );
  const distinct = [...new Map(offers.map((it) => [JSON.stringify([it.call, it.needs]), it])).values()];
  if (distinct.length === 0) return [];
  try {
    const { names, used } = await zonesOf(look);
    const lacking = used.filter((zone) => !names.includes(zone));
    const check = 'availability zones';
    const todo = 'choose other zones with `network.availabilityZones` or `network.maxAzs`';
    if (lacking.length > 0)
      return [problem(check, `the region has ${names.join(', ')}, and no ${lacking.join(', ')}`, todo)];
    return Promise.all(distinct.map((offer) => checkOffer(look, offer, used, todo)));
  } catch (error) {
    return [couldNotLook('availability zones', error.message)];
  }
}

async function checkOffer(look, { name, call, zones, needs }, used, todo) {
  const check = `zones with ${text(name) ?? 'an instance type'}`;
  if (text(name) === undefined) return couldNotLook(check, 'the type is known only at deployment');
  try {
    const offered = new Set(zones(await look.call(...call)));
    if (offered.size === 0) return couldNotLook(check, 'AWS names no zone');
    const lacking = used.filter((zone) => !offered.has(zone));
    const enough = needs === ALL ? lacking.length === 0 : used.length - lacking.length >= needs;
    if (enough || used.length === 0)
      return ok(check, lacking.length === 0 ? used.join(', ') : `all but ${lacking.join(', ')}`);
    return problem(check, `not in ${lacking.join(', ')}`, todo);
  } catch (error) {
    return couldNotLook(check, error.message);
  }
}

/** The addresses that a resource needs in each of its subnets, at most. Search needs more during a change. */
const ADDRESSES = {
  'AWS::OpenSearchService::Domain': ({ ClusterConfig = {} }) => 3 * (number(ClusterConfig.InstanceCount) ?? 1),
  'AWS::RDS::DBSubnetGroup': () => 2,
  'AWS::DocDB::DBSubnetGroup': () => 2,
  'AWS::ElastiCache::SubnetGroup': () => 2,
};

/** Existing subnets must have free addresses. */
export async function checkAddresses(look) {
  const needed = new Map();
  for (const resource of look.resources) {
    const addresses = look.isDeployed(resource) ? 0 : (ADDRESSES[resource.type]?.(resource.properties) ?? 1);
    for (const id of new Set(idsIn(resource.properties))) needed.set(id, (needed.get(id) ?? 0) + addresses);
  }
  if (needed.size === 0) return [];
  const check = 'free addresses';
  try {
    const found = new Map((await subnets(look)).map((it) => [it.SubnetId, it.AvailableIpAddressCount]));
    return [...needed].map(([id, most]) => {
      const free = found.get(id);
      if (free === undefined) return problem(check, `${id} does not exist`, 'correct the subnets of the prop `vpc`');
      const text = `${id}: ${free} free, up to ${most} needed`;
      return free >= most
        ? ok(check, text)
        : problem(check, text, 'choose larger subnets with `vpcSubnets`, or free addresses');
    });
  } catch (error) {
    return [couldNotLook(check, error.message)];
  }
}
