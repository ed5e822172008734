import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnections } from '../../lib/documentation/connections.mjs';
import { drawConnections } from '../../lib/documentation/connections-drawing.mjs';

const group = (GroupDescription) => ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription } });

const RECORD = {
  securityGroupIds: ['Own', 'Clients'],
  accesses: [
    {
      capability: 'cache',
      settings: { CACHE_ENDPOINT: 'Cache', CACHE_PORT: '6379' },
      secrets: { CACHE_PASSWORD: { secretArn: 'Secret' } },
      rules: [{ securityGroupId: 'CacheGuard', port: 6379 }],
      permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: ['Secret'] }],
    },
    {
      capability: 'storage',
      settings: { BUCKET_NAME: 'Bucket' },
      secrets: {},
      rules: [],
      permissions: [{ actions: ['s3:GetObject'], resources: ['Bucket/*'] }],
    },
  ],
};

const TEMPLATE = {
  Resources: {
    Own: group('Workloads of orders'),
    Clients: group('Clients of the cache'),
    Cache: {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: {
        Engine: 'valkey',
        EngineVersion: '9.0',
        NumCacheClusters: 2,
        CacheNodeType: 'cache.t4g.micro',
        SecurityGroupIds: [{ Ref: 'CacheGuard' }],
      },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Rule: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId: { Ref: 'CacheGuard' }, SourceSecurityGroupId: { Ref: 'Clients' }, FromPort: 6379 },
    },
    Parameter: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/production/orders/connection', Value: { 'Fn::Join': ['', [JSON.stringify(RECORD)]] } },
    },
  },
};

test('each part that a service uses has its rules, settings, secrets and permissions', () => {
  const { groups, parts } = readConnections(TEMPLATE, 'orders');
  assert.deepEqual(groups, ['Workloads of orders', 'Clients of the cache']);
  assert.deepEqual(parts, [
    {
      name: 'Valkey 9.0',
      size: '2 × cache.t4g.micro',
      own: false,
      rules: [{ group: 'Clients of the cache', port: 6379 }],
      settings: ['CACHE_ENDPOINT', 'CACHE_PORT'],
      secrets: ['CACHE_PASSWORD'],
      actions: ['secretsmanager:GetSecretValue'],
    },
    {
      name: 'Media',
      size: 'S3 bucket',
      own: false,
      rules: [],
      settings: ['BUCKET_NAME'],
      secrets: [],
      actions: ['s3:GetObject'],
    },
  ]);
});

test('the picture shows the port of a rule only while the rule exists', () => {
  const picture = (template) => drawConnections(readConnections(template, 'orders'));
  const { Rule, ...without } = TEMPLATE.Resources;
  assert.match(picture(TEMPLATE), /Port 6379/);
  assert.doesNotMatch(picture({ Resources: without }), /Port 6379/);
});
