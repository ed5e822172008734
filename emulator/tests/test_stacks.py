"""What goes between stacks: exports, parameters of Parameter Store, rules for another stack's groups."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from support import FAILING, Stack
from templates import Base


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **more}}


def exporting(**values: str) -> dict[str, Any]:
    outputs = {name: {"Value": value, "Export": {"Name": f"shop:{name}"}} for name, value in values.items()}
    return {"Resources": {"It": parameter("x")}, "Outputs": outputs}


def importing(name: str) -> dict[str, Any]:
    return {"Resources": {"It": parameter({"Fn::ImportValue": {"Fn::Sub": f"shop:{name}"}})}}


@pytest.fixture
def another(aws: Aws, stack: Stack) -> Iterator[Callable[[str], Stack]]:
    """More stacks, deleted before the test's own."""
    made: list[Stack] = []

    def make(suffix: str) -> Stack:
        made.append(Stack(aws("cloudformation"), f"{stack.name}-{suffix}"))
        return made[-1]

    yield make
    for own in reversed(made):
        own.delete()


@pytest.fixture
def user(stack: Stack, another: Callable[[str], Stack]) -> Stack:
    """A stack that imports what the test's own exports."""
    stack.deploy(exporting(Host="one", Port="5432"))
    user = another("user")
    user.deploy(importing("Host"))
    return user


def test_an_export_is_a_value_for_other_stacks(aws: Aws, stack: Stack, user: Stack) -> None:
    assert aws("ssm").get_parameter(Name=user.physical_id())["Parameter"]["Value"] == "one"
    exports = {export["Name"]: export["Value"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert (exports["shop:Host"], exports["shop:Port"]) == ("one", "5432")
    assert aws("cloudformation").list_imports(ExportName="shop:Host")["Imports"] == [user.name]


def test_an_export_that_does_not_exist_fails_the_resource(stack: Stack) -> None:
    stack.deploy(importing("Nothing"), "ROLLBACK_COMPLETE")
    assert "'shop:Nothing' not found" in "\n".join(stack.failures())


def test_a_stack_whose_export_is_in_use_is_not_deleted(stack: Stack, user: Stack) -> None:
    with pytest.raises(ClientError, match=f"Cannot delete export shop:Host as it is in use by {user.name}"):
        stack.delete()
    assert stack.status() == "CREATE_COMPLETE"
    user.delete()
    stack.delete()


def test_a_stack_that_could_not_be_deleted_still_imports(
    aws: Aws, stack: Stack, another: Callable[[str], Stack]
) -> None:
    stack.deploy(exporting(Host="one"))
    user = another("user")
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {}}
    user.deploy({"Resources": {**importing("Host")["Resources"], "Bucket": bucket}})
    name = user.physical_id("Bucket")
    aws("s3").put_object(Bucket=name, Key="key", Body=b"value")
    user.delete("DELETE_FAILED")
    with pytest.raises(ClientError, match="Cannot delete export shop:Host"):
        stack.delete()
    aws("s3").delete_object(Bucket=name, Key="key")


def test_a_stack_whose_creation_was_rolled_back_does_not_import(stack: Stack, another: Callable[[str], Stack]) -> None:
    stack.deploy(exporting(Host="one"))
    template = importing("Host")
    template["Resources"]["Fails"] = FAILING
    another("user").deploy(template, "ROLLBACK_COMPLETE")
    stack.delete()


@pytest.mark.parametrize(("values", "verb"), [({"Port": "5432"}, "delete"), ({"Host": "two", "Port": "1"}, "update")])
def test_an_update_does_not_touch_an_export_in_use(
    aws: Aws, stack: Stack, user: Stack, values: dict[str, str], verb: str
) -> None:
    stack.deploy(exporting(**values), "UPDATE_ROLLBACK_COMPLETE")
    reason = f"Cannot {verb} export shop:Host as it is in use by {user.name}"
    events = aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    assert any(reason in event.get("ResourceStatusReason", "") for event in events)
    exports = {export["Name"]: export["Value"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert (exports["shop:Host"], exports["shop:Port"]) == ("one", "5432")


def test_an_export_that_nobody_imports_goes_and_changes(aws: Aws, stack: Stack, user: Stack) -> None:
    stack.deploy(exporting(Host="one", Port="5433"))
    stack.deploy(exporting(Host="one"))
    names = {export["Name"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert "shop:Host" in names
    assert "shop:Port" not in names


def test_an_export_has_one_owner(stack: Stack, another: Callable[[str], Stack]) -> None:
    stack.deploy(exporting(Host="one"))
    another("thief").deploy(exporting(Host="two"), "ROLLBACK_COMPLETE")


# ---- termination protection ---------------------------------------------------------------------------------------


def test_a_protected_stack_is_deleted_when_it_is_no_longer_protected(aws: Aws, stack: Stack) -> None:
    cloudformation = aws("cloudformation")

    def protect(on: bool) -> bool:
        cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=on)
        return cloudformation.describe_stacks(StackName=stack.name)["Stacks"][0]["EnableTerminationProtection"]

    stack.deploy({"Resources": {"It": parameter("one")}})
    assert protect(True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stack.delete()
    stack.deploy({"Resources": {"It": parameter("two")}})
    assert stack.status() == "UPDATE_COMPLETE"
    assert not protect(False)
    stack.delete()
    assert stack.status() is None


# ---- parameters ---------------------------------------------------------------------------------------------------


def reading(name: str) -> dict[str, Any]:
    return {
        "Parameters": {"Host": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": name}},
        "Resources": {"It": parameter({"Ref": "Host"})},
        "Outputs": {"Host": {"Value": {"Ref": "Host"}}},
    }


def test_a_parameter_of_parameter_store_is_read_at_each_deployment(
    aws: Aws, stack: Stack, another: Callable[[str], Stack]
) -> None:
    name = "/dev/orders/database/host"
    stack.deploy({"Resources": {"It": parameter("one", Name=name)}})
    found = aws("ssm").get_parameters_by_path(Path="/dev/orders", Recursive=True)["Parameters"]
    assert [item["Name"] for item in found] == [name]
    reader = another("reader")
    reader.deploy(reading(name))
    assert reader.outputs() == {"Host": "one"}

    stack.deploy({"Resources": {"It": parameter("two", Name=name)}})
    # What the CDK CLI sends for a parameter it has no new value for.
    previous = [{"ParameterKey": "Host", "UsePreviousValue": True}]
    aws("cloudformation").update_stack(StackName=reader.name, UsePreviousTemplate=True, Parameters=previous)
    reader._ended("UPDATE_COMPLETE")
    assert reader.outputs() == {"Host": "two"}
    assert aws("ssm").get_parameter(Name=reader.physical_id())["Parameter"]["Value"] == "two"


def test_a_parameter_that_does_not_exist_is_refused_before_anything_is_made(stack: Stack) -> None:
    with pytest.raises(ClientError, match=re.escape("'/no/such/name' does not exist")):
        stack.deploy(reading("/no/such/name"))
    assert stack.status() is None


# ---- security groups ----------------------------------------------------------------------------------------------


def test_a_rule_goes_to_the_group_of_another_stack_and_away_with_its_own(
    aws: Aws, base: Base, stack: Stack, another: Callable[[str], Stack]
) -> None:
    def rules() -> list[tuple[int, str]]:
        group = aws("ec2").describe_security_groups(GroupIds=[stack.physical_id("Group")])["SecurityGroups"][0]
        return [(rule["FromPort"], rule["UserIdGroupPairs"][0]["GroupId"]) for rule in group["IpPermissions"]]

    group = {"GroupDescription": "database", "VpcId": base["Vpc"]}
    stack.deploy(
        {
            "Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": group}},
            "Outputs": {"Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}, "Export": {"Name": "shop:Group"}}},
        }
    )
    service = another("service")
    rule = {"GroupId": {"Fn::ImportValue": "shop:Group"}, "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432}
    own = {"Type": "AWS::EC2::SecurityGroup", "Properties": {**group, "GroupDescription": "service"}}
    source = {"SourceSecurityGroupId": {"Fn::GetAtt": ["Own", "GroupId"]}}
    ingress = {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": rule | source}
    service.deploy({"Resources": {"Own": own, "Rule": ingress}})
    assert rules() == [(5432, service.physical_id("Own"))]
    # The group of the other stack keeps the rule when its own stack is updated.
    stack.deploy(
        {
            "Resources": {
                "Group": {
                    "Type": "AWS::EC2::SecurityGroup",
                    "Properties": {**group, "Tags": [{"Key": "a", "Value": "1"}]},
                }
            },
            "Outputs": {"Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}, "Export": {"Name": "shop:Group"}}},
        }
    )
    assert rules() == [(5432, service.physical_id("Own"))]
    service.delete()
    assert rules() == []
