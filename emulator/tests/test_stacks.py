"""References between stacks: exports, and security groups of other stacks; termination protection."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import FAILING_RESOURCE, Another, Stack
from templates import Base


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **more}}


def exporting(**values: str) -> dict[str, Any]:
    outputs = {name: {"Value": value, "Export": {"Name": f"shop:{name}"}} for name, value in values.items()}
    return {"Resources": {"Subject": parameter("x")}, "Outputs": outputs}


def importing(name: str) -> dict[str, Any]:
    return {"Resources": {"Subject": parameter({"Fn::ImportValue": {"Fn::Sub": f"shop:{name}"}})}}


@pytest.fixture
def importer(stack: Stack, another: Another) -> Stack:
    """A stack that imports an export of the test's stack."""
    stack.deploy(exporting(Host="one", Port="5432"))
    importer = another("importer")
    importer.deploy(importing("Host"))
    return importer


def test_another_stack_imports_an_exported_value(aws: Aws, stack: Stack, importer: Stack) -> None:
    assert aws("ssm").get_parameter(Name=importer.physical_id())["Parameter"]["Value"] == "one"
    exports = {export["Name"]: export["Value"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert (exports["shop:Host"], exports["shop:Port"]) == ("one", "5432")
    assert aws("cloudformation").list_imports(ExportName="shop:Host")["Imports"] == [importer.name]


def test_importing_an_export_that_does_not_exist_fails_the_resource(stack: Stack) -> None:
    stack.deploy(importing("Nothing"), "ROLLBACK_COMPLETE")
    assert "No export named shop:Nothing found" in "\n".join(stack.failures())


def test_a_stack_with_an_imported_export_is_not_deleted(stack: Stack, importer: Stack) -> None:
    with pytest.raises(ClientError, match=f"Cannot delete export shop:Host as it is in use by {importer.name}"):
        stack.delete()
    assert stack.status() == "CREATE_COMPLETE"
    importer.delete()
    stack.delete()


def test_a_stack_whose_deletion_failed_still_imports_an_export(
    aws: Aws, stack: Stack, another: Another
) -> None:
    stack.deploy(exporting(Host="one"))
    importer = another("importer")
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {}}
    importer.deploy({"Resources": {**importing("Host")["Resources"], "Bucket": bucket}})
    name = importer.physical_id("Bucket")
    aws("s3").put_object(Bucket=name, Key="key", Body=b"value")
    importer.delete("DELETE_FAILED")
    with pytest.raises(ClientError, match="Cannot delete export shop:Host"):
        stack.delete()
    aws("s3").delete_object(Bucket=name, Key="key")


def test_a_stack_whose_creation_was_rolled_back_does_not_import_an_export(
    stack: Stack, another: Another
) -> None:
    stack.deploy(exporting(Host="one"))
    template = importing("Host")
    template["Resources"]["Fails"] = FAILING_RESOURCE
    another("importer").deploy(template, "ROLLBACK_COMPLETE")
    stack.delete()


@pytest.mark.parametrize(("values", "verb"), [({"Port": "5432"}, "delete"), ({"Host": "two", "Port": "1"}, "update")])
def test_rejects_an_update_that_deletes_or_changes_an_imported_export(
    aws: Aws, stack: Stack, importer: Stack, values: dict[str, str], verb: str
) -> None:
    stack.deploy(exporting(**values), "UPDATE_ROLLBACK_COMPLETE")
    reason = f"Cannot {verb} export shop:Host as it is in use by {importer.name}"
    events = aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    assert any(reason in event.get("ResourceStatusReason", "") for event in events)
    exports = {export["Name"]: export["Value"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert (exports["shop:Host"], exports["shop:Port"]) == ("one", "5432")


def test_an_update_changes_or_deletes_an_export_that_is_not_imported(aws: Aws, stack: Stack, importer: Stack) -> None:
    stack.deploy(exporting(Host="one", Port="5433"))
    stack.deploy(exporting(Host="one"))
    names = {export["Name"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert "shop:Host" in names
    assert "shop:Port" not in names


def test_rejects_an_export_with_the_name_of_an_export_of_another_stack(
    stack: Stack, another: Another
) -> None:
    stack.deploy(exporting(Host="one"))
    other = another("other")
    other.deploy(exporting(Host="two"), "ROLLBACK_COMPLETE")
    assert f"Export with name shop:Host is already exported by stack {stack.name}" in "\n".join(other.failures())


def test_a_deployment_adds_an_export_without_a_change_of_a_resource(aws: Aws, stack: Stack) -> None:
    stack.deploy(exporting(Host="one"))
    assert stack.create_change_set(exporting(Host="one", Port="5432"), "UPDATE") == []
    stack.execute_change_set("UPDATE_COMPLETE")
    exports = {export["Name"]: export["Value"] for export in aws("cloudformation").list_exports()["Exports"]}
    assert exports["shop:Port"] == "5432"


def test_two_stacks_whose_next_templates_drop_a_reference_deploy_only_with_the_importing_stack_first(
    stack: Stack, importer: Stack
) -> None:
    without = {"Resources": {"Subject": parameter("x")}}
    stack.create_change_set(without, "UPDATE")
    stack.execute_change_set("UPDATE_ROLLBACK_COMPLETE")
    assert f"Cannot delete export shop:Host as it is in use by {importer.name}" in "\n".join(stack.failures())
    importer.deploy(without)
    stack.create_change_set(without, "UPDATE")
    stack.execute_change_set("UPDATE_COMPLETE")


def test_two_stacks_whose_next_templates_add_a_reference_deploy_only_with_the_exporting_stack_first(
    stack: Stack, another: Another
) -> None:
    importer = another("importer")
    for deployed in (stack, importer):
        deployed.deploy({"Resources": {"Subject": parameter("x")}})
    importer.deploy(importing("Host"), "UPDATE_ROLLBACK_COMPLETE")
    assert "No export named shop:Host found" in "\n".join(importer.failures())
    stack.deploy(exporting(Host="one"))
    importer.deploy(importing("Host"))


# ---- termination protection -----------------------------------------------------------------------------------------


def test_a_stack_with_termination_protection_is_deleted_only_after_disabling_it(aws: Aws, stack: Stack) -> None:
    cloudformation = aws("cloudformation")

    def protect(on: bool) -> bool:
        cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=on)
        return cloudformation.describe_stacks(StackName=stack.name)["Stacks"][0]["EnableTerminationProtection"]

    stack.deploy({"Resources": {"Subject": parameter("one")}})
    assert protect(True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stack.delete()
    stack.deploy({"Resources": {"Subject": parameter("two")}})
    assert stack.status() == "UPDATE_COMPLETE"
    assert not protect(False)
    stack.delete()
    assert stack.status() is None


# ---- security groups ------------------------------------------------------------------------------------------------


def test_a_rule_in_a_security_group_of_another_stack_is_deleted_with_its_stack(
    aws: Aws, base: Base, stack: Stack, another: Another
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
    properties = {"Type": "AWS::EC2::SecurityGroup", "Properties": {**group, "GroupDescription": "service"}}
    source = {"SourceSecurityGroupId": {"Fn::GetAtt": ["Own", "GroupId"]}}
    ingress = {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": rule | source}
    service.deploy({"Resources": {"Own": properties, "Rule": ingress}})
    assert rules() == [(5432, service.physical_id("Own"))]
    # Updating the stack of the security group retains the rule.
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


def test_a_security_group_of_a_function_in_another_stack_is_deleted_after_the_function(
    aws: Aws, base: Base, stack: Stack, another: Another
) -> None:
    def exists() -> bool:
        filters = [{"Name": "group-name", "Values": [stack.name]}]
        return aws("ec2").describe_security_groups(Filters=filters)["SecurityGroups"] != []

    properties = {"GroupName": stack.name, "GroupDescription": "service", "VpcId": base["Vpc"]}
    kept = {"Kept": parameter("x")}
    group = {"Type": "AWS::EC2::SecurityGroup", "Properties": properties}
    stack.deploy({"Resources": {"Group": group, **kept}})
    function = another("function")
    vpc = {"SubnetIds": [base["SubnetA"]], "SecurityGroupIds": [stack.physical_id("Group")]}
    code = {"ZipFile": "exports.handler = async () => {};"}
    runtime = {"Runtime": "nodejs22.x", "Handler": "index.handler", "Role": base["RoleArn"]}
    function.deploy_one("AWS::Lambda::Function", {**runtime, "Code": code, "VpcConfig": vpc})

    stack.deploy({"Resources": kept})
    assert "has a dependent object (DependencyViolation)" in "\n".join(stack.failures())
    assert exists()
    stack.delete("DELETE_FAILED")
    function.delete()
    stack.delete()
    assert not exists()
