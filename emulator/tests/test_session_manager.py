"""Session Manager: session documents, and sessions with containers of tasks."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from conftest import Aws
from stack import Stack
from templates import Base, session, task
from test_schedules import service
from test_stores import resource

KIND = "AWS::SSM::Document"


def document(**more: Any) -> dict[str, Any]:
    fixed = {"Name": "dev-access-sessions", "DocumentType": "Session", "UpdateMethod": "NewVersion"}
    return {**fixed, "Content": session("orders.internal"), **more}


def deploy(aws: Aws, base: Base, stack: Stack, **more: Any) -> str:
    """Deploys a document and a service with one task. Returns the target of a session with the task."""
    cluster = resource("AWS::ECS::Cluster", ClusterName="access")
    definition = resource("AWS::ECS::TaskDefinition", **task())
    more = {"DesiredCount": 1, "EnableExecuteCommand": True, **more}
    service_of_cluster = service(base, ServiceName="orders", Cluster={"Ref": "Cluster"}, TaskDefinition={"Ref": "Task"})
    stack.deploy_one(
        KIND, document(), Cluster=cluster, Task=definition, Service=resource("AWS::ECS::Service", **service_of_cluster | more)
    )
    ecs = aws("ecs")
    (arn,) = ecs.list_tasks(cluster="access", serviceName="orders")["taskArns"]
    (found,) = ecs.describe_tasks(cluster="access", tasks=[arn])["tasks"]
    return f"ecs:access_{arn.rpartition('/')[2]}_{found['containers'][0]['runtimeId']}"


def test_a_session_forwards_a_port_with_a_document(aws: Aws, base: Base, stack: Stack) -> None:
    target, ssm = deploy(aws, base, stack), aws("ssm")
    started = ssm.start_session(
        Target=target, DocumentName="dev-access-sessions", Parameters={"localPortNumber": ["5432"]}
    )
    (found,) = ssm.describe_sessions(State="Active")["Sessions"]
    assert (found["SessionId"], found["Target"]) == (started["SessionId"], target)
    ssm.terminate_session(SessionId=started["SessionId"])
    assert ssm.describe_sessions(State="Active")["Sessions"] == []


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"DocumentName": "nowhere"}, "InvalidDocument", "nowhere does not exist"),
        ({"Parameters": {"host": ["other.internal"]}}, "InvalidParameters", "has no parameters named host"),
        ({"Target": "ecs:access_0_0"}, "TargetNotConnected", "ecs:access_0_0 is not connected"),
        ({"Target": "i-0123456789abcdef0"}, "TargetNotConnected", "is not connected"),
    ],
    ids=["missing document", "pinned host", "missing task", "instance"],
)
def test_a_session_is_refused(
    aws: Aws, base: Base, stack: Stack, changes: dict[str, Any], code: str, reason: str
) -> None:
    request = {"Target": deploy(aws, base, stack), "DocumentName": "dev-access-sessions", **changes}
    with pytest.raises(ClientError, match=code) as error:
        aws("ssm").start_session(**request)
    assert reason in str(error.value)


def test_a_session_needs_a_task_on_which_commands_can_be_executed(aws: Aws, base: Base, stack: Stack) -> None:
    target = deploy(aws, base, stack, EnableExecuteCommand=False)
    with pytest.raises(ClientError, match="TargetNotConnected"):
        aws("ssm").start_session(Target=target, DocumentName="dev-access-sessions")


def test_a_changed_document_has_a_new_version(aws: Aws, stack: Stack) -> None:
    stack.deploy_one(KIND, document())
    stack.deploy_one(KIND, document(Content=session("baskets.internal")))
    described = aws("ssm").describe_document(Name="dev-access-sessions")["Document"]
    assert (described["DefaultVersion"], described["LatestVersion"]) == ("2", "2")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Name": "aws-access"}, "The name aws-access of the document is not valid"),
        ({"Content": session("a") | {"schemaVersion": "2.2"}}, "must have the schemaVersion 1.0"),
        ({"Content": session("a") | {"sessionType": "Tunnel"}}, "There is no sessionType Tunnel"),
        ({"Content": session("a") | {"parameters": {}}}, "uses parameters that it does not have"),
        ({"Content": "{"}, "The content is not valid JSON"),
    ],
    ids=["name", "schema", "type", "parameter", "JSON"],
)
def test_rejects_an_invalid_document(stack: Stack, changes: dict[str, Any], reason: str) -> None:
    stack.deploy_one(KIND, document(**changes), "ROLLBACK_COMPLETE")
    assert reason in "\n".join(stack.failures())


def test_rejects_a_change_that_would_replace_the_document(aws: Aws, stack: Stack) -> None:
    replaced = {**document(), "UpdateMethod": "Replace"}
    stack.deploy_one(KIND, replaced)
    stack.deploy_one(KIND, {**replaced, "Content": session("baskets.internal")}, "UPDATE_ROLLBACK_COMPLETE")
    assert "only by NewVersion" in "\n".join(stack.failures())
    content = json.loads(aws("ssm").get_document(Name="dev-access-sessions")["Content"])
    assert content["properties"]["host"] == "orders.internal"
