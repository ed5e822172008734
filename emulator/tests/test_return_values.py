"""Return values of Ref, Fn::GetAtt and dynamic references, and effects on other resources."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cases import CASES
from readers import Aws
from stack import Stack
from templates import Base, broker, database, generated, statement, without


def outputs(stack: Stack, kind: str, properties: dict[str, Any], *attributes: str) -> dict[str, str]:
    values = {re.sub(r"\W", "", name): {"Fn::GetAtt": ["Subject", name]} for name in attributes}
    for name in ("AmqpEndpoints", "ConsoleURLs", "IpAddresses"):
        if name in values:
            values[name] = {"Fn::Join": [",", values[name]]}
    stack.deploy(
        {
            "Resources": {"Subject": {"Type": kind, "Properties": properties}},
            "Outputs": {"Ref": {"Value": {"Ref": "Subject"}}, **{k: {"Value": v} for k, v in values.items()}},
        }
    )
    return stack.outputs()


# ---- RDS ------------------------------------------------------------------------------------------------------------


def test_a_managed_master_password_is_a_secret_of_rds_that_is_deleted_with_the_instance(aws: Aws, stack: Stack) -> None:
    secrets = aws("secretsmanager")
    found = outputs(stack, "AWS::RDS::DBInstance", database(), "MasterUserSecret.SecretArn", "Endpoint.Address")
    arn = found["MasterUserSecretSecretArn"]
    secret = secrets.describe_secret(SecretId=arn)
    assert re.fullmatch(r"rds!db-[0-9a-f-]{36}", secret["Name"])
    assert (secret["OwningService"], secret["RotationEnabled"]) == ("rds", True)
    listed = {s["ARN"]: s for s in secrets.list_secrets()["SecretList"]}
    assert listed[arn]["OwningService"] == "rds"
    value = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert value.keys() == {"username", "password"}
    assert value["username"] == "shop"
    assert len(value["password"]) >= 20
    instance = aws("rds").describe_db_instances(DBInstanceIdentifier=found["Ref"])["DBInstances"][0]
    assert instance["MasterUserSecret"]["SecretArn"] == arn
    assert instance["MasterUserSecret"]["SecretStatus"] == "active"
    assert instance["Endpoint"]["Address"] == found["EndpointAddress"]
    stack.delete()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        secrets.describe_secret(SecretId=arn)


def test_an_update_can_enable_and_disable_the_managed_master_password(aws: Aws, stack: Stack) -> None:
    def secret() -> str | None:
        found = aws("rds").describe_db_instances(DBInstanceIdentifier=stack.physical_id())["DBInstances"][0]
        return found.get("MasterUserSecret", {}).get("SecretArn")

    properties = {**without(database(), "ManageMasterUserPassword"), "MasterUserPassword": generated()}
    stack.deploy_one("AWS::RDS::DBInstance", properties)
    assert secret() is None
    stack.deploy_one("AWS::RDS::DBInstance", database())
    managed = secret()
    assert managed
    stack.deploy_one("AWS::RDS::DBInstance", properties)
    assert secret() is None
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws("secretsmanager").describe_secret(SecretId=managed)


def test_an_instance_reads_a_generated_secret_and_a_target_attachment_adds_its_address(aws: Aws, stack: Stack) -> None:
    template = {"username": "shop"}
    rules = {"SecretStringTemplate": json.dumps(template), "GenerateStringKey": "password", "ExcludePunctuation": True}
    resources = {
        "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": rules}},
        "Subject": {
            "Type": "AWS::RDS::DBInstance",
            "Properties": without(database(), "ManageMasterUserPassword", "MasterUsername")
            | {
                name: {"Fn::Sub": f"{{{{resolve:secretsmanager:${{Secret}}:SecretString:{field}}}}}"}
                for name, field in (("MasterUsername", "username"), ("MasterUserPassword", "password"))
            },
        },
        "Attachment": {
            "Type": "AWS::SecretsManager::SecretTargetAttachment",
            "Properties": {
                "SecretId": {"Ref": "Secret"},
                "TargetType": "AWS::RDS::DBInstance",
                "TargetId": {"Ref": "Subject"},
            },
        },
    }
    stack.deploy({"Resources": resources})
    instance = aws("rds").describe_db_instances(DBInstanceIdentifier=stack.physical_id())["DBInstances"][0]
    assert instance["MasterUsername"] == "shop"
    value = json.loads(aws("secretsmanager").get_secret_value(SecretId=stack.physical_id("Secret"))["SecretString"])
    assert (value["host"], value["port"]) == (instance["Endpoint"]["Address"], instance["Endpoint"]["Port"])


def test_the_attributes_of_an_instance_match_its_description(aws: Aws, stack: Stack) -> None:
    names = ("Endpoint.Address", "Endpoint.HostedZoneId", "Endpoint.Port", "DBInstanceArn", "DbiResourceId")
    found = outputs(stack, "AWS::RDS::DBInstance", database(Port="5433"), *names)
    instance = aws("rds").describe_db_instances(DBInstanceIdentifier=found["Ref"])["DBInstances"][0]
    assert found == {
        "Ref": instance["DBInstanceIdentifier"],
        "EndpointAddress": instance["Endpoint"]["Address"],
        "EndpointHostedZoneId": instance["Endpoint"]["HostedZoneId"],
        "EndpointPort": "5433",
        "DBInstanceArn": instance["DBInstanceArn"],
        "DbiResourceId": instance["DbiResourceId"],
    }


def test_an_instance_with_deletion_protection_is_not_deleted(aws: Aws, stack: Stack) -> None:
    stack.deploy_one("AWS::RDS::DBInstance", database(DeletionProtection=True))
    stack.delete("DELETE_FAILED")
    assert "has deletion protection" in "\n".join(stack.failures())
    aws("rds").modify_db_instance(DBInstanceIdentifier=stack.physical_id(), DeletionProtection=False)


def test_deleting_an_instance_with_deletion_policy_snapshot_creates_a_snapshot(aws: Aws, stack: Stack) -> None:
    resource = {"Type": "AWS::RDS::DBInstance", "Properties": database(), "DeletionPolicy": "Snapshot"}
    stack.deploy({"Resources": {"Subject": resource}})
    identifier = stack.physical_id()
    stack.delete()
    snapshots = aws("rds").describe_db_snapshots()["DBSnapshots"]
    assert [s["DBInstanceIdentifier"] for s in snapshots].count(identifier) == 1


def test_deleting_a_stack_retains_a_resource_with_deletion_policy_retain(aws: Aws, stack: Stack) -> None:
    stack.deploy({"Resources": {"Subject": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {}}}})
    bucket = stack.physical_id()
    stack.delete()
    aws("s3").delete_bucket(Bucket=bucket)


# ---- attributes -----------------------------------------------------------------------------------------------------


def test_ref_of_a_secret_returns_its_arn(aws: Aws, stack: Stack) -> None:
    found = outputs(stack, "AWS::SecretsManager::Secret", {"SecretString": generated()}, "Id")
    assert found["Ref"] == found["Id"] == aws("secretsmanager").describe_secret(SecretId=found["Ref"])["ARN"]


def test_a_generated_secret_matches_its_rules(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::SecretsManager::Secret", CASES["AWS::SecretsManager::Secret"].create(base))
    value = json.loads(aws("secretsmanager").get_secret_value(SecretId=stack.physical_id())["SecretString"])
    assert value["username"] == "shop"
    assert re.fullmatch("[a-w0-9]{40}", value["password"])


def test_an_update_of_the_description_retains_the_generated_value(aws: Aws, base: Base, stack: Stack) -> None:
    properties = CASES["AWS::SecretsManager::Secret"].create(base)
    stack.deploy_one("AWS::SecretsManager::Secret", properties)
    value = aws("secretsmanager").get_secret_value(SecretId=stack.physical_id())["SecretString"]
    stack.deploy_one("AWS::SecretsManager::Secret", {**properties, "Description": "other"})
    assert aws("secretsmanager").get_secret_value(SecretId=stack.physical_id())["SecretString"] == value


def test_the_attributes_of_a_broker_match_its_description(aws: Aws, base: Base, stack: Stack) -> None:
    found = outputs(stack, "AWS::AmazonMQ::Broker", broker(base), "Arn", "AmqpEndpoints", "ConsoleURLs", "IpAddresses")
    described = aws("mq").describe_broker(BrokerId=found["Ref"])
    assert found["Arn"] == described["BrokerArn"]
    assert [found["AmqpEndpoints"]] == described["BrokerInstances"][0]["Endpoints"]
    assert found["ConsoleURLs"] == described["BrokerInstances"][0]["ConsoleURL"]
    assert re.fullmatch(r"amqps://[\w.-]+\.localhost:5671", found["AmqpEndpoints"])
    assert described["Logs"]["GeneralLogGroup"] == f"/aws/amazonmq/broker/{found['Ref']}/general"


def test_a_replication_group_has_endpoints_with_its_port(aws: Aws, base: Base, stack: Stack) -> None:
    kind = "AWS::ElastiCache::ReplicationGroup"
    names = ("PrimaryEndPoint.Address", "PrimaryEndPoint.Port", "ReaderEndPoint.Address", "ReaderEndPoint.Port")
    found = outputs(stack, kind, CASES[kind].create(base), *names)
    group = aws("elasticache").describe_replication_groups(ReplicationGroupId=found["Ref"])["ReplicationGroups"][0]
    shard = group["NodeGroups"][0]
    assert (shard["PrimaryEndpoint"]["Address"], shard["PrimaryEndpoint"]["Port"]) == (
        found["PrimaryEndPointAddress"],
        int(found["PrimaryEndPointPort"]),
    )
    assert shard["ReaderEndpoint"]["Address"] == found["ReaderEndPointAddress"] != found["PrimaryEndPointAddress"]
    assert found["ReaderEndPointPort"] == "6380"


def test_an_opensearch_domain_has_an_endpoint_in_its_vpc(aws: Aws, base: Base, stack: Stack) -> None:
    kind = "AWS::OpenSearchService::Domain"
    found = outputs(stack, kind, CASES[kind].create(base), "DomainEndpoint", "DomainArn", "Arn", "Id")
    domain = aws("opensearch").describe_domain(DomainName="search")["DomainStatus"]
    assert domain["Endpoints"] == {"vpc": found["DomainEndpoint"]}
    assert domain["ARN"] == found["DomainArn"] == found["Arn"]
    assert domain["DomainId"] == found["Id"]
    assert domain["VPCOptions"]["VPCId"] == base["Vpc"]
    assert domain["VPCOptions"]["AvailabilityZones"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_a_vpc_and_an_elastic_ip_have_attributes(base: Base, stack: Stack) -> None:
    resources = {
        "Subject": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.4.0.0/16"}},
        "Address": {"Type": "AWS::EC2::EIP", "Properties": {"Domain": "vpc"}},
    }
    values = {
        "Cidr": ["Subject", "CidrBlock"],
        "Group": ["Subject", "DefaultSecurityGroup"],
        "Allocation": ["Address", "AllocationId"],
        "Public": ["Address", "PublicIp"],
    }
    stack.deploy({"Resources": resources, "Outputs": {k: {"Value": {"Fn::GetAtt": v}} for k, v in values.items()}})
    found = stack.outputs()
    assert found["Cidr"] == "10.4.0.0/16"
    assert found["Group"].startswith("sg-")
    assert found["Allocation"].startswith("eipalloc-")
    assert found["Public"] == stack.physical_id("Address")


def test_a_gateway_endpoint_adds_a_route_to_its_route_tables_until_it_is_deleted(
    aws: Aws, base: Base, stack: Stack
) -> None:
    def routes(table: str) -> list[str]:
        found = aws("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return [r["GatewayId"] for r in found if r.get("DestinationPrefixListId", "").startswith("pl-")]

    endpoint = {"VpcId": base["Vpc"], "ServiceName": "com.amazonaws.eu-west-1.s3", "VpcEndpointType": "Gateway"}
    stack.deploy_one("AWS::EC2::VPCEndpoint", {**endpoint, "RouteTableIds": [base["Table"]]})
    assert routes(base["Table"]) == [stack.physical_id()]
    stack.deploy_one("AWS::EC2::VPCEndpoint", {**endpoint, "RouteTableIds": [base["OtherTable"]]})
    assert (routes(base["Table"]), routes(base["OtherTable"])) == ([], [stack.physical_id()])
    stack.delete()
    assert routes(base["OtherTable"]) == []


# ---- S3 -------------------------------------------------------------------------------------------------------------


def test_a_bucket_that_contains_objects_is_not_deleted(aws: Aws, stack: Stack) -> None:
    stack.deploy_one("AWS::S3::Bucket", {})
    bucket = stack.physical_id()
    aws("s3").put_object(Bucket=bucket, Key="key", Body=b"value")
    stack.delete("DELETE_FAILED")
    assert "BucketNotEmpty" in "\n".join(stack.failures())
    aws("s3").delete_object(Bucket=bucket, Key="key")


def test_a_bucket_encrypts_objects_with_the_default_key_of_s3(aws: Aws, stack: Stack) -> None:
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    stack.deploy_one("AWS::S3::Bucket", {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}})
    bucket = stack.physical_id()
    aws("s3").put_object(Bucket=bucket, Key="key", Body=b"value", ServerSideEncryption="aws:kms")
    found = aws("s3").get_object(Bucket=bucket, Key="key")
    assert (found["Body"].read(), found["SSEKMSKeyId"].rpartition(":")[2]) == (b"value", "alias/aws/s3")
    aws("s3").delete_object(Bucket=bucket, Key="key")


def test_a_bucket_accepts_a_private_acl_with_enforced_object_ownership(aws: Aws, stack: Stack) -> None:
    enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    stack.deploy_one("AWS::S3::Bucket", {"AccessControl": "Private", "OwnershipControls": enforced})
    assert aws("s3").get_bucket_ownership_controls(Bucket=stack.physical_id())["OwnershipControls"] == enforced


def test_the_default_destination_of_access_logs_is_the_bucket_itself(aws: Aws, stack: Stack) -> None:
    stack.deploy_one("AWS::S3::Bucket", {"LoggingConfiguration": {"LogFilePrefix": "access/"}})
    target = aws("s3").get_bucket_logging(Bucket=stack.physical_id())["LoggingEnabled"]
    assert target == {"TargetBucket": stack.physical_id(), "TargetPrefix": "access/"}


def test_removing_bucket_settings_from_the_template_resets_them(aws: Aws, base: Base, stack: Stack) -> None:
    properties = CASES["AWS::S3::Bucket"].create(base)
    stack.deploy_one("AWS::S3::Bucket", properties)
    stack.deploy_one("AWS::S3::Bucket", {"BucketName": properties["BucketName"]})
    s3, bucket = aws("s3"), properties["BucketName"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)
    for operation in (s3.get_bucket_lifecycle_configuration, s3.get_bucket_tagging, s3.get_bucket_cors):
        with pytest.raises(ClientError, match="NoSuch"):
            operation(Bucket=bucket)


# ---- custom resources -----------------------------------------------------------------------------------------------

# Sends its response with a PUT request to the ResponseURL, like the custom resource providers of the CDK.
_HANDLER = """
const http = require('http');
exports.handler = async (event) => {
  const body = JSON.stringify({
    Status: event.ResourceProperties.Fail && event.RequestType !== 'Delete' ? 'FAILED' : 'SUCCESS',
    Reason: 'requested failure', PhysicalResourceId: 'custom', StackId: event.StackId, RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: { Type: event.RequestType, Value: event.ResourceProperties.Value, Package: %s },
  });
  await new Promise((resolve, reject) => {
    const options = { method: 'PUT', headers: { 'content-length': body.length } };
    const request = http.request(event.ResponseURL, options, resolve);
    request.on('error', reject);
    request.end(body);
  });
};
"""


def custom(base: Base, properties: dict[str, Any], package: str = "''") -> dict[str, Any]:
    function = {
        "Code": {"ZipFile": _HANDLER % package},
        "Runtime": "nodejs22.x",
        "Handler": "index.handler",
        "Role": base["RoleArn"],
        "Timeout": 30,
    }
    return {
        "Resources": {
            "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
            "Subject": {
                "Type": "Custom::Thing",
                "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, **properties},
            },
        },
        "Outputs": {name: {"Value": {"Fn::GetAtt": ["Subject", name]}} for name in ("Type", "Value", "Package")},
    }


def test_a_custom_resource_receives_its_properties_and_its_failure_rolls_back_the_stack(
    base: Base, stack: Stack
) -> None:
    stack.deploy(custom(base, {"Value": "one"}))
    assert (stack.outputs()["Type"], stack.outputs()["Value"]) == ("Create", "one")
    stack.deploy(custom(base, {"Value": "two"}))
    assert (stack.outputs()["Type"], stack.outputs()["Value"]) == ("Update", "two")
    stack.deploy(custom(base, {"Value": "three", "Fail": True}), "UPDATE_ROLLBACK_COMPLETE")
    assert "requested failure" in "\n".join(stack.failures())


def test_a_function_runs_code_from_a_bucket(aws: Aws, base: Base, stack: Stack) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.js", "exports.handler = async () => 'from the bucket'")
    aws("s3").put_object(Bucket=base["Bucket"], Key="code.zip", Body=archive.getvalue())
    properties = CASES["AWS::Lambda::Function"].create(base) | {
        "Code": {"S3Bucket": base["Bucket"], "S3Key": "code.zip"}
    }
    stack.deploy_one("AWS::Lambda::Function", properties)
    payload = aws("lambda").invoke(FunctionName="function")["Payload"].read()
    assert json.loads(payload) == "from the bucket"
    aws("s3").delete_object(Bucket=base["Bucket"], Key="code.zip")


def test_a_bucket_has_the_bucket_policy_of_the_template(aws: Aws, base: Base, stack: Stack) -> None:
    policy = statement("s3:GetObject", Principal="*")
    stack.deploy_one("AWS::S3::BucketPolicy", {"Bucket": base["Bucket"], "PolicyDocument": policy})
    assert json.loads(aws("s3").get_bucket_policy(Bucket=base["Bucket"])["Policy"]) == policy
