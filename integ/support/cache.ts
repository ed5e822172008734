import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { CacheConstruct } from '../../src';
import { eachItem, expectValues, oneOf, responseValue, startingWith } from './api-calls';
import { subnetIds } from './existing-vpc';

export interface ExpectedCache {
  readonly nodeType: string;
  readonly nodes: number;
  readonly snapshotDays: number;
}

/** Expects that ElastiCache describes a cache in this VPC with these settings. */
export function expectCache(
  assertions: IDeployAssert,
  cache: CacheConstruct,
  vpc: ec2.IVpc,
  { nodeType, nodes, snapshotDays }: ExpectedCache,
): void {
  const failover = nodes > 1 ? 'enabled' : 'disabled';
  const group = {
    service: 'elasticache',
    api: 'describeReplicationGroups',
    parameters: { ReplicationGroupId: cache.replicationGroup.ref },
  };
  expectValues(assertions, group, {
    'ReplicationGroups.0.Status': 'available',
    'ReplicationGroups.0.CacheNodeType': nodeType,
    [`ReplicationGroups.0.MemberClusters.${nodes - 1}`]: startingWith('.'),
    'ReplicationGroups.0.AutomaticFailover': failover,
    'ReplicationGroups.0.MultiAZ': failover,
    'ReplicationGroups.0.TransitEncryptionEnabled': true,
    'ReplicationGroups.0.TransitEncryptionMode': 'required',
    'ReplicationGroups.0.AtRestEncryptionEnabled': true,
    'ReplicationGroups.0.SnapshotRetentionLimit': snapshotDays,
    'ReplicationGroups.0.UserGroupIds.0': cache.userGroup.ref,
  });

  const node = {
    service: 'elasticache',
    api: 'describeCacheClusters',
    parameters: { CacheClusterId: responseValue(assertions, group, 'ReplicationGroups.0.MemberClusters.0') },
  };
  expectValues(assertions, node, {
    'CacheClusters.0.Engine': 'valkey',
    'CacheClusters.0.CacheParameterGroup.CacheParameterGroupName': 'default.valkey9',
    'CacheClusters.0.CacheSubnetGroupName': cache.subnetGroup.ref,
    'CacheClusters.0.SecurityGroups.0.SecurityGroupId': cache.securityGroup.securityGroupId,
  });

  const subnets = {
    service: 'elasticache',
    api: 'describeCacheSubnetGroups',
    parameters: { CacheSubnetGroupName: cache.subnetGroup.ref },
  };
  const isolated = oneOf(subnetIds(vpc.isolatedSubnets));
  expectValues(assertions, subnets, {
    'CacheSubnetGroups.0.VpcId': vpc.vpcId,
    ...eachItem('CacheSubnetGroups.0.Subnets', 'SubnetIdentifier', 2, isolated),
  });

  const users = {
    service: 'elasticache',
    api: 'describeUserGroups',
    parameters: { UserGroupId: cache.userGroup.ref },
  };
  expectValues(assertions, users, { 'UserGroups.0.Engine': 'valkey', 'UserGroups.0.UserIds.0': cache.user.ref });
}
