"""What the emulator refuses: a failed resource whose reason says what is wrong and what to do."""

import re
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from support import Stack
from templates import (
    CASES, Base, Properties, aurora, broker, changed, database, documents, generated, index, table, task, without,
)  # fmt: skip


def assert_refused(stack: Stack, kind: str, properties: Properties, reason: str) -> None:
    stack.deploy_one(kind, properties, "ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


@pytest.mark.parametrize(
    "kind", ["AWS::Kinesis::Stream", "AWS::RDS::GlobalCluster", "AWS::CloudFormation::NoSuchThing"]
)
def test_a_type_that_is_not_in_the_table_is_refused_before_anything_is_made(stack: Stack, kind: str) -> None:
    reason = (
        f"The local emulator does not support {kind}. Add a handler in emulator/emulator/handlers/ "
        "and a line in emulator/emulator/support.py."
    )
    with pytest.raises(ClientError, match=re.escape(reason)):
        stack.deploy_one(kind, {})
    assert stack.status() is None


def test_a_type_that_is_not_in_the_table_is_refused_in_a_change_set(stack: Stack, aws: Aws) -> None:
    with pytest.raises(ClientError, match="does not support AWS::Kinesis::Stream"):
        aws("cloudformation").create_change_set(
            StackName=stack.name,
            ChangeSetName="change",
            ChangeSetType="CREATE",
            TemplateBody='{"Resources": {"It": {"Type": "AWS::Kinesis::Stream"}}}',
        )


def test_a_type_under_a_false_condition_is_not_looked_at(stack: Stack) -> None:
    stack.deploy(
        {
            "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
            "Resources": {
                "It": {"Type": "AWS::S3::Bucket"},
                "Not": {"Type": "AWS::Kinesis::Stream", "Condition": "Never"},
            },
        }
    )


def test_an_empty_list_of_a_property_that_is_not_in_the_table_asks_for_nothing(stack: Stack) -> None:
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
def test_a_property_that_is_not_in_the_table_fails_at_any_depth(
    stack: Stack, kind: str, properties: Properties, name: str
) -> None:
    assert_refused(stack, kind, properties, f"The local emulator does not support {name} of {kind}.")


def test_a_member_that_the_api_does_not_know_fails(stack: Stack) -> None:
    rules = {"PasswordLength": 20, "NoSuchRule": True}
    assert_refused(stack, "AWS::SecretsManager::Secret", {"GenerateSecretString": rules}, "NoSuchRule")


def test_an_update_with_an_unknown_property_is_refused_and_changes_nothing(stack: Stack) -> None:
    stack.deploy_one("AWS::SSM::Parameter", {"Type": "String", "Value": "one"})
    changes = {"Type": "String", "Value": "two", "Policies": "[]"}
    stack.deploy_one("AWS::SSM::Parameter", changes, "UPDATE_ROLLBACK_COMPLETE")
    assert "does not support Policies of AWS::SSM::Parameter" in "\n".join(stack.failures())


BROKERS: dict[str, tuple[Callable[[Base], Properties], str]] = {
    "a single instance in two subnets": (
        lambda b: {"SubnetIds": [b["SubnetA"], b["SubnetB"]]},
        "takes exactly one subnet, not 2",
    ),
    "a single instance in no subnet": (lambda b: {"SubnetIds": []}, "takes exactly one subnet, not 0"),
    "a cluster in one subnet": (lambda b: {"DeploymentMode": "CLUSTER_MULTI_AZ"}, "takes two or more subnets"),
    "a subnet that does not exist": (lambda b: {"SubnetIds": ["subnet-0"]}, "do not exist"),
    "no users": (lambda b: {"Users": []}, "exactly one user, not 0"),
    "two users": (
        lambda b: {"Users": [{"Username": name, "Password": generated()} for name in "ab"]},
        "exactly one user, not 2",
    ),
    "the user guest": (lambda b: {"Users": [{"Username": "guest", "Password": generated()}]}, "guest is not allowed"),
    "a short password": (
        lambda b: {"Users": [{"Username": "shop", "Password": generated(10)}]},
        "12 characters or more",
    ),
    "a colon in the password": (
        lambda b: {"Users": [{"Username": "shop", "Password": f"{generated()}:"}]},
        "none of , : =",
    ),
    "RabbitMQ 4 on m5": (lambda b: {"HostInstanceType": "mq.m5.large"}, "runs on mq.m7g instances"),
    "audit logs": (lambda b: {"Logs": {"Audit": True}}, "no audit logs"),
    "ActiveMQ": (lambda b: {"EngineType": "ACTIVEMQ"}, "RABBITMQ brokers only"),
}


@pytest.mark.parametrize("what", BROKERS)
def test_a_broker_is_refused_with(what: str, stack: Stack, base: Base) -> None:
    changes, reason = BROKERS[what]
    assert_refused(stack, "AWS::AmazonMQ::Broker", changed(broker(base), changes(base)), reason)


def test_a_refused_broker_update_changes_nothing(stack: Stack, base: Base) -> None:
    own = broker(base)
    stack.deploy_one("AWS::AmazonMQ::Broker", own)
    stack.deploy_one("AWS::AmazonMQ::Broker", {**own, "Users": []}, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"DBName": "order"}, "DBName order cannot be used: it is a reserved word"),
        ({"DBName": "User"}, "DBName User cannot be used: it is a reserved word"),
        ({"MasterUsername": "admin"}, "MasterUsername admin cannot be used: it is a reserved word"),
        ({"MasterUserPassword": generated()}, "MasterUserPassword is not given when ManageMasterUserPassword is true"),
        ({"ManageMasterUserPassword": False}, "A MasterUserPassword of 8 characters or more is needed"),
        ({"Engine": "mysql"}, "this emulator has postgres instances only"),
        ({"DBInstanceClass": "db.serverless"}, "db.serverless is for instances of a cluster"),
        ({"DBSubnetGroupName": "nowhere"}, "The subnet group nowhere does not exist"),
        ({"DBParameterGroupName": "nothing"}, "The parameter group nothing does not exist"),
        ({"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
        ({"EnableCloudwatchLogsExports": ["audit"]}, "and not audit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_database_is_refused(stack: Stack, properties: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::RDS::DBInstance", database(**properties), reason)


INSIGHTS = {"PerformanceInsightsRetentionPeriod": 465, "DatabaseInsightsMode": "advanced"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"MonitoringInterval": 7, "MonitoringRoleArn": b["RoleArn"]}, "30, 60, and not 7"),
        (lambda b: {"MonitoringInterval": 60}, "A MonitoringInterval other than 0 and a MonitoringRoleArn go together"),
        (lambda b: {"MonitoringRoleArn": b["RoleArn"]}, "go together"),
        (
            lambda b: {"MonitoringInterval": 60, "MonitoringRoleArn": b["TasksRoleArn"]},
            "cannot be assumed by monitoring.rds.amazonaws.com",
        ),
        (lambda b: {"PerformanceInsightsRetentionPeriod": 30}, "a multiple of 31, and not 30"),
        (lambda b: INSIGHTS, "DatabaseInsightsMode advanced needs"),
    ],
    ids=["interval", "no role", "no interval", "trust", "retention", "insights"],
)
@pytest.mark.parametrize("kind", ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
def test_the_monitoring_of_a_database_is_refused(
    stack: Stack, base: Base, kind: str, changes: Callable[[Base], Properties], reason: str
) -> None:
    own = {"AWS::RDS::DBInstance": database(), "AWS::RDS::DBCluster": aurora()}[kind]
    assert_refused(stack, kind, own | changes(base), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"NumCacheClusters": 1}, "Automatic failover needs two cache clusters or more, not 1"),
        ({"AutomaticFailoverEnabled": False}, "Multi-AZ needs automatic failover"),
        ({"TransitEncryptionEnabled": False}, "User groups need encryption in transit"),
        ({"CacheSubnetGroupName": "nowhere"}, "The subnet group nowhere does not exist"),
        ({"UserGroupIds": ["nobody"]}, "UserGroupNotFound"),
        ({"Engine": "memcached"}, "runs valkey or redis"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cache_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    properties = CASES["AWS::ElastiCache::ReplicationGroup"].create(base) | changes
    assert_refused(stack, "AWS::ElastiCache::ReplicationGroup", properties, reason)


def test_a_refused_cache_update_leaves_the_cache_and_its_users(stack: Stack, base: Base, aws: Aws) -> None:
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
        ({"AuthenticationMode": {"Type": "no-password-required"}}, "A valkey user has a password"),
        ({"AuthenticationMode": {"Type": "password"}}, "A user with passwords has one or two"),
        ({"AuthenticationMode": {"Type": "password", "Passwords": [generated(8)]}}, "16 to 128 characters"),
        ({"AuthenticationMode": {"Type": "iam"}, "UserName": "other"}, "the same UserId and UserName"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cache_user_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    properties = {**CASES["AWS::ElastiCache::User"].create(base), "Engine": "valkey", **changes}
    assert_refused(stack, "AWS::ElastiCache::User", properties, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"VPCOptions": {"SubnetIds": [b["SubnetA"]]}}, "A domain in 3 zones takes 3 subnets"),
        (lambda b: {"NodeToNodeEncryptionOptions": {"Enabled": False}}, "Fine-grained access control needs"),
        (
            lambda b: {"ClusterConfig": {"InstanceType": "t3.small.search", "MultiAZWithStandbyEnabled": True}},
            "Multi-AZ with standby does not run on t3",
        ),
    ],
    ids=["subnets", "encryption", "t3"],
)
def test_a_domain_is_refused(stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str) -> None:
    properties = CASES["AWS::OpenSearchService::Domain"].create(base) | changes(base)
    assert_refused(stack, "AWS::OpenSearchService::Domain", properties, reason)


def test_a_log_group_that_exists_is_not_taken_over(stack: Stack, base: Base) -> None:
    assert_refused(stack, "AWS::Logs::LogGroup", {"LogGroupName": "base"}, "The log group base already exists")


def test_the_key_of_a_log_group_exists(stack: Stack) -> None:
    assert_refused_in_update(stack, "AWS::Logs::LogGroup", {}, {"KmsKeyId": "0"}, "KMS key 0 does not exist")


def test_a_flow_log_to_a_log_group_needs_a_role(stack: Stack, base: Base) -> None:
    properties = without(CASES["AWS::EC2::FlowLog"].create(base), "DeliverLogsPermissionArn")
    assert_refused(stack, "AWS::EC2::FlowLog", properties, "needs a DeliverLogsPermissionArn")


def test_a_public_nat_gateway_needs_an_address(stack: Stack, base: Base) -> None:
    properties = without(CASES["AWS::EC2::NatGateway"].create(base), "AllocationId")
    assert_refused(stack, "AWS::EC2::NatGateway", properties, "needs an AllocationId")


# ---- stores -------------------------------------------------------------------------------------------------------


def assert_refused_in_update(stack: Stack, kind: str, old: Properties, new: Properties, reason: str) -> None:
    stack.deploy_one(kind, old)
    stack.deploy_one(kind, new, "UPDATE_ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"Engine": "aurora-mysql"}, "this emulator has aurora-postgresql clusters only"),
        ({"DatabaseName": "order"}, "DatabaseName order cannot be used: it is a reserved word"),
        ({"MasterUsername": "admin"}, "MasterUsername admin cannot be used: it is a reserved word"),
        ({"ManageMasterUserPassword": False}, "A MasterUserPassword of 8 characters or more is needed"),
        ({"DBSubnetGroupName": "nowhere"}, "The subnet group nowhere does not exist"),
        ({"DBClusterParameterGroupName": "nothing"}, "The cluster parameter group nothing does not exist"),
        ({"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
        ({"EnableCloudwatchLogsExports": ["upgrade"]}, "and not upgrade"),
        ({"ServerlessV2ScalingConfiguration": {"MinCapacity": 4, "MaxCapacity": 2}}, "not from 4.0 to 2.0"),
        ({"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 0.5}}, "not from 0.0 to 0.5"),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 2, "SecondsUntilAutoPause": 600}},
            "SecondsUntilAutoPause needs a MinCapacity of 0",
        ),
        (
            {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 2, "SecondsUntilAutoPause": 60}},
            "SecondsUntilAutoPause goes from 300 to 86400",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cluster_is_refused(stack: Stack, properties: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::RDS::DBCluster", aurora(**properties), reason)


@pytest.mark.parametrize(
    "changes",
    [{"MasterUserSecret": {"KmsKeyId": "0"}}, {"PerformanceInsightsKmsKeyId": "0"}],
    ids=["secret", "insights"],
)
def test_a_refused_cluster_update_changes_nothing(aws: Aws, stack: Stack, changes: Properties) -> None:
    new = aurora(Port=9999, **changes)
    assert_refused_in_update(stack, "AWS::RDS::DBCluster", aurora(), new, "KMS key 0 does not exist")
    cluster = aws("rds").describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]
    assert cluster["Port"] == 5432


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DBClusterIdentifier": "nowhere"}, "The DB cluster nowhere does not exist"),
        ({"Engine": "postgres"}, "the engine of the cluster is aurora-postgresql"),
        ({"MasterUsername": "shop", "Port": "1"}, "has these from the cluster: MasterUsername, Port"),
        ({"DBParameterGroupName": "nothing"}, "The parameter group nothing does not exist"),
        ({"DatabaseInsightsMode": "advanced"}, "has these from the cluster: DatabaseInsightsMode"),
        ({"DBSnapshotIdentifier": "database"}, "has these from the cluster: DBSnapshotIdentifier"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_of_a_cluster_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    own = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.serverless",
        "DBClusterIdentifier": base["Cluster"],
        **changes,
    }
    assert_refused(stack, "AWS::RDS::DBInstance", own, reason)


def test_a_serverless_member_needs_the_capacity_of_its_cluster(stack: Stack) -> None:
    cluster = {"Type": "AWS::RDS::DBCluster", "Properties": aurora()}
    member = {
        "Type": "AWS::RDS::DBInstance",
        "Properties": {
            "Engine": "aurora-postgresql",
            "DBInstanceClass": "db.serverless",
            "DBClusterIdentifier": {"Ref": "It"},
        },
    }
    stack.deploy({"Resources": {"It": cluster, "Member": member}})
    provisioned = {**cluster, "Properties": without(aurora(), "ServerlessV2ScalingConfiguration")}
    stack.deploy({"Resources": {"It": provisioned, "Member": member}}, "UPDATE_ROLLBACK_COMPLETE")
    assert "has a ServerlessV2ScalingConfiguration" in "\n".join(stack.failures())
    stack.delete()
    stack.deploy({"Resources": {"It": provisioned, "Member": member}}, "ROLLBACK_COMPLETE")
    assert "db.serverless needs the ServerlessV2ScalingConfiguration" in "\n".join(stack.failures())


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
        ({"VpcSecurityGroupIds": ["sg-0"]}, "The security groups ['sg-0'] do not exist"),
    ],
    ids=["role", "secret", "group"],
)
def test_a_proxy_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::RDS::DBProxy", CASES["AWS::RDS::DBProxy"].create(base) | changes, reason)


def test_a_proxy_goes_to_what_exists_and_a_refused_update_leaves_its_target(stack: Stack, base: Base, aws: Aws) -> None:
    kind = "AWS::RDS::DBProxyTargetGroup"
    own = CASES[kind].create(base)
    assert_refused_in_update(stack, kind, own, {**own, "DBClusterIdentifiers": ["nowhere"]}, "nowhere not found")
    targets = aws("rds").describe_db_proxy_targets(DBProxyName=base["Proxy"])["Targets"]
    assert [target["RdsResourceId"] for target in targets] == [base["Cluster"]]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"EngineVersion": "9.0.0"}, "DocumentDB has no engine version 9.0.0"),
        (lambda b: {"MasterUsername": "admin"}, "MasterUsername admin cannot be used"),
        (lambda b: {"MasterUserPassword": "short"}, "of 8 characters or more are needed"),
        (lambda b: {"EnableCloudwatchLogsExports": ["error"]}, "and not error"),
        (lambda b: {"DBSubnetGroupName": "nowhere"}, "The subnet group nowhere does not exist"),
        (lambda b: {"DBClusterParameterGroupName": "nothing"}, "The cluster parameter group nothing does not exist"),
        (lambda b: {"DBClusterParameterGroupName": b["Documents5Parameters"]}, "is of docdb5.0"),
        (lambda b: {"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
    ],
    ids=["version", "user", "password", "logs", "subnets", "parameters", "family", "key"],
)
def test_a_document_cluster_is_refused(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    assert_refused(stack, "AWS::DocDB::DBCluster", documents(**changes(base)), reason)


def test_a_document_instance_needs_its_cluster(stack: Stack) -> None:
    own = {"DBClusterIdentifier": "nowhere", "DBInstanceClass": "db.t4g.medium"}
    assert_refused(stack, "AWS::DocDB::DBInstance", own, "nowhere not found")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (table(BillingMode="PROVISIONED"), "ProvisionedThroughput must be specified"),
        (table(AttributeDefinitions=[]), "not specified in Attribute Definitions"),
        (table(SSESpecification={"SSEEnabled": True, "KMSMasterKeyId": "0"}), "KMS key 0 does not exist"),
    ],
    ids=["throughput", "attributes", "key"],
)
def test_a_table_is_refused(stack: Stack, properties: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::DynamoDB::Table", properties, reason)


@pytest.mark.parametrize("regions", [["eu-west-1", "eu-central-1"], ["eu-central-1"], []])
def test_a_global_table_is_in_the_region_of_its_stack(stack: Stack, regions: list[str]) -> None:
    own = table(Replicas=[{"Region": region} for region in regions])
    assert_refused(stack, "AWS::DynamoDB::GlobalTable", own, "one replica only, in the stack's region eu-west-1")


_CAPACITY = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}


def expiring(attribute: str) -> Properties:
    return table(TimeToLiveSpecification={"AttributeName": attribute, "Enabled": True})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (expiring("a"), expiring("b"), "TimeToLive is on a: disable it in one update"),
        (
            table(),
            table(GlobalSecondaryIndexes=[index("by-sk", "sk"), index("by-pk", "pk")]),
            "more than one GSI creation or deletion",
        ),
        (
            table(GlobalSecondaryIndexes=[index("by-sk", "sk")]),
            table(GlobalSecondaryIndexes=[index("by-sk", "sk", "KEYS_ONLY")]),
            "of the GSI by-sk cannot be changed",
        ),
        (table(), table(BillingMode="PROVISIONED"), "ProvisionedThroughput must be specified"),
        (table(), table(SSESpecification={"SSEEnabled": True, "KMSMasterKeyId": "0"}), "KMS key 0 does not exist"),
        (
            table(),
            table(
                BillingMode="PROVISIONED", ProvisionedThroughput=_CAPACITY, GlobalSecondaryIndexes=[index("g-x", "x")]
            ),
            "AttributeDefinitions lacks x",
        ),
        (table(TableName="mine"), table(TableName="mine", KeySchema=table()["KeySchema"][:1]), "mine"),
    ],
    ids=["expiry", "two indexes", "projection", "throughput", "key", "attributes", "schema"],
)
def test_a_refused_change_of_a_table_changes_nothing(
    aws: Aws, stack: Stack, old: Properties, new: Properties, reason: str
) -> None:
    stack.deploy_one("AWS::DynamoDB::Table", old)
    before = aws("dynamodb").describe_table(TableName=stack.physical_id())
    stack.deploy_one("AWS::DynamoDB::Table", new, "UPDATE_ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())
    assert aws("dynamodb").describe_table(TableName=stack.physical_id())["Table"] == before["Table"]


# ---- functions, containers, roles ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"VpcConfig": {"SubnetIds": ["subnet-0"], "SecurityGroupIds": [b["Group"]]}}, "['subnet-0'] do not"),
        (lambda b: {"VpcConfig": {"SubnetIds": [b["SubnetA"]], "SecurityGroupIds": ["sg-0"]}}, "['sg-0'] do not"),
        (lambda b: {"VpcConfig": {"SubnetIds": [b["SubnetA"]]}}, "takes SubnetIds and SecurityGroupIds together"),
        (lambda b: {"KmsKeyArn": "0"}, "KMS key 0 does not exist"),
        (lambda b: {"Role": "arn:aws:iam::123456789012:role/nobody"}, "role/nobody does not exist"),
    ],
    ids=["subnet", "group", "no group", "key", "role"],
)
def test_a_function_is_refused(stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str) -> None:
    properties = CASES["AWS::Lambda::Function"].create(base) | changes(base)
    assert_refused(stack, "AWS::Lambda::Function", properties, reason)


def test_a_permission_is_for_a_function_that_exists(stack: Stack, base: Base) -> None:
    properties = CASES["AWS::Lambda::Permission"].create(base) | {"FunctionName": "nothing"}
    assert_refused(stack, "AWS::Lambda::Permission", properties, "The function nothing does not exist")


_SECRET = {"Name": "app", "Image": "example/app:1", "Secrets": [{"Name": "A", "ValueFrom": "arn"}]}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (task(RequiresCompatibilities=["EC2"]), "for FARGATE only"),
        (task(NetworkMode="bridge"), "has Cpu, Memory, and the NetworkMode awsvpc"),
        (without(task(), "Memory"), "has Cpu, Memory, and the NetworkMode awsvpc"),
        (task(ContainerDefinitions=[_SECRET]), "container app need an ExecutionRoleArn"),
        (task(ContainerDefinitions=[{"Name": "app", "Image": "x", "NoSuchThing": 1}]), "NoSuchThing"),
    ],
    ids=["compatibility", "network", "memory", "role", "unknown"],
)
def test_a_task_definition_is_refused(stack: Stack, properties: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::ECS::TaskDefinition", properties, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"LaunchType": "EC2"}, "with the LaunchType FARGATE only"),
        ({"DeploymentController": {"Type": "CODE_DEPLOY"}}, "with the deployment controller ECS only"),
        ({"NetworkConfiguration": {}}, "A Fargate service has subnets"),
        ({"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0"]}}}, "['subnet-0'] do not exist"),
        ({"Cluster": "nowhere"}, "The cluster nowhere does not exist"),
        (
            {"TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/no:1"},
            "task-definition/no:1 does not exist",
        ),
    ],
    ids=["launch type", "controller", "network", "subnet", "cluster", "task"],
)
def test_a_service_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::ECS::Service", CASES["AWS::ECS::Service"].create(base) | changes, reason)


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("AWS::IAM::Role", {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/no"}, "policy/no does not exist"),
        ("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::123456789012:policy/no"]}, "policy/no does not exist"),
        ("AWS::IAM::Policy", {"Users": ["nobody"]}, "Users has nobody"),
        ("AWS::IAM::ManagedPolicy", {"Roles": ["nobody"]}, "Roles has nobody"),
    ],
    ids=["boundary", "managed", "user", "role"],
)
def test_a_policy_and_who_has_it_exist(stack: Stack, base: Base, kind: str, changes: Properties, reason: str) -> None:
    assert_refused(stack, kind, CASES[kind].create(base) | changes, reason)
