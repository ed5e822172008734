"""Many stacks that are deployed at the same time, as `cdk deploy --all --concurrency` does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from readers import Aws
from stack import Another, Stack
from templates import Base, database
from test_backups import SELECTION, TAGGED, selection
from test_stores import resource

COUNT = 12


def platform(base: Base, value: str) -> dict[str, Any]:
    """A template of a stack that writes a value, and has a security group to which other stacks add rules."""
    return {
        "Resources": {
            "Value": resource("AWS::SSM::Parameter", Type="String", Name="/concurrent/platform", Value=value),
            "Group": resource("AWS::EC2::SecurityGroup", GroupDescription="platform", VpcId=base["Vpc"]),
            "GroupId": resource(
                "AWS::SSM::Parameter",
                Type="String",
                Name="/concurrent/group",
                Value={"Fn::GetAtt": ["Group", "GroupId"]},
            ),
        }
    }


def service(base: Base, name: str) -> dict[str, Any]:
    """A template of a stack whose resource handlers run on the event loop and on worker threads."""
    reads = "AWS::SSM::Parameter::Value<String>"
    return {
        "Parameters": {
            "Value": {"Type": reads, "Default": "/concurrent/platform"},
            "Group": {"Type": reads, "Default": "/concurrent/group"},
        },
        "Resources": {
            "Subject": resource(
                "AWS::SSM::Parameter", Type="String", Name=f"/concurrent/{name}", Value={"Ref": "Value"}
            ),
            "Own": resource("AWS::EC2::SecurityGroup", GroupDescription=name, VpcId=base["Vpc"]),
            "Rule": resource(
                "AWS::EC2::SecurityGroupIngress",
                GroupId={"Ref": "Group"},
                IpProtocol="tcp",
                FromPort=5432,
                ToPort=5432,
                SourceSecurityGroupId={"Fn::GetAtt": ["Own", "GroupId"]},
            ),
            "Key": resource("AWS::KMS::Key", KeyPolicy={"Version": "2012-10-17", "Statement": []}),
            "Database": {**resource("AWS::RDS::DBInstance", **database()), "DeletionPolicy": "Delete"},
            "Selection": resource(SELECTION, **selection(base, base["Plan"], Resources=[], ListOfTags=[TAGGED])),
        },
    }


def test_stacks_that_share_resources_are_created_updated_and_deleted_at_the_same_time(
    aws: Aws, base: Base, stack: Stack, another: Another
) -> None:
    def in_parallel(operation: Callable[[Stack], object]) -> None:
        with ThreadPoolExecutor(COUNT) as threads:
            list(threads.map(operation, services))

    def rules() -> int:
        group = aws("ec2").describe_security_groups(GroupIds=[stack.physical_id("Group")])["SecurityGroups"][0]
        return sum(len(rule["UserIdGroupPairs"]) for rule in group["IpPermissions"])

    stack.deploy(platform(base, "one"))
    services = [another(str(number)) for number in range(COUNT)]
    in_parallel(lambda created: created.deploy(service(base, created.name)))
    assert rules() == COUNT
    stack.deploy(platform(base, "two"))
    in_parallel(lambda updated: updated.deploy(service(base, updated.name)))
    read = [aws("ssm").get_parameter(Name=f"/concurrent/{updated.name}") for updated in services]
    assert [found["Parameter"]["Value"] for found in read] == ["two"] * COUNT
    in_parallel(lambda deleted: deleted.delete())
    assert rules() == 0
