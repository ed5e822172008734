"""Readers for each resource type: read a resource through the service API and return its properties.

A reader raises ``NotFound`` if the resource does not exist. It does not depend on the deployed template.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from botocore.client import BaseClient
from botocore.exceptions import ClientError

Aws = Callable[[str], BaseClient]
Properties = dict[str, Any]
Reader = Callable[[Aws, str], Properties]


class NotFound(Exception):
    pass


READERS: dict[str, Reader] = {}
_NOT_FOUND_CODES = (
    "NotFound", "NoSuchEntity", "NoSuchBucket", "404", "NotFoundException", "ResourceNotFoundException",
    "DBInstanceNotFound", "ReplicationGroupNotFoundFault", "RepositoryNotFoundException", "ParameterNotFound",
    "UserNotFound", "UserGroupNotFound", "CacheSubnetGroupNotFoundFault", "DBSubnetGroupNotFoundFault",
    "DBParameterGroupNotFound", "InvalidVpcID.NotFound", "InvalidSubnetID.NotFound", "InvalidGroup.NotFound",
    "NoSuchBucketPolicy", "DBSubnetGroupNotFound", "DBParameterGroupNotFoundFault", "DBClusterNotFoundFault",
    "DBProxyNotFoundFault", "InvalidDocument", "ResourceNotFound", "SubscriptionNotFound", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist",
)  # fmt: skip


def reader(kind: str) -> Callable[[Reader], Reader]:
    def register(read: Reader) -> Reader:
        def checked(aws: Aws, identifier: str) -> Properties:
            try:
                return read(aws, identifier)
            except ClientError as error:
                if error.response["Error"]["Code"] in _NOT_FOUND_CODES:
                    raise NotFound(identifier) from error
                raise

        READERS[kind] = checked
        return checked

    return register


def single(items: list[Any], name: str) -> Any:
    if not items:
        raise NotFound(name)
    assert len(items) == 1, items
    return items[0]


def tags(items: list[dict[str, str]]) -> list[dict[str, str]]:
    """Returns the tags of the template. Omits those that CloudFormation adds, whose keys start with aws:."""
    pairs = ({name.capitalize(): value for name, value in item.items()} for item in items)
    result = [
        {"Key": pair.get("Key") or pair["Tagkey"], "Value": pair.get("Value") or pair["Tagvalue"]} for pair in pairs
    ]
    return sorted((item for item in result if not item["Key"].startswith("aws:")), key=lambda item: item["Key"])


def tags_of(pairs: dict[str, str]) -> list[dict[str, str]]:
    return tags([{"Key": key, "Value": value} for key, value in pairs.items()])


def pick(source: dict[str, Any], *names: str, **renamed: str) -> Properties:
    """Selects the fields that are present. ``Property="field"`` also renames a field to a property."""
    fields = {**{name: name for name in names}, **renamed}
    return {name: source[key] for name, key in fields.items() if key in source}


# ---- EC2 ------------------------------------------------------------------------------------------------------------


@reader("AWS::EC2::EIP")
def _(aws: Aws, identifier: str) -> Properties:
    found = [a for a in aws("ec2").describe_addresses()["Addresses"] if a["PublicIp"] == identifier]
    address = single(found, identifier)
    return {"Domain": address["Domain"], "Tags": tags(address["Tags"])}


@reader("AWS::EC2::FlowLog")
def _(aws: Aws, identifier: str) -> Properties:
    log = single(aws("ec2").describe_flow_logs(FlowLogIds=[identifier])["FlowLogs"], identifier)
    return pick(
        log, "TrafficType", "LogDestinationType", "LogDestination", "LogGroupName", "DeliverLogsPermissionArn",
        "MaxAggregationInterval", "LogFormat", "ResourceId",
    ) | {"Tags": tags(log["Tags"])}  # fmt: skip


@reader("AWS::EC2::InternetGateway")
def _(aws: Aws, identifier: str) -> Properties:
    gateways = aws("ec2").describe_internet_gateways()["InternetGateways"]
    return {"Tags": tags(single([g for g in gateways if g["InternetGatewayId"] == identifier], identifier)["Tags"])}


@reader("AWS::EC2::NatGateway")
def _(aws: Aws, identifier: str) -> Properties:
    gateways = aws("ec2").describe_nat_gateways(NatGatewayIds=[identifier])["NatGateways"]
    gateway = single([g for g in gateways if g["State"] != "deleted"], identifier)
    address = single(gateway["NatGatewayAddresses"], "address")
    return pick(gateway, "SubnetId", "ConnectivityType") | {
        "AllocationId": address["AllocationId"],
        "Tags": tags(gateway["Tags"]),
    }


@reader("AWS::EC2::Route")
def _(aws: Aws, identifier: str) -> Properties:
    table, destination = identifier.split("|")
    tables = aws("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    routes = [r for r in single(tables, table)["Routes"] if r.get("DestinationCidrBlock") == destination]
    return {"RouteTableId": table} | pick(
        single(routes, identifier), "DestinationCidrBlock", "GatewayId", "NatGatewayId"
    )


@reader("AWS::EC2::RouteTable")
def _(aws: Aws, identifier: str) -> Properties:
    table = single(aws("ec2").describe_route_tables(RouteTableIds=[identifier])["RouteTables"], identifier)
    return {"VpcId": table["VpcId"], "Tags": tags(table["Tags"])}


def _rules(permissions: list[dict[str, Any]], peer: str) -> list[dict[str, Any]]:
    rules = []
    for permission in permissions:
        common = pick(permission, "IpProtocol", "FromPort", "ToPort")
        for ranges, member, name in (
            ("IpRanges", "CidrIp", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
            ("PrefixListIds", "PrefixListId", f"{peer}PrefixListId"),
            ("UserIdGroupPairs", "GroupId", f"{peer}SecurityGroupId"),
        ):
            for entry in permission.get(ranges, []):
                rules.append({**common, name: entry[member], **pick(entry, "Description")})
    return rules


@reader("AWS::EC2::SecurityGroup")
def _(aws: Aws, identifier: str) -> Properties:
    group = single(aws("ec2").describe_security_groups(GroupIds=[identifier])["SecurityGroups"], identifier)
    return pick(group, "GroupName", "VpcId", GroupDescription="Description") | {
        "SecurityGroupIngress": _rules(group["IpPermissions"], "Source"),
        "SecurityGroupEgress": _rules(group["IpPermissionsEgress"], "Destination"),
        "Tags": tags(group["Tags"]),
    }


def _rule(aws: Aws, identifier: str, peer: str) -> Properties:
    rules = aws("ec2").describe_security_group_rules()["SecurityGroupRules"]
    rule = single([r for r in rules if r["SecurityGroupRuleId"] == identifier], identifier)
    return pick(
        rule, "GroupId", "IpProtocol", "FromPort", "ToPort", "Description",
        CidrIp="CidrIpv4", CidrIpv6="CidrIpv6",
    ) | pick(rule.get("ReferencedGroupInfo", {}), **{f"{peer}SecurityGroupId": "GroupId"})  # fmt: skip


reader("AWS::EC2::SecurityGroupIngress")(lambda aws, identifier: _rule(aws, identifier, "Source"))
reader("AWS::EC2::SecurityGroupEgress")(lambda aws, identifier: _rule(aws, identifier, "Destination"))


@reader("AWS::EC2::Subnet")
def _(aws: Aws, identifier: str) -> Properties:
    subnet = single(aws("ec2").describe_subnets(SubnetIds=[identifier])["Subnets"], identifier)
    return pick(subnet, "VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch") | {
        "Tags": tags(subnet["Tags"])
    }


@reader("AWS::EC2::SubnetRouteTableAssociation")
def _(aws: Aws, identifier: str) -> Properties:
    tables = aws("ec2").describe_route_tables()["RouteTables"]
    found = [a for t in tables for a in t["Associations"] if a["RouteTableAssociationId"] == identifier]
    return pick(single(found, identifier), "RouteTableId", "SubnetId")


@reader("AWS::EC2::VPC")
def _(aws: Aws, identifier: str) -> Properties:
    vpc = single(aws("ec2").describe_vpcs(VpcIds=[identifier])["Vpcs"], identifier)
    attributes = {
        name: aws("ec2").describe_vpc_attribute(VpcId=identifier, Attribute=name[0].lower() + name[1:])[name]["Value"]
        for name in ("EnableDnsHostnames", "EnableDnsSupport")
    }
    return pick(vpc, "CidrBlock", "InstanceTenancy") | attributes | {"Tags": tags(vpc["Tags"])}


@reader("AWS::EC2::VPCEndpoint")
def _(aws: Aws, identifier: str) -> Properties:
    endpoint = single(aws("ec2").describe_vpc_endpoints(VpcEndpointIds=[identifier])["VpcEndpoints"], identifier)
    return pick(
        endpoint, "VpcId", "ServiceName", "VpcEndpointType", "PrivateDnsEnabled", "SubnetIds", "RouteTableIds"
    ) | {
        "PolicyDocument": json.loads(endpoint["PolicyDocument"]),
        "SecurityGroupIds": [group["GroupId"] for group in endpoint["Groups"]],
        "Tags": tags(endpoint["Tags"]),
    }


@reader("AWS::EC2::VPCGatewayAttachment")
def _(aws: Aws, identifier: str) -> Properties:
    gateways = aws("ec2").describe_internet_gateways()["InternetGateways"]
    vpc = identifier.split("|")[1]
    found = [g for g in gateways if any(a["VpcId"] == vpc for a in g["Attachments"])]
    return {"VpcId": vpc, "InternetGatewayId": single(found, identifier)["InternetGatewayId"]}


# ---- databases, caches, brokers, search -----------------------------------------------------------------------------


@reader("AWS::RDS::DBInstance")
def _(aws: Aws, identifier: str) -> Properties:
    found = aws("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    instance = single(found, identifier)
    return pick(
        instance, "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "CACertificateIdentifier", "CopyTagsToSnapshot",
        "DBInstanceClass", "DBInstanceIdentifier", "DBName", "DatabaseInsightsMode", "DeletionProtection", "Engine",
        "EngineVersion", "KmsKeyId", "MasterUsername", "MaxAllocatedStorage", "MonitoringInterval",
        "MonitoringRoleArn", "MultiAZ", "PerformanceInsightsRetentionPeriod", "PreferredBackupWindow",
        "PreferredMaintenanceWindow", "PromotionTier", "PubliclyAccessible", "StorageEncrypted", "StorageType",
        EnableCloudwatchLogsExports="EnabledCloudwatchLogsExports",
        EnableIAMDatabaseAuthentication="IAMDatabaseAuthenticationEnabled",
        EnablePerformanceInsights="PerformanceInsightsEnabled",
        PerformanceInsightsKMSKeyId="PerformanceInsightsKMSKeyId",
    ) | {
        "AllocatedStorage": str(instance["AllocatedStorage"]),
        "DBClusterIdentifier": instance.get("DBClusterIdentifier"),
        "DBParameterGroupName": instance["DBParameterGroups"][0]["DBParameterGroupName"],
        "DBSubnetGroupName": instance["DBSubnetGroup"]["DBSubnetGroupName"],
        "ManageMasterUserPassword": "MasterUserSecret" in instance,
        "MasterUserSecret": {"KmsKeyId": instance.get("MasterUserSecret", {}).get("KmsKeyId")},
        "Port": str(instance["Endpoint"]["Port"]),
        "Tags": tags(instance["TagList"]),
        "VPCSecurityGroups": [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]],
    }  # fmt: skip


@reader("AWS::RDS::DBCluster")
def _(aws: Aws, identifier: str) -> Properties:
    cluster = single(aws("rds").describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"], identifier)
    assert tags(aws("rds").list_tags_for_resource(ResourceName=cluster["DBClusterArn"])["TagList"]) == tags(
        cluster["TagList"]
    )
    return pick(
        cluster, "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "CopyTagsToSnapshot", "DBClusterIdentifier",
        "DatabaseInsightsMode", "DatabaseName", "DeletionProtection", "Engine", "EngineVersion", "KmsKeyId",
        "MasterUsername", "MonitoringInterval", "MonitoringRoleArn", "PerformanceInsightsEnabled",
        "PerformanceInsightsRetentionPeriod", "Port", "PreferredBackupWindow", "PreferredMaintenanceWindow",
        "ServerlessV2ScalingConfiguration", "StorageEncrypted", "StorageType",
        DBClusterParameterGroupName="DBClusterParameterGroup",
        DBSubnetGroupName="DBSubnetGroup",
        EnableCloudwatchLogsExports="EnabledCloudwatchLogsExports",
        EnableHttpEndpoint="HttpEndpointEnabled",
        EnableIAMDatabaseAuthentication="IAMDatabaseAuthenticationEnabled",
        PerformanceInsightsKmsKeyId="PerformanceInsightsKMSKeyId",
    ) | {
        "ManageMasterUserPassword": "MasterUserSecret" in cluster,
        "MasterUserSecret": {"KmsKeyId": cluster.get("MasterUserSecret", {}).get("KmsKeyId")},
        "Tags": tags(cluster["TagList"]),
        "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in cluster["VpcSecurityGroups"]],
    }  # fmt: skip


def _cluster_parameters(aws: Aws, service: str, name: str) -> Properties:
    api = aws(service)
    groups = api.describe_db_cluster_parameter_groups(DBClusterParameterGroupName=name)["DBClusterParameterGroups"]
    group = single(groups, name)
    user_parameters = api.describe_db_cluster_parameters(DBClusterParameterGroupName=name, Source="user")["Parameters"]
    return pick(
        group, "DBClusterParameterGroupName", "Description", Family="DBParameterGroupFamily",
        Name="DBClusterParameterGroupName",
    ) | {
        "Parameters": {parameter["ParameterName"]: parameter["ParameterValue"] for parameter in user_parameters},
        "Tags": tags(api.list_tags_for_resource(ResourceName=group["DBClusterParameterGroupArn"])["TagList"]),
    }  # fmt: skip


reader("AWS::RDS::DBClusterParameterGroup")(lambda aws, identifier: _cluster_parameters(aws, "rds", identifier))
reader("AWS::DocDB::DBClusterParameterGroup")(lambda aws, identifier: _cluster_parameters(aws, "docdb", identifier))


@reader("AWS::RDS::DBProxy")
def _(aws: Aws, identifier: str) -> Properties:
    rds = aws("rds")
    proxy = single(rds.describe_db_proxies(DBProxyName=identifier)["DBProxies"], identifier)
    return pick(
        proxy, "Auth", "DBProxyName", "DebugLogging", "DefaultAuthScheme", "EngineFamily", "IdleClientTimeout",
        "RequireTLS", "RoleArn", "VpcSecurityGroupIds", "VpcSubnetIds",
    ) | {"Tags": tags(rds.list_tags_for_resource(ResourceName=proxy["DBProxyArn"])["TagList"])}  # fmt: skip


@reader("AWS::RDS::DBProxyTargetGroup")
def _(aws: Aws, identifier: str) -> Properties:
    rds = aws("rds")
    names = [proxy["DBProxyName"] for proxy in rds.describe_db_proxies()["DBProxies"]]
    groups = [
        group for name in names for group in rds.describe_db_proxy_target_groups(DBProxyName=name)["TargetGroups"]
    ]
    group = single([g for g in groups if g["TargetGroupArn"] == identifier], identifier)
    targets = rds.describe_db_proxy_targets(DBProxyName=group["DBProxyName"])["Targets"]
    if not targets:
        # The target group exists as long as the proxy. Only its targets belong to the resource.
        raise NotFound(identifier)
    of = lambda kind: [target["RdsResourceId"] for target in targets if target["Type"] == kind]
    return pick(group, "DBProxyName", "TargetGroupName", ConnectionPoolConfigurationInfo="ConnectionPoolConfig") | {
        "DBClusterIdentifiers": of("TRACKED_CLUSTER"),
        "DBInstanceIdentifiers": of("RDS_INSTANCE"),
        "Tags": tags(rds.list_tags_for_resource(ResourceName=identifier)["TagList"]),
    }


@reader("AWS::CloudFormation::Stack")
def _(aws: Aws, identifier: str) -> Properties:
    stack = single(aws("cloudformation").describe_stacks(StackName=identifier)["Stacks"], identifier)
    if stack["StackStatus"] == "DELETE_COMPLETE":
        raise NotFound(identifier)
    parameters = {item["ParameterKey"]: item["ParameterValue"] for item in stack["Parameters"]}
    return {"Parameters": parameters, "Tags": tags(stack["Tags"])}


@reader("AWS::DocDB::DBCluster")
def _(aws: Aws, identifier: str) -> Properties:
    docdb = aws("docdb")
    cluster = single(docdb.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"], identifier)
    assert cluster["Engine"] == "docdb"
    return pick(
        cluster, "BackupRetentionPeriod", "CopyTagsToSnapshot", "DBClusterIdentifier", "DeletionProtection",
        "EngineVersion", "KmsKeyId", "MasterUsername", "Port", "PreferredBackupWindow", "PreferredMaintenanceWindow",
        "StorageEncrypted", "StorageType",
        DBClusterParameterGroupName="DBClusterParameterGroup",
        DBSubnetGroupName="DBSubnetGroup",
        EnableCloudwatchLogsExports="EnabledCloudwatchLogsExports",
    ) | {
        "Tags": tags(docdb.list_tags_for_resource(ResourceName=cluster["DBClusterArn"])["TagList"]),
        "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in cluster["VpcSecurityGroups"]],
    }  # fmt: skip


@reader("AWS::DocDB::DBInstance")
def _(aws: Aws, identifier: str) -> Properties:
    docdb = aws("docdb")
    instance = single(docdb.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"], identifier)
    return pick(
        instance, "AutoMinorVersionUpgrade", "AvailabilityZone", "CACertificateIdentifier", "DBClusterIdentifier",
        "DBInstanceClass", "DBInstanceIdentifier", "PreferredMaintenanceWindow",
        EnablePerformanceInsights="PerformanceInsightsEnabled",
    ) | {"Tags": tags(docdb.list_tags_for_resource(ResourceName=instance["DBInstanceArn"])["TagList"])}  # fmt: skip


@reader("AWS::RDS::DBParameterGroup")
def _(aws: Aws, identifier: str) -> Properties:
    rds = aws("rds")
    group = single(rds.describe_db_parameter_groups(DBParameterGroupName=identifier)["DBParameterGroups"], identifier)
    user_parameters = rds.describe_db_parameters(DBParameterGroupName=identifier, Source="user")["Parameters"]
    return pick(group, "DBParameterGroupName", "Description", Family="DBParameterGroupFamily") | {
        "Parameters": {parameter["ParameterName"]: parameter["ParameterValue"] for parameter in user_parameters},
        "Tags": tags(rds.list_tags_for_resource(ResourceName=group["DBParameterGroupArn"])["TagList"]),
    }


def _database_subnets(aws: Aws, service: str, identifier: str) -> Properties:
    rds = aws(service)
    group = single(rds.describe_db_subnet_groups(DBSubnetGroupName=identifier)["DBSubnetGroups"], identifier)
    return pick(group, "DBSubnetGroupName", "DBSubnetGroupDescription") | {
        "SubnetIds": [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
        "Tags": tags(rds.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"]),
    }


reader("AWS::RDS::DBSubnetGroup")(lambda aws, identifier: _database_subnets(aws, "rds", identifier))
reader("AWS::DocDB::DBSubnetGroup")(lambda aws, identifier: _database_subnets(aws, "docdb", identifier))


def _cache_tags(aws: Aws, arn: str) -> list[dict[str, str]]:
    return tags(aws("elasticache").list_tags_for_resource(ResourceName=arn)["TagList"])


@reader("AWS::ElastiCache::ReplicationGroup")
def _(aws: Aws, identifier: str) -> Properties:
    cache = aws("elasticache")
    group = single(cache.describe_replication_groups(ReplicationGroupId=identifier)["ReplicationGroups"], identifier)
    nodes = [
        single(cache.describe_cache_clusters(CacheClusterId=name)["CacheClusters"], name)
        for name in group["MemberClusters"]
    ]
    shard = single(group["NodeGroups"], "shard")
    assert len(shard["NodeGroupMembers"]) == len(nodes)
    return pick(
        group, "AtRestEncryptionEnabled", "AutoMinorVersionUpgrade", "CacheNodeType", "Engine", "KmsKeyId",
        "ReplicationGroupId", "SnapshotRetentionLimit", "SnapshotWindow", "TransitEncryptionEnabled",
        "TransitEncryptionMode", "UserGroupIds", ReplicationGroupDescription="Description",
    ) | {
        "AutomaticFailoverEnabled": group["AutomaticFailover"] == "enabled",
        "CacheParameterGroupName": nodes[0]["CacheParameterGroup"]["CacheParameterGroupName"],
        "CacheSubnetGroupName": nodes[0]["CacheSubnetGroupName"],
        "EngineVersion": nodes[0]["EngineVersion"],
        "LogDeliveryConfigurations": [
            pick(log, "LogType", "LogFormat", "DestinationType", "DestinationDetails")
            for log in group["LogDeliveryConfigurations"]
        ],
        "MultiAZEnabled": group["MultiAZ"] == "enabled",
        "NumCacheClusters": len(nodes),
        "Port": shard["PrimaryEndpoint"]["Port"],
        "PreferredMaintenanceWindow": nodes[0]["PreferredMaintenanceWindow"],
        "SecurityGroupIds": [security["SecurityGroupId"] for security in nodes[0]["SecurityGroups"]],
        "Tags": _cache_tags(aws, group["ARN"]),
    }  # fmt: skip


@reader("AWS::ElastiCache::SubnetGroup")
def _(aws: Aws, identifier: str) -> Properties:
    found = aws("elasticache").describe_cache_subnet_groups(CacheSubnetGroupName=identifier)["CacheSubnetGroups"]
    group = single(found, identifier)
    return pick(group, "CacheSubnetGroupName", Description="CacheSubnetGroupDescription") | {
        "SubnetIds": [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
        "Tags": _cache_tags(aws, group["ARN"]),
    }


@reader("AWS::ElastiCache::User")
def _(aws: Aws, identifier: str) -> Properties:
    user = single(aws("elasticache").describe_users(UserId=identifier)["Users"], identifier)
    kind = user["Authentication"]["Type"]
    return pick(user, "AccessString", "Engine", "UserId", "UserName") | {
        "AuthenticationMode": {"Type": kind},
        "NoPasswordRequired": kind == "no-password",
        "Tags": _cache_tags(aws, user["ARN"]),
    }


@reader("AWS::ElastiCache::UserGroup")
def _(aws: Aws, identifier: str) -> Properties:
    group = single(aws("elasticache").describe_user_groups(UserGroupId=identifier)["UserGroups"], identifier)
    return pick(group, "Engine", "UserGroupId", "UserIds") | {"Tags": _cache_tags(aws, group["ARN"])}


@reader("AWS::AmazonMQ::Broker")
def _(aws: Aws, identifier: str) -> Properties:
    broker = aws("mq").describe_broker(BrokerId=identifier)
    return pick(
        broker, "AutoMinorVersionUpgrade", "BrokerName", "DeploymentMode", "EncryptionOptions", "EngineType",
        "EngineVersion", "HostInstanceType", "MaintenanceWindowStartTime", "PubliclyAccessible", "SecurityGroups",
        "SubnetIds",
    ) | {
        # The case of these two values in API responses varies.
        "AuthenticationStrategy": broker["AuthenticationStrategy"].upper(),
        "StorageType": broker["StorageType"].upper(),
        "Logs": {"General": broker["Logs"]["General"]},
        "Tags": tags_of(broker["Tags"]),
        "Users": [{"Username": user["Username"]} for user in broker["Users"]],
    }  # fmt: skip


@reader("AWS::OpenSearchService::Domain")
def _(aws: Aws, identifier: str) -> Properties:
    search = aws("opensearch")
    domain = search.describe_domain(DomainName=identifier)["DomainStatus"]
    return pick(
        domain, "AdvancedOptions", "AdvancedSecurityOptions", "DomainEndpointOptions", "DomainName", "EBSOptions",
        "EncryptionAtRestOptions", "EngineVersion", "LogPublishingOptions", "NodeToNodeEncryptionOptions",
        "OffPeakWindowOptions", "SoftwareUpdateOptions", "ClusterConfig",
    ) | {
        "AccessPolicies": json.loads(domain["AccessPolicies"]),
        "VPCOptions": pick(domain["VPCOptions"], "SubnetIds", "SecurityGroupIds"),
        "Tags": tags(search.list_tags(ARN=domain["ARN"])["TagList"]),
    }  # fmt: skip


@reader("AWS::RDS::EventSubscription")
def _(aws: Aws, identifier: str) -> Properties:
    rds = aws("rds")
    found = rds.describe_event_subscriptions(SubscriptionName=identifier)["EventSubscriptionsList"]
    subscription = single(found, identifier)
    return pick(
        subscription, "Enabled", "SnsTopicArn", "SourceType",
        EventCategories="EventCategoriesList", SourceIds="SourceIdsList", SubscriptionName="CustSubscriptionId",
    ) | {"Tags": tags(rds.list_tags_for_resource(ResourceName=subscription["EventSubscriptionArn"])["TagList"])}  # fmt: skip


# ---- backups --------------------------------------------------------------------------------------------------------


def _backup_tags(aws: Aws, arn: str) -> dict[str, str]:
    found = aws("backup").list_tags(ResourceArn=arn)["Tags"]
    return {key: value for key, value in found.items() if not key.startswith("aws:")}


@reader("AWS::Backup::BackupVault")
def _(aws: Aws, identifier: str) -> Properties:
    backup = aws("backup")
    vault = backup.describe_backup_vault(BackupVaultName=identifier)
    if not vault["Locked"]:
        return pick(vault, "BackupVaultName")
    left = vault["LockDate"] - datetime.now(tz=vault["LockDate"].tzinfo)
    return pick(vault, "BackupVaultName", "EncryptionKeyArn") | {
        "AccessPolicy": json.loads(backup.get_backup_vault_access_policy(BackupVaultName=identifier)["Policy"]),
        "BackupVaultTags": _backup_tags(aws, vault["BackupVaultArn"]),
        "LockConfiguration": pick(vault, "MinRetentionDays", "MaxRetentionDays")
        | {"ChangeableForDays": round(left / timedelta(days=1))},
        "Notifications": pick(
            backup.get_backup_vault_notifications(BackupVaultName=identifier), "SNSTopicArn", "BackupVaultEvents"
        ),
    }


@reader("AWS::Backup::BackupPlan")
def _(aws: Aws, identifier: str) -> Properties:
    found = aws("backup").get_backup_plan(BackupPlanId=identifier)
    plan = found["BackupPlan"]
    return {
        "BackupPlan": {
            "BackupPlanName": plan["BackupPlanName"],
            "BackupPlanRule": [{**rule, "TargetBackupVault": rule["TargetBackupVaultName"]} for rule in plan["Rules"]],
        },
        "BackupPlanTags": _backup_tags(aws, found["BackupPlanArn"]),
    }


@reader("AWS::Backup::BackupSelection")
def _(aws: Aws, identifier: str) -> Properties:
    plan, selection = identifier.split("_")
    found = aws("backup").get_backup_selection(BackupPlanId=plan, SelectionId=selection)
    return pick(found, "BackupPlanId", "BackupSelection")


# ---- topics, queues -------------------------------------------------------------------------------------------------


@reader("AWS::SNS::Topic")
def _(aws: Aws, identifier: str) -> Properties:
    sns = aws("sns")
    attributes = sns.get_topic_attributes(TopicArn=identifier)["Attributes"]
    return pick(attributes, "DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig") | {
        "TopicName": attributes["TopicArn"].rpartition(":")[2],
        "Tags": tags(sns.list_tags_for_resource(ResourceArn=identifier)["Tags"]),
    }


@reader("AWS::SNS::TopicPolicy")
def _(aws: Aws, identifier: str) -> Properties:
    sns = aws("sns")
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    every_policy = {
        topic: json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]) for topic in topics
    }
    policies = {t: policy for t, policy in every_policy.items() if policy.get("Id") != "__default_policy_ID"}
    return _common_policy(policies, "Topics", identifier)


@reader("AWS::SNS::Subscription")
def _(aws: Aws, identifier: str) -> Properties:
    attributes = aws("sns").get_subscription_attributes(SubscriptionArn=identifier)["Attributes"]
    return (
        pick(attributes, "Endpoint", "FilterPolicyScope", "Protocol", "SubscriptionRoleArn", "TopicArn")
        | {name: json.loads(attributes[name]) for name in ("DeliveryPolicy", "FilterPolicy", "RedrivePolicy")}
        | {"RawMessageDelivery": attributes["RawMessageDelivery"] == "true"}
    )


@reader("AWS::SQS::Queue")
def _(aws: Aws, identifier: str) -> Properties:
    sqs = aws("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=identifier, AttributeNames=["All"])["Attributes"]
    assert ("KmsMasterKeyId" in attributes) != ("SqsManagedSseEnabled" in attributes)
    numbers = (
        "DelaySeconds", "KmsDataKeyReusePeriodSeconds", "MaximumMessageSize", "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds", "VisibilityTimeout",
    )  # fmt: skip
    documents = ("RedriveAllowPolicy", "RedrivePolicy")
    return (
        pick(attributes, "KmsMasterKeyId")
        | {name: int(value) for name, value in pick(attributes, *numbers).items()}
        | {name: json.loads(value) for name, value in pick(attributes, *documents).items()}
        | {
            "QueueName": attributes["QueueArn"].rpartition(":")[2],
            "SqsManagedSseEnabled": attributes.get("SqsManagedSseEnabled") == "true",
            "Tags": tags_of(sqs.list_queue_tags(QueueUrl=identifier).get("Tags", {})),
        }
    )


@reader("AWS::SQS::QueuePolicy")
def _(aws: Aws, identifier: str) -> Properties:
    sqs = aws("sqs")
    attributes = {
        queue: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"]).get("Attributes", {})
        for queue in sqs.list_queues()["QueueUrls"]
    }
    policies = {queue: json.loads(found["Policy"]) for queue, found in attributes.items() if "Policy" in found}
    return _common_policy(policies, "Queues", identifier)


def _common_policy(policies: dict[str, Any], members: str, identifier: str) -> Properties:
    """Returns the common policy of several topics or queues. The API does not return the id of the policy resource."""
    if not policies:
        raise NotFound(identifier)
    policy = next(iter(policies.values()))
    assert all(other == policy for other in policies.values())
    return {members: sorted(policies), "PolicyDocument": policy}


# ---- tables ---------------------------------------------------------------------------------------------------------


@reader("AWS::DynamoDB::Table")
def _(aws: Aws, identifier: str) -> Properties:
    dynamodb = aws("dynamodb")
    table = dynamodb.describe_table(TableName=identifier)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=identifier)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]
    expiry = dynamodb.describe_time_to_live(TableName=identifier)["TimeToLiveDescription"]
    insights = lambda **of: {
        "ContributorInsightsSpecification": {
            "Enabled": "ENABLED"
            == dynamodb.describe_contributor_insights(TableName=identifier, **of)["ContributorInsightsStatus"]
        }
    }
    encryption = table.get("SSEDescription", {})
    return pick(table, "AttributeDefinitions", "DeletionProtectionEnabled", "KeySchema", "TableName") | {
        "BillingMode": table["BillingModeSummary"]["BillingMode"],
        **insights(),
        "GlobalSecondaryIndexes": [
            pick(index, "IndexName", "KeySchema", "Projection") | insights(IndexName=index["IndexName"])
            for index in table.get("GlobalSecondaryIndexes", [])
        ],
        "ImportSourceSpecification": _imported(aws, table["TableArn"]),
        "LocalSecondaryIndexes": [
            pick(index, "IndexName", "KeySchema", "Projection") for index in table.get("LocalSecondaryIndexes", [])
        ],
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED",
            **pick(recovery, "RecoveryPeriodInDays"),
        },
        "ProvisionedThroughput": pick(table["ProvisionedThroughput"], "ReadCapacityUnits", "WriteCapacityUnits"),
        "SSESpecification": {
            "SSEEnabled": encryption.get("Status") == "ENABLED",
            **pick(encryption, "SSEType", KMSMasterKeyId="KMSMasterKeyArn"),
        },
        "StreamSpecification": pick(table.get("StreamSpecification", {}), "StreamViewType"),
        "TableClass": table.get("TableClassSummary", {}).get("TableClass"),
        "Tags": tags(dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]),
        "TimeToLiveSpecification": {
            "Enabled": expiry["TimeToLiveStatus"] == "ENABLED",
            **pick(expiry, "AttributeName"),
        },
    }


def _imported(aws: Aws, table: str) -> Properties:
    dynamodb = aws("dynamodb")
    found = dynamodb.list_imports(TableArn=table)["ImportSummaryList"]
    if not found:
        return {}
    made = dynamodb.describe_import(ImportArn=single(found, table)["ImportArn"])["ImportTableDescription"]
    return pick(made, "InputCompressionType", "InputFormat", "InputFormatOptions", "S3BucketSource")


@reader("AWS::DynamoDB::GlobalTable")
def _(aws: Aws, identifier: str) -> Properties:
    table = READERS["AWS::DynamoDB::Table"](aws, identifier)
    encryption = table["SSESpecification"]
    replica_properties = (
        "ContributorInsightsSpecification", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification",
        "TableClass", "Tags",
    )  # fmt: skip
    replica = {
        "Region": aws("dynamodb").meta.region_name,
        "GlobalSecondaryIndexes": [
            pick(index, "IndexName", "ContributorInsightsSpecification") for index in table["GlobalSecondaryIndexes"]
        ],
        "SSESpecification": pick(encryption, "KMSMasterKeyId"),
        **pick(table, *replica_properties),
    }
    return table | {"SSESpecification": pick(encryption, "SSEEnabled", "SSEType"), "Replicas": [replica]}


# ---- storage, secrets, keys, parameters -----------------------------------------------------------------------------


@reader("AWS::Route53Resolver::ResolverQueryLoggingConfig")
def _(aws: Aws, identifier: str) -> Properties:
    client = aws("route53resolver")
    config = client.get_resolver_query_log_config(ResolverQueryLogConfigId=identifier)["ResolverQueryLogConfig"]
    found = client.list_tags_for_resource(ResourceArn=config["Arn"])["Tags"]
    return pick(config, "DestinationArn", "Name") | {"Tags": tags(found)}


@reader("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation")
def _(aws: Aws, identifier: str) -> Properties:
    found = aws("route53resolver").get_resolver_query_log_config_association(
        ResolverQueryLogConfigAssociationId=identifier
    )
    return pick(found["ResolverQueryLogConfigAssociation"], "ResolverQueryLogConfigId", "ResourceId")


@reader("AWS::S3::Bucket")
def _(aws: Aws, identifier: str) -> Properties:
    s3 = aws("s3")
    s3.head_bucket(Bucket=identifier)
    grants = s3.get_bucket_acl(Bucket=identifier)["Grants"]
    delivery = any("LogDelivery" in grant["Grantee"].get("URI", "") for grant in grants)
    encryption = s3.get_bucket_encryption(Bucket=identifier)["ServerSideEncryptionConfiguration"]
    target = s3.get_bucket_logging(Bucket=identifier).get("LoggingEnabled", {})
    return {
        "AccessControl": "LogDeliveryWrite" if delivery else "Private",
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                pick(rule, "BucketKeyEnabled", ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault")
                for rule in encryption["Rules"]
            ]
        },
        "BucketName": identifier,
        "CorsConfiguration": _cors(s3, identifier),
        "LifecycleConfiguration": {
            "Rules": [_lifecycle(rule) for rule in s3.get_bucket_lifecycle_configuration(Bucket=identifier)["Rules"]]
        },
        "LoggingConfiguration": pick(target, DestinationBucketName="TargetBucket", LogFilePrefix="TargetPrefix"),
        "OwnershipControls": s3.get_bucket_ownership_controls(Bucket=identifier)["OwnershipControls"],
        "PublicAccessBlockConfiguration": s3.get_public_access_block(Bucket=identifier)[
            "PublicAccessBlockConfiguration"
        ],
        "Tags": tags(s3.get_bucket_tagging(Bucket=identifier)["TagSet"]),
        "VersioningConfiguration": {"Status": s3.get_bucket_versioning(Bucket=identifier)["Status"]},
    }


def _cors(s3: BaseClient, bucket: str) -> dict[str, Any] | None:
    try:
        rules = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchCORSConfiguration"
        return None
    return {
        "CorsRules": [
            pick(
                rule, "AllowedHeaders", "AllowedMethods", "AllowedOrigins",
                ExposedHeaders="ExposeHeaders", Id="ID", MaxAge="MaxAgeSeconds",
            )
            for rule in rules
        ]
    }  # fmt: skip


def _lifecycle(rule: dict[str, Any]) -> dict[str, Any]:
    return (
        pick(rule, "Status", "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration", Id="ID")
        | {"Prefix": rule["Filter"]["Prefix"]}
        | pick(rule.get("Expiration", {}), "ExpiredObjectDeleteMarker", ExpirationInDays="Days")
        | {
            name: [pick(step, "StorageClass", "NewerNoncurrentVersions", TransitionInDays=days) for step in rule[name]]
            for name, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays"))
            if name in rule
        }
    )


@reader("AWS::S3::BucketPolicy")
def _(aws: Aws, identifier: str) -> Properties:
    bucket = identifier.removesuffix("-policy")
    return {"Bucket": bucket, "PolicyDocument": json.loads(aws("s3").get_bucket_policy(Bucket=bucket)["Policy"])}


@reader("AWS::SecretsManager::Secret")
def _(aws: Aws, identifier: str) -> Properties:
    secret = aws("secretsmanager").describe_secret(SecretId=identifier)
    value = aws("secretsmanager").get_secret_value(SecretId=identifier)["SecretString"]
    return pick(secret, "Name", "Description", "KmsKeyId") | {"SecretString": value, "Tags": tags(secret["Tags"])}


@reader("AWS::SecretsManager::ResourcePolicy")
def _(aws: Aws, identifier: str) -> Properties:
    found = aws("secretsmanager").get_resource_policy(SecretId=identifier)
    if "ResourcePolicy" not in found:
        raise NotFound(identifier)
    return {"SecretId": found["ARN"], "ResourcePolicy": json.loads(found["ResourcePolicy"])}


@reader("AWS::SecretsManager::RotationSchedule")
def _(aws: Aws, identifier: str) -> Properties:
    secret = aws("secretsmanager").describe_secret(SecretId=identifier)
    if not secret["RotationEnabled"]:
        raise NotFound(identifier)
    return pick(secret, "RotationLambdaARN", "RotationRules", SecretId="ARN")


@reader("AWS::SecretsManager::SecretTargetAttachment")
def _(aws: Aws, identifier: str) -> Properties:
    value = json.loads(aws("secretsmanager").get_secret_value(SecretId=identifier)["SecretString"])
    if "host" not in value:
        raise NotFound(identifier)
    rds = aws("rds")
    services = {"postgres": "RDS", "aurora-postgresql": "RDS", "docdb": "DocDB"}
    targets = {
        **{i["Endpoint"]["Address"]: ("DBInstance", i) for i in rds.describe_db_instances()["DBInstances"]},
        **{c["Endpoint"]: ("DBCluster", c) for c in rds.describe_db_clusters()["DBClusters"]},
    }
    kind, target = targets[value["host"]]
    assert value["engine"] == {"RDS": "postgres", "DocDB": "mongo"}[services[target["Engine"]]]
    return {
        "SecretId": identifier,
        "TargetId": target[f"{kind}Identifier"],
        "TargetType": f"AWS::{services[target['Engine']]}::{kind}",
    }


@reader("AWS::KMS::Key")
def _(aws: Aws, identifier: str) -> Properties:
    kms = aws("kms")
    key = kms.describe_key(KeyId=identifier)["KeyMetadata"]
    if key["KeyState"] == "PendingDeletion":
        raise NotFound(identifier)
    rotation = kms.get_key_rotation_status(KeyId=identifier)
    return pick(key, "Description", "Enabled", "KeySpec", "KeyUsage") | {
        "EnableKeyRotation": rotation["KeyRotationEnabled"],
        "RotationPeriodInDays": rotation["RotationPeriodInDays"],
        "KeyPolicy": json.loads(kms.get_key_policy(KeyId=identifier, PolicyName="default")["Policy"]),
        "Tags": tags(kms.list_resource_tags(KeyId=identifier)["Tags"]),
    }


@reader("AWS::KMS::Alias")
def _(aws: Aws, identifier: str) -> Properties:
    aliases = aws("kms").list_aliases()["Aliases"]
    return pick(single([a for a in aliases if a["AliasName"] == identifier], identifier), "AliasName", "TargetKeyId")


@reader("AWS::SSM::Parameter")
def _(aws: Aws, identifier: str) -> Properties:
    ssm = aws("ssm")
    value = ssm.get_parameter(Name=identifier)["Parameter"]
    filters = [{"Key": "Name", "Values": [identifier]}]
    details = single(ssm.describe_parameters(ParameterFilters=filters)["Parameters"], identifier)
    tag_list = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=identifier)["TagList"]
    return (
        pick(value, "Name", "Type", "Value", "DataType")
        | pick(details, "Description", "AllowedPattern", "Tier")
        | {"Tags": {item["Key"]: item["Value"] for item in tags(tag_list)}}
    )


@reader("AWS::ECR::Repository")
def _(aws: Aws, identifier: str) -> Properties:
    ecr = aws("ecr")
    found = single(ecr.describe_repositories(repositoryNames=[identifier])["repositories"], identifier)
    return {
        "RepositoryName": identifier,
        "ImageTagMutability": found["imageTagMutability"],
        "ImageScanningConfiguration": {"ScanOnPush": found["imageScanningConfiguration"]["scanOnPush"]},
        "LifecyclePolicy": {
            "LifecyclePolicyText": ecr.get_lifecycle_policy(repositoryName=identifier)["lifecyclePolicyText"]
        },
        "RepositoryPolicyText": json.loads(ecr.get_repository_policy(repositoryName=identifier)["policyText"]),
        "Tags": tags(ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]),
    }


# ---- logs, roles, functions -----------------------------------------------------------------------------------------


@reader("AWS::Logs::LogGroup")
def _(aws: Aws, identifier: str) -> Properties:
    logs = aws("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix=identifier)["logGroups"]
    group = single([g for g in groups if g["logGroupName"] == identifier], identifier)
    return pick(
        group,
        LogGroupName="logGroupName",
        RetentionInDays="retentionInDays",
        KmsKeyId="kmsKeyId",
        LogGroupClass="logGroupClass",
    ) | {"Tags": tags_of(logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"])}


@reader("AWS::Logs::ResourcePolicy")
def _(aws: Aws, identifier: str) -> Properties:
    policies = aws("logs").describe_resource_policies()["resourcePolicies"]
    policy = single([p for p in policies if p["policyName"] == identifier], identifier)
    return {"PolicyName": policy["policyName"], "PolicyDocument": policy["policyDocument"]}


@reader("AWS::IAM::Role")
def _(aws: Aws, identifier: str) -> Properties:
    iam = aws("iam")
    role = iam.get_role(RoleName=identifier)["Role"]
    names = iam.list_role_policies(RoleName=identifier)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=identifier)["AttachedPolicies"]
    return pick(role, "RoleName", "Path", "Description", "AssumeRolePolicyDocument", "MaxSessionDuration") | {
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": [
            pick(iam.get_role_policy(RoleName=identifier, PolicyName=name), "PolicyName", "PolicyDocument")
            for name in names
        ],
        "Tags": tags(iam.list_role_tags(RoleName=identifier)["Tags"]),
    }


@reader("AWS::IAM::User")
def _(aws: Aws, identifier: str) -> Properties:
    iam = aws("iam")
    user = iam.get_user(UserName=identifier)["User"]
    names = iam.list_user_policies(UserName=identifier)["PolicyNames"]
    attached = iam.list_attached_user_policies(UserName=identifier)["AttachedPolicies"]
    return pick(user, "UserName", "Path") | {
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "PermissionsBoundary": user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": [
            pick(iam.get_user_policy(UserName=identifier, PolicyName=name), "PolicyName", "PolicyDocument")
            for name in names
        ],
        "Tags": tags(iam.list_user_tags(UserName=identifier)["Tags"]),
    }


@reader("AWS::IAM::Policy")
def _(aws: Aws, identifier: str) -> Properties:
    iam = aws("iam")
    roles = [
        role["RoleName"]
        for role in iam.list_roles()["Roles"]
        if "inline" in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    ]
    users = [
        user["UserName"]
        for user in iam.list_users()["Users"]
        if "inline" in iam.list_user_policies(UserName=user["UserName"])["PolicyNames"]
    ]
    policy = iam.get_role_policy(RoleName=single(roles, identifier), PolicyName="inline")
    same = iam.get_user_policy(UserName=single(users, identifier), PolicyName="inline")
    assert same["PolicyDocument"] == policy["PolicyDocument"]
    return pick(policy, "PolicyName", "PolicyDocument") | {"Roles": roles, "Users": users}


@reader("AWS::IAM::ManagedPolicy")
def _(aws: Aws, identifier: str) -> Properties:
    iam = aws("iam")
    policy = iam.get_policy(PolicyArn=identifier)["Policy"]
    entities = iam.list_entities_for_policy(PolicyArn=identifier)
    version = iam.get_policy_version(PolicyArn=identifier, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return pick(policy, "Path", "Description", ManagedPolicyName="PolicyName") | {
        "PolicyDocument": version["Document"],
        "Roles": [role["RoleName"] for role in entities["PolicyRoles"]],
        "Users": [user["UserName"] for user in entities["PolicyUsers"]],
    }


@reader("AWS::IAM::ServiceLinkedRole")
def _(aws: Aws, identifier: str) -> Properties:
    role = aws("iam").get_role(RoleName=identifier)["Role"]
    return {"AWSServiceName": role["Path"].split("/")[2], "Description": role["Description"]}


@reader("AWS::Lambda::Function")
def _(aws: Aws, identifier: str) -> Properties:
    function = aws("lambda").get_function(FunctionName=identifier)
    configuration = function["Configuration"]
    return pick(
        configuration, "FunctionName", "Runtime", "Handler", "Role", "Timeout", "MemorySize", "Description",
        "Architectures", "DeadLetterConfig", "Environment", "EphemeralStorage", "TracingConfig",
        KmsKeyArn="KMSKeyArn",
    ) | {
        "LoggingConfig": pick(configuration["LoggingConfig"], "LogFormat", "LogGroup"),
        "ReservedConcurrentExecutions": function.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
        "Tags": tags_of(function["Tags"]),
        "VpcConfig": pick(configuration["VpcConfig"], "SecurityGroupIds", "SubnetIds"),
    }  # fmt: skip


@reader("AWS::Lambda::Permission")
def _(aws: Aws, identifier: str) -> Properties:
    functions = [function["FunctionName"] for function in aws("lambda").list_functions()["Functions"]]
    found = [
        (name, statement)
        for name in functions
        for statement in _statements(aws, name)
        if statement["Sid"] == identifier
    ]
    name, statement = single(found, identifier)
    conditions = {key: value for test in statement.get("Condition", {}).values() for key, value in test.items()}
    principal = statement["Principal"]
    return {
        "FunctionName": name,
        "Action": statement["Action"],
        "Principal": principal.get("Service") or principal["AWS"].removeprefix("arn:aws:iam::").removesuffix(":root"),
        **pick(
            conditions, PrincipalOrgID="aws:PrincipalOrgID", SourceAccount="AWS:SourceAccount",
            SourceArn="AWS:SourceArn",
        ),
    }  # fmt: skip


def _statements(aws: Aws, function: str) -> list[dict[str, Any]]:
    try:
        return json.loads(aws("lambda").get_policy(FunctionName=function)["Policy"])["Statement"]
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ResourceNotFoundException"
        return []


# ---- containers -----------------------------------------------------------------------------------------------------


def _with_template_names(value: Any) -> Any:
    """Converts the field names of an ECS response to CloudFormation names. Names that users choose are unchanged."""
    if isinstance(value, list):
        return [_with_template_names(item) for item in value]
    if isinstance(value, dict):
        return {
            name[0].upper() + name[1:]: item if name in ("dockerLabels", "options") else _with_template_names(item)
            for name, item in value.items()
        }
    return value


@reader("AWS::ECS::Cluster")
def _(aws: Aws, identifier: str) -> Properties:
    include = ["SETTINGS", "CONFIGURATIONS", "TAGS"]
    found = aws("ecs").describe_clusters(clusters=[identifier], include=include)["clusters"]
    cluster = _with_template_names(single([c for c in found if c["status"] == "ACTIVE"], identifier))
    return pick(cluster, "ClusterName", "Configuration", ClusterSettings="Settings") | {"Tags": tags(cluster["Tags"])}


@reader("AWS::ECS::TaskDefinition")
def _(aws: Aws, identifier: str) -> Properties:
    response = aws("ecs").describe_task_definition(taskDefinition=identifier, include=["TAGS"])
    if response["taskDefinition"]["status"] != "ACTIVE":
        raise NotFound(identifier)
    return _with_template_names(response["taskDefinition"]) | {"Tags": tags(response["tags"])}


@reader("AWS::ECS::Service")
def _(aws: Aws, identifier: str) -> Properties:
    cluster = identifier.split("/")[1]
    found = aws("ecs").describe_services(cluster=cluster, services=[identifier], include=["TAGS"])["services"]
    service = _with_template_names(single([s for s in found if s["status"] == "ACTIVE"], identifier))
    return service | {"Cluster": service["ClusterArn"].split("/")[1], "Tags": tags(service["Tags"])}


@reader("AWS::Scheduler::Schedule")
def _(aws: Aws, identifier: str) -> Properties:
    schedules = aws("scheduler")
    found = single([one for one in schedules.list_schedules()["Schedules"] if one["Name"] == identifier], identifier)
    schedule = schedules.get_schedule(Name=identifier, GroupName=found["GroupName"])
    dates = {name: schedule[name].strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("StartDate", "EndDate") if name in schedule}
    return {**schedule, **dates}


@reader("AWS::Scheduler::ScheduleGroup")
def _(aws: Aws, identifier: str) -> Properties:
    group = aws("scheduler").get_schedule_group(Name=identifier)
    return {**group, "Tags": tags(aws("scheduler").list_tags_for_resource(ResourceArn=group["Arn"])["Tags"])}


# ---- CloudWatch -----------------------------------------------------------------------------------------------------


def _read_alarm(aws: Aws, name: str, kind: str) -> Properties:
    cloudwatch = aws("cloudwatch")
    alarm = single(cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=[kind])[f"{kind}s"], name)
    return {**alarm, "Tags": tags(cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"])}


@reader("AWS::CloudWatch::Alarm")
def _(aws: Aws, identifier: str) -> Properties:
    return _read_alarm(aws, identifier, "MetricAlarm")


@reader("AWS::CloudWatch::CompositeAlarm")
def _(aws: Aws, identifier: str) -> Properties:
    return _read_alarm(aws, identifier, "CompositeAlarm")


@reader("AWS::CloudWatch::AlarmMuteRule")
def _(aws: Aws, identifier: str) -> Properties:
    cloudwatch = aws("cloudwatch")
    rule = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=identifier.rpartition(":")[2])
    zone = ZoneInfo(rule["Rule"]["Schedule"]["Timezone"])
    dates = {name: rule[name].astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") for name in ("StartDate", "ExpireDate")}
    return {**rule, **dates, "Tags": tags(cloudwatch.list_tags_for_resource(ResourceARN=identifier)["Tags"])}


@reader("AWS::CloudWatch::Dashboard")
def _(aws: Aws, identifier: str) -> Properties:
    return dict(aws("cloudwatch").get_dashboard(DashboardName=identifier))


# ---- EventBridge ----------------------------------------------------------------------------------------------------


@reader("AWS::Events::Rule")
def _(aws: Aws, identifier: str) -> Properties:
    events = aws("events")
    rule = events.describe_rule(Name=identifier)
    return {
        **rule,
        "EventPattern": json.loads(rule["EventPattern"]),
        "Targets": events.list_targets_by_rule(Rule=identifier)["Targets"],
        "Tags": tags(events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]),
    }


# ---- Systems Manager ------------------------------------------------------------------------------------------------


@reader("AWS::SSM::Document")
def _(aws: Aws, identifier: str) -> Properties:
    ssm = aws("ssm")
    document = ssm.describe_document(Name=identifier)["Document"]
    return {
        **document,
        "Content": json.loads(ssm.get_document(Name=identifier)["Content"]),
        "Tags": tags(ssm.list_tags_for_resource(ResourceType="Document", ResourceId=identifier)["TagList"]),
    }
