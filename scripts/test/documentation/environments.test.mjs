import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../lib/documentation/environments.mjs';
import { drawEnvironments } from '../../lib/documentation/environments-drawing.mjs';

const subnet = (type) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { Tags: [{ Key: 'aws-cdk:subnet-type', Value: type }] },
});

const template = ({ multiAz, plan = {} }) => ({
  Resources: {
    Public: subnet('Public'),
    Isolated1: subnet('Isolated'),
    Isolated2: subnet('Isolated'),
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { MultiAZ: multiAz, DBInstanceClass: 'db.t4g.micro', BackupRetentionPeriod: 1 },
    },
    Cache: {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { NumCacheClusters: 2, CacheNodeType: 'cache.t4g.micro' },
    },
    Broker: {
      Type: 'AWS::AmazonMQ::Broker',
      Properties: { DeploymentMode: 'CLUSTER_MULTI_AZ', HostInstanceType: 'mq.m7g.large' },
    },
    Domain: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: {
        ClusterConfig: { InstanceCount: 1, InstanceType: 't3.small.search', DedicatedMasterEnabled: false },
      },
    },
    ...plan,
  },
});

const row = (rows, name) => rows.find((it) => it.name === name);

test('the number of nodes is read from each part of the template', () => {
  const rows = readEnvironment(template({ multiAz: true }));
  assert.deepEqual(
    rows.filter(({ count }) => count !== undefined).map(({ name, count }) => [name, count]),
    [
      ['Availability zones', 2],
      ['NAT gateways', 0],
      ['PostgreSQL per service', 2],
      ['Valkey nodes', 2],
      ['RabbitMQ nodes', 3],
      ['OpenSearch data nodes', 1],
      ['OpenSearch master nodes', 0],
      ['Encryption keys', 0],
    ],
  );
  assert.equal(row(rows, 'Automatic backups').days, 1);
});

test('AWS Backup is off without a plan, and has the retention of its plan otherwise', () => {
  const plan = { BackupPlan: { BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: 7 } }] } };
  const withPlan = template({ multiAz: false, plan: { Plan: { Type: 'AWS::Backup::BackupPlan', Properties: plan } } });
  assert.equal(row(readEnvironment(template({ multiAz: false })), 'AWS Backup').days, 0);
  assert.equal(row(readEnvironment(withPlan), 'AWS Backup').days, 7);
});

test('the picture has a box for each node', () => {
  const boxes = (multiAz) =>
    drawEnvironments([{ name: 'test', rows: readEnvironment(template({ multiAz })) }]).match(/class="shared"/g).length;
  assert.equal(boxes(true), boxes(false) + 1);
});
