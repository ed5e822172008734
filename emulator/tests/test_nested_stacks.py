"""Nested stacks: outputs, updates, rollbacks, deletion, events and descriptions."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import FAILING_RESOURCE, Another, Stack
from test_custom_resources import Custom

STACK = "AWS::CloudFormation::Stack"
Template = dict[str, Any]


def parameter(value: Any = "x", **more: Any) -> Template:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **more}


def queue(policy: str = "Delete", **properties: Any) -> Template:
    return {"Type": "AWS::SQS::Queue", "DeletionPolicy": policy, "Properties": properties}


def template(**resources: Any) -> Template:
    return {"Resources": resources}


class Assets:
    """Publishes templates of nested stacks in a bucket, as ``cdk deploy`` does."""

    def __init__(self, aws: Aws, bucket: str, prefix: str) -> None:
        self._s3, self._bucket, self._prefix, self._number = aws("s3"), bucket, prefix, 0

    def publish(self, nested: Template, key: str = "") -> str:
        self._number += 1
        key = key or f"{self._prefix}/{self._number}.json"
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=json.dumps(nested).encode())
        return f"https://s3.eu-west-1.amazonaws.com/{self._bucket}/{key}"

    def nested(self, nested: Template, **more: Any) -> Template:
        """Returns a resource of a parent, whose properties and attributes are the other arguments."""
        attributes = {name: more.pop(name) for name in ("DependsOn", "DeletionPolicy") if name in more}
        return {"Type": STACK, "Properties": {"TemplateURL": self.publish(nested), **more}, **attributes}


@pytest.fixture
def assets(aws: Aws, base: dict[str, str], stack: Stack) -> Assets:
    return Assets(aws, base["Bucket"], stack.name)


def described(aws: Aws, identifier: str) -> dict[str, Any]:
    return aws("cloudformation").describe_stacks(StackName=identifier)["Stacks"][0]


def physical_id(aws: Aws, stack: str, logical_id: str) -> str:
    found = aws("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=logical_id)
    return found["StackResourceDetail"]["PhysicalResourceId"]


def events(aws: Aws, identifier: str) -> list[tuple[str, str]]:
    """Returns the logical ids and the statuses of the events, the oldest first."""
    found = aws("cloudformation").describe_stack_events(StackName=identifier)["StackEvents"]
    return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(found)]


def reasons(aws: Aws, identifier: str, logical_id: str, status: str) -> list[str]:
    found = aws("cloudformation").describe_stack_events(StackName=identifier)["StackEvents"]
    return [
        event.get("ResourceStatusReason", "")
        for event in found
        if (event["LogicalResourceId"], event["ResourceStatus"]) == (logical_id, status)
    ]


def queues(aws: Aws, name: str) -> list[str]:
    urls = aws("sqs").list_queues(QueueNamePrefix=name).get("QueueUrls", [])
    return sorted(url.rsplit("/", 1)[1] for url in urls)


def value(aws: Aws, name: str) -> str:
    return aws("ssm").get_parameter(Name=name)["Parameter"]["Value"]


FAILS = {"Type": "AWS::EC2::EIP", "Properties": {"NoSuchProperty": True}}


def with_output(of: Any = "x", **resources: Any) -> Template:
    """A template with a parameter ``Of``, a resource that has its value, and an output."""
    return {
        "Parameters": {"Of": {"Type": "String", "Default": of}},
        "Resources": {"Inner": parameter({"Ref": "Of"}), **resources},
        "Outputs": {"Name": {"Value": {"Ref": "Inner"}}},
    }


# ---- creation -------------------------------------------------------------------------------------------------------


def test_a_parent_passes_parameters_and_receives_outputs(aws: Aws, stack: Stack, assets: Assets) -> None:
    before = parameter("from the parent")
    nested = assets.nested(with_output(), Parameters={"Of": {"Fn::GetAtt": ["Before", "Value"]}})
    after = parameter({"Fn::GetAtt": ["Nested", "Outputs.Name"]})
    stack.deploy(template(Before=before, Nested=nested, After=after))
    inner = value(aws, stack.physical_id("After"))
    assert inner == physical_id(aws, stack.physical_id("Nested"), "Inner")
    assert value(aws, inner) == "from the parent"


def test_a_nested_stack_is_described_with_its_parent_and_its_root(aws: Aws, stack: Stack, assets: Assets) -> None:
    stack.deploy(template(Outer=assets.nested(template(Middle=assets.nested(with_output())))))
    root = described(aws, stack.name)
    outer = described(aws, stack.physical_id("Outer"))
    middle = described(aws, physical_id(aws, outer["StackName"], "Middle"))
    assert "RootId" not in root
    assert (outer["ParentId"], outer["RootId"]) == (root["StackId"], root["StackId"])
    assert (middle["ParentId"], middle["RootId"]) == (outer["StackId"], root["StackId"])
    assert outer["StackName"].startswith(f"{stack.name}-Outer-")
    assert middle["Outputs"][0]["OutputKey"] == "Name"
    pages = aws("cloudformation").get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_COMPLETE"])
    listed = {found["StackId"]: found for page in pages for found in page["StackSummaries"]}
    assert listed[middle["StackId"]]["RootId"] == root["StackId"]
    resources = aws("cloudformation").list_stack_resources(StackName=stack.name)["StackResourceSummaries"]
    assert [(item["ResourceType"], item["PhysicalResourceId"]) for item in resources] == [(STACK, outer["StackId"])]
    inner = aws("cloudformation").describe_stack_resources(StackName=middle["StackId"])["StackResources"]
    assert [item["LogicalResourceId"] for item in inner] == ["Inner"]
    assert json.loads(json.dumps(aws("cloudformation").get_template(StackName=middle["StackId"])["TemplateBody"])) == (
        with_output()
    )


def test_the_events_of_the_parent_name_the_nested_stack_from_its_beginning(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    stack.deploy(template(Nested=assets.nested(with_output())))
    identifier = stack.physical_id("Nested")
    found = aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    of_nested = [
        (event["ResourceStatus"], event.get("ResourceStatusReason", ""), event["PhysicalResourceId"])
        for event in reversed(found)
        if event["LogicalResourceId"] == "Nested"
    ]
    assert of_nested[1:] == [
        ("CREATE_IN_PROGRESS", "Resource creation Initiated", identifier),
        ("CREATE_COMPLETE", "", identifier),
    ]
    name = described(aws, identifier)["StackName"]
    assert events(aws, identifier) == [
        (name, "CREATE_IN_PROGRESS"),
        ("Inner", "CREATE_IN_PROGRESS"),
        ("Inner", "CREATE_COMPLETE"),
        (name, "CREATE_COMPLETE"),
    ]
    stack.deploy(template(Nested=assets.nested(with_output("y"))))
    updated = aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    starts = [event for event in updated if event["ResourceStatus"] == "UPDATE_IN_PROGRESS"]
    assert starts[0]["PhysicalResourceId"] == identifier
    of_stack = {event["PhysicalResourceId"] for event in updated if event["LogicalResourceId"] == stack.name}
    assert of_stack == {described(aws, stack.name)["StackId"]}


def test_resources_depend_on_nested_stacks(aws: Aws, stack: Stack, assets: Assets) -> None:
    first = assets.nested(with_output(), DependsOn="Zero")
    stack.deploy(template(First=first, Zero=parameter(), Second=assets.nested(with_output(), DependsOn="First")))
    complete = [name for name, status in events(aws, stack.name) if status == "CREATE_COMPLETE"]
    assert complete == ["Zero", "First", "Second", stack.name]


def test_a_nested_stack_has_the_tags_of_its_parent(aws: Aws, stack: Stack, assets: Assets) -> None:
    body = json.dumps(template(Nested=assets.nested(template(Inner=queue()), Tags=[{"Key": "own", "Value": "1"}])))
    aws("cloudformation").create_stack(
        StackName=stack.name, TemplateBody=body, Tags=[{"Key": "shop", "Value": "books"}]
    )
    stack.wait_for("CREATE_COMPLETE")
    nested = stack.physical_id("Nested")
    tags = {tag["Key"]: tag["Value"] for tag in described(aws, nested)["Tags"]}
    assert tags == {"own": "1", "shop": "books"}
    of_queue = aws("sqs").list_queue_tags(QueueUrl=physical_id(aws, nested, "Inner"))["Tags"]
    assert {name: of_queue[name] for name in ("own", "shop")} == tags


def test_a_nested_stack_may_have_a_url_with_the_bucket_in_the_host_name(
    aws: Aws, base: dict[str, str], stack: Stack, assets: Assets
) -> None:
    key = assets.publish(with_output()).split("/", 4)[-1]
    url = f"https://{base['Bucket']}.s3.eu-west-1.amazonaws.com/{key}"
    stack.deploy(template(Nested={"Type": STACK, "Properties": {"TemplateURL": url}}))
    assert described(aws, stack.physical_id("Nested"))["StackStatus"] == "CREATE_COMPLETE"


def test_a_missing_template_or_parameter_fails_the_parent(stack: Stack, assets: Assets) -> None:
    url = assets.publish(with_output())
    stack.deploy(template(Nested={"Type": STACK, "Properties": {"TemplateURL": f"{url}x"}}), "ROLLBACK_COMPLETE")
    assert "TemplateURL must reference a valid S3 object to which you have access." in "\n".join(stack.failures())
    stack.delete()
    stack.deploy(template(Nested=assets.nested(with_output(), Parameters={"No": "1"})), "ROLLBACK_COMPLETE")
    assert "Parameters: [No] do not exist in the template" in "\n".join(stack.failures())


def test_an_unsupported_type_in_a_nested_stack_fails_the_parent(stack: Stack, assets: Assets) -> None:
    stack.deploy(template(Nested=assets.nested(template(No={"Type": "AWS::EC2::Host"}))), "ROLLBACK_COMPLETE")
    assert "does not support AWS::EC2::Host" in "\n".join(stack.failures())


# ---- failed creations -----------------------------------------------------------------------------------------------


def test_a_failed_creation_of_a_nested_stack_fails_the_parent_and_deletes_it(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    name = f"{stack.name}-failed"
    nested = assets.nested(template(Inner=queue(QueueName=name), No={**FAILS, "DependsOn": "Inner"}))
    stack.deploy(template(Nested=nested), "ROLLBACK_COMPLETE")
    identifier = next(
        event["PhysicalResourceId"]
        for event in aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
        if event["LogicalResourceId"] == "Nested" and event["ResourceStatus"] == "CREATE_FAILED"
    )
    assert reasons(aws, stack.name, "Nested", "CREATE_FAILED") == [
        f"Embedded stack {identifier} was not successfully created: The following resource(s) failed to create: [No]."
    ]
    of_nested = [status for name, status in events(aws, stack.name) if name == "Nested"]
    assert of_nested[-3:] == ["CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    assert described(aws, identifier)["StackStatus"] == "DELETE_COMPLETE"
    assert queues(aws, name) == []
    resources = aws("cloudformation").list_stack_resources(StackName=stack.name)["StackResourceSummaries"]
    assert resources == []


@pytest.mark.parametrize(("policy", "left"), [("Delete", 0), ("RetainExceptOnCreate", 0), ("Retain", 1)])
def test_a_rolled_back_creation_of_the_parent_deletes_nested_stacks(
    aws: Aws, stack: Stack, assets: Assets, policy: str, left: int
) -> None:
    name = f"{stack.name}-{policy}"
    subject = assets.nested(template(Inner=queue(policy, QueueName=name)))
    stack.deploy(template(Subject=subject, Fails=FAILING_RESOURCE), "ROLLBACK_COMPLETE")
    assert described(aws, stack.created_id())["StackStatus"] == "DELETE_COMPLETE"
    assert queues(aws, name) == [name] * left


def test_a_failed_creation_without_a_rollback_continues_in_the_nested_stack(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    name = f"{stack.name}-kept"
    inner = {"Inner": queue(QueueName=name)}
    fails = {"No": {**FAILS, "DependsOn": "Inner"}}
    stack.create_change_set(template(Nested=assets.nested(template(**inner, **fails))), "CREATE")
    stack.execute_change_set("CREATE_FAILED", DisableRollback=True)
    nested = stack.physical_id("Nested")
    assert described(aws, nested)["StackStatus"] == "CREATE_FAILED"
    assert queues(aws, name) == [name]

    assert stack.create_change_set(template(Nested=assets.nested(template(**inner))), "UPDATE") == ["Modify Nested"]
    stack.execute_change_set("UPDATE_COMPLETE", DisableRollback=True)
    assert stack.physical_id("Nested") == nested
    assert described(aws, nested)["StackStatus"] == "UPDATE_COMPLETE"


def test_rolling_a_failed_creation_back_deletes_the_nested_stack(aws: Aws, stack: Stack, assets: Assets) -> None:
    name = f"{stack.name}-rolled"
    inner = {"Inner": queue("RetainExceptOnCreate", QueueName=name), "No": {**FAILS, "DependsOn": "Inner"}}
    stack.create_change_set(template(Nested=assets.nested(template(**inner))), "CREATE")
    stack.execute_change_set("CREATE_FAILED", DisableRollback=True)
    nested = stack.physical_id("Nested")
    aws("cloudformation").rollback_stack(StackName=stack.name)
    stack.wait_for("ROLLBACK_COMPLETE")
    assert described(aws, nested)["StackStatus"] == "DELETE_COMPLETE"
    assert queues(aws, name) == []


# ---- updates --------------------------------------------------------------------------------------------------------


def test_an_update_changes_the_nested_stack_and_cleans_up_after_the_parent(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    old, new = f"{stack.name}-old", f"{stack.name}-new"
    stack.deploy(template(Nested=assets.nested(template(Replaced=queue(QueueName=old), Removed=parameter()))))
    nested = stack.physical_id("Nested")
    added = parameter({"Ref": "AWS::StackName"})
    after = parameter(DependsOn="Nested")
    stack.deploy(
        template(Nested=assets.nested(template(Replaced=queue(QueueName=new), Added=added)), After=after)
    )
    assert stack.physical_id("Nested") == nested
    assert queues(aws, stack.name) == [new]
    name = described(aws, nested)["StackName"]
    assert value(aws, physical_id(aws, nested, "Added")) == name
    resources = aws("cloudformation").list_stack_resources(StackName=nested)["StackResourceSummaries"]
    assert {item["LogicalResourceId"] for item in resources} == {"Replaced", "Added"}
    later = events(aws, nested)[events(aws, nested).index((name, "UPDATE_IN_PROGRESS")) :]
    assert later[-7:] == [
        ("Replaced", "UPDATE_COMPLETE"),
        (name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Replaced", "DELETE_IN_PROGRESS"),
        ("Replaced", "DELETE_COMPLETE"),
        ("Removed", "DELETE_IN_PROGRESS"),
        ("Removed", "DELETE_COMPLETE"),
        (name, "UPDATE_COMPLETE"),
    ]


def test_a_changed_template_at_the_same_url_updates_the_nested_stack(aws: Aws, stack: Stack, assets: Assets) -> None:
    key = f"{stack.name}/same.json"
    parent = template(Nested={"Type": STACK, "Properties": {"TemplateURL": assets.publish(with_output("one"), key)}})
    stack.deploy(parent)
    inner = physical_id(aws, stack.physical_id("Nested"), "Inner")
    assets.publish(with_output("two"), key)
    assert stack.create_change_set(parent, "UPDATE") == ["Modify Nested"]
    stack.execute_change_set("UPDATE_COMPLETE")
    assert value(aws, inner) == "two"

    assets.publish(with_output("three"), key)
    stack.deploy(template(**parent["Resources"], Fails={**FAILS, "DependsOn": "Nested"}), "UPDATE_ROLLBACK_COMPLETE")
    assert value(aws, inner) == "two"


def test_a_nested_stack_without_changes_is_not_updated(aws: Aws, stack: Stack, assets: Assets) -> None:
    nested = assets.nested(with_output())
    stack.deploy(template(Nested=nested))
    before = events(aws, stack.physical_id("Nested"))
    stack.deploy(template(Nested=nested, Other=parameter()))
    assert events(aws, stack.physical_id("Nested")) == before


def test_a_rolled_back_update_of_the_parent_rolls_the_nested_stacks_back(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    old, new = f"{stack.name}-old", f"{stack.name}-new"

    def inner(queue_name: str, of: str, **more: Any) -> Template:
        return assets.nested(with_output(of, Replaced=queue(QueueName=queue_name), **more))

    def outer(queue_name: str, of: str, **more: Any) -> Template:
        return {
            "Resources": {"Middle": inner(queue_name, of, **more)},
            "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Middle", "Outputs.Name"]}}},
        }

    output = {"Name": {"Value": {"Fn::GetAtt": ["Outer", "Outputs.Name"]}}}
    stack.deploy({**template(Outer=assets.nested(outer(old, "one", Removed=parameter()))), "Outputs": output})
    url = aws("sqs").get_queue_url(QueueName=old)["QueueUrl"]
    aws("sqs").send_message(QueueUrl=url, MessageBody="kept")
    middle = physical_id(aws, stack.physical_id("Outer"), "Middle")
    removed, outputs = physical_id(aws, middle, "Removed"), stack.outputs()

    failing = template(
        Outer=assets.nested(outer(new, "two", Added=parameter())), Fails={**FAILS, "DependsOn": "Outer"}
    )
    stack.deploy({**failing, "Outputs": output}, "UPDATE_ROLLBACK_COMPLETE")
    assert queues(aws, stack.name) == [old]
    assert aws("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "kept"
    assert physical_id(aws, middle, "Removed") == removed
    assert value(aws, removed) == "x"
    assert stack.outputs() == outputs
    assert value(aws, outputs["Name"]) == "one"
    resources = aws("cloudformation").list_stack_resources(StackName=middle)["StackResourceSummaries"]
    assert {item["LogicalResourceId"] for item in resources} == {"Inner", "Replaced", "Removed"}
    deleted = [name for name, status in events(aws, middle) if status == "DELETE_COMPLETE"]
    assert sorted(deleted) == ["Added", "Replaced"]
    for nested in (middle, stack.physical_id("Outer")):
        name = described(aws, nested)["StackName"]
        assert [status for logical_id, status in events(aws, nested) if logical_id == name][-4:] == [
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE",
        ]


def test_a_failed_update_of_a_nested_stack_rolls_the_parent_back(aws: Aws, stack: Stack, assets: Assets) -> None:
    stack.deploy(template(First=parameter("one"), Nested=assets.nested(with_output("one"), DependsOn="First")))
    nested = stack.physical_id("Nested")
    inner = physical_id(aws, nested, "Inner")
    fails = assets.nested(with_output("two", No={**FAILS, "DependsOn": "Inner"}), DependsOn="First")
    stack.deploy(template(First=parameter("two"), Nested=fails), "UPDATE_ROLLBACK_COMPLETE")
    assert reasons(aws, stack.name, "Nested", "UPDATE_FAILED") == [
        f"Embedded stack {nested} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: "
        "The following resource(s) failed to create: [No]."
    ]
    assert described(aws, nested)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert (value(aws, inner), value(aws, stack.physical_id("First"))) == ("one", "one")
    stack.deploy(template(First=parameter("two"), Nested=assets.nested(with_output("two"), DependsOn="First")))
    assert (value(aws, inner), described(aws, nested)["StackStatus"]) == ("two", "UPDATE_COMPLETE")


@pytest.mark.parametrize("roll_back", [True, False])
def test_a_failed_update_without_a_rollback_continues_or_rolls_back(
    aws: Aws, stack: Stack, assets: Assets, roll_back: bool
) -> None:
    removed = f"{stack.name}-removed"

    def parent(of: str, of_failing: str, **more: Any) -> Template:
        succeeds = assets.nested(with_output(of, **({"Removed": queue(QueueName=removed)} if of == "one" else {})))
        return template(A=succeeds, B=assets.nested(with_output(of_failing, **more), DependsOn="A"))

    stack.deploy(parent("one", "one"))
    first = [physical_id(aws, stack.physical_id(name), "Inner") for name in "AB"]
    stack.create_change_set(parent("two", "two", No={**FAILS, "DependsOn": "Inner"}), "UPDATE")
    stack.execute_change_set("UPDATE_FAILED", DisableRollback=True)
    assert "Currently in UPDATE_FAILED with reason" in reasons(aws, stack.name, "B", "UPDATE_FAILED")[0]
    assert [value(aws, name) for name in first] == ["two", "two"]
    assert queues(aws, removed) == [removed]
    if roll_back:
        aws("cloudformation").rollback_stack(StackName=stack.name)
        stack.wait_for("UPDATE_ROLLBACK_COMPLETE")
        assert [value(aws, name) for name in first] == ["one", "one"]
        assert queues(aws, removed) == [removed]
    else:
        stack.create_change_set(parent("three", "three"), "UPDATE")
        stack.execute_change_set("UPDATE_COMPLETE", DisableRollback=True)
        assert [value(aws, name) for name in first] == ["three", "three"]
        assert queues(aws, removed) == []
    final = "UPDATE_ROLLBACK_COMPLETE" if roll_back else "UPDATE_COMPLETE"
    assert [described(aws, stack.physical_id(name))["StackStatus"] for name in "AB"] == [final, final]


def test_a_rollback_that_fails_in_a_nested_stack_can_be_continued(
    aws: Aws, base: dict[str, str], stack: Stack, assets: Assets, tmp_path: Path
) -> None:
    custom, added = Custom(base, tmp_path / "requests"), f"{stack.name}-added"

    def nested(mode: str, **more: Any) -> Template:
        return assets.nested({"Resources": {**custom.template(Mode=mode)["Resources"], **more}})

    stack.deploy(template(Nested=nested("fails while broken")))
    identifier = stack.physical_id("Nested")
    custom.break_provider()
    updated = template(Nested=nested("", Added=queue(QueueName=added)), Fails={**FAILS, "DependsOn": "Nested"})
    stack.deploy(updated, "UPDATE_ROLLBACK_FAILED")
    assert described(aws, identifier)["StackStatus"] == "UPDATE_ROLLBACK_FAILED"

    custom.repair_provider()
    aws("cloudformation").continue_update_rollback(StackName=stack.name)
    stack.wait_for("UPDATE_ROLLBACK_COMPLETE")
    assert described(aws, identifier)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert custom.requests()[-1]["ResourceProperties"]["Mode"] == "fails while broken"
    assert queues(aws, added) == []


def test_a_nested_stack_can_be_updated_directly(aws: Aws, stack: Stack, assets: Assets) -> None:
    stack.deploy(template(Nested=assets.nested(template(Inner=queue(QueueName=f"{stack.name}-old")))))
    nested = stack.physical_id("Nested")
    body = json.dumps(template(Inner=queue(QueueName=f"{stack.name}-new")))
    aws("cloudformation").update_stack(StackName=nested, TemplateBody=body)
    stack.wait_for("UPDATE_COMPLETE", nested)
    assert queues(aws, stack.name) == [f"{stack.name}-new"]


def test_the_clean_up_deletes_dependents_in_other_nested_stacks_first(
    aws: Aws, base: dict[str, str], stack: Stack, assets: Assets
) -> None:
    group = {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "x", "VpcId": base["Vpc"]}}
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Role": base["RoleArn"],
            "Code": {"ZipFile": "exports.handler = async () => {};"},
            "VpcConfig": {"SubnetIds": [base["SubnetA"]], "SecurityGroupIds": [{"Ref": "Of"}]},
        },
    }
    output = {"Outputs": {"Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}}}}
    of = {"Parameters": {"Of": {"Type": "String"}}}
    kept = {"Kept": parameter()}
    with_group = assets.nested({**template(Group=group, **kept), **output})
    with_function = assets.nested(
        {**template(Function=function, **kept), **of}, Parameters={"Of": {"Fn::GetAtt": ["A", "Outputs.Group"]}}
    )
    without = {"A": assets.nested(template(**kept)), "B": assets.nested(template(**kept))}

    def groups() -> list[str]:
        found = aws("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [base["Vpc"]]}])
        return sorted(item["GroupId"] for item in found["SecurityGroups"])

    before = groups()
    stack.deploy(template(**without))
    failing = {"Fails": {**FAILS, "DependsOn": "B"}}
    stack.deploy(template(A=with_group, B=with_function, **failing), "UPDATE_ROLLBACK_COMPLETE")
    assert groups() == before
    stack.deploy(template(A=with_group, B=with_function))
    assert len(groups()) == len(before) + 1
    stack.deploy(template(**without))
    assert groups() == before


# ---- deletion -------------------------------------------------------------------------------------------------------


def test_a_nested_stack_is_deleted_with_its_parent(aws: Aws, stack: Stack, assets: Assets) -> None:
    deleted, retained = f"{stack.name}-deleted", f"{stack.name}-retained"
    inner = template(Deleted=queue(QueueName=deleted), Retained=queue("RetainExceptOnCreate", QueueName=retained))
    stack.deploy(template(Outer=assets.nested(template(Nested=assets.nested(inner)))))
    outer = stack.physical_id("Outer")
    nested = physical_id(aws, outer, "Nested")
    stack.delete()
    assert [described(aws, identifier)["StackStatus"] for identifier in (outer, nested)] == ["DELETE_COMPLETE"] * 2
    assert queues(aws, stack.name) == [retained]
    assert ("Retained", "DELETE_SKIPPED") in events(aws, nested)


def test_an_update_deletes_a_removed_nested_stack_and_retains_one_with_a_deletion_policy(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    retained = assets.nested(template(Inner=queue(QueueName=f"{stack.name}-2")), DeletionPolicy="Retain")
    removed = assets.nested(template(Inner=queue(QueueName=f"{stack.name}-1")))
    stack.deploy(template(Removed=removed, Retained=retained, Kept=parameter()))
    identifiers = [stack.physical_id(name) for name in ("Removed", "Retained")]
    stack.deploy(template(Kept=parameter()))
    assert [described(aws, identifier)["StackStatus"] for identifier in identifiers] == [
        "DELETE_COMPLETE",
        "CREATE_COMPLETE",
    ]
    assert queues(aws, stack.name) == [f"{stack.name}-2"]


def test_a_resource_that_cannot_be_deleted_fails_the_deletion_of_the_parent(
    aws: Aws, stack: Stack, assets: Assets
) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {}}
    stack.deploy(template(Nested=assets.nested(template(Inner=bucket))))
    nested = stack.physical_id("Nested")
    name = physical_id(aws, nested, "Inner")
    aws("s3").put_object(Bucket=name, Key="key", Body=b"value")
    stack.delete("DELETE_FAILED")
    assert reasons(aws, stack.name, "Nested", "DELETE_FAILED") == [
        f"Embedded stack {nested} was not successfully deleted: The following resource(s) failed to delete: [Inner]."
    ]
    assert described(aws, nested)["StackStatus"] == "DELETE_FAILED"
    aws("s3").delete_object(Bucket=name, Key="key")
    stack.delete()
    assert described(aws, nested)["StackStatus"] == "DELETE_COMPLETE"


def test_a_nested_stack_whose_export_another_stack_imports_is_not_deleted(
    aws: Aws, stack: Stack, another: Another, assets: Assets
) -> None:
    export = f"{stack.name}:Host"
    exporting = {**template(Inner=parameter()), "Outputs": {"Host": {"Value": "one", "Export": {"Name": export}}}}
    stack.deploy(template(Nested=assets.nested(exporting)))
    importer = another("importer")
    importer.deploy(template(Subject=parameter({"Fn::ImportValue": export})))
    stack.delete("DELETE_FAILED")
    assert f"Cannot delete export {export} as it is in use by {importer.name}" in "\n".join(stack.failures())
    importer.delete()
    stack.delete()


def test_a_nested_stack_has_the_termination_protection_of_its_root(aws: Aws, stack: Stack, assets: Assets) -> None:
    cloudformation = aws("cloudformation")
    stack.deploy(template(Nested=assets.nested(with_output())))
    nested = stack.physical_id("Nested")
    assert not described(aws, nested)["EnableTerminationProtection"]
    with pytest.raises(ClientError, match="is that of its root stack"):
        cloudformation.update_termination_protection(StackName=nested, EnableTerminationProtection=True)
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    assert described(aws, nested)["EnableTerminationProtection"]
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        cloudformation.delete_stack(StackName=nested)
    # An update of the root may delete it.
    stack.deploy(template(Other=parameter()))
    assert described(aws, nested)["StackStatus"] == "DELETE_COMPLETE"
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=False)


def test_a_change_set_that_includes_nested_stacks_creates_them(aws: Aws, stack: Stack, assets: Assets) -> None:
    """The newest CLI sends such a change set for each deployment."""
    cloudformation = aws("cloudformation")
    change_set = {"StackName": stack.name, "ChangeSetName": "nested"}
    cloudformation.create_change_set(
        **change_set,
        ChangeSetType="CREATE",
        IncludeNestedStacks=True,
        TemplateBody=json.dumps(template(Nested=assets.nested(with_output()))),
    )
    cloudformation.execute_change_set(**change_set)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=stack.name, WaiterConfig={"Delay": 1})
    assert described(aws, stack.physical_id("Nested"))["StackStatus"] == "CREATE_COMPLETE"
