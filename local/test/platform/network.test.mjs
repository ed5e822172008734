import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admissions, rangesMeet, readNetwork } from '../../lib/platform/network.mjs';

const client = { groupIds: ['sg-user', 'sg-clients'], vpcId: 'vpc-1' };
const target = { groupId: 'sg-database', port: 5432 };

/** Returns the sources that a rule of the target admits. */
function admittedBy(rule, port = target.port) {
  const network = {
    groups: new Map([
      ['sg-database', { IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, ...rule }] }],
    ]),
    ranges: new Map([['vpc-1', ['10.0.0.0/16', 'fd00:1::/56']]]),
  };
  return admissions(network, { ...target, port }, client);
}

const fromGroup = (GroupId) => ({ UserIdGroupPairs: [{ GroupId }] });

test('a rule admits a workload that carries its group', () => {
  assert.deepEqual(admittedBy(fromGroup('sg-clients')), [{ groupId: 'sg-clients' }]);
  assert.deepEqual(admittedBy(fromGroup('sg-order')), []);
});

test('a rule of another port or protocol admits nobody to the port', () => {
  assert.deepEqual(admittedBy(fromGroup('sg-user'), 5433), []);
  assert.deepEqual(admittedBy({ ...fromGroup('sg-user'), IpProtocol: 'udp' }), []);
  assert.deepEqual(admittedBy({ ...fromGroup('sg-user'), FromPort: 1, ToPort: 65535 }), [{ groupId: 'sg-user' }]);
});

test('a rule of all protocols has no ports, and admits to each', () => {
  const all = { ...fromGroup('sg-user'), IpProtocol: '-1', FromPort: undefined, ToPort: undefined };
  assert.deepEqual(admittedBy(all), [{ groupId: 'sg-user' }]);
});

test('a rule for addresses admits a workload if the VPC has one of them', () => {
  assert.deepEqual(admittedBy({ IpRanges: [{ CidrIp: '10.0.3.0/24' }] }), [{ range: '10.0.3.0/24' }]);
  assert.deepEqual(admittedBy({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }), [{ range: '0.0.0.0/0' }]);
  assert.deepEqual(admittedBy({ IpRanges: [{ CidrIp: '10.1.0.0/16' }] }), []);
  assert.deepEqual(admittedBy({ Ipv6Ranges: [{ CidrIpv6: '::/0' }] }), [{ range: '::/0' }]);
  assert.deepEqual(admittedBy({ PrefixListIds: [{ PrefixListId: 'pl-1' }] }), [{ prefixList: 'pl-1' }]);
});

test('a group that does not exist admits nobody', () => {
  assert.deepEqual(admissions({ groups: new Map(), ranges: new Map() }, target, client), []);
});

for (const [one, other, meet] of [
  ['10.0.0.0/16', '10.0.255.255/32', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['10.0.0.0/15', '10.1.0.0/16', true],
  ['fd00:1::/32', 'fd00:1:2::/48', true],
  ['fd00:1::/32', 'fd00:2::/32', false],
  ['::1/128', '::/0', true],
  ['0.0.0.0/0', '::/0', false],
]) {
  test(`${one} and ${other} ${meet ? 'have' : 'do not have'} an address in common`, () => {
    assert.equal(rangesMeet(one, other), meet);
  });
}

test('the ranges of a VPC are those that are associated with it', async () => {
  const vpc = {
    VpcId: 'vpc-1',
    CidrBlock: '10.0.0.0/16',
    CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16' }, { CidrBlock: '10.8.0.0/16' }],
    Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: 'fd00::/56' }],
  };
  const { groups, ranges } = await readNetwork({
    describeSecurityGroups: async () => ({ SecurityGroups: [{ GroupId: 'sg-a' }] }),
    describeVpcs: async () => ({ Vpcs: [vpc] }),
  });
  assert.deepEqual([...groups.keys()], ['sg-a']);
  assert.deepEqual(ranges.get('vpc-1'), ['10.0.0.0/16', '10.8.0.0/16', 'fd00::/56']);
});
