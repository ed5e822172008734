import {
  Aws,
  type aws_ec2 as ec2,
  aws_elasticache as elasticache,
  Fn,
  type aws_kms as kms,
  RemovalPolicy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { partGroups } from './network';
import { publish } from './published-values';

const PORT = 6379;

/** A Valkey cache with a replica, whose group of users has one who is off: ElastiCache requires a member. */
export class Cache extends Construct {
  public readonly group: ec2.SecurityGroup;
  public readonly clients: ec2.ISecurityGroup;
  public readonly userGroup: elasticache.CfnUserGroup;
  public readonly cache: elasticache.CfnReplicationGroup;
  public readonly port = PORT;

  constructor(scope: Construct, id: string, vpc: ec2.Vpc, key: kms.Key) {
    super(scope, id);
    const { part, clients } = partGroups(this, vpc, 'cache', PORT);
    this.group = part;
    this.clients = clients;
    const subnets = new elasticache.CfnSubnetGroup(this, 'SubnetGroup', {
      description: 'Cache of Shop/Platform/Cache',
      subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    });
    const user = new elasticache.CfnUser(this, 'User', {
      engine: 'valkey',
      userId: 'cache-user-shop-platform',
      userName: 'ecommerce',
      passwords: [Fn.select(2, Fn.split('/', Aws.STACK_ID))],
      accessString: 'off -@all',
    });
    this.userGroup = new elasticache.CfnUserGroup(this, 'UserGroup', {
      engine: 'valkey',
      userGroupId: 'cache-users-shop-platform',
      userIds: [user.ref],
    });
    this.cache = new elasticache.CfnReplicationGroup(this, 'ReplicationGroup', {
      replicationGroupDescription: 'Cache of Shop/Platform/Cache',
      engine: 'valkey',
      engineVersion: '9.0',
      cacheNodeType: 'cache.t4g.medium',
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      port: PORT,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [part.securityGroupId],
      userGroupIds: [this.userGroup.ref],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: key.keyArn,
      snapshotRetentionLimit: 15,
      autoMinorVersionUpgrade: true,
    });
    for (const resource of [subnets, user, this.userGroup, this.cache]) {
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
    publish(this, '_platform/cache', {
      'ClientGroup.GroupId': clients.securityGroupId,
      ReplicationGroup: this.cache.ref,
      'ReplicationGroup.PrimaryEndPoint.Address': this.cache.attrPrimaryEndPointAddress,
      'ReplicationGroup.PrimaryEndPoint.Port': this.cache.attrPrimaryEndPointPort,
      'ReplicationGroup.ReaderEndPoint.Address': this.cache.attrReaderEndPointAddress,
      'SecurityGroup.GroupId': part.securityGroupId,
      UserGroup: this.userGroup.ref,
      'UserGroup.Arn': this.userGroup.attrArn,
    });
  }
}
