import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNetwork } from '../../lib/documentation/network.mjs';
import { drawNetwork } from '../../lib/documentation/network-drawing.mjs';

const group = (id) => ({ 'Fn::GetAtt': [id, 'GroupId'] });

const admits = (to, from, port) => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: { GroupId: group(to), SourceSecurityGroupId: group(from), FromPort: port },
});

const subnet = (name, type, cidr) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    CidrBlock: cidr,
    Tags: [
      { Key: 'aws-cdk:subnet-name', Value: name },
      { Key: 'aws-cdk:subnet-type', Value: type },
    ],
  },
});

/** The platform's parameter for a service: the security groups of its workloads, and their permissions. */
const connection = (service, groups, permissions = '') => ({
  Type: 'AWS::SSM::Parameter',
  Properties: {
    Name: `/production/${service}/connection`,
    Value: {
      'Fn::Join': [
        '',
        [
          '{"securityGroupIds":["',
          ...groups.flatMap((id, index) => (index === 0 ? [group(id)] : ['","', group(id)])),
          `"],"accesses":[{"permissions":[${permissions}`,
          ']}]}',
        ],
      ],
    },
  },
});

const TEMPLATE = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Private1: subnet('Private', 'Private', '10.0.0.0/20'),
    Data1: subnet('Data', 'Isolated', '10.0.16.0/20'),
    Data2: subnet('Data', 'Isolated', '10.0.32.0/20'),
    DataGroup: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [{ Ref: 'Data1' }, { Ref: 'Data2' }] } },
    Orders: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        EngineVersion: '18',
        DBInstanceClass: 'db.t4g.micro',
        DBSubnetGroupName: { Ref: 'DataGroup' },
        VPCSecurityGroups: [group('OrdersStore')],
      },
    },
    Broker: {
      Type: 'AWS::AmazonMQ::Broker',
      Properties: {
        EngineVersion: '4.2',
        HostInstanceType: 'mq.m7g.large',
        SubnetIds: [{ Ref: 'Private1' }],
        SecurityGroups: [group('BrokerGuard')],
      },
    },
    Media: { Type: 'AWS::S3::Bucket', Properties: {} },
    Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
    OrdersRule: admits('OrdersStore', 'OrdersOwn', 5433),
    BrokerRule: admits('BrokerGuard', 'BrokerClients', 5671),
    OrdersConnection: connection('orders', ['OrdersOwn', 'BrokerClients']),
    NoticesConnection: connection('notices', ['NoticesOwn'], '{"actions":["s3:GetObject"],"resources":["Media/*"]}'),
  },
};

const row = (serviceName, resource, ...access) => ({ serviceName, resource, access });

const MATRIX = [
  row('orders', 'orders store', 'network', 'secret'),
  row('orders', 'messaging', 'network', 'secret'),
  row('notices', 'storage', 'read'),
];

test('takes the access of a service from the matrix, and the port from the rules', () => {
  const { network, services, parts } = readNetwork(TEMPLATE, MATRIX);
  assert.deepEqual(
    network.tiers.map(({ name, cidrs }) => [name, cidrs.length]),
    [
      ['Private', 1],
      ['Data', 2],
    ],
  );
  assert.deepEqual(services, ['orders', 'notices']);
  assert.deepEqual(
    parts.map(({ name, tier, reach }) => ({ name, tier, reach })),
    [
      { name: 'PostgreSQL 18', tier: 'Data', reach: [{ service: 'orders', port: 5433, own: true, writes: true }] },
      { name: 'RabbitMQ 4.2', tier: 'Private', reach: [{ service: 'orders', port: 5671, own: false, writes: true }] },
      { name: 'Media', tier: undefined, reach: [{ service: 'notices', port: undefined, own: false, writes: false }] },
    ],
  );
});

test('the picture loses a dot when a service no longer reaches a part', () => {
  const dots = (matrix) => drawNetwork(readNetwork(TEMPLATE, matrix)).match(/<circle/g).length;
  const without = MATRIX.filter(({ resource }) => resource !== 'messaging');
  assert.equal(dots(without), dots(MATRIX) - 1);
});
