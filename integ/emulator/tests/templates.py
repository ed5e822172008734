"""Templates for the tests: what types need around them, and every property of every type."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Properties = dict[str, Any]
Base = dict[str, str]

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def statement(action: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **more}],
    }


def generated(length: int = 24) -> str:
    return secrets.token_hex(length // 2)


def tag(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(pairs.items())]


def base_template() -> dict[str, Any]:
    def resource(kind: str, **properties: Any) -> dict[str, Any]:
        return {"Type": kind, "Properties": properties}

    ref = lambda name: {"Ref": name}
    resources = {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
        "OtherVpc": resource("AWS::EC2::VPC", CidrBlock="10.1.0.0/16"),
        **{
            f"Subnet{zone.upper()}": resource(
                "AWS::EC2::Subnet",
                VpcId=ref("Vpc"),
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"eu-west-1{zone}",
            )
            for number, zone in enumerate("abc")
        },
        "Table": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
        "OtherTable": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
        "Gateway": resource("AWS::EC2::InternetGateway"),
        "Group": resource("AWS::EC2::SecurityGroup", GroupDescription="group", VpcId=ref("Vpc")),
        "OtherGroup": resource("AWS::EC2::SecurityGroup", GroupDescription="other", VpcId=ref("Vpc")),
        "Address": resource("AWS::EC2::EIP", Domain="vpc"),
        "OtherAddress": resource("AWS::EC2::EIP", Domain="vpc"),
        "Key": resource("AWS::KMS::Key", KeyPolicy=statement("kms:*")),
        "OtherKey": resource("AWS::KMS::Key", KeyPolicy=statement("kms:*")),
        "Logs": resource("AWS::Logs::LogGroup", LogGroupName="base"),
        "OtherLogs": resource("AWS::Logs::LogGroup", LogGroupName="other"),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=_TRUST),
        "OtherRole": resource("AWS::IAM::Role", AssumeRolePolicyDocument=_TRUST),
        "Bucket": resource("AWS::S3::Bucket"),
        "OtherBucket": resource("AWS::S3::Bucket"),
        "Secret": resource("AWS::SecretsManager::Secret", SecretString='{"a": "b"}'),
        "OtherSecret": resource("AWS::SecretsManager::Secret", SecretString='{"a": "b"}'),
        **{
            f"{prefix}{name}": resource(kind, **{described: "group"}, SubnetIds=[ref("SubnetA"), ref("SubnetB")])
            for prefix in ("", "Other")
            for name, kind, described in (
                ("DatabaseSubnets", "AWS::RDS::DBSubnetGroup", "DBSubnetGroupDescription"),
                ("CacheSubnets", "AWS::ElastiCache::SubnetGroup", "Description"),
            )
        },
        **{
            f"{prefix}Parameters": resource("AWS::RDS::DBParameterGroup", Family="postgres18", Description="group")
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}CacheUser": resource(
                "AWS::ElastiCache::User",
                UserId=f"{prefix.lower()}user",
                UserName=f"{prefix.lower()}user",
                Engine="valkey",
                AccessString="on ~* +@all",
                AuthenticationMode={"Type": "password", "Passwords": [generated()]},
            )
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}CacheUsers": resource(
                "AWS::ElastiCache::UserGroup",
                UserGroupId=f"{prefix.lower()}users",
                Engine="valkey",
                UserIds=[ref(f"{prefix}CacheUser")],
            )
            for prefix in ("", "Other")
        },
        "Database": resource("AWS::RDS::DBInstance", **database()),
    }
    attributes = {
        "KeyArn": ("Key", "Arn"),
        "OtherKeyArn": ("OtherKey", "Arn"),
        "LogsArn": ("Logs", "Arn"),
        "OtherLogsArn": ("OtherLogs", "Arn"),
        "RoleArn": ("Role", "Arn"),
        "OtherRoleArn": ("OtherRole", "Arn"),
        "Allocation": ("Address", "AllocationId"),
        "OtherAllocation": ("OtherAddress", "AllocationId"),
    }
    return {
        "Resources": resources,
        "Outputs": {
            **{name: {"Value": ref(name)} for name in resources},
            **{name: {"Value": {"Fn::GetAtt": list(path)}} for name, path in attributes.items()},
        },
    }


def database(**more: Any) -> Properties:
    return {
        "Engine": "postgres",
        "EngineVersion": "18",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": "20",
        "MasterUsername": "shop",
        "ManageMasterUserPassword": True,
        **more,
    }


def broker(base: Base, **more: Any) -> Properties:
    return {
        "BrokerName": "broker",
        "EngineType": "RABBITMQ",
        "EngineVersion": "4.2",
        "HostInstanceType": "mq.m7g.medium",
        "DeploymentMode": "SINGLE_INSTANCE",
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": True,
        "SubnetIds": [base["SubnetA"]],
        "Users": [{"Username": "shop", "Password": generated()}],
        **more,
    }


def without(properties: Properties, *names: str) -> Properties:
    return {name: value for name, value in properties.items() if name not in names}


@dataclass(frozen=True)
class Case:
    """A type with all its properties. ``update`` and ``replace`` are what changes, on top of ``create``."""

    create: Callable[[Base], Properties]
    update: Callable[[Base], Properties] | None = None
    replace: Callable[[Base], Properties] | None = None


CASES: dict[str, Case] = {
    "AWS::AmazonMQ::Broker": Case(
        lambda b: broker(
            b,
            AuthenticationStrategy="SIMPLE",
            EncryptionOptions={"UseAwsOwnedKey": False, "KmsKeyId": b["KeyArn"]},
            Logs={"General": True},
            MaintenanceWindowStartTime={"DayOfWeek": "MONDAY", "TimeOfDay": "02:00", "TimeZone": "UTC"},
            SecurityGroups=[b["Group"]],
            StorageType="EBS",
            Tags=tag(a="1", b="2"),
        ),
        lambda b: {
            "AutoMinorVersionUpgrade": False,
            "HostInstanceType": "mq.m7g.large",
            "Logs": {"General": False},
            "MaintenanceWindowStartTime": {"DayOfWeek": "SUNDAY", "TimeOfDay": "03:00", "TimeZone": "UTC"},
            "SecurityGroups": [b["Group"], b["OtherGroup"]],
            "Tags": tag(b="3"),
            "Users": [{"Username": "admin", "Password": generated()}],
        },
        lambda b: {
            "BrokerName": "broker-2",
            "DeploymentMode": "CLUSTER_MULTI_AZ",
            "SubnetIds": [b["SubnetA"], b["SubnetB"], b["SubnetC"]],
        },
    ),
    "AWS::EC2::EIP": Case(
        lambda b: {"Domain": "vpc", "Tags": tag(a="1", b="2")},
        lambda b: {"Tags": tag(b="3")},
    ),
    "AWS::EC2::FlowLog": Case(
        lambda b: {
            "ResourceId": b["Vpc"],
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogDestinationType": "cloud-watch-logs",
            "LogGroupName": "base",
            "DeliverLogsPermissionArn": b["RoleArn"],
            "MaxAggregationInterval": 60,
            "LogFormat": "${srcaddr} ${dstaddr}",
            "Tags": tag(a="1"),
        },
        lambda b: {"Tags": tag(b="3")},
        lambda b: {
            "LogGroupName": None,
            "DeliverLogsPermissionArn": None,
            "LogDestinationType": "s3",
            "LogDestination": "arn:aws:s3:::flows",
            "TrafficType": "REJECT",
        },
    ),
    "AWS::EC2::InternetGateway": Case(lambda b: {"Tags": tag(a="1")}, lambda b: {"Tags": tag(b="2")}),
    "AWS::EC2::NatGateway": Case(
        lambda b: {
            "SubnetId": b["SubnetA"],
            "AllocationId": b["Allocation"],
            "ConnectivityType": "public",
            "Tags": tag(a="1"),
        },
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"SubnetId": b["SubnetB"], "AllocationId": b["OtherAllocation"]},
    ),
    "AWS::EC2::Route": Case(
        lambda b: {"RouteTableId": b["Table"], "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": b["Gateway"]},
        lambda b: {"GatewayId": None, "NatGatewayId": "nat-1"},
        lambda b: {"DestinationCidrBlock": "192.168.0.0/16"},
    ),
    "AWS::EC2::RouteTable": Case(
        lambda b: {"VpcId": b["Vpc"], "Tags": tag(a="1")},
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"VpcId": b["OtherVpc"]},
    ),
    "AWS::EC2::SecurityGroup": Case(
        lambda b: {
            "GroupName": "group-1",
            "GroupDescription": "first",
            "VpcId": b["Vpc"],
            "SecurityGroupIngress": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                    "SourceSecurityGroupId": b["Group"],
                    "Description": "from the group",
                },
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "10.0.0.0/16"},
            ],
            "SecurityGroupEgress": [
                {
                    "IpProtocol": "icmp",
                    "FromPort": 252,
                    "ToPort": 86,
                    "CidrIp": "255.255.255.255/32",
                    "Description": "Disallow all traffic",
                },
                {"IpProtocol": "-1", "DestinationSecurityGroupId": b["Group"]},
            ],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIpv6": "::/0"},
                {"IpProtocol": "-1", "SourcePrefixListId": "pl-1"},
            ],
            "SecurityGroupEgress": [
                {"IpProtocol": "-1", "CidrIpv6": "::/0"},
                {"IpProtocol": "-1", "DestinationPrefixListId": "pl-1"},
            ],
            "Tags": tag(b="2"),
        },
        lambda b: {"GroupName": "group-2", "GroupDescription": "second", "VpcId": b["OtherVpc"]},
    ),
    "AWS::EC2::SecurityGroupEgress": Case(
        lambda b: {
            "GroupId": b["Group"],
            "IpProtocol": "tcp",
            "FromPort": 1,
            "ToPort": 2,
            "DestinationSecurityGroupId": b["OtherGroup"],
            "Description": "one",
        },
        lambda b: {"Description": "two"},
        lambda b: {"DestinationSecurityGroupId": None, "CidrIp": "10.9.0.0/16"},
    ),
    "AWS::EC2::SecurityGroupIngress": Case(
        lambda b: {
            "GroupId": b["Group"],
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "SourceSecurityGroupId": b["OtherGroup"],
            "Description": "one",
        },
        lambda b: {"Description": "two"},
        lambda b: {"FromPort": 5433, "ToPort": 5433},
    ),
    "AWS::EC2::Subnet": Case(
        lambda b: {
            "VpcId": b["Vpc"],
            "CidrBlock": "10.0.100.0/24",
            "AvailabilityZone": "eu-west-1b",
            "MapPublicIpOnLaunch": False,
            "Tags": tag(a="1"),
        },
        lambda b: {"MapPublicIpOnLaunch": True, "Tags": tag(b="2")},
        lambda b: {"CidrBlock": "10.0.101.0/24", "AvailabilityZone": "eu-west-1c"},
    ),
    "AWS::EC2::SubnetRouteTableAssociation": Case(
        lambda b: {"RouteTableId": b["Table"], "SubnetId": b["SubnetA"]},
        None,
        lambda b: {"RouteTableId": b["OtherTable"]},
    ),
    "AWS::EC2::VPC": Case(
        lambda b: {
            "CidrBlock": "10.2.0.0/16",
            "EnableDnsHostnames": True,
            "EnableDnsSupport": True,
            "InstanceTenancy": "default",
            "Tags": tag(a="1"),
        },
        lambda b: {"EnableDnsHostnames": False, "Tags": tag(b="2")},
        lambda b: {"CidrBlock": "10.3.0.0/16"},
    ),
    "AWS::EC2::VPCEndpoint": Case(
        lambda b: {
            "VpcId": b["Vpc"],
            "ServiceName": "com.amazonaws.eu-west-1.secretsmanager",
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            "SubnetIds": [b["SubnetA"], b["SubnetB"]],
            "SecurityGroupIds": [b["Group"]],
            "PolicyDocument": statement("*", Principal="*"),
            "Tags": tag(a="1"),
        },
        lambda b: {
            "PrivateDnsEnabled": False,
            "SubnetIds": [b["SubnetC"]],
            "SecurityGroupIds": [b["OtherGroup"]],
            "PolicyDocument": statement("secretsmanager:*", Principal="*"),
            "Tags": tag(b="2"),
        },
        lambda b: {
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "VpcEndpointType": "Gateway",
            "RouteTableIds": [b["Table"]],
            "SubnetIds": None,
            "SecurityGroupIds": None,
            "PrivateDnsEnabled": None,
        },
    ),
    "AWS::EC2::VPCGatewayAttachment": Case(
        lambda b: {"VpcId": b["Vpc"], "InternetGatewayId": b["Gateway"]},
        None,
        lambda b: {"VpcId": b["OtherVpc"]},
    ),
    "AWS::ECR::Repository": Case(
        lambda b: {
            "RepositoryName": "repository",
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "LifecyclePolicy": {"LifecyclePolicyText": '{"rules": []}'},
            "RepositoryPolicyText": statement("ecr:*"),
            "Tags": tag(a="1"),
        },
        lambda b: {
            "ImageTagMutability": "MUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": False},
            "LifecyclePolicy": {"LifecyclePolicyText": '{"rules": [1]}'},
            "RepositoryPolicyText": statement("ecr:Get*"),
            "Tags": tag(b="2"),
        },
        lambda b: {"RepositoryName": "repository-2"},
    ),
    "AWS::ElastiCache::ReplicationGroup": Case(
        lambda b: {
            "ReplicationGroupId": "cache",
            "ReplicationGroupDescription": "first",
            "Engine": "valkey",
            "EngineVersion": "9.0",
            "CacheNodeType": "cache.t4g.small",
            "NumCacheClusters": 2,
            "AutomaticFailoverEnabled": True,
            "MultiAZEnabled": True,
            "TransitEncryptionEnabled": True,
            "TransitEncryptionMode": "required",
            "AtRestEncryptionEnabled": True,
            "KmsKeyId": b["KeyArn"],
            "AutoMinorVersionUpgrade": True,
            "CacheParameterGroupName": "default.valkey9",
            "CacheSubnetGroupName": b["CacheSubnets"],
            "Port": 6380,
            "PreferredMaintenanceWindow": "mon:01:00-mon:02:00",
            "SecurityGroupIds": [b["Group"]],
            "SnapshotRetentionLimit": 3,
            "SnapshotWindow": "03:00-04:00",
            "UserGroupIds": ["users"],
            "LogDeliveryConfigurations": [
                {
                    "LogType": "slow-log",
                    "LogFormat": "json",
                    "DestinationType": "cloudwatch-logs",
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "base"}},
                }
            ],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "ReplicationGroupDescription": "second",
            "EngineVersion": "9.1",
            "CacheNodeType": "cache.t4g.medium",
            "NumCacheClusters": 3,
            "MultiAZEnabled": False,
            "TransitEncryptionMode": "preferred",
            "AutoMinorVersionUpgrade": False,
            "CacheParameterGroupName": "default.valkey9.other",
            "PreferredMaintenanceWindow": "tue:01:00-tue:02:00",
            "SecurityGroupIds": [b["OtherGroup"]],
            "SnapshotRetentionLimit": 0,
            "SnapshotWindow": "05:00-06:00",
            "UserGroupIds": ["otherusers"],
            "LogDeliveryConfigurations": [
                {
                    "LogType": "engine-log",
                    "LogFormat": "text",
                    "DestinationType": "cloudwatch-logs",
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "other"}},
                }
            ],
            "Tags": tag(b="2"),
        },
        lambda b: {
            "ReplicationGroupId": "cache-2",
            "KmsKeyId": b["OtherKeyArn"],
            "CacheSubnetGroupName": b["OtherCacheSubnets"],
            "Port": 6381,
        },
    ),
    "AWS::ElastiCache::SubnetGroup": Case(
        lambda b: {
            "CacheSubnetGroupName": "cache-subnets",
            "Description": "first",
            "SubnetIds": [b["SubnetA"]],
            "Tags": tag(a="1"),
        },
        lambda b: {"Description": "second", "SubnetIds": [b["SubnetB"], b["SubnetC"]], "Tags": tag(b="2")},
        lambda b: {"CacheSubnetGroupName": "cache-subnets-2"},
    ),
    "AWS::ElastiCache::User": Case(
        lambda b: {
            "UserId": "orders",
            "UserName": "orders",
            "Engine": "redis",
            "AccessString": "on ~orders:* +@all",
            "AuthenticationMode": {"Type": "password", "Passwords": [generated()]},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "AccessString": "on ~* +@read",
            "AuthenticationMode": None,
            "NoPasswordRequired": True,
            "Tags": tag(b="2"),
        },
        lambda b: {"UserId": "orders-2", "UserName": "orders-2"},
    ),
    "AWS::ElastiCache::UserGroup": Case(
        lambda b: {"UserGroupId": "group", "Engine": "valkey", "UserIds": ["user"], "Tags": tag(a="1")},
        lambda b: {"UserIds": ["otheruser"], "Tags": tag(b="2")},
        lambda b: {"UserGroupId": "group-2"},
    ),
    "AWS::IAM::ManagedPolicy": Case(
        lambda b: {
            "ManagedPolicyName": "managed",
            "Description": "first",
            "Path": "/a/",
            "PolicyDocument": statement("s3:GetObject"),
            "Roles": [b["Role"]],
        },
        lambda b: {"PolicyDocument": statement("s3:PutObject"), "Roles": [b["OtherRole"]]},
        lambda b: {"ManagedPolicyName": "managed-2", "Path": "/b/", "Description": "second"},
    ),
    "AWS::IAM::Policy": Case(
        lambda b: {"PolicyName": "inline", "PolicyDocument": statement("s3:GetObject"), "Roles": [b["Role"]]},
        lambda b: {"PolicyDocument": statement("s3:PutObject"), "Roles": [b["OtherRole"]]},
    ),
    "AWS::IAM::Role": Case(
        lambda b: {
            "RoleName": "role",
            "Path": "/",
            "Description": "first",
            "AssumeRolePolicyDocument": _TRUST,
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
            "MaxSessionDuration": 3600,
            "Policies": [{"PolicyName": "inline", "PolicyDocument": statement("s3:GetObject")}],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "ManagedPolicyArns": [],
            "MaxSessionDuration": 7200,
            "Policies": [{"PolicyName": "other", "PolicyDocument": statement("s3:PutObject")}],
            "Tags": tag(b="2"),
        },
        lambda b: {"RoleName": "role-2", "Path": "/x/"},
    ),
    "AWS::IAM::ServiceLinkedRole": Case(
        lambda b: {"AWSServiceName": "opensearchservice.amazonaws.com", "Description": "first"},
        lambda b: {"Description": "second"},
        lambda b: {"AWSServiceName": "elasticache.amazonaws.com"},
    ),
    "AWS::KMS::Alias": Case(
        lambda b: {"AliasName": "alias/one", "TargetKeyId": b["Key"]},
        lambda b: {"TargetKeyId": b["OtherKey"]},
        lambda b: {"AliasName": "alias/two"},
    ),
    "AWS::KMS::Key": Case(
        lambda b: {
            "Description": "first",
            "Enabled": True,
            "EnableKeyRotation": True,
            "RotationPeriodInDays": 180,
            "KeyPolicy": statement("kms:*"),
            "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "PendingWindowInDays": 7,
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "Enabled": False,
            "RotationPeriodInDays": 90,
            "KeyPolicy": statement("kms:Decrypt"),
            "Tags": tag(b="2"),
        },
    ),
    "AWS::Lambda::Function": Case(
        lambda b: {
            "FunctionName": "function",
            "Code": {"ZipFile": "exports.handler = async () => 1"},
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Role": b["RoleArn"],
            "Timeout": 10,
            "MemorySize": 128,
            "Description": "first",
            "Architectures": ["arm64"],
            "Environment": {"Variables": {"A": "1"}},
            "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "base"},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Code": {"ZipFile": "exports.handler = async () => 2"},
            "Runtime": "nodejs24.x",
            "Handler": "index.other",
            "Role": b["OtherRoleArn"],
            "Timeout": 20,
            "MemorySize": 256,
            "Description": "second",
            "Architectures": ["x86_64"],
            "Environment": {"Variables": {"B": "2"}},
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": "other"},
            "Tags": tag(b="2"),
        },
        lambda b: {"FunctionName": "function-2"},
    ),
    "AWS::Logs::LogGroup": Case(
        lambda b: {
            "LogGroupName": "logs",
            "RetentionInDays": 7,
            "KmsKeyId": b["KeyArn"],
            "LogGroupClass": "STANDARD",
            "Tags": tag(a="1"),
        },
        lambda b: {"RetentionInDays": 30, "KmsKeyId": b["OtherKeyArn"], "Tags": tag(b="2")},
        lambda b: {"LogGroupName": "logs-2"},
    ),
    "AWS::Logs::ResourcePolicy": Case(
        lambda b: {"PolicyName": "policy", "PolicyDocument": '{"Statement": [1]}'},
        lambda b: {"PolicyDocument": '{"Statement": [2]}'},
        lambda b: {"PolicyName": "policy-2"},
    ),
    "AWS::OpenSearchService::Domain": Case(
        lambda b: {
            "DomainName": "search",
            "EngineVersion": "OpenSearch_3.5",
            "ClusterConfig": {
                "InstanceType": "r7g.large.search",
                "InstanceCount": 3,
                "DedicatedMasterEnabled": True,
                "DedicatedMasterType": "m7g.large.search",
                "DedicatedMasterCount": 3,
                "ZoneAwarenessEnabled": True,
                "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3},
                "MultiAZWithStandbyEnabled": True,
            },
            "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 100},
            "VPCOptions": {
                "SubnetIds": [b["SubnetA"], b["SubnetB"], b["SubnetC"]],
                "SecurityGroupIds": [b["Group"]],
            },
            "EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": b["KeyArn"]},
            "NodeToNodeEncryptionOptions": {"Enabled": True},
            "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
            "AdvancedOptions": {"override_main_response_version": "false"},
            "AdvancedSecurityOptions": {
                "Enabled": True,
                "AnonymousAuthEnabled": False,
                "InternalUserDatabaseEnabled": False,
                "MasterUserOptions": {"MasterUserARN": b["RoleArn"]},
            },
            "AccessPolicies": statement("es:ESHttp*", Principal={"AWS": "*"}),
            "LogPublishingOptions": {
                "ES_APPLICATION_LOGS": {"CloudWatchLogsLogGroupArn": b["LogsArn"], "Enabled": True}
            },
            "OffPeakWindowOptions": {"Enabled": True},
            "SoftwareUpdateOptions": {"AutoSoftwareUpdateEnabled": True},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "EngineVersion": "OpenSearch_3.7",
            "ClusterConfig": {
                "InstanceType": "t3.small.search",
                "InstanceCount": 1,
                "DedicatedMasterEnabled": False,
                "ZoneAwarenessEnabled": False,
                "MultiAZWithStandbyEnabled": False,
            },
            "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20},
            "VPCOptions": {"SubnetIds": [b["SubnetC"]], "SecurityGroupIds": [b["OtherGroup"]]},
            "AdvancedSecurityOptions": {
                "Enabled": True,
                "AnonymousAuthEnabled": False,
                "InternalUserDatabaseEnabled": True,
                "MasterUserOptions": {"MasterUserName": "shop", "MasterUserPassword": generated()},
            },
            "LogPublishingOptions": {"AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": b["OtherLogsArn"], "Enabled": True}},
            "Tags": tag(b="2"),
        },
        lambda b: {"DomainName": "search-2"},
    ),
    "AWS::RDS::DBInstance": Case(
        lambda b: database(
            DBInstanceIdentifier="orders",
            DBName="orders",
            Port="5433",
            MultiAZ=True,
            StorageType="gp3",
            MaxAllocatedStorage=100,
            StorageEncrypted=True,
            KmsKeyId=b["KeyArn"],
            MasterUserSecret={"KmsKeyId": b["KeyArn"]},
            DBSubnetGroupName=b["DatabaseSubnets"],
            DBParameterGroupName=b["Parameters"],
            VPCSecurityGroups=[b["Group"]],
            BackupRetentionPeriod=7,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="mon:04:00-mon:05:00",
            CopyTagsToSnapshot=True,
            DeletionProtection=False,
            DeleteAutomatedBackups=True,
            AutoMinorVersionUpgrade=True,
            EnableIAMDatabaseAuthentication=True,
            EnableCloudwatchLogsExports=["postgresql", "upgrade"],
            MonitoringInterval=60,
            MonitoringRoleArn=b["RoleArn"],
            EnablePerformanceInsights=True,
            PerformanceInsightsRetentionPeriod=465,
            PerformanceInsightsKMSKeyId=b["KeyArn"],
            DatabaseInsightsMode="advanced",
            CACertificateIdentifier="rds-ca-ecc384-g1",
            PubliclyAccessible=False,
            Tags=tag(a="1"),
        ),
        lambda b: {
            "DBInstanceClass": "db.t4g.small",
            "AllocatedStorage": "30",
            "EngineVersion": "18.1",
            "Port": "5434",
            "MultiAZ": False,
            "StorageType": "io2",
            "MaxAllocatedStorage": 200,
            "MasterUserSecret": {"KmsKeyId": b["OtherKeyArn"]},
            "DBParameterGroupName": b["OtherParameters"],
            "VPCSecurityGroups": [b["OtherGroup"]],
            "BackupRetentionPeriod": 1,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "tue:04:00-tue:05:00",
            "CopyTagsToSnapshot": False,
            "AutoMinorVersionUpgrade": False,
            "EnableIAMDatabaseAuthentication": False,
            "EnableCloudwatchLogsExports": ["upgrade"],
            "MonitoringInterval": 15,
            "MonitoringRoleArn": b["OtherRoleArn"],
            "PerformanceInsightsRetentionPeriod": 731,
            "DatabaseInsightsMode": "standard",
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "PubliclyAccessible": True,
            "Tags": tag(b="2"),
        },
        lambda b: {
            "DBInstanceIdentifier": "orders-2",
            "DBName": "orders2",
            "KmsKeyId": b["OtherKeyArn"],
            "MasterUsername": "owner",
            "DBSubnetGroupName": b["OtherDatabaseSubnets"],
        },
    ),
    "AWS::RDS::DBParameterGroup": Case(
        lambda b: {
            "DBParameterGroupName": "parameters",
            "Family": "postgres18",
            "Description": "first",
            "Parameters": {"rds.force_ssl": "1"},
            "Tags": tag(a="1"),
        },
        lambda b: {"Parameters": {"rds.force_ssl": "0", "log_connections": "1"}, "Tags": tag(b="2")},
        lambda b: {"DBParameterGroupName": "parameters-2", "Family": "postgres17", "Description": "second"},
    ),
    "AWS::RDS::DBSubnetGroup": Case(
        lambda b: {
            "DBSubnetGroupName": "subnets",
            "DBSubnetGroupDescription": "first",
            "SubnetIds": [b["SubnetA"], b["SubnetB"]],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DBSubnetGroupDescription": "second",
            "SubnetIds": [b["SubnetB"], b["SubnetC"]],
            "Tags": tag(b="2"),
        },
        lambda b: {"DBSubnetGroupName": "subnets-2"},
    ),
    "AWS::S3::Bucket": Case(
        lambda b: {
            "BucketName": "bucket-1",
            "AccessControl": "LogDeliveryWrite",
            "VersioningConfiguration": {"Status": "Enabled"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": True,
                        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": b["KeyArn"]},
                    }
                ]
            },
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
            "CorsConfiguration": {
                "CorsRules": [
                    {
                        "Id": "web",
                        "AllowedHeaders": ["*"],
                        "AllowedMethods": ["GET"],
                        "AllowedOrigins": ["https://shop.example"],
                        "ExposedHeaders": ["ETag"],
                        "MaxAge": 60,
                    }
                ]
            },
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "old",
                        "Status": "Enabled",
                        "Prefix": "old/",
                        "ExpirationInDays": 365,
                        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 2},
                        "NoncurrentVersionTransitions": [
                            {"StorageClass": "GLACIER", "TransitionInDays": 40, "NewerNoncurrentVersions": 3}
                        ],
                        "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}],
                    }
                ]
            },
            "LoggingConfiguration": {"DestinationBucketName": b["Bucket"], "LogFilePrefix": "access/"},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "AccessControl": "Private",
            "VersioningConfiguration": {"Status": "Suspended"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"BucketKeyEnabled": False, "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                ]
            },
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": False,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": False,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
            "CorsConfiguration": None,
            "LifecycleConfiguration": {
                "Rules": [{"Id": "new", "Status": "Disabled", "Prefix": "", "ExpiredObjectDeleteMarker": True}]
            },
            "LoggingConfiguration": {"DestinationBucketName": b["OtherBucket"], "LogFilePrefix": ""},
            "Tags": tag(b="2"),
        },
        lambda b: {"BucketName": "bucket-2"},
    ),
    "AWS::S3::BucketPolicy": Case(
        lambda b: {"Bucket": b["Bucket"], "PolicyDocument": statement("s3:GetObject", Principal="*")},
        lambda b: {"PolicyDocument": statement("s3:PutObject", Principal="*")},
        lambda b: {"Bucket": b["OtherBucket"]},
    ),
    "AWS::SSM::Parameter": Case(
        lambda b: {
            "Name": "/parameter",
            "Type": "String",
            "Value": "one",
            "Description": "first",
            "AllowedPattern": "[a-z]+",
            "DataType": "text",
            "Tier": "Standard",
            "Tags": {"a": "1"},
        },
        lambda b: {"Value": "two", "Description": "second", "AllowedPattern": ".+", "Tags": {"b": "2"}},
        lambda b: {"Name": "/parameter-2"},
    ),
    "AWS::SecretsManager::ResourcePolicy": Case(
        lambda b: {"SecretId": b["Secret"], "ResourcePolicy": statement("secretsmanager:*"), "BlockPublicPolicy": True},
        lambda b: {"ResourcePolicy": statement("secretsmanager:Get*")},
        lambda b: {"SecretId": b["OtherSecret"]},
    ),
    "AWS::SecretsManager::Secret": Case(
        lambda b: {
            "Name": "secret",
            "Description": "first",
            "KmsKeyId": b["KeyArn"],
            "GenerateSecretString": {
                "SecretStringTemplate": '{"username": "shop"}',
                "GenerateStringKey": "password",
                "PasswordLength": 40,
                "ExcludePunctuation": True,
                "ExcludeUppercase": True,
                "ExcludeCharacters": "xyz",
            },
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "KmsKeyId": b["OtherKeyArn"],
            "GenerateSecretString": None,
            "SecretString": generated(),
            "Tags": tag(b="2"),
        },
        lambda b: {"Name": "secret-2"},
    ),
    "AWS::SecretsManager::SecretTargetAttachment": Case(
        lambda b: {
            "SecretId": b["Secret"],
            "TargetType": "AWS::RDS::DBInstance",
            "TargetId": b["Database"],
        },
        None,
        lambda b: {"SecretId": b["OtherSecret"]},
    ),
}


# Properties that do not go together with those above.
ALTERNATIVES: dict[str, list[Callable[[Base], Properties]]] = {
    "AWS::EC2::SecurityGroupEgress": [
        lambda b: {"GroupId": b["Group"], "IpProtocol": "-1", "CidrIpv6": "::/0"},
    ],
    "AWS::EC2::SecurityGroupIngress": [
        lambda b: {"GroupId": b["Group"], "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "CidrIp": "10.0.0.0/8"},
        lambda b: {"GroupId": b["Group"], "IpProtocol": "-1", "CidrIpv6": "::/0"},
    ],
    "AWS::ElastiCache::ReplicationGroup": [
        lambda b: {
            "ReplicationGroupDescription": "one node",
            "Engine": "redis",
            "EngineVersion": "7.1",
            "CacheNodeType": "cache.t4g.micro",
            "AtRestEncryptionEnabled": False,
            "TransitEncryptionEnabled": False,
            "AutomaticFailoverEnabled": False,
            "NumCacheClusters": 1,
        },
    ],
    "AWS::ElastiCache::User": [
        lambda b: {
            "UserId": "iam",
            "UserName": "iam",
            "Engine": "valkey",
            "AccessString": "on ~* +@all",
            "AuthenticationMode": {"Type": "iam"},
        },
        lambda b: {
            "UserId": "two",
            "UserName": "two",
            "Engine": "valkey",
            "AccessString": "on ~* +@all",
            "Passwords": [generated(), generated()],
        },
    ],
    "AWS::RDS::DBInstance": [
        lambda b: (
            without(database(), "ManageMasterUserPassword")
            | {"MasterUserPassword": generated(), "DBParameterGroupName": "default.postgres18"}
        ),
    ],
}


def changed(properties: Properties, changes: Properties) -> Properties:
    """``None`` in the changes takes a property away."""
    return {name: value for name, value in {**properties, **changes}.items() if value is not None}
