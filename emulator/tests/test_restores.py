"""Restores and imports of databases, tables and caches."""

from collections.abc import Callable
from typing import Any

import pytest

from readers import Aws
from stack import Stack
from templates import Base, Properties, aurora, database, documents, generated, imported, table, without
from test_return_values import outputs
from test_stores import resource
from test_validation import assert_rejected


def restored(kind: str, base: Base, **more: Any) -> Properties:
    """Returns the minimal properties of a database that is restored from a snapshot."""
    return {
        "AWS::RDS::DBInstance": {"DBSnapshotIdentifier": base["Snapshot"], "DBInstanceClass": "db.t4g.micro"},
        "AWS::RDS::DBCluster": {"Engine": "aurora-postgresql", "SnapshotIdentifier": base["ClusterSnapshot"]},
        "AWS::DocDB::DBCluster": {"SnapshotIdentifier": base["DocumentsSnapshot"]},
    }[kind] | more


def described(aws: Aws, kind: str, name: str) -> dict[str, Any]:
    if kind == "AWS::RDS::DBInstance":
        return aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    service = {"AWS::RDS::DBCluster": "rds", "AWS::DocDB::DBCluster": "docdb"}[kind]
    return aws(service).describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]


def source_properties(kind: str, base: Base) -> Properties:
    """Returns the properties of a database with settings that a restored database inherits."""
    encrypted = {"StorageEncrypted": True, "KmsKeyId": base["KeyArn"], "MasterUsername": "owner"}
    return {
        "AWS::RDS::DBInstance": database(EngineVersion="17", AllocatedStorage="40", DBName="orders", **encrypted),
        "AWS::RDS::DBCluster": aurora(EngineVersion="16.9", DatabaseName="orders", **encrypted),
        "AWS::DocDB::DBCluster": documents(EngineVersion="5.0.0", **encrypted),
    }[kind] | {"Port": "5555" if kind == "AWS::RDS::DBInstance" else 5555}


KINDS = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster"]
_PORT: dict[str, Callable[[dict[str, Any]], int]] = {
    "AWS::RDS::DBInstance": lambda found: found["Endpoint"]["Port"],
    "AWS::RDS::DBCluster": lambda found: found["Port"],
    "AWS::DocDB::DBCluster": lambda found: found["Port"],
}


def inheritance(kind: str, found: dict[str, Any]) -> tuple[Any, ...]:
    names = ("EngineVersion", "MasterUsername", "StorageEncrypted", "KmsKeyId")
    return _PORT[kind](found), *(found[name] for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_a_point_in_time_restore_inherits_the_settings_of_its_source_and_an_update_retains_them(
    aws: Aws, base: Base, stack: Stack, kind: str
) -> None:
    source = {"AWS::RDS::DBInstance": "SourceDBInstanceIdentifier"}.get(kind, "SourceDBClusterIdentifier")
    minimal = without(restored(kind, base), "DBSnapshotIdentifier", "SnapshotIdentifier")
    restore = minimal | {source: {"Ref": "Source"}, "UseLatestRestorableTime": True}
    resources = {"Source": resource(kind, **source_properties(kind, base)), "Subject": resource(kind, **restore)}
    stack.deploy({"Resources": resources})
    expected = inheritance(kind, described(aws, kind, stack.physical_id("Source")))
    assert expected[2:] == ("owner", True, base["KeyArn"])
    name = stack.physical_id()
    assert inheritance(kind, described(aws, kind, name)) == expected

    resources["Subject"] = resource(kind, **restore, BackupRetentionPeriod=9)
    stack.deploy({"Resources": resources})
    found = described(aws, kind, name)
    assert (found["BackupRetentionPeriod"], *inheritance(kind, found)) == (9, *expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_final_snapshot_can_be_restored_after_its_database_is_deleted(
    aws: Aws, base: Base, stack: Stack, kind: str
) -> None:
    stack.deploy(
        {"Resources": {"Subject": resource(kind, **source_properties(kind, base)) | {"DeletionPolicy": "Snapshot"}}}
    )
    expected = inheritance(kind, described(aws, kind, stack.physical_id()))
    snapshot = f"{stack.physical_id()}-final-snapshot"
    stack.delete()
    names = {"DBSnapshotIdentifier", "SnapshotIdentifier"}
    restore = restored(kind, base)
    stack.deploy_one(kind, restore | dict.fromkeys(names & restore.keys(), snapshot))
    assert inheritance(kind, described(aws, kind, stack.physical_id())) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_removing_the_snapshot_from_the_template_replaces_the_database(stack: Stack, base: Base, kind: str) -> None:
    stack.deploy_one(kind, restored(kind, base))
    name = stack.physical_id()
    user = {"MasterUsername": "shop", "MasterUserPassword": generated(), "Engine": "postgres", "AllocatedStorage": "20"}
    new = without(restored(kind, base), "DBSnapshotIdentifier", "SnapshotIdentifier")
    if kind != "AWS::RDS::DBInstance":
        user = without(user, "Engine", "AllocatedStorage")
    stack.deploy_one(kind, new | user)
    assert stack.physical_id() != name


def test_a_restored_cluster_has_a_managed_password_and_instances(aws: Aws, base: Base, stack: Stack) -> None:
    kind = "AWS::RDS::DBCluster"
    scaling = {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 1}}
    cluster = restored(kind, base, ManageMasterUserPassword=True, **scaling)
    member = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.serverless",
        "DBClusterIdentifier": {"Ref": "Subject"},
    }
    stack.deploy(
        {"Resources": {"Subject": resource(kind, **cluster), "One": resource("AWS::RDS::DBInstance", **member)}}
    )
    found = described(aws, kind, stack.physical_id())
    assert found["MasterUserSecret"]["SecretStatus"] == "active"
    assert described(aws, "AWS::RDS::DBInstance", stack.physical_id("One"))["MasterUsername"] == "shop"


_PAST, _LATEST = "2026-01-01T00:00:00Z", {"UseLatestRestorableTime": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"DBSnapshotIdentifier": "nothing"}, "nothing does not exist. It cannot be restored"),
        (lambda b: {"DBSnapshotIdentifier": b["ClusterSnapshot"]}, "does not exist. It cannot be restored"),
        (lambda b: {"MasterUsername": "shop"}, "MasterUsername cannot change in a restore"),
        (lambda b: {"DBName": "orders"}, "DBName must be null when Restoring for this Engine"),
        (lambda b: {"StorageEncrypted": True}, "StorageEncrypted must be false in this restore"),
        (lambda b: {"KmsKeyId": b["KeyArn"]}, "a restore cannot change the key"),
        (lambda b: {"SourceDBInstanceIdentifier": b["Database"]}, "are mutually exclusive"),
        (lambda b: _LATEST, "UseLatestRestorableTime require SourceDBInstanceIdentifier"),
        (lambda b: {"RestoreTime": _PAST}, "UseLatestRestorableTime require SourceDBInstanceIdentifier"),
        (lambda b: {"MasterUserPassword": "short"}, "A MasterUserPassword of 8 characters or more"),
    ],
    ids=["missing snapshot", "cluster snapshot", "user", "database name", "encryption", "key", "snapshot and source", "latest time without source", "time without source", "short password"],
)  # fmt: skip
def test_rejects_an_invalid_snapshot_restore_of_an_instance(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    kind = "AWS::RDS::DBInstance"
    assert_rejected(stack, kind, restored(kind, base) | changes(base), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "The emulator does not support read replicas"),
        ({"RestoreTime": _PAST, **_LATEST}, "requires either RestoreTime or UseLatestRestorableTime"),
        (
            {"RestoreTime": "yesterday"},
            "RestoreTime is yesterday, but must be a time in UTC such as 2015-03-07T23:45:00Z",
        ),
        ({"RestoreTime": "2026-01-01T00:00:00"}, "a time in UTC"),
        ({"RestoreTime": "2999-01-01T00:00:00Z"}, "later than the latest restorable time"),
        ({"SourceDBInstanceIdentifier": "nobody", **_LATEST}, "nobody does not exist. It cannot be restored"),
    ],
    ids=["no time", "both times", "invalid time", "time without zone", "future time", "missing source"],
)
def test_rejects_an_invalid_point_in_time_restore(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    minimal = {"SourceDBInstanceIdentifier": base["Database"], "DBInstanceClass": "db.t4g.micro"}
    assert_rejected(stack, "AWS::RDS::DBInstance", minimal | changes, reason)


def test_rejects_a_point_in_time_restore_from_a_source_without_backups(stack: Stack) -> None:
    source = resource("AWS::RDS::DBInstance", **database(BackupRetentionPeriod=0))
    restore = {"SourceDBInstanceIdentifier": {"Ref": "Source"}, "DBInstanceClass": "db.t4g.micro", **_LATEST}
    resources = {"Source": source, "Subject": resource("AWS::RDS::DBInstance", **restore)}
    stack.deploy({"Resources": resources}, "ROLLBACK_COMPLETE")
    assert "has no backups, because its BackupRetentionPeriod is 0" in "\n".join(stack.failures())


def test_rejects_a_restore_of_an_instance_with_the_parameter_group_of_another_version(
    stack: Stack, base: Base
) -> None:
    group = resource("AWS::RDS::DBParameterGroup", Family="postgres17", Description="group")
    restore = restored("AWS::RDS::DBInstance", base, DBParameterGroupName={"Ref": "Group"})
    stack.deploy(
        {"Resources": {"Group": group, "Subject": resource("AWS::RDS::DBInstance", **restore)}}, "ROLLBACK_COMPLETE"
    )
    assert "has the family postgres17, but the origin requires postgres18" in "\n".join(stack.failures())


def test_rejects_a_restore_of_an_instance_with_a_storage_limit_below_the_storage_of_its_origin(
    stack: Stack, base: Base
) -> None:
    kind = "AWS::RDS::DBInstance"
    properties = restored(kind, base, MaxAllocatedStorage=20)
    assert_rejected(stack, kind, properties, "MaxAllocatedStorage is 20, but must be above the 20 GiB of the origin")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            lambda b: {"SnapshotIdentifier": b["DocumentsSnapshot"]},
            "has the engine docdb, but the restored database has aurora-postgresql",
        ),
        (lambda b: {"StorageEncrypted": True}, "StorageEncrypted must be false in this restore"),
        (lambda b: {"MasterUsername": "shop"}, "MasterUsername cannot change in a restore"),
        (
            lambda b: (
                {"SnapshotIdentifier": "", "SourceDBClusterIdentifier": b["Cluster"], "RestoreType": "clone"} | _LATEST
            ),
            "RestoreType is clone, but must be full-copy or copy-on-write",
        ),
        (
            lambda b: {
                "SnapshotIdentifier": "",
                "SourceDBClusterIdentifier": b["Cluster"],
                "RestoreType": "copy-on-write",
                "RestoreToTime": _PAST,
            },
            "RestoreType copy-on-write requires UseLatestRestorableTime",
        ),
    ],
    ids=["engine of the snapshot", "encryption", "user", "restore type", "copy-on-write with a time"],
)
def test_rejects_an_invalid_restore_of_an_aurora_cluster(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    kind = "AWS::RDS::DBCluster"
    assert_rejected(stack, kind, restored(kind, base) | changes(base), reason)


def test_rejects_a_documentdb_restore_from_an_aurora_snapshot(stack: Stack, base: Base) -> None:
    kind = "AWS::DocDB::DBCluster"
    properties = restored(kind, base, SnapshotIdentifier=base["ClusterSnapshot"])
    assert_rejected(stack, kind, properties, "has the engine aurora-postgresql, but the restored database has docdb")


# ---- tables and caches ----------------------------------------------------------------------------------------------


def test_an_imported_table_has_the_imported_items_and_all_settings(aws: Aws, base: Base, stack: Stack) -> None:
    dynamodb = aws("dynamodb")
    settings = {
        "DeletionProtectionEnabled": False,
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "Tags": [{"Key": "a", "Value": "1"}],
    }
    found = outputs(stack, "AWS::DynamoDB::Table", imported(base) | settings, "StreamArn")
    items = dynamodb.scan(TableName=found["Ref"])["Items"]
    assert sorted((item["pk"]["S"], item["sk"]["S"]) for item in items) == [("basket", "2"), ("order", "1")]
    described = dynamodb.describe_table(TableName=found["Ref"])["Table"]
    assert described["LatestStreamArn"] == found["StreamArn"]
    assert described["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert {"Key": "a", "Value": "1"} in dynamodb.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ({"S3BucketSource": {"S3Bucket": "nowhere"}}, "the import failed: S3NoSuchBucket"),
        ({"InputFormat": "DYNAMODB_JSON"}, "the import failed: ItemValidationError"),
        ({"InputFormat": "XML"}, "Invalid InputFormat: XML"),
    ],
    ids=["missing bucket", "items that do not match", "unknown format"],
)
def test_a_failed_import_deletes_the_table(aws: Aws, base: Base, stack: Stack, source: Properties, reason: str) -> None:
    properties = imported(base, **source) | {"TableName": "imported"}
    assert_rejected(stack, "AWS::DynamoDB::Table", properties, reason)
    assert "imported" not in aws("dynamodb").list_tables()["TableNames"]


def test_removing_the_import_source_replaces_the_table(stack: Stack, base: Base) -> None:
    stack.deploy_one("AWS::DynamoDB::Table", imported(base))
    name = stack.physical_id()
    stack.deploy_one("AWS::DynamoDB::Table", table())
    assert stack.physical_id() != name


CACHE = {"ReplicationGroupDescription": "one node", "Engine": "valkey", "CacheNodeType": "cache.t4g.micro"}


def test_a_replication_group_is_restored_from_the_final_snapshot_of_another(aws: Aws, stack: Stack) -> None:
    kind = "AWS::ElastiCache::ReplicationGroup"
    stack.deploy({"Resources": {"Subject": resource(kind, **CACHE) | {"DeletionPolicy": "Snapshot"}}})
    name = stack.physical_id()
    stack.delete()
    snapshots = aws("elasticache").describe_snapshots(ReplicationGroupId=name)["Snapshots"]
    assert [snapshot["Engine"] for snapshot in snapshots] == ["valkey"]
    properties = CACHE | {"SnapshotName": snapshots[0]["SnapshotName"]}
    stack.deploy_one(kind, properties)
    # Later updates do not need the snapshot.
    aws("elasticache").delete_snapshot(SnapshotName=properties["SnapshotName"])
    stack.deploy_one(kind, properties | {"ReplicationGroupDescription": "restored"})


def test_rejects_a_replication_group_whose_snapshot_does_not_exist(stack: Stack) -> None:
    properties = CACHE | {"SnapshotName": "nothing"}
    assert_rejected(stack, "AWS::ElastiCache::ReplicationGroup", properties, "the snapshot nothing does not exist")
