"""The cache."""

from aws_cdk import Aws, Fn, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_kms as kms
from constructs import Construct

from .network import part_groups
from .published_values import publish


class Cache(Construct):
    """A Valkey cache with a replica, whose group of users has one who is off: ElastiCache requires a member."""

    port = 6379

    def __init__(self, scope: Construct, id: str, vpc: ec2.Vpc, key: kms.Key) -> None:
        super().__init__(scope, id)
        self.group, self.clients = part_groups(self, vpc, "cache", self.port)
        subnets = elasticache.CfnSubnetGroup(
            self,
            "SubnetGroup",
            description="Cache of Shop/Platform/Cache",
            subnet_ids=[subnet.subnet_id for subnet in vpc.isolated_subnets],
        )
        user = elasticache.CfnUser(
            self,
            "User",
            engine="valkey",
            user_id="cache-user-shop-platform",
            user_name="ecommerce",
            passwords=[Fn.select(2, Fn.split("/", Aws.STACK_ID))],
            access_string="off -@all",
        )
        self.user_group = elasticache.CfnUserGroup(
            self,
            "UserGroup",
            engine="valkey",
            user_group_id="cache-users-shop-platform",
            user_ids=[user.ref],
        )
        self.cache = elasticache.CfnReplicationGroup(
            self,
            "ReplicationGroup",
            replication_group_description="Cache of Shop/Platform/Cache",
            engine="valkey",
            engine_version="9.0",
            cache_node_type="cache.t4g.medium",
            num_cache_clusters=2,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            port=self.port,
            cache_subnet_group_name=subnets.ref,
            security_group_ids=[self.group.security_group_id],
            user_group_ids=[self.user_group.ref],
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=key.key_arn,
            snapshot_retention_limit=15,
            auto_minor_version_upgrade=True,
        )
        for resource in [subnets, user, self.user_group, self.cache]:
            resource.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        values = {
            "ClientGroup.GroupId": self.clients.security_group_id,
            "ReplicationGroup": self.cache.ref,
            "ReplicationGroup.PrimaryEndPoint.Address": self.cache.attr_primary_end_point_address,
            "ReplicationGroup.PrimaryEndPoint.Port": self.cache.attr_primary_end_point_port,
            "ReplicationGroup.ReaderEndPoint.Address": self.cache.attr_reader_end_point_address,
            "SecurityGroup.GroupId": self.group.security_group_id,
            "UserGroup": self.user_group.ref,
            "UserGroup.Arn": self.user_group.attr_arn,
        }
        publish(self, "_platform/cache", values)
