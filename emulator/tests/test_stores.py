"""Databases and tables: attributes, secrets, cluster members, proxy targets and items."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cases import CASES
from readers import Aws, Properties, tags
from stack import Stack
from templates import Base, aurora, database, documents, generated, index, table
from test_return_values import outputs


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def serverless(**more: Any) -> dict[str, Any]:
    properties = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.serverless",
        "DBClusterIdentifier": {"Ref": "Subject"},
    }
    return resource("AWS::RDS::DBInstance", **properties, **more)


def aurora_of(stack: Stack, aws: Aws) -> dict[str, Any]:
    return aws("rds").describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]


# ---- Aurora ---------------------------------------------------------------------------------------------------------


def test_the_attributes_of_an_aurora_cluster_match_its_description(aws: Aws, stack: Stack) -> None:
    names = (
        "Endpoint.Address", "Endpoint.Port", "ReadEndpoint.Address", "DBClusterArn", "DBClusterResourceId",
        "MasterUserSecret.SecretArn",
    )  # fmt: skip
    found = outputs(stack, "AWS::RDS::DBCluster", aurora(Port=5433), *names)
    cluster = aurora_of(stack, aws)
    assert found == {
        "Ref": cluster["DBClusterIdentifier"],
        "EndpointAddress": cluster["Endpoint"],
        "EndpointPort": "5433",
        "ReadEndpointAddress": cluster["ReaderEndpoint"],
        "DBClusterArn": cluster["DBClusterArn"],
        "DBClusterResourceId": cluster["DbClusterResourceId"],
        "MasterUserSecretSecretArn": cluster["MasterUserSecret"]["SecretArn"],
    }
    assert cluster["Endpoint"] != cluster["ReaderEndpoint"]
    assert re.fullmatch(r"[\w.-]+\.localhost", cluster["Endpoint"])
    assert cluster["ServerlessV2ScalingConfiguration"]["MinCapacity"] == 0


def test_the_managed_password_of_an_aurora_cluster_is_a_secret_that_is_deleted_with_it(aws: Aws, stack: Stack) -> None:
    secrets = aws("secretsmanager")
    stack.deploy_one("AWS::RDS::DBCluster", aurora())
    arn = aurora_of(stack, aws)["MasterUserSecret"]["SecretArn"]
    secret = secrets.describe_secret(SecretId=arn)
    assert re.fullmatch(r"rds!cluster-[0-9a-f-]{36}", secret["Name"])
    assert secret["OwningService"] == "rds"
    assert "aws:rds:primaryDBClusterArn" in {tag["Key"] for tag in secret["Tags"]}
    assert json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])["username"] == "shop"
    stack.deploy_one("AWS::RDS::DBCluster", aurora(BackupRetentionPeriod=3))
    assert aurora_of(stack, aws)["MasterUserSecret"]["SecretArn"] == arn
    stack.delete()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        secrets.describe_secret(SecretId=arn)


def test_the_instances_of_an_aurora_cluster_have_one_writer_and_the_settings_of_the_cluster(
    aws: Aws, base: Base, stack: Stack
) -> None:
    def roles() -> dict[str, bool]:
        members = aurora_of(stack, aws)["DBClusterMembers"]
        return {member["DBInstanceIdentifier"]: member["IsClusterWriter"] for member in members}

    def cluster(**more: Any) -> dict[str, Any]:
        shared = {"DatabaseName": "orders", "KmsKeyId": base["KeyArn"], "StorageEncrypted": True}
        return resource("AWS::RDS::DBCluster", **aurora(DBSubnetGroupName=base["DatabaseSubnets"], **shared, **more))

    first, second = serverless(PromotionTier=0), {**serverless(PromotionTier=1), "DependsOn": "First"}
    properties = cluster(Port=5433, VpcSecurityGroupIds=[base["Group"]])
    stack.deploy({"Resources": {"Subject": properties, "First": first, "Second": second}})
    names = [stack.physical_id("First"), stack.physical_id("Second")]
    assert roles() == {names[0]: True, names[1]: False}
    properties = cluster(Port=5434, VpcSecurityGroupIds=[base["OtherGroup"]])
    stack.deploy({"Resources": {"Subject": properties, "First": first, "Second": second}})
    for name in names:
        instance = aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
        assert instance["Endpoint"]["Port"] == 5434
        assert [group["VpcSecurityGroupId"] for group in instance["VpcSecurityGroups"]] == [base["OtherGroup"]]
        assert instance["DBSubnetGroup"]["DBSubnetGroupName"] == base["DatabaseSubnets"]
        assert (instance["KmsKeyId"], instance["StorageEncrypted"]) == (base["KeyArn"], True)
        assert (instance["DBName"], instance["MasterUsername"]) == ("orders", "shop")
        assert "MasterUserSecret" not in instance
    stack.deploy({"Resources": {"Subject": properties, "Second": {**second, "DependsOn": []}}})
    assert roles() == {names[1]: True}


def test_an_update_changes_an_instance_and_a_move_to_another_cluster_replaces_it(
    aws: Aws, base: Base, stack: Stack
) -> None:
    properties = serverless(PromotionTier=1)["Properties"] | {"DBClusterIdentifier": base["Cluster"]}
    stack.deploy_one("AWS::RDS::DBInstance", properties)
    name = stack.physical_id()
    stack.deploy_one("AWS::RDS::DBInstance", {**properties, "PromotionTier": 5, "DBInstanceClass": "db.r8g.large"})
    assert stack.physical_id() == name
    instance = aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    assert (instance["PromotionTier"], instance["DBInstanceClass"]) == (5, "db.r8g.large")
    stack.deploy_one("AWS::RDS::DBInstance", {**properties, "DBClusterIdentifier": base["OtherCluster"]})
    assert stack.physical_id() != name
    clusters = {
        c["DBClusterIdentifier"]: c["DBClusterMembers"] for c in aws("rds").describe_db_clusters()["DBClusters"]
    }
    assert clusters[base["Cluster"]] == []
    assert [m["DBInstanceIdentifier"] for m in clusters[base["OtherCluster"]]] == [stack.physical_id()]


@pytest.mark.parametrize(
    ("kind", "properties", "service"),
    [
        ("AWS::RDS::DBCluster", aurora(DeletionProtection=True), "rds"),
        ("AWS::DocDB::DBCluster", documents(DeletionProtection=True), "docdb"),
    ],
    ids=["Aurora", "DocumentDB"],
)
def test_a_cluster_with_deletion_protection_is_not_deleted(
    aws: Aws, stack: Stack, kind: str, properties: Properties, service: str
) -> None:
    stack.deploy_one(kind, properties)
    stack.delete("DELETE_FAILED")
    assert re.search("deletion protection|DeletionProtection", "\n".join(stack.failures()))
    aws(service).modify_db_cluster(DBClusterIdentifier=stack.physical_id(), DeletionProtection=False)


def test_deleting_a_cluster_with_deletion_policy_snapshot_creates_a_snapshot(aws: Aws, stack: Stack) -> None:
    stack.deploy(
        {"Resources": {"Subject": resource("AWS::RDS::DBCluster", **aurora()) | {"DeletionPolicy": "Snapshot"}}}
    )
    name = stack.physical_id()
    stack.delete()
    snapshots = aws("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [snapshot["DBClusterIdentifier"] for snapshot in snapshots].count(name) == 1


def test_monitoring_of_an_aurora_cluster_applies_to_its_instances(aws: Aws, base: Base, stack: Stack) -> None:
    def shown() -> tuple[Any, ...]:
        instance = aws("rds").describe_db_instances(DBInstanceIdentifier=stack.physical_id("Member"))["DBInstances"][0]
        insights = instance["PerformanceInsightsEnabled"], instance.get("PerformanceInsightsRetentionPeriod")
        return instance["MonitoringInterval"], instance.get("MonitoringRoleArn"), *insights

    def deploy(**of_the_cluster: Any) -> None:
        properties = {"MonitoringInterval": 60, "MonitoringRoleArn": base["RoleArn"], "EnablePerformanceInsights": True}
        it = resource("AWS::RDS::DBCluster", **aurora(**of_the_cluster))
        stack.deploy({"Resources": {"Subject": it, "Member": serverless(**properties)}})

    deploy()
    assert shown() == (60, base["RoleArn"], True, 7)
    deploy(
        MonitoringInterval=15,
        MonitoringRoleArn=base["OtherRoleArn"],
        PerformanceInsightsEnabled=True,
        PerformanceInsightsRetentionPeriod=465,
        DatabaseInsightsMode="advanced",
    )
    assert shown() == (15, base["OtherRoleArn"], True, 465)
    assert aurora_of(stack, aws)["DatabaseInsightsMode"] == "advanced"
    deploy(BackupRetentionPeriod=2)
    assert shown() == (60, base["RoleArn"], True, 7)


# ---- proxies --------------------------------------------------------------------------------------------------------


def test_a_database_proxy_has_an_endpoint_and_targets_its_cluster(aws: Aws, base: Base, stack: Stack) -> None:
    rds = aws("rds")
    proxy = {
        "DBProxyName": "pool",
        "EngineFamily": "POSTGRESQL",
        "RoleArn": base["RoleArn"],
        "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED", "SecretArn": base["Secret"]}],
        "RequireTLS": True,
        "VpcSubnetIds": [base["SubnetA"], base["SubnetB"]],
    }
    group = {"DBProxyName": {"Ref": "Subject"}, "TargetGroupName": "default", "DBClusterIdentifiers": [base["Cluster"]]}
    attributes = {name: {"Value": {"Fn::GetAtt": ["Subject", name]}} for name in ("Endpoint", "DBProxyArn", "VpcId")}
    resources = {
        "Subject": resource("AWS::RDS::DBProxy", **proxy),
        "Group": resource("AWS::RDS::DBProxyTargetGroup", **group),
    }
    stack.deploy({"Resources": resources, "Outputs": attributes})
    found = rds.describe_db_proxies(DBProxyName="pool")["DBProxies"][0]
    assert stack.outputs() == {name: found[name] for name in ("Endpoint", "DBProxyArn", "VpcId")}
    assert found["VpcId"] == base["Vpc"]
    assert found["Endpoint"].endswith(".localhost")
    target = rds.describe_db_proxy_targets(DBProxyName="pool")["Targets"][0]
    cluster = rds.describe_db_clusters(DBClusterIdentifier=base["Cluster"])["DBClusters"][0]
    assert (target["Endpoint"], target["TargetHealth"]["State"]) == (cluster["Endpoint"], "AVAILABLE")


# ---- DocumentDB -----------------------------------------------------------------------------------------------------


def test_a_documentdb_cluster_has_attributes_and_writes_them_to_its_secret(aws: Aws, stack: Stack) -> None:
    rules = {
        "SecretStringTemplate": '{"username": "shop"}',
        "GenerateStringKey": "password",
        "ExcludePunctuation": True,
    }
    fields = {
        name: {"Fn::Sub": f"{{{{resolve:secretsmanager:${{Secret}}:SecretString:{field}}}}}"}
        for name, field in (("MasterUsername", "username"), ("MasterUserPassword", "password"))
    }
    member = {"DBClusterIdentifier": {"Ref": "Subject"}, "DBInstanceClass": "db.t4g.medium"}
    target = {"TargetType": "AWS::DocDB::DBCluster", "TargetId": {"Ref": "Subject"}, "SecretId": {"Ref": "Secret"}}
    names = ("Endpoint", "Port", "ReadEndpoint", "ClusterResourceId")
    stack.deploy(
        {
            "Resources": {
                "Secret": resource("AWS::SecretsManager::Secret", GenerateSecretString=rules),
                "Subject": resource("AWS::DocDB::DBCluster", EngineVersion="5.0.0", Port=27018, **fields),
                "Member": resource("AWS::DocDB::DBInstance", **member),
                "Attachment": resource("AWS::SecretsManager::SecretTargetAttachment", **target),
            },
            "Outputs": {
                **{name: {"Value": {"Fn::GetAtt": ["Subject", name]}} for name in names},
                **{f"Member{name}": {"Value": {"Fn::GetAtt": ["Member", name]}} for name in ("Endpoint", "Port")},
            },
        }
    )
    found, docdb = stack.outputs(), aws("docdb")
    cluster = docdb.describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]
    assert [found[name] for name in names] == [
        cluster["Endpoint"], "27018", cluster["ReaderEndpoint"], cluster["DbClusterResourceId"],
    ]  # fmt: skip
    assert cluster["DBClusterMembers"][0]["DBInstanceIdentifier"] == stack.physical_id("Member")
    instance = docdb.describe_db_instances(DBInstanceIdentifier=stack.physical_id("Member"))["DBInstances"][0]
    assert instance["Endpoint"] | {"HostedZoneId": ""} == {
        "Address": found["MemberEndpoint"], "Port": 27018, "HostedZoneId": "",
    }  # fmt: skip
    assert found["MemberPort"] == "27018"
    assert instance["EngineVersion"] == "5.0.0"
    value = json.loads(aws("secretsmanager").get_secret_value(SecretId=stack.physical_id("Secret"))["SecretString"])
    assert value.keys() == {"username", "password", "engine", "host", "port"}
    assert (value["engine"], value["host"], value["port"]) == ("mongo", cluster["Endpoint"], 27018)


def test_rds_lists_aurora_and_documentdb_clusters_with_their_storage_types(aws: Aws, base: Base) -> None:
    clusters = {c["DBClusterIdentifier"]: c for c in aws("rds").describe_db_clusters()["DBClusters"]}
    assert clusters[base["Cluster"]]["StorageType"] == "aurora"
    assert clusters[base["Documents"]]["StorageType"] == "standard"


@pytest.mark.parametrize(
    ("kind", "minimal", "service", "port", "parameters"),
    [
        ("AWS::RDS::DBCluster", aurora, "rds", 5432, "default.aurora-postgresql17"),
        ("AWS::DocDB::DBCluster", documents, "docdb", 27017, "default.docdb8.0"),
    ],
    ids=["Aurora", "DocumentDB"],
)
def test_removing_cluster_settings_from_the_template_resets_them(
    aws: Aws, base: Base, stack: Stack, kind: str, minimal: Any, service: str, port: int, parameters: str
) -> None:
    properties = minimal()
    group = {"rds": base["ClusterParameters"], "docdb": base["DocumentsParameters"]}[service]
    logs = {"rds": ["postgresql"], "docdb": ["audit"]}[service]
    stack.deploy_one(
        kind,
        {
            **properties,
            "BackupRetentionPeriod": 7,
            "CopyTagsToSnapshot": True,
            "DBClusterParameterGroupName": group,
            "DeletionProtection": True,
            "EnableCloudwatchLogsExports": logs,
            "Port": 9999,
            "StorageType": {"rds": "aurora-iopt1", "docdb": "iopt1"}[service],
            "Tags": [{"Key": "a", "Value": "1"}],
            "VpcSecurityGroupIds": [base["Group"]],
        },
    )
    stack.deploy_one(kind, properties)
    cluster = aws(service).describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]
    assert (cluster["Port"], cluster["DBClusterParameterGroup"]) == (port, parameters)
    assert cluster["BackupRetentionPeriod"] == 1
    assert not cluster["DeletionProtection"]
    assert not cluster["CopyTagsToSnapshot"]
    assert cluster["StorageType"] == {"rds": "aurora", "docdb": "standard"}[service]
    assert [cluster["VpcSecurityGroups"], cluster.get("EnabledCloudwatchLogsExports", [])] == [[], []]
    assert tags(aws(service).list_tags_for_resource(ResourceName=cluster["DBClusterArn"])["TagList"]) == []


def test_a_major_upgrade_of_a_documentdb_cluster_is_rejected_until_the_cluster_is_upgraded_itself(
    aws: Aws, base: Base, stack: Stack
) -> None:
    kind, docdb = "AWS::DocDB::DBCluster", aws("docdb")
    old = documents(
        EngineVersion="5.0.0",
        DBClusterParameterGroupName=base["Documents5Parameters"],
        VpcSecurityGroupIds=[base["Group"]],
    )
    new = {**old, "EngineVersion": "8.0.0", "DBClusterParameterGroupName": base["DocumentsParameters"]}
    stack.deploy_one(kind, old)
    identifier = stack.physical_id()
    stack.deploy_one(kind, new, "UPDATE_ROLLBACK_COMPLETE")
    assert "Cannot change VPC security group while doing a major version upgrade" in "\n".join(stack.failures())
    docdb.modify_db_cluster(
        DBClusterIdentifier=identifier,
        EngineVersion="8.0.0",
        DBClusterParameterGroupName="default.docdb8.0",
        AllowMajorVersionUpgrade=True,
        ApplyImmediately=True,
    )
    stack.deploy_one(kind, new)
    assert stack.physical_id() == identifier
    cluster = docdb.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"][0]
    assert (cluster["EngineVersion"], cluster["DBClusterParameterGroup"]) == ("8.0.0", base["DocumentsParameters"])


def test_removing_proxy_settings_from_the_template_resets_them(aws: Aws, base: Base, stack: Stack) -> None:
    properties = CASES["AWS::RDS::DBProxy"].create(base)
    stack.deploy_one("AWS::RDS::DBProxy", properties)
    kept = ("DBProxyName", "EngineFamily", "RoleArn", "Auth", "VpcSubnetIds")
    stack.deploy_one("AWS::RDS::DBProxy", {name: properties[name] for name in kept})
    proxy = aws("rds").describe_db_proxies(DBProxyName=properties["DBProxyName"])["DBProxies"][0]
    assert (proxy["RequireTLS"], proxy["DebugLogging"], proxy["IdleClientTimeout"]) == (False, False, 1800)
    assert proxy["VpcSecurityGroupIds"] == []


# ---- DynamoDB -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"])
def test_a_table_has_attributes_and_an_update_retains_its_items(aws: Aws, stack: Stack, kind: str) -> None:
    dynamodb = aws("dynamodb")
    properties = table(StreamSpecification={"StreamViewType": "NEW_IMAGE"})
    if kind.endswith("GlobalTable"):
        properties["Replicas"] = [{"Region": "eu-west-1"}]
    found = outputs(stack, kind, properties, "Arn", "StreamArn", *(["TableId"] if "Replicas" in properties else []))
    described = dynamodb.describe_table(TableName=found["Ref"])["Table"]
    assert (found["Arn"], found["StreamArn"]) == (described["TableArn"], described["LatestStreamArn"])
    assert found.get("TableId") in (None, described["TableId"])
    dynamodb.put_item(TableName=found["Ref"], Item={"pk": {"S": "order"}, "sk": {"S": "1"}})
    stack.deploy_one(kind, {**properties, "GlobalSecondaryIndexes": [index("by-sk", "sk")]})
    assert stack.physical_id() == found["Ref"]
    query = {"KeyConditionExpression": "sk = :sk", "ExpressionAttributeValues": {":sk": {"S": "1"}}}
    assert dynamodb.query(TableName=found["Ref"], IndexName="by-sk", **query)["Count"] == 1
    assert dynamodb.scan(TableName=found["Ref"])["Count"] == 1


def test_removing_table_settings_from_the_template_resets_them(aws: Aws, base: Base, stack: Stack) -> None:
    dynamodb = aws("dynamodb")
    stack.deploy_one(
        "AWS::DynamoDB::Table",
        table(
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            SSESpecification={"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": base["KeyArn"]},
            StreamSpecification={"StreamViewType": "NEW_IMAGE"},
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
        ),
    )
    name = stack.physical_id()
    recovery = lambda: dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"][
        "PointInTimeRecoveryDescription"
    ]
    assert recovery()["RecoveryPeriodInDays"] == 35
    stack.deploy_one("AWS::DynamoDB::Table", table())
    described = dynamodb.describe_table(TableName=name)["Table"]
    assert described["SSEDescription"]["Status"] == "DISABLED"
    assert not described["StreamSpecification"]["StreamEnabled"]
    assert recovery()["PointInTimeRecoveryStatus"] == "DISABLED"
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert expiry["TimeToLiveStatus"] == "DISABLED"


def test_a_table_with_deletion_protection_is_not_deleted(aws: Aws, stack: Stack) -> None:
    properties = table(Replicas=[{"Region": "eu-west-1", "DeletionProtectionEnabled": True}])
    stack.deploy_one("AWS::DynamoDB::GlobalTable", properties)
    stack.delete("DELETE_FAILED")
    assert "protected against deletion" in "\n".join(stack.failures())
    aws("dynamodb").update_table(TableName=stack.physical_id(), DeletionProtectionEnabled=False)


# ---- secrets --------------------------------------------------------------------------------------------------------


def test_deleting_a_target_attachment_removes_its_fields_from_the_secret(aws: Aws, base: Base, stack: Stack) -> None:
    secret = resource("AWS::SecretsManager::Secret", SecretString=json.dumps({"username": "shop", "a": generated()}))
    target = {"SecretId": {"Ref": "Subject"}, "TargetType": "AWS::RDS::DBCluster", "TargetId": base["Cluster"]}
    attachment = resource("AWS::SecretsManager::SecretTargetAttachment", **target)
    read = lambda: json.loads(aws("secretsmanager").get_secret_value(SecretId=stack.physical_id())["SecretString"])
    stack.deploy({"Resources": {"Subject": secret, "Attachment": attachment}})
    assert read()["engine"] == "postgres"
    stack.deploy({"Resources": {"Subject": secret}})
    assert read().keys() == {"username", "a"}


def test_an_instance_outside_a_cluster_has_no_cluster_identifier(aws: Aws, stack: Stack) -> None:
    stack.deploy_one("AWS::RDS::DBInstance", database())
    instance = aws("rds").describe_db_instances(DBInstanceIdentifier=stack.physical_id())["DBInstances"][0]
    assert not instance.get("DBClusterIdentifier")
