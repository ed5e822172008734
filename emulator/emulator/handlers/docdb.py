"""DocumentDB: cluster and instance settings that MiniStack ignores, and restores from snapshots and points in time."""

from typing import Any

from ministack.services import documentdb, rds

from emulator.extension import Properties, Resource, extend, ministack_handlers, register, snapshot_name, undo_on_error
from emulator.handlers.rds import validate_log_exports, validate_subnet_group
from emulator.handlers.restores import RestoreProperties, inherited_properties
from emulator.responses import EXTRA_FIELDS, add_response_fields
from emulator.values import endpoint_host, key_arn, tags, to_bool

_ministack = ministack_handlers("AWS::DocDB::DBCluster")
_LOGS = ("audit", "profiler")
_RESTORE = RestoreProperties(
    engine="docdb",
    snapshot="SnapshotIdentifier",
    snapshots=lambda: rds._db_cluster_snapshots,
    source="SourceDBClusterIdentifier",
    sources=lambda: documentdb._clusters,
    time="RestoreToTime",
)


def _validate(properties: Properties) -> None:
    version = properties.get("EngineVersion")
    if version and version not in documentdb._DOCDB_ENGINE_VERSION_SET:
        raise ValueError(f"EngineVersion: DocumentDB has no version {version}")
    _validate_user(properties)
    validate_log_exports(properties, "DocumentDB", _LOGS)
    validate_subnet_group(properties)
    group = properties.get("DBClusterParameterGroupName")
    if group and not group.startswith("default."):
        if group not in rds._db_cluster_param_groups:
            raise ValueError(f"DBClusterParameterGroupName: the parameter group {group} does not exist")
        family = rds._db_cluster_param_groups[group]["DBParameterGroupFamily"]
        if version and family != f"docdb{'.'.join(version.split('.')[:2])}":
            raise ValueError(
                f"DBClusterParameterGroupName: the parameter group {group} has the family {family}, which does not"
                f" match EngineVersion {version}"
            )
    if "KmsKeyId" in properties:
        key_arn(properties["KmsKeyId"])


def _validate_upgrade(current: str, properties: Properties) -> None:
    """Rejects a major upgrade of a cluster with security groups.

    CloudFormation sends the groups with every change, and DocumentDB rejects them together with a major upgrade:
    https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2547. After an upgrade with
    ``ModifyDBCluster``, CloudFormation accepts the new version.
    """
    upgraded = properties.get("EngineVersion", current).split(".")[0] != current.split(".")[0]
    if upgraded and properties.get("VpcSecurityGroupIds"):
        raise ValueError(
            "EngineVersion: Cannot change VPC security group while doing a major version upgrade. Upgrade the cluster"
            " with ModifyDBCluster first"
        )


def _validate_user(properties: Properties) -> None:
    """Validates the master user. A restored cluster has the user and the password of its origin."""
    restored = _RESTORE.is_requested(properties)
    user, password = properties.get("MasterUsername"), properties.get("MasterUserPassword", "")
    if (password or not restored) and len(password) < 8 or not (user or restored):
        raise ValueError("MasterUsername and a MasterUserPassword of 8 characters or more are required")
    if user == "admin":
        raise ValueError("MasterUsername admin cannot be used: it is a reserved word for this engine")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    origin = _RESTORE.origin(properties)
    inherited = inherited_properties(origin, properties, key_may_differ=True) if origin else {}
    physical_id, attributes = _ministack["create"](logical_id, inherited | properties, stack)
    with undo_on_error(lambda: _ministack["delete"](physical_id, properties)):
        documentdb._clusters[physical_id]["_inherited"] = inherited
        return physical_id, attributes | _store(physical_id, inherited | properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    cluster = documentdb._clusters[physical_id]
    _validate_upgrade(cluster["EngineVersion"], new)
    inherited = cluster["_inherited"]
    _, attributes = _ministack["update"](physical_id, inherited | old, inherited | new, stack, logical_id)
    return physical_id, attributes | _store(physical_id, inherited | new)


def _delete(physical_id: str, properties: Properties) -> None:
    _ministack["delete"](physical_id, properties)


def _store(physical_id: str, properties: Properties) -> dict[str, Any]:
    cluster = documentdb._clusters[physical_id]
    version = properties.get("EngineVersion", cluster["EngineVersion"])
    cluster |= {
        "BackupRetentionPeriod": int(properties.get("BackupRetentionPeriod", 1)),
        "CopyTagsToSnapshot": to_bool(properties.get("CopyTagsToSnapshot", False)),
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or documentdb._default_parameter_group(version),
        "DeletionProtection": to_bool(properties.get("DeletionProtection", False)),
        "Endpoint": endpoint_host(physical_id, "cluster", "docdb"),
        "EngineVersion": version,
        "KmsKeyId": key_arn(properties["KmsKeyId"]) if "KmsKeyId" in properties else "",
        "Port": int(properties.get("Port", 27017)),
        "ReaderEndpoint": endpoint_host(physical_id, "cluster-ro", "docdb"),
        "VpcSecurityGroups": [
            {"VpcSecurityGroupId": group, "Status": "active"} for group in properties.get("VpcSecurityGroupIds", [])
        ],
    }
    documentdb._tags[cluster["DBClusterArn"]] = tags(properties)
    cluster[EXTRA_FIELDS] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "StorageType": properties.get("StorageType", "standard"),
    }
    for instance in documentdb._instances.values():
        if instance["DBClusterIdentifier"] == physical_id:
            _store_member(instance, cluster)
    return {
        "Endpoint": cluster["Endpoint"],
        "Port": str(cluster["Port"]),
        "ReadEndpoint": cluster["ReaderEndpoint"],
    }


def _store_member(instance: dict[str, Any], cluster: dict[str, Any]) -> None:
    instance |= {
        "BackupRetentionPeriod": cluster["BackupRetentionPeriod"],
        "DBSubnetGroup": rds._subnet_groups.get(cluster["DBSubnetGroup"], instance["DBSubnetGroup"]),
        "Endpoint": {
            "Address": endpoint_host(instance["DBInstanceIdentifier"], "docdb"),
            "Port": cluster["Port"],
            "HostedZoneId": "Z2R2ITUGPM61AM",
        },
        "EngineVersion": cluster["EngineVersion"],
        "KmsKeyId": cluster["KmsKeyId"],
        "StorageEncrypted": cluster["StorageEncrypted"],
        "VpcSecurityGroups": cluster["VpcSecurityGroups"],
    }


def _store_instance(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    instance = documentdb._instances[physical_id]
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    instance |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
    }
    # MiniStack returns these with surrounding spaces, which clients parse as false.
    instance[EXTRA_FIELDS] = {
        "AutoMinorVersionUpgrade": to_bool(properties.get("AutoMinorVersionUpgrade", True)),
        "PerformanceInsightsEnabled": to_bool(properties.get("EnablePerformanceInsights", False)),
    }
    documentdb._tags[instance["DBInstanceArn"]] = tags(properties)
    _store_member(instance, documentdb._clusters[properties["DBClusterIdentifier"]])
    return {"Endpoint": instance["Endpoint"]["Address"], "Port": str(instance["Endpoint"]["Port"])}


def _snapshot(physical_id: str, properties: Properties) -> None:
    rds._create_cluster_snapshot_internal(snapshot_name(physical_id), documentdb._clusters[physical_id])


def _create_snapshot(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Creates a snapshot of a DocumentDB cluster, which MiniStack supports only for RDS. RDS lists both kinds."""
    name = rds._p(request, "DBClusterSnapshotIdentifier")
    if name in rds._db_cluster_snapshots:
        return rds._error("DBClusterSnapshotAlreadyExistsFault", f"DB cluster snapshot {name} already exists.", 400)
    cluster = documentdb._clusters[rds._p(request, "DBClusterIdentifier")]
    snapshot = rds._cluster_snapshot_xml(rds._create_cluster_snapshot_internal(name, cluster))
    result = f"<DBClusterSnapshot>{snapshot}</DBClusterSnapshot>"
    return rds._xml(
        200,
        "CreateDBClusterSnapshotResponse",
        f"<CreateDBClusterSnapshotResult>{result}</CreateDBClusterSnapshotResult>",
    )


documentdb._ACTION_MAP["CreateDBClusterSnapshot"] = _create_snapshot
register("AWS::DocDB::DBCluster", create=_create, update=_update, delete=_delete, snapshot=_snapshot)
extend("AWS::DocDB::DBInstance", _store_instance)
# RDS also lists the clusters and instances of DocumentDB.
for _module in (documentdb, rds):
    add_response_fields(_module, "DBCluster", "DBClusterIdentifier", lambda: documentdb._clusters, "member")
    add_response_fields(_module, "DBInstance", "DBInstanceIdentifier", lambda: documentdb._instances, "member")
