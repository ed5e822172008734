"""Rejected templates: the resource fails with a reason that names the property and the problem."""

import re
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from cases import CASES, with_changes
from readers import Aws
from stack import Stack
from templates import Base, Properties, aurora, broker, database, documents, generated, index, table, task, without

ANY_TOPIC = "arn:aws:sns:eu-west-1:123456789012:topic"


def assert_rejected(stack: Stack, kind: str, properties: Properties, reason: str) -> None:
    stack.deploy_one(kind, properties, "ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


@pytest.mark.parametrize(
    "kind", ["AWS::Kinesis::Stream", "AWS::RDS::GlobalCluster", "AWS::CloudFormation::NoSuchThing"]
)
def test_rejects_an_unsupported_type_before_the_stack_is_created(stack: Stack, kind: str) -> None:
    reason = (
        f"The local emulator does not support {kind}. Add a handler in emulator/emulator/handlers/ "
        "and an entry in emulator/emulator/supported_types.py."
    )
    with pytest.raises(ClientError, match=re.escape(reason)):
        stack.deploy_one(kind, {})
    assert stack.status() is None


def test_rejects_an_unsupported_type_in_a_change_set(stack: Stack, aws: Aws) -> None:
    with pytest.raises(ClientError, match="does not support AWS::Kinesis::Stream"):
        aws("cloudformation").create_change_set(
            StackName=stack.name,
            ChangeSetName="change",
            ChangeSetType="CREATE",
            TemplateBody='{"Resources": {"Subject": {"Type": "AWS::Kinesis::Stream"}}}',
        )


def test_ignores_an_unsupported_type_whose_condition_is_false(stack: Stack) -> None:
    stack.deploy(
        {
            "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
            "Resources": {
                "Subject": {"Type": "AWS::S3::Bucket"},
                "Not": {"Type": "AWS::Kinesis::Stream", "Condition": "Never"},
            },
        }
    )


def test_ignores_an_unsupported_property_with_an_empty_list(stack: Stack) -> None:
    stack.deploy_one("AWS::S3::Bucket", {"AnalyticsConfigurations": []}, "CREATE_COMPLETE")
    stack.deploy_one("AWS::S3::Bucket", {"AnalyticsConfigurations": [{"Id": "x"}]}, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize(
    ("kind", "properties", "name"),
    [
        ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16", "Ipv4IpamPoolId": "pool"}, "Ipv4IpamPoolId"),
        (
            "AWS::S3::Bucket",
            {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "TagFilters": []}]}},
            "LifecycleConfiguration.Rules.TagFilters",
        ),
        (
            "AWS::EC2::SecurityGroup",
            {"GroupDescription": "x", "SecurityGroupIngress": [{"IpProtocol": "tcp", "SourceSecurityGroupName": "y"}]},
            "SecurityGroupIngress.SourceSecurityGroupName",
        ),
    ],
)
def test_rejects_an_unsupported_property_at_any_depth(
    stack: Stack, kind: str, properties: Properties, name: str
) -> None:
    assert_rejected(stack, kind, properties, f"The local emulator does not support {name} of {kind}.")


def test_rejects_a_member_that_is_not_an_api_parameter(stack: Stack) -> None:
    rules = {"PasswordLength": 20, "NoSuchRule": True}
    assert_rejected(stack, "AWS::SecretsManager::Secret", {"GenerateSecretString": rules}, "NoSuchRule")


def test_rejects_an_update_with_an_unsupported_property_without_changes(stack: Stack) -> None:
    stack.deploy_one("AWS::SSM::Parameter", {"Type": "String", "Value": "one"})
    changes = {"Type": "String", "Value": "two", "Policies": "[]"}
    stack.deploy_one("AWS::SSM::Parameter", changes, "UPDATE_ROLLBACK_COMPLETE")
    assert "does not support Policies of AWS::SSM::Parameter" in "\n".join(stack.failures())


BROKERS: dict[str, tuple[Callable[[Base], Properties], str]] = {
    "a single instance in two subnets": (
        lambda b: {"SubnetIds": [b["SubnetA"], b["SubnetB"]]},
        "requires exactly one subnet, got 2",
    ),
    "a single instance in no subnet": (lambda b: {"SubnetIds": []}, "requires exactly one subnet, got 0"),
    "a cluster in one subnet": (lambda b: {"DeploymentMode": "CLUSTER_MULTI_AZ"}, "requires two or more subnets"),
    "a subnet that does not exist": (lambda b: {"SubnetIds": ["subnet-0"]}, "do not exist"),
    "no users": (lambda b: {"Users": []}, "exactly one user, got 0"),
    "two users": (
        lambda b: {"Users": [{"Username": name, "Password": generated()} for name in "ab"]},
        "exactly one user, got 2",
    ),
    "the user guest": (lambda b: {"Users": [{"Username": "guest", "Password": generated()}]}, "guest is not allowed"),
    "a short password": (
        lambda b: {"Users": [{"Username": "shop", "Password": generated(10)}]},
        "12 characters or more",
    ),
    "a colon in the password": (
        lambda b: {"Users": [{"Username": "shop", "Password": f"{generated()}:"}]},
        "must not contain , : or =",
    ),
    "RabbitMQ 4 on m5": (lambda b: {"HostInstanceType": "mq.m5.large"}, "requires an mq.m7g instance type"),
    "audit logs": (lambda b: {"Logs": {"Audit": True}}, "does not support audit logs"),
    "ActiveMQ": (lambda b: {"EngineType": "ACTIVEMQ"}, "supports only RABBITMQ"),
}


@pytest.mark.parametrize("description", BROKERS)
def test_rejects_a_broker_with(description: str, stack: Stack, base: Base) -> None:
    changes, reason = BROKERS[description]
    assert_rejected(stack, "AWS::AmazonMQ::Broker", with_changes(broker(base), changes(base)), reason)


def test_rejects_a_broker_update_without_users(stack: Stack, base: Base) -> None:
    properties = broker(base)
    stack.deploy_one("AWS::AmazonMQ::Broker", properties)
    stack.deploy_one("AWS::AmazonMQ::Broker", {**properties, "Users": []}, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"DBName": "order"}, "DBName order cannot be used: it is a reserved word"),
        ({"DBName": "User"}, "DBName User cannot be used: it is a reserved word"),
        ({"MasterUsername": "admin"}, "MasterUsername admin cannot be used: it is a reserved word"),
        (
            {"MasterUserPassword": generated()},
            "MasterUserPassword is not allowed when ManageMasterUserPassword is true",
        ),
        ({"ManageMasterUserPassword": False}, "A MasterUserPassword of 8 characters or more is required"),
        ({"Engine": "mysql"}, "the emulator supports only postgres"),
        ({"DBInstanceClass": "db.serverless"}, "DBInstanceClass db.serverless requires a DBClusterIdentifier"),
        ({"DBSubnetGroupName": "nowhere"}, "the subnet group nowhere does not exist"),
        ({"DBParameterGroupName": "nothing"}, "DBParameterGroupName: the parameter group nothing does not exist"),
        ({"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
        ({"EnableCloudwatchLogsExports": ["audit"]}, "PostgreSQL does not support audit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects_an_invalid_database_instance(stack: Stack, properties: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::RDS::DBInstance", database(**properties), reason)


INSIGHTS = {"PerformanceInsightsRetentionPeriod": 465, "DatabaseInsightsMode": "advanced"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            lambda b: {"MonitoringInterval": 7, "MonitoringRoleArn": b["RoleArn"]},
            "MonitoringInterval is 7, but must be one of 0, 1, 5, 10, 15, 30, 60",
        ),
        (lambda b: {"MonitoringInterval": 60}, "A MonitoringInterval other than 0 requires a MonitoringRoleArn"),
        (lambda b: {"MonitoringRoleArn": b["RoleArn"]}, "requires a MonitoringRoleArn, and vice versa"),
        (
            lambda b: {"MonitoringInterval": 60, "MonitoringRoleArn": b["TasksRoleArn"]},
            "cannot be assumed by monitoring.rds.amazonaws.com",
        ),
        (
            lambda b: {"PerformanceInsightsRetentionPeriod": 30},
            "PerformanceInsightsRetentionPeriod is 30, but must be 7, a multiple of 31 up to 713, or 731",
        ),
        (lambda b: INSIGHTS, "DatabaseInsightsMode advanced requires"),
    ],
    ids=[
        "unsupported interval",
        "interval without role",
        "role without interval",
        "role without trust",
        "unsupported retention",
        "advanced insights without performance insights",
    ],
)
@pytest.mark.parametrize("kind", ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
def test_rejects_invalid_monitoring_of_a_database(
    stack: Stack, base: Base, kind: str, changes: Callable[[Base], Properties], reason: str
) -> None:
    properties = {"AWS::RDS::DBInstance": database(), "AWS::RDS::DBCluster": aurora()}[kind]
    assert_rejected(stack, kind, properties | changes(base), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"NumCacheClusters": 1}, "AutomaticFailoverEnabled requires NumCacheClusters of 2 or more, got 1"),
        ({"AutomaticFailoverEnabled": False}, "MultiAZEnabled requires AutomaticFailoverEnabled"),
        ({"TransitEncryptionEnabled": False}, "UserGroupIds requires TransitEncryptionEnabled"),
        ({"CacheSubnetGroupName": "nowhere"}, "the subnet group nowhere does not exist"),
        ({"UserGroupIds": ["nobody"]}, "UserGroupNotFound"),
        ({"Engine": "memcached"}, "Engine is memcached, but must be valkey or redis"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects_an_invalid_replication_group(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    properties = CASES["AWS::ElastiCache::ReplicationGroup"].create(base) | changes
    assert_rejected(stack, "AWS::ElastiCache::ReplicationGroup", properties, reason)


def test_a_rejected_replication_group_update_changes_neither_the_group_nor_its_users(
    stack: Stack, base: Base, aws: Aws
) -> None:
    kind = "AWS::ElastiCache::ReplicationGroup"
    properties = CASES[kind].create(base)
    stack.deploy_one(kind, properties)
    before = aws("elasticache").describe_replication_groups()["ReplicationGroups"]
    stack.deploy_one(kind, {**properties, "UserGroupIds": ["nobody"]}, "UPDATE_ROLLBACK_COMPLETE")
    assert aws("elasticache").describe_replication_groups()["ReplicationGroups"] == before
    assert aws("elasticache").describe_user_groups(UserGroupId="users")["UserGroups"][0]["ReplicationGroups"] == [
        "cache"
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"AuthenticationMode": {"Type": "no-password-required"}}, "a valkey user requires a password"),
        ({"AuthenticationMode": {"Type": "password"}}, "one or two passwords are required, got 0"),
        ({"AuthenticationMode": {"Type": "password", "Passwords": [generated(8)]}}, "16 to 128 characters"),
        ({"AuthenticationMode": {"Type": "iam"}, "UserName": "other"}, "UserId and UserName must be equal"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects_an_invalid_cache_user(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    properties = {**CASES["AWS::ElastiCache::User"].create(base), "Engine": "valkey", **changes}
    assert_rejected(stack, "AWS::ElastiCache::User", properties, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            lambda b: {"VPCOptions": {"SubnetIds": [b["SubnetA"]]}},
            "a domain in 3 Availability Zones requires 3 subnets",
        ),
        (lambda b: {"NodeToNodeEncryptionOptions": {"Enabled": False}}, "fine-grained access control requires"),
        (
            lambda b: {"ClusterConfig": {"InstanceType": "t3.small.search", "MultiAZWithStandbyEnabled": True}},
            "MultiAZWithStandbyEnabled does not support t3 instances",
        ),
    ],
    ids=["too few subnets", "no encryption between nodes", "standby on t3"],
)
def test_rejects_an_invalid_opensearch_domain(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    properties = CASES["AWS::OpenSearchService::Domain"].create(base) | changes(base)
    assert_rejected(stack, "AWS::OpenSearchService::Domain", properties, reason)


def test_rejects_a_log_group_that_already_exists(stack: Stack, base: Base) -> None:
    assert_rejected(
        stack, "AWS::Logs::LogGroup", {"LogGroupName": "base"}, "LogGroupName: the log group base already exists"
    )


def test_rejects_a_log_group_whose_key_does_not_exist(stack: Stack) -> None:
    assert_update_rejected(stack, "AWS::Logs::LogGroup", {}, {"KmsKeyId": "0"}, "KMS key 0 does not exist")


def test_rejects_a_flow_log_to_cloudwatch_logs_without_a_role(stack: Stack, base: Base) -> None:
    properties = without(CASES["AWS::EC2::FlowLog"].create(base), "DeliverLogsPermissionArn")
    assert_rejected(stack, "AWS::EC2::FlowLog", properties, "DeliverLogsPermissionArn is required")


def test_rejects_logs_of_dns_queries_to_an_unknown_log_group(stack: Stack, base: Base) -> None:
    kind = "AWS::Route53Resolver::ResolverQueryLoggingConfig"
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:unknown:*"
    properties = {**CASES[kind].create(base), "DestinationArn": arn}
    assert_rejected(stack, kind, properties, "the log group unknown does not exist")


def test_rejects_logs_of_dns_queries_of_an_unknown_vpc(stack: Stack, base: Base) -> None:
    kind = "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"
    properties = {**CASES[kind].create(base), "ResourceId": "vpc-unknown"}
    assert_rejected(stack, kind, properties, "the VPC vpc-unknown does not exist")


def test_rejects_a_public_nat_gateway_without_an_allocation_id(stack: Stack, base: Base) -> None:
    properties = without(CASES["AWS::EC2::NatGateway"].create(base), "AllocationId")
    assert_rejected(stack, "AWS::EC2::NatGateway", properties, "AllocationId is required")


# ---- stores ---------------------------------------------------------------------------------------------------------


def assert_update_rejected(stack: Stack, kind: str, old: Properties, new: Properties, reason: str) -> None:
    stack.deploy_one(kind, old)
    stack.deploy_one(kind, new, "UPDATE_ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"Engine": "aurora-mysql"}, "the emulator supports only aurora-postgresql"),
        ({"DatabaseName": "order"}, "DatabaseName order cannot be used: it is a reserved word"),
        ({"MasterUsername": "admin"}, "MasterUsername admin cannot be used: it is a reserved word"),
        ({"ManageMasterUserPassword": False}, "A MasterUserPassword of 8 characters or more is required"),
        ({"DBSubnetGroupName": "nowhere"}, "the subnet group nowhere does not exist"),
        (
            {"DBClusterParameterGroupName": "nothing"},
            "DBClusterParameterGroupName: the parameter group nothing does not exist",
        ),
        ({"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
        ({"EnableCloudwatchLogsExports": ["upgrade"]}, "Aurora PostgreSQL does not support upgrade"),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 4, "MaxCapacity": 2}},
            "MinCapacity is 4.0 and MaxCapacity is 2.0",
        ),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 0.5}},
            "MinCapacity is 0.0 and MaxCapacity is 0.5",
        ),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 2, "SecondsUntilAutoPause": 600}},
            "SecondsUntilAutoPause requires a MinCapacity of 0",
        ),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 2, "SecondsUntilAutoPause": 60}},
            "SecondsUntilAutoPause is 60, but must be 300 to 86400",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects_an_invalid_aurora_cluster(stack: Stack, properties: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::RDS::DBCluster", aurora(**properties), reason)


@pytest.mark.parametrize(
    "changes",
    [{"MasterUserSecret": {"KmsKeyId": "0"}}, {"PerformanceInsightsKmsKeyId": "0"}],
    ids=["missing key of the secret", "missing key of the insights"],
)
def test_a_rejected_aurora_cluster_update_changes_nothing(aws: Aws, stack: Stack, changes: Properties) -> None:
    new = aurora(Port=9999, **changes)
    assert_update_rejected(stack, "AWS::RDS::DBCluster", aurora(), new, "KMS key 0 does not exist")
    cluster = aws("rds").describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]
    assert cluster["Port"] == 5432


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DBClusterIdentifier": "nowhere"}, "the DB cluster nowhere does not exist"),
        ({"Engine": "postgres"}, "Engine is postgres, but must be that of the cluster: aurora-postgresql"),
        ({"MasterUsername": "shop", "Port": "1"}, "its instances must not set: MasterUsername, Port"),
        ({"DBParameterGroupName": "nothing"}, "DBParameterGroupName: the parameter group nothing does not exist"),
        ({"DatabaseInsightsMode": "advanced"}, "its instances must not set: DatabaseInsightsMode"),
        ({"DBSnapshotIdentifier": "database"}, "its instances must not set: DBSnapshotIdentifier"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects_an_invalid_instance_of_an_aurora_cluster(
    stack: Stack, base: Base, changes: Properties, reason: str
) -> None:
    properties = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.serverless",
        "DBClusterIdentifier": base["Cluster"],
        **changes,
    }
    assert_rejected(stack, "AWS::RDS::DBInstance", properties, reason)


def test_a_serverless_instance_requires_a_serverless_configuration_of_its_cluster(stack: Stack) -> None:
    cluster = {"Type": "AWS::RDS::DBCluster", "Properties": aurora()}
    member = {
        "Type": "AWS::RDS::DBInstance",
        "Properties": {
            "Engine": "aurora-postgresql",
            "DBInstanceClass": "db.serverless",
            "DBClusterIdentifier": {"Ref": "Subject"},
        },
    }
    stack.deploy({"Resources": {"Subject": cluster, "Member": member}})
    provisioned = {**cluster, "Properties": without(aurora(), "ServerlessV2ScalingConfiguration")}
    stack.deploy({"Resources": {"Subject": provisioned, "Member": member}}, "UPDATE_ROLLBACK_COMPLETE")
    assert "requires a ServerlessV2ScalingConfiguration" in "\n".join(stack.failures())
    stack.delete()
    stack.deploy({"Resources": {"Subject": provisioned, "Member": member}}, "ROLLBACK_COMPLETE")
    assert "db.serverless requires a cluster with a ServerlessV2ScalingConfiguration" in "\n".join(stack.failures())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"RoleArn": "arn:aws:iam::123456789012:role/nobody"}, "role/nobody does not exist"),
        (
            {
                "Auth": [
                    {"AuthScheme": "SECRETS", "SecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"}
                ]
            },
            "secret:x does not exist",
        ),
        ({"VpcSecurityGroupIds": ["sg-0"]}, "VpcSecurityGroupIds: the security groups sg-0 do not exist"),
    ],
    ids=["missing role", "missing secret", "missing group"],
)
def test_rejects_an_invalid_database_proxy(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::RDS::DBProxy", CASES["AWS::RDS::DBProxy"].create(base) | changes, reason)


def test_a_rejected_proxy_target_group_update_retains_its_target(stack: Stack, base: Base, aws: Aws) -> None:
    kind = "AWS::RDS::DBProxyTargetGroup"
    properties = CASES[kind].create(base)
    assert_update_rejected(
        stack, kind, properties, {**properties, "DBClusterIdentifiers": ["nowhere"]}, "nowhere not found"
    )
    targets = aws("rds").describe_db_proxy_targets(DBProxyName=base["Proxy"])["Targets"]
    assert [target["RdsResourceId"] for target in targets] == [base["Cluster"]]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"EngineVersion": "9.0.0"}, "DocumentDB has no version 9.0.0"),
        (lambda b: {"MasterUsername": "admin"}, "MasterUsername admin cannot be used"),
        (lambda b: {"MasterUserPassword": "short"}, "of 8 characters or more are required"),
        (lambda b: {"EnableCloudwatchLogsExports": ["error"]}, "DocumentDB does not support error"),
        (lambda b: {"DBSubnetGroupName": "nowhere"}, "the subnet group nowhere does not exist"),
        (
            lambda b: {"DBClusterParameterGroupName": "nothing"},
            "DBClusterParameterGroupName: the parameter group nothing does not exist",
        ),
        (lambda b: {"DBClusterParameterGroupName": b["Documents5Parameters"]}, "has the family docdb5.0"),
        (lambda b: {"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
    ],
    ids=[
        "unknown version",
        "reserved user",
        "short password",
        "unknown log",
        "missing subnet group",
        "missing parameter group",
        "parameter group of another version",
        "missing key",
    ],
)
def test_rejects_an_invalid_documentdb_cluster(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    assert_rejected(stack, "AWS::DocDB::DBCluster", documents(**changes(base)), reason)


def test_rejects_a_documentdb_instance_whose_cluster_does_not_exist(stack: Stack) -> None:
    properties = {"DBClusterIdentifier": "nowhere", "DBInstanceClass": "db.t4g.medium"}
    assert_rejected(stack, "AWS::DocDB::DBInstance", properties, "nowhere not found")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (table(BillingMode="PROVISIONED"), "ProvisionedThroughput must be specified"),
        (table(AttributeDefinitions=[]), "not specified in Attribute Definitions"),
        (table(SSESpecification={"SSEEnabled": True, "KMSMasterKeyId": "0"}), "KMS key 0 does not exist"),
    ],
    ids=["no throughput", "no attributes", "missing key"],
)
def test_rejects_an_invalid_table(stack: Stack, properties: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::DynamoDB::Table", properties, reason)


@pytest.mark.parametrize("regions", [["eu-west-1", "eu-central-1"], ["eu-central-1"], []])
def test_rejects_a_global_table_outside_the_region_of_its_stack(stack: Stack, regions: list[str]) -> None:
    properties = table(Replicas=[{"Region": region} for region in regions])
    assert_rejected(
        stack, "AWS::DynamoDB::GlobalTable", properties, "only one replica, in the stack's region eu-west-1"
    )


_CAPACITY = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}


def expiring(attribute: str) -> Properties:
    return table(TimeToLiveSpecification={"AttributeName": attribute, "Enabled": True})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (expiring("a"), expiring("b"), "AttributeName cannot change from a to b in one update"),
        (
            table(),
            table(GlobalSecondaryIndexes=[index("by-sk", "sk"), index("by-pk", "pk")]),
            "more than one GSI creation or deletion",
        ),
        (
            table(GlobalSecondaryIndexes=[index("by-sk", "sk")]),
            table(GlobalSecondaryIndexes=[index("by-sk", "sk", "KEYS_ONLY")]),
            "of the GSI by-sk cannot change",
        ),
        (table(), table(BillingMode="PROVISIONED"), "ProvisionedThroughput must be specified"),
        (table(), table(SSESpecification={"SSEEnabled": True, "KMSMasterKeyId": "0"}), "KMS key 0 does not exist"),
        (
            table(),
            table(
                BillingMode="PROVISIONED", ProvisionedThroughput=_CAPACITY, GlobalSecondaryIndexes=[index("g-x", "x")]
            ),
            "AttributeDefinitions: x is the key of a GSI",
        ),
        (table(TableName="mine"), table(TableName="mine", KeySchema=table()["KeySchema"][:1]), "mine"),
    ],
    ids=[
        "time-to-live attribute",
        "two new indexes",
        "projection",
        "no throughput",
        "missing key",
        "undefined attribute",
        "schema of a named table",
    ],
)
def test_a_rejected_table_update_changes_nothing(
    aws: Aws, stack: Stack, old: Properties, new: Properties, reason: str
) -> None:
    stack.deploy_one("AWS::DynamoDB::Table", old)
    before = aws("dynamodb").describe_table(TableName=stack.physical_id())
    stack.deploy_one("AWS::DynamoDB::Table", new, "UPDATE_ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())
    assert aws("dynamodb").describe_table(TableName=stack.physical_id())["Table"] == before["Table"]


# ---- functions, containers, roles -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            lambda b: {"VpcConfig": {"SubnetIds": ["subnet-0"], "SecurityGroupIds": [b["Group"]]}},
            "VpcConfig.SubnetIds: subnet-0 do not exist",
        ),
        (
            lambda b: {"VpcConfig": {"SubnetIds": [b["SubnetA"]], "SecurityGroupIds": ["sg-0"]}},
            "VpcConfig.SecurityGroupIds: sg-0 do not exist",
        ),
        (lambda b: {"VpcConfig": {"SubnetIds": [b["SubnetA"]]}}, "requires both SubnetIds and SecurityGroupIds"),
        (lambda b: {"KmsKeyArn": "0"}, "KMS key 0 does not exist"),
        (lambda b: {"Role": "arn:aws:iam::123456789012:role/nobody"}, "role/nobody does not exist"),
    ],
    ids=["missing subnet", "missing group", "subnets without groups", "missing key", "missing role"],
)
def test_rejects_an_invalid_function(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    properties = CASES["AWS::Lambda::Function"].create(base) | changes(base)
    assert_rejected(stack, "AWS::Lambda::Function", properties, reason)


def test_rejects_a_permission_whose_function_does_not_exist(stack: Stack, base: Base) -> None:
    properties = CASES["AWS::Lambda::Permission"].create(base) | {"FunctionName": "nothing"}
    assert_rejected(stack, "AWS::Lambda::Permission", properties, "the function nothing does not exist")


_SECRET = {"Name": "app", "Image": "example/app:1", "Secrets": [{"Name": "A", "ValueFrom": "arn"}]}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (task(RequiresCompatibilities=["EC2"]), "supports only FARGATE"),
        (task(NetworkMode="bridge"), "requires Cpu, Memory and the NetworkMode awsvpc"),
        (without(task(), "Memory"), "requires Cpu, Memory and the NetworkMode awsvpc"),
        (task(ContainerDefinitions=[_SECRET]), "ExecutionRoleArn is required for the secrets or logs of container app"),
        (task(ContainerDefinitions=[{"Name": "app", "Image": "x", "NoSuchThing": 1}]), "NoSuchThing"),
    ],
    ids=["EC2 compatibility", "bridge network", "no memory", "secrets without execution role", "unknown parameter"],
)
def test_rejects_an_invalid_task_definition(stack: Stack, properties: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::ECS::TaskDefinition", properties, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"LaunchType": "EC2"}, "LaunchType: the emulator supports only FARGATE"),
        (
            {"DeploymentController": {"Type": "CODE_DEPLOY"}},
            "DeploymentController.Type: the emulator supports only ECS",
        ),
        ({"NetworkConfiguration": {}}, "Subnets is required for a Fargate service"),
        (
            {"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0"]}}},
            "Subnets: subnet-0 do not exist",
        ),
        ({"Cluster": "nowhere"}, "the cluster nowhere does not exist"),
        (
            {"TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/no:1"},
            "task-definition/no:1 does not exist",
        ),
    ],
    ids=[
        "EC2 launch type",
        "CodeDeploy controller",
        "no network",
        "missing subnet",
        "missing cluster",
        "missing task definition",
    ],
)
def test_rejects_an_invalid_ecs_service(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::ECS::Service", CASES["AWS::ECS::Service"].create(base) | changes, reason)


@pytest.mark.parametrize(
    ("changes", "target", "reason"),
    [
        ({"ScheduleExpression": "rate(0 days)"}, {}, "rate(0 days) is no rate, single time or cron expression"),
        ({"ScheduleExpression": "cron(0 2 * * MON *)"}, {}, "is no rate, single time or cron expression"),
        ({"ScheduleExpressionTimezone": "Europe/Nowhere"}, {}, "there is no time zone Europe/Nowhere"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, {}, "FLEXIBLE requires MaximumWindowInMinutes from 1 to 1440"),
        ({"GroupName": "nowhere"}, {}, "Schedule group nowhere does not exist"),
        ({}, {"Arn": "arn:aws:scheduler:::aws-sdk:ecs:restartService"}, "ecs has no operation RestartService"),
        ({}, {"Arn": "arn:aws:scheduler:::aws-sdk:tasks:updateService"}, "tasks has no operation UpdateService"),
        ({}, {"Arn": "arn:aws:lambda:eu-west-1:123456789012:function:no"}, "supports only operations of AWS APIs"),
        ({}, {"RoleArn": "arn:aws:iam::123456789012:role/no"}, "role/no does not exist"),
    ],
    ids=["no rate", "no cron", "time zone", "time window", "missing group", "missing operation", "missing service", "function", "missing role"],
)
def test_rejects_an_invalid_schedule(
    stack: Stack, base: Base, changes: Properties, target: Properties, reason: str
) -> None:
    properties = CASES["AWS::Scheduler::Schedule"].create(base) | changes
    properties["Target"] |= target
    assert_rejected(stack, "AWS::Scheduler::Schedule", properties, reason)


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/no"}, "policy/no does not exist"),
        ("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::123456789012:policy/no"]}, "policy/no does not exist"),
        ("AWS::IAM::Policy", {"Users": ["nobody"]}, "Users: nobody do not exist"),
        ("AWS::IAM::ManagedPolicy", {"Roles": ["nobody"]}, "Roles: nobody do not exist"),
    ],
    ids=["missing boundary", "missing managed policy", "missing user", "missing role"],
)
def test_rejects_a_policy_role_or_user_that_does_not_exist(
    stack: Stack, base: Base, kind: str, changes: Properties, reason: str
) -> None:
    assert_rejected(stack, kind, CASES[kind].create(base) | changes, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"EventPattern": {}, "ScheduleExpression": ""}, "requires an EventPattern or a ScheduleExpression"),
        ({"EventPattern": {"source": "aws.backup"}}, "InvalidEventPatternException"),
        ({"EventBusName": "nowhere"}, "Event bus nowhere does not exist"),
        ({"Targets": [{"Id": str(n), "Arn": ANY_TOPIC} for n in range(6)]}, "a rule has at most 5 targets"),
        ({"Targets": [{"Id": "1", "Arn": ANY_TOPIC}] * 2}, "the ids must be unique"),
        ({"Targets": [{"Id": "1", "Arn": ANY_TOPIC, "Input": "{}", "InputPath": "$"}]}, "only one of Input, InputPath"),
    ],
    ids=["no pattern", "invalid pattern", "missing bus", "six targets", "same id", "two inputs"],
)
def test_rejects_an_invalid_rule(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_rejected(stack, "AWS::Events::Rule", CASES["AWS::Events::Rule"].create(base) | changes, reason)
