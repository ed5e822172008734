"""Session Manager: session documents, and sessions with containers of tasks."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from emulator_process import Emulator
from stack import Stack
from templates import Base, session, statement, task
from test_iam_enforcement import ACCOUNT, Clients, assume, create_role
from test_process import client
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


# ---- permissions ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clients, str]]:
    """The clients of a role that may forward a port to one target, and a running task of this target."""
    running = Emulator.start(tmp_path_factory.mktemp("sessions"), "--enforce-iam")
    ecs, ssm = client(running, "ecs"), client(running, "ssm")
    for name in ("dev-access-orders", "dev-access-users"):
        ssm.create_document(Name=name, DocumentType="Session", Content=json.dumps(session("orders.internal")))
    ecs.create_cluster(clusterName="orders")
    ecs.register_task_definition(family="orders", containerDefinitions=[{"name": "access", "image": "alpine"}])
    started = ecs.run_task(cluster="orders", taskDefinition="orders", enableExecuteCommand=True)["tasks"][0]
    region = started["taskArn"].split(":")[3]
    create_role(running, "operator")
    documents = f"arn:aws:ssm:{region}:{ACCOUNT}:document/dev-access-orders"
    policy = statement("ssm:StartSession", [f"arn:aws:ecs:{region}:{ACCOUNT}:task/orders/*", documents])
    policy["Statement"][0]["Condition"] = {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}
    client(running, "iam").put_role_policy(RoleName="operator", PolicyName="p", PolicyDocument=json.dumps(policy))
    container = started["containers"][0]["runtimeId"]
    yield assume(running, f"arn:aws:iam::{ACCOUNT}:role/operator"), (
        f"ecs:orders_{started['taskArn'].rpartition('/')[2]}_{container}"
    )
    assert running.stop() == 0


def test_a_role_starts_a_session_with_its_target_and_its_document(operator: tuple[Clients, str]) -> None:
    aws, target = operator
    started = aws("ssm").start_session(Target=target, DocumentName="dev-access-orders")
    aws("ssm").terminate_session(SessionId=started["SessionId"])


@pytest.mark.parametrize(
    "request_of",
    [
        lambda target: {"Target": target},
        lambda target: {"Target": target, "DocumentName": "dev-access-users"},
        lambda target: {"Target": target, "DocumentName": "AWS-StartPortForwardingSessionToRemoteHost"},
        lambda target: {"Target": target.replace("ecs:orders_", "ecs:users_"), "DocumentName": "dev-access-orders"},
    ],
    ids=["shell", "other document", "other host", "other target"],
)
def test_a_role_starts_no_other_session(
    operator: tuple[Clients, str], request_of: Callable[[str], dict[str, str]]
) -> None:
    aws, target = operator
    with pytest.raises(ClientError, match="AccessDenied"):
        aws("ssm").start_session(**request_of(target))
