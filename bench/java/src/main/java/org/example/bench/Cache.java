package org.example.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.amazon.awscdk.services.elasticache.CfnSubnetGroup;
import software.amazon.awscdk.services.elasticache.CfnUser;
import software.amazon.awscdk.services.elasticache.CfnUserGroup;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** A Valkey cache with a replica, whose group of users has one who is off: ElastiCache requires a member. */
final class Cache extends Construct {
    static final int PORT = 6379;

    final PartGroups groups;
    final CfnUserGroup userGroup;
    final CfnReplicationGroup cache;

    Cache(final Construct scope, final String id, final Vpc vpc, final Key key) {
        super(scope, id);
        this.groups = PartGroups.create(this, vpc, "cache", PORT);
        CfnSubnetGroup subnets = CfnSubnetGroup.Builder.create(this, "SubnetGroup")
                .description("Cache of Shop/Platform/Cache")
                .subnetIds(vpc.getIsolatedSubnets().stream().map(ISubnet::getSubnetId).toList())
                .build();
        CfnUser user = CfnUser.Builder.create(this, "User")
                .engine("valkey")
                .userId("cache-user-shop-platform")
                .userName("ecommerce")
                .passwords(List.of(Fn.select(2, Fn.split("/", Aws.STACK_ID))))
                .accessString("off -@all")
                .build();
        this.userGroup = CfnUserGroup.Builder.create(this, "UserGroup")
                .engine("valkey")
                .userGroupId("cache-users-shop-platform")
                .userIds(List.of(user.getRef()))
                .build();
        this.cache = CfnReplicationGroup.Builder.create(this, "ReplicationGroup")
                .replicationGroupDescription("Cache of Shop/Platform/Cache")
                .engine("valkey")
                .engineVersion("9.0")
                .cacheNodeType("cache.t4g.medium")
                .numCacheClusters(2)
                .automaticFailoverEnabled(true)
                .multiAzEnabled(true)
                .port(PORT)
                .cacheSubnetGroupName(subnets.getRef())
                .securityGroupIds(List.of(groups.part().getSecurityGroupId()))
                .userGroupIds(List.of(userGroup.getRef()))
                .transitEncryptionEnabled(true)
                .transitEncryptionMode("required")
                .atRestEncryptionEnabled(true)
                .kmsKeyId(key.getKeyArn())
                .snapshotRetentionLimit(15)
                .autoMinorVersionUpgrade(true)
                .build();
        for (CfnResource resource : List.of(subnets, user, userGroup, cache)) {
            resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        }
        PublishedValues.publish(
                this,
                "_platform/cache",
                new TreeMap<>(Map.of(
                        "ClientGroup.GroupId", groups.clients().getSecurityGroupId(),
                        "ReplicationGroup", cache.getRef(),
                        "ReplicationGroup.PrimaryEndPoint.Address", cache.getAttrPrimaryEndPointAddress(),
                        "ReplicationGroup.PrimaryEndPoint.Port", cache.getAttrPrimaryEndPointPort(),
                        "ReplicationGroup.ReaderEndPoint.Address", cache.getAttrReaderEndPointAddress(),
                        "SecurityGroup.GroupId", groups.part().getSecurityGroupId(),
                        "UserGroup", userGroup.getRef(),
                        "UserGroup.Arn", userGroup.getAttrArn())));
    }
}
