"""What OpenSearch Service needs before it creates a domain: its service-linked role, and a policy for its logs."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import Stack
from templates import logs_of_domains
from test_stores import resource

SERVICE = "opensearchservice.amazonaws.com"
ROLE = "AWSServiceRoleForAmazonOpenSearchService"
NETWORK = {
    "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
    "Subnet": resource(
        "AWS::EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-1a"
    ),
}


def domain(name: str, **more: Any) -> dict[str, Any]:
    return resource(
        "AWS::OpenSearchService::Domain",
        DomainName=name,
        EngineVersion="OpenSearch_3.7",
        ClusterConfig={"InstanceType": "t3.small.search", "InstanceCount": 1},
        **more,
    )


def in_vpc(name: str) -> dict[str, Any]:
    return {"Resources": {**NETWORK, "Subject": domain(name, VPCOptions={"SubnetIds": [{"Ref": "Subnet"}]})}}


@pytest.fixture
def stacks(new_account: Aws) -> Iterator[list[Stack]]:
    """Two stacks in a new account. They are deleted after the test."""
    created = [Stack(new_account("cloudformation"), name) for name in ("north", "south")]
    yield created
    for stack in created:
        stack.delete()


def test_a_domain_in_a_vpc_requires_the_service_linked_role(new_account: Aws, stacks: list[Stack]) -> None:
    north, south = stacks
    north.deploy(in_vpc("north"), "ROLLBACK_COMPLETE")
    assert "you must enable a service-linked role" in "\n".join(north.failures())
    north.delete()
    new_account("iam").create_service_linked_role(AWSServiceName=SERVICE)
    north.deploy(in_vpc("north"))
    south.deploy(in_vpc("south"))


def test_the_role_of_the_former_name_of_the_service_suffices(new_account: Aws, stacks: list[Stack]) -> None:
    new_account("iam").create_service_linked_role(AWSServiceName="es.amazonaws.com")
    stacks[0].deploy(in_vpc("north"))


def test_a_domain_outside_a_vpc_requires_no_service_linked_role(stacks: list[Stack]) -> None:
    stacks[0].deploy({"Resources": {"Subject": domain("public")}})


def test_the_service_linked_role_exists_once_and_can_be_used_at_once(new_account: Aws) -> None:
    iam = new_account("iam")
    created = iam.create_service_linked_role(AWSServiceName=SERVICE)["Role"]
    assert created["RoleName"] == ROLE
    assert created["Arn"].endswith(f":role/aws-service-role/{SERVICE}/{ROLE}")
    with pytest.raises(ClientError, match=rf"\(InvalidInput\).*Service role name {ROLE} has been taken"):
        iam.create_service_linked_role(AWSServiceName=SERVICE)
    found = iam.get_role(RoleName=ROLE)["Role"]
    assert (found["Arn"], found["CreateDate"]) == (created["Arn"], created["CreateDate"])
    assert found["CreateDate"] < datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=59)


def test_a_missing_service_linked_role_is_not_found(new_account: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        new_account("iam").get_role(RoleName=ROLE)


LOGS = {"ES_APPLICATION_LOGS": {"CloudWatchLogsLogGroupArn": {"Fn::GetAtt": ["Logs", "Arn"]}, "Enabled": True}}


def logging(document: Any = None) -> dict[str, Any]:
    """Returns a template of a domain that writes a log, with a resource policy if a document is passed."""
    policy = resource("AWS::Logs::ResourcePolicy", PolicyName="logs", PolicyDocument=document)
    subject = domain("logging", LogPublishingOptions=LOGS)
    return {
        "Resources": {
            "Logs": resource("AWS::Logs::LogGroup", LogGroupName="search"),
            **({"Policy": policy} if document else {}),
            "Subject": {**subject, "DependsOn": "Policy"} if document else subject,
        }
    }


@pytest.mark.parametrize(
    "document",
    [
        None,
        logs_of_domains(service="delivery.logs.amazonaws.com"),
        logs_of_domains("arn:aws:logs:eu-west-1:*:log-group:other:*"),
    ],
    ids=["no policy", "another service", "another log group"],
)
def test_rejects_a_domain_that_may_not_write_its_log(stacks: list[Stack], document: str | None) -> None:
    stacks[0].deploy(logging(document), "ROLLBACK_COMPLETE")
    assert "the CloudWatch Logs log group search does not grant sufficient permissions" in "\n".join(
        stacks[0].failures()
    )


def test_accepts_a_domain_that_may_write_its_log(stacks: list[Stack]) -> None:
    stacks[0].deploy(logging(logs_of_domains("arn:aws:logs:eu-west-1:*:log-group:search:*")))


def test_a_disabled_log_requires_no_policy(stacks: list[Stack]) -> None:
    template = logging()
    template["Resources"]["Subject"]["Properties"]["LogPublishingOptions"] = {
        "ES_APPLICATION_LOGS": {**LOGS["ES_APPLICATION_LOGS"], "Enabled": False}
    }
    stacks[0].deploy(template)
