"""Databases, tables and caches that are made from what there was."""

from collections.abc import Callable
from typing import Any

import pytest

from readers import Aws
from support import Stack
from templates import Base, Properties, aurora, database, documents, generated, imported, table, without
from test_refusals import assert_refused
from test_stores import resource
from test_values import outputs


def restored(kind: str, base: Base, **more: Any) -> Properties:
    """The least that a database restored from a snapshot has."""
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


def own(kind: str, base: Base) -> Properties:
    """A database with settings that a restored one inherits."""
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
def test_a_database_at_a_point_in_time_is_as_its_source_and_stays_so_in_an_update(
    aws: Aws, base: Base, stack: Stack, kind: str
) -> None:
    source = {"AWS::RDS::DBInstance": "SourceDBInstanceIdentifier"}.get(kind, "SourceDBClusterIdentifier")
    least = without(restored(kind, base), "DBSnapshotIdentifier", "SnapshotIdentifier")
    again = least | {source: {"Ref": "Source"}, "UseLatestRestorableTime": True}
    resources = {"Source": resource(kind, **own(kind, base)), "It": resource(kind, **again)}
    stack.deploy({"Resources": resources})
    expected = inheritance(kind, described(aws, kind, stack.physical_id("Source")))
    assert expected[2:] == ("owner", True, base["KeyArn"])
    name = stack.physical_id()
    assert inheritance(kind, described(aws, kind, name)) == expected

    resources["It"] = resource(kind, **again, BackupRetentionPeriod=9)
    stack.deploy({"Resources": resources})
    found = described(aws, kind, name)
    assert (found["BackupRetentionPeriod"], *inheritance(kind, found)) == (9, *expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_snapshot_outlives_its_database_and_makes_another_one(aws: Aws, base: Base, stack: Stack, kind: str) -> None:
    stack.deploy({"Resources": {"It": resource(kind, **own(kind, base)) | {"DeletionPolicy": "Snapshot"}}})
    expected = inheritance(kind, described(aws, kind, stack.physical_id()))
    snapshot = f"{stack.physical_id()}-final-snapshot"
    stack.delete()
    names = {"DBSnapshotIdentifier", "SnapshotIdentifier"}
    again = restored(kind, base)
    stack.deploy_one(kind, again | dict.fromkeys(names & again.keys(), snapshot))
    assert inheritance(kind, described(aws, kind, stack.physical_id())) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_is_replaced_when_its_snapshot_is_another_or_none(stack: Stack, base: Base, kind: str) -> None:
    stack.deploy_one(kind, restored(kind, base))
    name = stack.physical_id()
    user = {"MasterUsername": "shop", "MasterUserPassword": generated(), "Engine": "postgres", "AllocatedStorage": "20"}
    new = without(restored(kind, base), "DBSnapshotIdentifier", "SnapshotIdentifier")
    if kind != "AWS::RDS::DBInstance":
        user = without(user, "Engine", "AllocatedStorage")
    stack.deploy_one(kind, new | user)
    assert stack.physical_id() != name


def test_a_restored_database_has_a_managed_password_and_members(aws: Aws, base: Base, stack: Stack) -> None:
    kind = "AWS::RDS::DBCluster"
    scaling = {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 1}}
    cluster = restored(kind, base, ManageMasterUserPassword=True, **scaling)
    member = {"Engine": "aurora-postgresql", "DBInstanceClass": "db.serverless", "DBClusterIdentifier": {"Ref": "It"}}
    stack.deploy({"Resources": {"It": resource(kind, **cluster), "One": resource("AWS::RDS::DBInstance", **member)}})
    found = described(aws, kind, stack.physical_id())
    assert found["MasterUserSecret"]["SecretStatus"] == "active"
    assert described(aws, "AWS::RDS::DBInstance", stack.physical_id("One"))["MasterUsername"] == "shop"


_PAST, _LATEST = "2026-01-01T00:00:00Z", {"UseLatestRestorableTime": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"DBSnapshotIdentifier": "nothing"}, "nothing does not exist, and cannot be restored"),
        (lambda b: {"DBSnapshotIdentifier": b["ClusterSnapshot"]}, "does not exist, and cannot be restored"),
        (lambda b: {"MasterUsername": "shop"}, "MasterUsername is that of what is restored"),
        (lambda b: {"DBName": "orders"}, "DBName must be null when Restoring for this Engine"),
        (lambda b: {"StorageEncrypted": True}, "StorageEncrypted is that of what is restored"),
        (lambda b: {"KmsKeyId": b["KeyArn"]}, "KmsKeyId is that of what is restored"),
        (lambda b: {"SourceDBInstanceIdentifier": b["Database"]}, "not from both"),
        (lambda b: _LATEST, "A point in time needs a SourceDBInstanceIdentifier"),
        (lambda b: {"RestoreTime": _PAST}, "A point in time needs a SourceDBInstanceIdentifier"),
        (lambda b: {"MasterUserPassword": "short"}, "A MasterUserPassword of 8 characters or more"),
    ],
    ids=[
        "nothing", "cluster", "user", "name", "encryption", "key", "both", "latest", "time", "password",
    ],
)  # fmt: skip
def test_a_snapshot_is_refused(stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str) -> None:
    kind = "AWS::RDS::DBInstance"
    assert_refused(stack, kind, restored(kind, base) | changes(base), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "there are no replicas here"),
        ({"RestoreTime": _PAST, **_LATEST}, "takes RestoreTime or UseLatestRestorableTime"),
        ({"RestoreTime": "yesterday"}, "a time in UTC like 2015-03-07T23:45:00Z, and not yesterday"),
        ({"RestoreTime": "2026-01-01T00:00:00"}, "a time in UTC"),
        ({"RestoreTime": "2999-01-01T00:00:00Z"}, "later than the latest restorable time"),
        ({"SourceDBInstanceIdentifier": "nobody", **_LATEST}, "nobody does not exist, and cannot be restored"),
    ],
    ids=["no time", "both", "no time at all", "no zone", "future", "nobody"],
)
def test_a_point_in_time_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    least = {"SourceDBInstanceIdentifier": base["Database"], "DBInstanceClass": "db.t4g.micro"}
    assert_refused(stack, "AWS::RDS::DBInstance", least | changes, reason)


def test_a_source_without_backups_has_no_points_in_time(stack: Stack) -> None:
    source = resource("AWS::RDS::DBInstance", **database(BackupRetentionPeriod=0))
    again = {"SourceDBInstanceIdentifier": {"Ref": "Source"}, "DBInstanceClass": "db.t4g.micro", **_LATEST}
    resources = {"Source": source, "It": resource("AWS::RDS::DBInstance", **again)}
    stack.deploy({"Resources": resources}, "ROLLBACK_COMPLETE")
    assert "has no backups to restore from" in "\n".join(stack.failures())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"SnapshotIdentifier": b["DocumentsSnapshot"]}, "of the engine docdb, and not of aurora-postgresql"),
        (lambda b: {"StorageEncrypted": True}, "StorageEncrypted is that of what is restored, unless a KmsKeyId"),
        (lambda b: {"MasterUsername": "shop"}, "MasterUsername is that of what is restored"),
        (
            lambda b: (
                {"SnapshotIdentifier": "", "SourceDBClusterIdentifier": b["Cluster"], "RestoreType": "clone"} | _LATEST
            ),
            "RestoreType is full-copy or copy-on-write, and not clone",
        ),
        (
            lambda b: {
                "SnapshotIdentifier": "",
                "SourceDBClusterIdentifier": b["Cluster"],
                "RestoreType": "copy-on-write",
                "RestoreToTime": _PAST,
            },
            "A copy-on-write takes UseLatestRestorableTime",
        ),
    ],
    ids=["engine", "encryption", "user", "type", "time"],
)
def test_a_cluster_is_not_restored(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    kind = "AWS::RDS::DBCluster"
    assert_refused(stack, kind, restored(kind, base) | changes(base), reason)


def test_a_document_cluster_is_restored_from_its_own_kind(stack: Stack, base: Base) -> None:
    kind = "AWS::DocDB::DBCluster"
    own = restored(kind, base, SnapshotIdentifier=base["ClusterSnapshot"])
    assert_refused(stack, kind, own, "of the engine aurora-postgresql, and not of docdb")


# ---- tables and caches --------------------------------------------------------------------------------------------


def test_an_imported_table_has_the_items_and_every_setting(aws: Aws, base: Base, stack: Stack) -> None:
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
        ({"S3BucketSource": {"S3Bucket": "nowhere"}}, "The import failed: S3NoSuchBucket"),
        ({"InputFormat": "DYNAMODB_JSON"}, "The import failed: ItemValidationError"),
        ({"InputFormat": "XML"}, "Invalid InputFormat: XML"),
    ],
    ids=["bucket", "items", "format"],
)
def test_an_import_that_fails_leaves_no_table(
    aws: Aws, base: Base, stack: Stack, source: Properties, reason: str
) -> None:
    own = imported(base, **source) | {"TableName": "imported"}
    assert_refused(stack, "AWS::DynamoDB::Table", own, reason)
    assert "imported" not in aws("dynamodb").list_tables()["TableNames"]


def test_a_table_is_replaced_when_it_is_imported_anew(stack: Stack, base: Base) -> None:
    stack.deploy_one("AWS::DynamoDB::Table", imported(base))
    name = stack.physical_id()
    stack.deploy_one("AWS::DynamoDB::Table", table())
    assert stack.physical_id() != name


CACHE = {"ReplicationGroupDescription": "one node", "Engine": "valkey", "CacheNodeType": "cache.t4g.micro"}


def test_a_cache_leaves_a_snapshot_and_another_one_is_made_of_it(aws: Aws, stack: Stack) -> None:
    kind = "AWS::ElastiCache::ReplicationGroup"
    stack.deploy({"Resources": {"It": resource(kind, **CACHE) | {"DeletionPolicy": "Snapshot"}}})
    name = stack.physical_id()
    stack.delete()
    snapshots = aws("elasticache").describe_snapshots(ReplicationGroupId=name)["Snapshots"]
    assert [snapshot["Engine"] for snapshot in snapshots] == ["valkey"]
    own = CACHE | {"SnapshotName": snapshots[0]["SnapshotName"]}
    stack.deploy_one(kind, own)
    # What it was made of may go.
    aws("elasticache").delete_snapshot(SnapshotName=own["SnapshotName"])
    stack.deploy_one(kind, own | {"ReplicationGroupDescription": "restored"})


def test_a_cache_is_made_of_a_snapshot_that_exists(stack: Stack) -> None:
    own = CACHE | {"SnapshotName": "nothing"}
    assert_refused(stack, "AWS::ElastiCache::ReplicationGroup", own, "The snapshot nothing does not exist")
