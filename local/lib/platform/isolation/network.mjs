// Which security groups and addresses the ingress rules of deployed security groups admit.

/** Returns the security groups by id, and the address ranges of each VPC by its id. */
export async function readNetwork(ec2) {
  const [groups, vpcs] = await Promise.all([ec2.describeSecurityGroups({}), ec2.describeVpcs({})]);
  return {
    groups: new Map((groups.SecurityGroups ?? []).map((group) => [group.GroupId, group])),
    ranges: new Map((vpcs.Vpcs ?? []).map((vpc) => [vpc.VpcId, rangesOf(vpc)])),
  };
}

const rangesOf = ({ CidrBlock, CidrBlockAssociationSet, Ipv6CidrBlockAssociationSet }) => [
  ...new Set([
    CidrBlock,
    ...(CidrBlockAssociationSet ?? []).map((it) => it.CidrBlock),
    ...(Ipv6CidrBlockAssociationSet ?? []).map((it) => it.Ipv6CidrBlock),
  ]),
];

/**
 * Returns what admits a workload with the security groups `groupIds` in a VPC to a port of a security group: a list of
 * { groupId } for a group that the workload carries, { range } for addresses that it can have, and { prefixList } for lists of
 * addresses, which are not read.
 */
export function admissions({ groups, ranges }, { groupId, port }, { groupIds, vpcId }) {
  const rules = (groups.get(groupId)?.IpPermissions ?? []).filter((rule) => concernsPort(rule, port));
  const own = ranges.get(vpcId) ?? [];
  return rules.flatMap((rule) => [
    ...(rule.UserIdGroupPairs ?? [])
      .filter((pair) => groupIds.includes(pair.GroupId))
      .map(({ GroupId }) => ({ groupId: GroupId })),
    ...[...(rule.IpRanges ?? []).map((it) => it.CidrIp), ...(rule.Ipv6Ranges ?? []).map((it) => it.CidrIpv6)]
      .filter((range) => own.some((it) => rangesMeet(it, range)))
      .map((range) => ({ range })),
    ...(rule.PrefixListIds ?? []).map((it) => ({ prefixList: it.PrefixListId })),
  ]);
}

/** Whether a rule is about TCP on a port; the protocol -1 stands for all protocols and ports. */
const concernsPort = ({ IpProtocol, FromPort, ToPort }, port) =>
  IpProtocol === '-1' || (['tcp', '6'].includes(IpProtocol) && FromPort <= port && port <= ToPort);

/** Whether two address ranges of the same kind have an address in common. */
export function rangesMeet(one, other) {
  const [a, b] = [bitsOf(one), bitsOf(other)];
  const length = Math.min(a.prefix.length, b.prefix.length);
  return a.kind === b.kind && a.prefix.slice(0, length) === b.prefix.slice(0, length);
}

/** Returns the bits that all addresses of a range have in common. */
function bitsOf(range) {
  const [address, length] = range.split('/');
  const kind = address.includes(':') ? 6 : 4;
  const bits = kind === 4 ? numbersToBits(address.split('.').map(Number), 8) : numbersToBits(ipv6Numbers(address), 16);
  return { kind, prefix: bits.slice(0, Number(length)) };
}

const numbersToBits = (numbers, width) => numbers.map((it) => it.toString(2).padStart(width, '0')).join('');

/** Returns the eight numbers of an IPv6 address, in which `::` stands for zeros. */
function ipv6Numbers(address) {
  const [head, tail] = address.split('::').map((part) =>
    part
      .split(':')
      .filter(Boolean)
      .map((it) => Number.parseInt(it, 16)),
  );
  return tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill(0), ...tail];
}
