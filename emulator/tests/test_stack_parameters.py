"""Stacks that read values of other stacks from Parameter Store, through template parameters of SSM types."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import FAILING_RESOURCE, Another, Stack

NAME = "/production/_platform/cache"
VALUE, LIST = "AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Value<List<String>>"


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **more}}


def writing(**values: str) -> dict[str, Any]:
    """A template of a stack that writes the values as JSON."""
    return {"Resources": {"Subject": parameter(json.dumps(values, separators=(",", ":")), Name=NAME)}}


def read(key: str) -> dict[str, Any]:
    """The value of a key in the JSON text, as a template reads it."""
    after_key = {"Fn::Select": [1, {"Fn::Split": [f'"{key}":"', {"Ref": "Cache"}]}]}
    return {"Fn::Select": [0, {"Fn::Split": ['"', after_key]}]}


def declaring(kind: str = VALUE, name: str = NAME, **more: Any) -> dict[str, Any]:
    return {"Parameters": {"Cache": {"Type": kind, "Default": name, **more}}}


def reading(key: str = "Secret", **more: Any) -> dict[str, Any]:
    """A template of a stack that reads the value of a key."""
    resources = {"Subject": parameter(read(key)), **more}
    return {**declaring(), "Resources": resources, "Outputs": {"Read": {"Value": read(key)}}}


@pytest.fixture
def reader(stack: Stack, another: Another) -> Stack:
    """A stack that reads what the stack of the test wrote."""
    stack.deploy(writing(Group="sg-1", Secret="arn:one"))
    reader = another("reader")
    reader.deploy(reading())
    return reader


def read_value(aws: Aws, reader: Stack) -> str:
    return aws("ssm").get_parameter(Name=reader.physical_id())["Parameter"]["Value"]


def described(aws: Aws, stack: Stack) -> list[dict[str, str]]:
    return aws("cloudformation").describe_stacks(StackName=stack.name)["Stacks"][0]["Parameters"]


def update(aws: Aws, reader: Stack) -> None:
    """Updates the stack as the CDK CLI does: with its template, and without a new name of the parameter."""
    previous = [{"ParameterKey": "Cache", "UsePreviousValue": True}]
    aws("cloudformation").update_stack(StackName=reader.name, UsePreviousTemplate=True, Parameters=previous)


# ---- values ---------------------------------------------------------------------------------------------------------


def test_a_stack_reads_a_value_that_another_stack_wrote(aws: Aws, reader: Stack) -> None:
    assert read_value(aws, reader) == "arn:one"
    assert reader.outputs() == {"Read": "arn:one"}
    value = '{"Group":"sg-1","Secret":"arn:one"}'
    assert described(aws, reader) == [{"ParameterKey": "Cache", "ParameterValue": NAME, "ResolvedValue": value}]


def test_each_update_reads_the_current_value_with_an_unchanged_template(
    aws: Aws, stack: Stack, reader: Stack
) -> None:
    stack.deploy(writing(Group="sg-1", Secret="arn:two"))
    update(aws, reader)
    reader.wait_for("UPDATE_COMPLETE")
    assert read_value(aws, reader) == reader.outputs()["Read"] == "arn:two"
    assert described(aws, reader)[0]["ResolvedValue"] == '{"Group":"sg-1","Secret":"arn:two"}'


def test_an_update_without_a_new_value_has_no_updates(aws: Aws, reader: Stack) -> None:
    with pytest.raises(ClientError, match="No updates are to be performed"):
        update(aws, reader)


def test_a_list_parameter_is_a_list_of_its_items(aws: Aws, stack: Stack) -> None:
    aws("ssm").put_parameter(Name=f"/{stack.name}/subnets", Type="StringList", Value="subnet-1,subnet-2")
    joined = {"Fn::Join": ["+", {"Ref": "Cache"}]}
    selected = {"Fn::Select": [1, {"Ref": "Cache"}]}
    outputs = {"Joined": {"Value": joined}, "Selected": {"Value": selected}}
    resources = {"Subject": parameter("x")}
    stack.deploy({**declaring(LIST, f"/{stack.name}/subnets"), "Resources": resources, "Outputs": outputs})
    assert stack.outputs() == {"Joined": "subnet-1+subnet-2", "Selected": "subnet-2"}


def test_a_name_parameter_is_the_name(aws: Aws, stack: Stack, another: Another) -> None:
    stack.deploy(writing(Secret="arn:one"))
    resources = {"Subject": parameter({"Ref": "Cache"})}
    named = another("named")
    named.deploy({**declaring("AWS::SSM::Parameter::Name"), "Resources": resources})
    assert read_value(aws, named) == NAME
    assert described(aws, named) == [{"ParameterKey": "Cache", "ParameterValue": NAME}]


def test_a_condition_depends_on_a_value(stack: Stack, another: Another) -> None:
    stack.deploy(writing(Secret="arn:one"))
    reader = another("reader")
    conditions = {"One": {"Fn::Equals": [read("Secret"), "arn:one"]}}
    outputs = {"Read": {"Value": {"Fn::If": ["One", "yes", "no"]}}}
    template = {**declaring(), "Conditions": conditions, "Resources": {"Subject": parameter("x")}, "Outputs": outputs}
    reader.deploy(template)
    assert reader.outputs() == {"Read": "yes"}
    stack.deploy(writing(Secret="arn:two"))
    reader.deploy(template)
    assert reader.outputs() == {"Read": "no"}


def test_constraints_apply_to_the_name(stack: Stack, another: Another) -> None:
    stack.deploy(writing(Secret="arn:one"))
    reader = another("reader")
    resources = {"Subject": parameter("x")}
    reader.deploy({**declaring(AllowedPattern="/.+/cache", AllowedValues=[NAME]), "Resources": resources})
    with pytest.raises(ClientError, match="must match pattern /.+/queue"):
        reader.deploy({**declaring(AllowedPattern="/.+/queue"), "Resources": resources})
    with pytest.raises(ClientError, match="must be one of AllowedValues"):
        reader.deploy({**declaring(AllowedValues=["/other"]), "Resources": resources})


# ---- operations that are rejected -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [VALUE, LIST, "AWS::SSM::Parameter::Name"])
def test_rejects_a_name_that_is_not_in_parameter_store_before_the_stack_exists(stack: Stack, kind: str) -> None:
    rejected = "(ValidationError) when calling the {} operation: "
    reason = "Unable to fetch parameters [/no/such/name] from parameter store for this account."
    template = {**declaring(kind, "/no/such/name"), "Resources": {"Subject": parameter("x")}}
    with pytest.raises(ClientError, match=re.escape(rejected.format("CreateStack") + reason)):
        stack.deploy(template)
    with pytest.raises(ClientError, match=re.escape(rejected.format("CreateChangeSet") + reason)):
        stack.create_change_set(template, "CREATE")
    assert stack.status() is None


def test_rejects_an_update_that_reads_a_deleted_parameter_before_it_begins(
    aws: Aws, stack: Stack, reader: Stack
) -> None:
    stack.delete()
    reason = re.escape(f"Unable to fetch parameters [{NAME}]")
    with pytest.raises(ClientError, match=reason):
        update(aws, reader)
    with pytest.raises(ClientError, match=reason):
        reader.create_change_set(reading(), "UPDATE")
    assert reader.status() == "CREATE_COMPLETE"
    assert read_value(aws, reader) == "arn:one"


def test_rejects_a_secure_string(aws: Aws, stack: Stack) -> None:
    name = f"/{stack.name}/secure"
    aws("ssm").put_parameter(Name=name, Type="SecureString", Value="secret")
    reason = f"Parameters [{name}] referenced by template have types not supported by CloudFormation."
    with pytest.raises(ClientError, match=re.escape(reason)):
        stack.deploy({**declaring(name=name), "Resources": {"Subject": parameter("x")}})


def test_rejects_a_key_that_the_value_lacks_before_a_resource_changes(aws: Aws, stack: Stack, reader: Stack) -> None:
    reason = "when calling the {} operation: Template error: Fn::Select cannot select nonexistent value at index 1"
    stack.deploy(writing(Group="sg-2"))
    with pytest.raises(ClientError, match=re.escape(reason.format("UpdateStack"))):
        update(aws, reader)
    with pytest.raises(ClientError, match=re.escape(reason.format("CreateChangeSet"))):
        reader.create_change_set(reading(), "UPDATE")
    assert read_value(aws, reader) == "arn:one"


def test_ignores_a_missing_key_in_the_branch_of_a_condition_that_is_not_taken(stack: Stack, another: Another) -> None:
    stack.deploy(writing(Group="sg-1"))
    value = {"Fn::If": ["Never", read("Secret"), read("Group")]}
    conditions = {"Never": {"Fn::Equals": ["a", "b"]}}
    reader = another("reader")
    skipped = {**parameter(read("Secret")), "Condition": "Never"}
    resources = {"Subject": parameter(value), "Skipped": skipped}
    reader.deploy({**declaring(), "Conditions": conditions, "Resources": resources})


def test_a_new_stack_can_select_a_part_of_its_id(aws: Aws, stack: Stack) -> None:
    part = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    stack.deploy({"Resources": {"Subject": parameter(part)}})
    stack_id = aws("cloudformation").describe_stacks(StackName=stack.name)["Stacks"][0]["StackId"]
    value = aws("ssm").get_parameter(Name=stack.physical_id())["Parameter"]["Value"]
    assert value == stack_id.split("/")[2]


# ---- rollbacks and deletions ----------------------------------------------------------------------------------------


def test_a_rolled_back_update_restores_the_values_of_the_operation_before(
    aws: Aws, stack: Stack, reader: Stack
) -> None:
    before = described(aws, reader)
    stack.deploy(writing(Group="sg-1", Secret="arn:two"))
    reader.deploy(reading(Fails=FAILING_RESOURCE), "UPDATE_ROLLBACK_COMPLETE")
    assert read_value(aws, reader) == reader.outputs()["Read"] == "arn:one"
    assert described(aws, reader) == before
    update(aws, reader)
    reader.wait_for("UPDATE_COMPLETE")
    assert read_value(aws, reader) == "arn:two"


def test_a_stack_is_deleted_after_the_parameter_that_it_read(stack: Stack, reader: Stack) -> None:
    stack.delete()
    reader.delete()
    assert reader.status() is None


# ---- change sets ----------------------------------------------------------------------------------------------------


def test_a_change_set_changes_the_resources_that_read_a_new_value(aws: Aws, stack: Stack, reader: Stack) -> None:
    stack.deploy(writing(Group="sg-1", Secret="arn:two"))
    assert reader.create_change_set(reading(), "UPDATE") == ["Modify Subject"]
    change_set = aws("cloudformation").describe_change_set(StackName=reader.name, ChangeSetName="deploy")
    value = '{"Group":"sg-1","Secret":"arn:two"}'
    assert change_set["Parameters"] == [{"ParameterKey": "Cache", "ParameterValue": NAME, "ResolvedValue": value}]
    [detail] = [
        detail
        for detail in change_set["Changes"][0]["ResourceChange"]["Details"]
        if detail["ChangeSource"] == "ParameterReference"
    ]
    assert (detail["CausingEntity"], detail["Target"]["Name"]) == ("Cache", "Value")
    reader.execute_change_set("UPDATE_COMPLETE")
    assert read_value(aws, reader) == "arn:two"


def test_a_change_set_without_a_new_value_has_no_changes(aws: Aws, reader: Stack) -> None:
    names = {"StackName": reader.name, "ChangeSetName": "unchanged"}
    aws("cloudformation").create_change_set(**names, ChangeSetType="UPDATE", TemplateBody=json.dumps(reading()))
    change_set = aws("cloudformation").describe_change_set(**names)
    assert change_set["Status"] == "FAILED"
    assert "didn't contain changes" in change_set["StatusReason"]


def test_a_change_set_with_a_new_value_that_only_an_output_reads_updates_the_output(
    stack: Stack, another: Another
) -> None:
    stack.deploy(writing(Secret="arn:one"))
    template = {
        **declaring(),
        "Resources": {"Subject": parameter("x")},
        "Outputs": {"Read": {"Value": read("Secret")}},
    }
    reader = another("reader")
    reader.deploy(template)
    stack.deploy(writing(Secret="arn:two"))
    assert reader.create_change_set(template, "UPDATE") == []
    reader.execute_change_set("UPDATE_COMPLETE")
    assert reader.outputs() == {"Read": "arn:two"}


def test_a_change_set_keeps_the_value_that_it_was_created_with(aws: Aws, stack: Stack, reader: Stack) -> None:
    stack.deploy(writing(Group="sg-1", Secret="arn:two"))
    reader.create_change_set(reading(), "UPDATE")
    stack.deploy(writing(Group="sg-1", Secret="arn:three"))
    reader.execute_change_set("UPDATE_COMPLETE")
    assert read_value(aws, reader) == "arn:two"
