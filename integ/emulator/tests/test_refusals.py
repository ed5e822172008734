"""What the emulator refuses: a failed resource whose reason says what is wrong and what to do."""

import re
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from support import Stack
from templates import CASES, Base, Properties, broker, changed, database, generated, without


def assert_refused(stack: Stack, kind: str, properties: Properties, reason: str) -> None:
    stack.deploy_one(kind, properties, "ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


@pytest.mark.parametrize("kind", ["AWS::SQS::Queue", "AWS::RDS::DBProxy", "AWS::CloudFormation::NoSuchThing"])
def test_a_type_that_is_not_in_the_table_is_refused_before_anything_is_made(stack: Stack, kind: str) -> None:
    reason = (
        f"The local emulator does not support {kind}. Add a handler in integ/emulator/emulator/handlers/ "
        "and a line in integ/emulator/emulator/support.py."
    )
    with pytest.raises(ClientError, match=re.escape(reason)):
        stack.deploy_one(kind, {})
    assert stack.status() is None


def test_a_type_that_is_not_in_the_table_is_refused_in_a_change_set(stack: Stack, aws: Aws) -> None:
    with pytest.raises(ClientError, match="does not support AWS::SQS::Queue"):
        aws("cloudformation").create_change_set(
            StackName=stack.name,
            ChangeSetName="change",
            ChangeSetType="CREATE",
            TemplateBody='{"Resources": {"It": {"Type": "AWS::SQS::Queue"}}}',
        )


def test_a_type_under_a_false_condition_is_not_looked_at(stack: Stack) -> None:
    stack.deploy(
        {
            "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
            "Resources": {
                "It": {"Type": "AWS::S3::Bucket"},
                "Not": {"Type": "AWS::SQS::Queue", "Condition": "Never"},
            },
        }
    )


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
        ({"DBSubnetGroupName": "nowhere"}, "The subnet group nowhere does not exist"),
        ({"DBParameterGroupName": "nothing"}, "The parameter group nothing does not exist"),
        ({"KmsKeyId": "00000000-0000-0000-0000-000000000000"}, "does not exist"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_database_is_refused(stack: Stack, properties: Properties, reason: str) -> None:
    assert_refused(stack, "AWS::RDS::DBInstance", database(**properties), reason)


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


def test_a_public_nat_gateway_needs_an_address(stack: Stack, base: Base) -> None:
    properties = without(CASES["AWS::EC2::NatGateway"].create(base), "AllocationId")
    assert_refused(stack, "AWS::EC2::NatGateway", properties, "needs an AllocationId")
