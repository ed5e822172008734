"""Lambda functions, IAM roles and policies, log groups, and ECS services."""

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cases import CASES
from readers import Aws
from stack import Stack
from templates import TRUST, Base, statement, task
from test_return_values import outputs
from test_stores import resource
from waiting import wait_until

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
    response = aws("lambda").invoke(FunctionName=name, Payload=json.dumps({"a": 1}))
    assert "FunctionError" not in response
    return json.loads(response["Payload"].read())


def test_a_function_in_a_vpc_runs_with_its_environment_variables(aws: Aws, base: Base, stack: Stack) -> None:
    settings = {"VpcConfig": in_vpc(base), "KmsKeyArn": base["KeyArn"], "ReservedConcurrentExecutions": 1}
    properties = function(base, Environment={"Variables": {"TABLE": "orders"}}, **settings)
    stack.deploy_one("AWS::Lambda::Function", properties)
    name = stack.physical_id()
    assert invoked(aws, name) == {"event": {"a": 1}, "table": "orders", "region": "eu-west-1"}
    assert aws("lambda").get_function(FunctionName=name)["Configuration"]["VpcConfig"]["VpcId"] == base["Vpc"]
    stack.deploy_one("AWS::Lambda::Function", {**properties, "Environment": {"Variables": {"TABLE": "baskets"}}})
    assert invoked(aws, name)["table"] == "baskets"


def test_removing_function_settings_from_the_template_resets_them(aws: Aws, base: Base, stack: Stack) -> None:
    properties = CASES["AWS::Lambda::Function"].create(base)
    names = ("DeadLetterConfig", "KmsKeyArn", "ReservedConcurrentExecutions", "VpcConfig")
    stack.deploy_one("AWS::Lambda::Function", properties)
    stack.deploy_one("AWS::Lambda::Function", {name: value for name, value in properties.items() if name not in names})
    found = aws("lambda").get_function(FunctionName=properties["FunctionName"])
    assert "Concurrency" not in found
    assert "DeadLetterConfig" not in found["Configuration"]
    assert not found["Configuration"].get("KMSKeyArn")
    assert found["Configuration"]["VpcConfig"]["SubnetIds"] == []


def test_a_function_with_a_reserved_concurrency_of_0_is_throttled(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::Lambda::Function", function(base, ReservedConcurrentExecutions=0))
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        invoked(aws, stack.physical_id())


def test_a_role_for_eks_pods_has_its_trust_policy_and_permissions_boundary(aws: Aws, base: Base, stack: Stack) -> None:
    trust = statement(["sts:AssumeRole", "sts:TagSession"], Principal={"Service": "pods.eks.amazonaws.com"})
    del trust["Statement"][0]["Resource"]
    properties = {"AssumeRolePolicyDocument": trust, "PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}
    found = outputs(stack, "AWS::IAM::Role", properties, "Arn", "RoleId")
    role = aws("iam").get_role(RoleName=found["Ref"])["Role"]
    assert (found["Arn"], found["RoleId"]) == (role["Arn"], role["RoleId"])
    assert role["AssumeRolePolicyDocument"] == trust
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == properties["PermissionsBoundary"]
    stack.deploy_one("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust})
    assert "PermissionsBoundary" not in aws("iam").get_role(RoleName=found["Ref"])["Role"]


def test_a_managed_policy_is_attached_from_the_role_or_from_the_policy(aws: Aws, base: Base, stack: Stack) -> None:
    trust = {"AssumeRolePolicyDocument": TRUST, "PermissionsBoundary": base["Boundary"]}
    policy = {"PolicyDocument": statement("s3:GetObject")}
    stack.deploy(
        {
            "Resources": {
                "First": resource("AWS::IAM::ManagedPolicy", **policy),
                "Subject": resource("AWS::IAM::Role", **trust, ManagedPolicyArns=[{"Ref": "First"}]),
                "Second": resource("AWS::IAM::ManagedPolicy", **policy, Roles=[{"Ref": "Subject"}]),
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


def test_a_log_group_has_the_explicit_name_of_the_rds_log(aws: Aws, base: Base, stack: Stack) -> None:
    name = "/aws/rds/instance/orders/postgresql"
    stack.deploy_one("AWS::Logs::LogGroup", {"LogGroupName": name, "KmsKeyId": base["KeyArn"], "RetentionInDays": 30})
    group = aws("logs").describe_log_groups(logGroupNamePrefix="/aws/rds")["logGroups"][0]
    assert (group["logGroupName"], group["kmsKeyId"], group["retentionInDays"]) == (name, base["KeyArn"], 30)


def test_an_ecs_service_is_described_with_its_task_definition_and_desired_count(
    aws: Aws, base: Base, stack: Stack
) -> None:
    ecs = aws("ecs")
    network = {"AwsvpcConfiguration": {"Subnets": [base["SubnetA"]], "SecurityGroups": [base["Group"]]}}
    properties = {
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
            "Subject": resource("AWS::ECS::Service", **properties),
        },
        "Outputs": {
            "Ref": {"Value": {"Ref": "Subject"}},
            "Name": {"Value": {"Fn::GetAtt": ["Subject", "Name"]}},
            "Arn": {"Value": {"Fn::GetAtt": ["Subject", "ServiceArn"]}},
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

    # A changed task definition becomes the next revision of its family, and the service uses it.
    template["Resources"]["Task"]["Properties"]["Cpu"] = "512"
    stack.deploy(template)
    second = stack.physical_id("Task")
    assert (first.rpartition("/")[2], second.rpartition("/")[2]) == ("shop:1", "shop:2")
    described = ecs.describe_services(cluster=found["Cluster"], services=[found["Name"]])["services"][0]
    assert described["taskDefinition"] == second
    assert ecs.list_task_definitions(familyPrefix="shop")["taskDefinitionArns"] == [second]
    stack.delete()
    assert ecs.describe_clusters(clusters=[found["Cluster"]])["clusters"] == []


def test_a_schedule_deploys_an_ecs_service_again(aws: Aws, base: Base, stack: Stack) -> None:
    ecs = aws("ecs")
    network = {"AwsvpcConfiguration": {"Subnets": [base["SubnetA"]], "SecurityGroups": [base["Group"]]}}
    service = {"Cluster": base["Tasks"], "TaskDefinition": base["Task"], "LaunchType": "FARGATE"}
    target = {
        "Arn": "arn:aws:scheduler:::aws-sdk:ecs:updateService",
        "Input": {
            "Fn::Sub": json.dumps({"Cluster": base["Tasks"], "Service": "${Service}", "ForceNewDeployment": True})
        },
        "RoleArn": base["RoleArn"],
    }
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    schedule = {"ScheduleExpression": f"at({now})", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    template = {"Resources": {"Service": resource("AWS::ECS::Service", **service, NetworkConfiguration=network)}}

    def deployment() -> str:
        found = ecs.describe_services(cluster=base["Tasks"], services=[stack.physical_id("Service")])["services"][0]
        assert found["taskDefinition"] == base["Task"]
        return found["deployments"][0]["id"]

    stack.deploy(template)
    first = deployment()
    template["Resources"]["Schedule"] = resource("AWS::Scheduler::Schedule", **schedule)
    stack.deploy(template)
    wait_until(lambda: deployment() != first, "another deployment", 40)


def test_an_ecs_cluster_with_services_is_not_deleted(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::ECS::Cluster", {})
    name = stack.physical_id()
    network = {"awsvpcConfiguration": {"subnets": [base["SubnetA"]]}}
    service = {"serviceName": "unmanaged", "taskDefinition": base["Task"], "desiredCount": 0}
    aws("ecs").create_service(cluster=name, launchType="FARGATE", networkConfiguration=network, **service)
    stack.delete("DELETE_FAILED")
    assert "has services: delete them first" in "\n".join(stack.failures())
    aws("ecs").delete_service(cluster=name, service="unmanaged", force=True)
