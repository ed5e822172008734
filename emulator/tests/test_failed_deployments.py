"""Stacks whose creation or update fails: what a rollback deletes and retains, and how a deployment continues."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import FAILING_RESOURCE, Stack
from templates import documents, table

EXCEPT_ON_CREATE = "RetainExceptOnCreate"


def queue(policy: str = EXCEPT_ON_CREATE, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "DeletionPolicy": policy, "Properties": properties}


def parameter(value: str = "x", **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **more}


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def queues(aws: Aws, name: str) -> list[str]:
    urls = aws("sqs").list_queues(QueueNamePrefix=name).get("QueueUrls", [])
    return [url.rsplit("/", 1)[1] for url in urls]


def statuses(aws: Aws, stack: Stack) -> dict[str, str]:
    summaries = aws("cloudformation").list_stack_resources(StackName=stack.name)["StackResourceSummaries"]
    return {summary["LogicalResourceId"]: summary["ResourceStatus"] for summary in summaries}


# ---- rollbacks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "left"), [(EXCEPT_ON_CREATE, 0), ("Retain", 1)])
def test_a_rolled_back_creation_of_a_stack_deletes_what_is_retained_except_on_create(
    aws: Aws, stack: Stack, policy: str, left: int
) -> None:
    name = f"{stack.name}-created"
    stack.deploy(template(Subject=queue(policy, QueueName=name), Fails=FAILING_RESOURCE), "ROLLBACK_COMPLETE")
    assert queues(aws, name) == [name] * left


def test_a_stack_can_be_created_again_with_the_same_names_after_a_rollback(aws: Aws, stack: Stack) -> None:
    subject = queue(QueueName="again")
    stack.deploy(template(Subject=subject, Fails=FAILING_RESOURCE), "ROLLBACK_COMPLETE")
    stack.delete()
    stack.deploy(template(Subject=subject))
    assert queues(aws, "again") == ["again"]


@pytest.mark.parametrize(("policy", "left"), [(EXCEPT_ON_CREATE, 0), ("Retain", 1)])
def test_a_rolled_back_update_deletes_what_it_created_and_retains_except_on_create(
    aws: Aws, stack: Stack, policy: str, left: int
) -> None:
    name = f"{stack.name}-updated"
    stack.deploy(template(First=queue(QueueName=f"{name}-first")))
    first, added = queue(QueueName=f"{name}-first"), queue(policy, QueueName=name)
    stack.deploy(template(First=first, Subject=added, Fails=FAILING_RESOURCE), "UPDATE_ROLLBACK_COMPLETE")
    assert sorted(queues(aws, name)) == [name] * left + [f"{name}-first"]


def test_later_operations_retain_what_is_retained_except_on_create(aws: Aws, stack: Stack) -> None:
    kept = {"Kept": queue(QueueName="later-kept")}
    stack.deploy(template(Subject=queue(QueueName="later-removed"), **kept))
    stack.deploy(template(**kept))
    stack.delete()
    assert sorted(queues(aws, "later")) == ["later-kept", "later-removed"]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::DocDB::DBCluster", documents(DeletionProtection=True)),
        ("AWS::DynamoDB::Table", table(DeletionProtectionEnabled=True)),
    ],
)
def test_a_rollback_cannot_delete_a_resource_with_deletion_protection(
    aws: Aws, stack: Stack, kind: str, properties: dict[str, Any]
) -> None:
    subject = {"Type": kind, "DeletionPolicy": EXCEPT_ON_CREATE, "Properties": properties}
    others = {"Other": queue(QueueName=f"{stack.name}-beside"), "Fails": FAILING_RESOURCE}
    stack.deploy(template(Subject=subject, **others), "ROLLBACK_FAILED")
    assert statuses(aws, stack) == {"Subject": "DELETE_FAILED"}
    assert queues(aws, f"{stack.name}-beside") == []
    identifier = stack.physical_id()

    stack.delete()
    if kind == "AWS::DynamoDB::Table":
        assert aws("dynamodb").describe_table(TableName=identifier)["Table"]["DeletionProtectionEnabled"]
    else:
        clusters = aws("docdb").describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"]
        assert clusters[0]["DeletionProtection"]


@pytest.mark.parametrize("kind", ["CREATE", "UPDATE"])
def test_rejects_a_change_set_of_a_stack_whose_creation_was_rolled_back(stack: Stack, kind: str) -> None:
    stack.deploy(template(Subject=parameter(), Fails=FAILING_RESOURCE), "ROLLBACK_COMPLETE")
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        stack.create_change_set(template(Subject=parameter()), kind)


# ---- operations without a rollback ----------------------------------------------------------------------------------


def paused(stack: Stack, **resources: Any) -> None:
    """Deploys these resources and one that fails, without a rollback."""
    stack.create_change_set(template(**resources, Fails=FAILING_RESOURCE), "CREATE")
    stack.execute_change_set("CREATE_FAILED", DisableRollback=True)


def roll_back(aws: Aws, stack: Stack, expect: str) -> None:
    aws("cloudformation").rollback_stack(StackName=stack.name)
    stack.wait_for(expect)


def test_a_failed_creation_without_a_rollback_continues_where_it_stopped(aws: Aws, stack: Stack) -> None:
    paused(stack, Subject=queue(QueueName="continued"))
    created = stack.physical_id()
    later = parameter(DependsOn="Fixed")
    complete = template(Subject=queue(QueueName="continued"), Fixed=parameter(DependsOn="Subject"), Later=later)
    assert stack.create_change_set(complete, "UPDATE") == ["Add Fixed", "Add Later"]
    stack.execute_change_set("UPDATE_COMPLETE", DisableRollback=True)
    assert stack.physical_id() == created
    assert {*statuses(aws, stack)} == {"Subject", "Fixed", "Later"}


def test_a_failed_creation_continues_only_without_a_rollback(aws: Aws, stack: Stack) -> None:
    paused(stack, Subject=parameter())
    stack.create_change_set(template(Subject=parameter("y")), "UPDATE")
    with pytest.raises(ClientError, match=r"non-terminal \[CREATE_FAILED\] state"):
        stack.execute_change_set("UPDATE_COMPLETE")
    assert stack.status() == "CREATE_FAILED"


def test_update_stack_continues_a_failed_creation_only_without_a_rollback(aws: Aws, stack: Stack) -> None:
    paused(stack, Subject=queue(QueueName="direct"))
    created = stack.physical_id()

    def update(body: str, **options: Any) -> None:
        aws("cloudformation").update_stack(StackName=stack.name, TemplateBody=body, **options)

    complete = json.dumps(template(Subject=queue(QueueName="direct"), Fixed=parameter(DependsOn="Subject")))
    with pytest.raises(ClientError, match=r"non-terminal \[CREATE_FAILED\] state"):
        update(complete)
    with pytest.raises(ClientError, match="Template format error"):
        update("not a template", DisableRollback=True)
    assert stack.status() == "CREATE_FAILED"

    update(complete, DisableRollback=True)
    stack.wait_for("UPDATE_COMPLETE")
    assert stack.physical_id() == created
    assert {*statuses(aws, stack)} == {"Subject", "Fixed"}


def test_deleting_a_stack_whose_creation_failed_retains_what_is_retained_except_on_create(
    aws: Aws, stack: Stack
) -> None:
    paused(stack, Subject=queue(QueueName="paused"), Deleted=queue("Delete", QueueName="paused-deleted"))
    stack.delete()
    assert queues(aws, "paused") == ["paused"]


def test_rolling_a_failed_creation_back_deletes_what_is_retained_except_on_create(aws: Aws, stack: Stack) -> None:
    paused(stack, Subject=queue(QueueName="rolled"))
    roll_back(aws, stack, "ROLLBACK_COMPLETE")
    assert queues(aws, "rolled") == []


def test_a_rollback_includes_the_operations_that_continued_a_failed_creation(aws: Aws, stack: Stack) -> None:
    paused(stack, Subject=queue(QueueName="both-first"))
    second = {"Subject": queue(QueueName="both-first"), "Second": queue(QueueName="both-second")}
    fails = {**FAILING_RESOURCE, "DependsOn": "Second"}
    stack.create_change_set(template(**second, Fails=fails), "UPDATE")
    stack.execute_change_set("UPDATE_FAILED", DisableRollback=True)
    assert sorted(queues(aws, "both")) == ["both-first", "both-second"]
    roll_back(aws, stack, "ROLLBACK_COMPLETE")
    assert queues(aws, "both") == []


def test_a_failed_update_without_a_rollback_continues_or_rolls_back(aws: Aws, stack: Stack) -> None:
    def failing(value: str) -> dict[str, Any]:
        return template(Subject=parameter(value), Added=queue(QueueName="added"), Fails=FAILING_RESOURCE)

    def value() -> str:
        return aws("ssm").get_parameter(Name=stack.physical_id())["Parameter"]["Value"]

    stack.deploy(template(Subject=parameter("one")))
    for attempt in ("two", "three"):
        stack.create_change_set(failing(attempt), "UPDATE")
        stack.execute_change_set("UPDATE_FAILED", DisableRollback=True)
        assert value() == attempt
    roll_back(aws, stack, "UPDATE_ROLLBACK_COMPLETE")
    assert value() == "one"
    assert queues(aws, "added") == []
