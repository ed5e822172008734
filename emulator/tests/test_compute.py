"""Functions that run, roles that are assumed, and containers that are shown."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from support import Stack
from templates import _TRUST, CASES, Base, statement, task
from test_stores import resource
from test_values import outputs

_ECHO = "exports.handler = async (event) => ({ event, table: process.env.TABLE, region: process.env.AWS_REGION })"


def function(base: Base, **more: Any) -> dict[str, Any]:
    return {
        "Code": {"ZipFile": _ECHO},
        "Runtime": "nodejs22.x",
        "Handler": "index.handler",
        "Role": base["RoleArn"],
        **more,
    }


def in_vpc(base: Base) -> dict[str, Any]:
    return {"SubnetIds": [base["SubnetA"], base["SubnetB"]], "SecurityGroupIds": [base["Group"]]}


def invoked(aws: Aws, name: str) -> dict[str, Any]:
    answer = aws("lambda").invoke(FunctionName=name, Payload=json.dumps({"a": 1}))
    assert "FunctionError" not in answer
    return json.loads(answer["Payload"].read())


def test_a_function_in_a_vpc_runs_with_its_environment(aws: Aws, base: Base, stack: Stack) -> None:
    settings = {"VpcConfig": in_vpc(base), "KmsKeyArn": base["KeyArn"], "ReservedConcurrentExecutions": 1}
    own = function(base, Environment={"Variables": {"TABLE": "orders"}}, **settings)
    stack.deploy_one("AWS::Lambda::Function", own)
    name = stack.physical_id()
    assert invoked(aws, name) == {"event": {"a": 1}, "table": "orders", "region": "eu-west-1"}
    assert aws("lambda").get_function(FunctionName=name)["Configuration"]["VpcConfig"]["VpcId"] == base["Vpc"]
    stack.deploy_one("AWS::Lambda::Function", {**own, "Environment": {"Variables": {"TABLE": "baskets"}}})
    assert invoked(aws, name)["table"] == "baskets"


def test_a_function_loses_the_settings_that_a_template_takes_away(aws: Aws, base: Base, stack: Stack) -> None:
    own = CASES["AWS::Lambda::Function"].create(base)
    names = ("DeadLetterConfig", "KmsKeyArn", "ReservedConcurrentExecutions", "VpcConfig")
    stack.deploy_one("AWS::Lambda::Function", own)
    stack.deploy_one("AWS::Lambda::Function", {name: value for name, value in own.items() if name not in names})
    found = aws("lambda").get_function(FunctionName=own["FunctionName"])
    assert "Concurrency" not in found
    assert "DeadLetterConfig" not in found["Configuration"]
    assert not found["Configuration"].get("KMSKeyArn")
    assert found["Configuration"]["VpcConfig"]["SubnetIds"] == []


def test_a_function_with_no_concurrency_does_not_run(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::Lambda::Function", function(base, ReservedConcurrentExecutions=0))
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        invoked(aws, stack.physical_id())


def test_the_role_of_a_pod_can_be_tagged_and_bounded(aws: Aws, base: Base, stack: Stack) -> None:
    trust = statement(["sts:AssumeRole", "sts:TagSession"], Principal={"Service": "pods.eks.amazonaws.com"})
    del trust["Statement"][0]["Resource"]
    own = {"AssumeRolePolicyDocument": trust, "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}
    found = outputs(stack, "AWS::IAM::Role", own, "Arn", "RoleId")
    role = aws("iam").get_role(RoleName=found["Ref"])["Role"]
    assert (found["Arn"], found["RoleId"]) == (role["Arn"], role["RoleId"])
    assert role["AssumeRolePolicyDocument"] == trust
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == own["PermissionsBoundary"]
    stack.deploy_one("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust})
    assert "PermissionsBoundary" not in aws("iam").get_role(RoleName=found["Ref"])["Role"]


def test_a_role_and_a_managed_policy_find_each_other_from_either_side(aws: Aws, base: Base, stack: Stack) -> None:
    trust = {"AssumeRolePolicyDocument": _TRUST, "PermissionsBoundary": base["Boundary"]}
    policy = {"PolicyDocument": statement("s3:GetObject")}
    stack.deploy(
        {
            "Resources": {
                "First": resource("AWS::IAM::ManagedPolicy", **policy),
                "It": resource("AWS::IAM::Role", **trust, ManagedPolicyArns=[{"Ref": "First"}]),
                "Second": resource("AWS::IAM::ManagedPolicy", **policy, Roles=[{"Ref": "It"}]),
            }
        }
    )
    iam, role = aws("iam"), stack.physical_id()
    policies = [stack.physical_id("First"), stack.physical_id("Second")]
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert sorted(item["PolicyArn"] for item in attached) == sorted(policies)
    for arn in policies:
        entities = iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]
        assert [item["RoleName"] for item in entities] == [role]
    stack.delete()
    for arn in policies:
        with pytest.raises(ClientError, match="NoSuchEntity"):
            iam.get_policy(PolicyArn=arn)


def test_the_logs_of_a_database_have_the_name_that_rds_writes_to(aws: Aws, base: Base, stack: Stack) -> None:
    name = "/aws/rds/instance/orders/postgresql"
    stack.deploy_one("AWS::Logs::LogGroup", {"LogGroupName": name, "KmsKeyId": base["KeyArn"], "RetentionInDays": 30})
    group = aws("logs").describe_log_groups(logGroupNamePrefix="/aws/rds")["logGroups"][0]
    assert (group["logGroupName"], group["kmsKeyId"], group["retentionInDays"]) == (name, base["KeyArn"], 30)


def test_a_service_is_described_with_the_tasks_it_asks_for(aws: Aws, base: Base, stack: Stack) -> None:
    ecs = aws("ecs")
    network = {"AwsvpcConfiguration": {"Subnets": [base["SubnetA"]], "SecurityGroups": [base["Group"]]}}
    own = {
        "Cluster": {"Ref": "Cluster"},
        "TaskDefinition": {"Ref": "Task"},
        "LaunchType": "FARGATE",
        "NetworkConfiguration": network,
        "DesiredCount": 2,
    }
    template = {
        "Resources": {
            "Cluster": resource("AWS::ECS::Cluster"),
            "Task": resource("AWS::ECS::TaskDefinition", **task(Family="shop")),
            "It": resource("AWS::ECS::Service", **own),
        },
        "Outputs": {
            "Ref": {"Value": {"Ref": "It"}},
            "Name": {"Value": {"Fn::GetAtt": ["It", "Name"]}},
            "Arn": {"Value": {"Fn::GetAtt": ["It", "ServiceArn"]}},
            "Cluster": {"Value": {"Fn::GetAtt": ["Cluster", "Arn"]}},
        },
    }
    stack.deploy(template)
    found = stack.outputs()
    described = ecs.describe_services(cluster=found["Cluster"], services=[found["Name"]])["services"][0]
    assert found["Ref"] == found["Arn"] == described["serviceArn"]
    assert (described["clusterArn"], described["desiredCount"]) == (found["Cluster"], 2)
    first = stack.physical_id("Task")
    assert described["taskDefinition"] == first

    # A changed definition is the family's next revision, and the service goes over to it.
    template["Resources"]["Task"]["Properties"]["Cpu"] = "512"
    stack.deploy(template)
    second = stack.physical_id("Task")
    assert (first.rpartition("/")[2], second.rpartition("/")[2]) == ("shop:1", "shop:2")
    described = ecs.describe_services(cluster=found["Cluster"], services=[found["Name"]])["services"][0]
    assert described["taskDefinition"] == second
    assert ecs.list_task_definitions(familyPrefix="shop")["taskDefinitionArns"] == [second]
    stack.delete()
    assert ecs.describe_clusters(clusters=[found["Cluster"]])["clusters"] == []


def test_a_cluster_with_services_is_not_deleted(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::ECS::Cluster", {})
    name = stack.physical_id()
    network = {"awsvpcConfiguration": {"subnets": [base["SubnetA"]]}}
    service = {"serviceName": "foreign", "taskDefinition": base["Task"], "desiredCount": 0}
    aws("ecs").create_service(cluster=name, launchType="FARGATE", networkConfiguration=network, **service)
    stack.delete("DELETE_FAILED")
    assert "has services: delete them first" in "\n".join(stack.failures())
    aws("ecs").delete_service(cluster=name, service="foreign", force=True)
