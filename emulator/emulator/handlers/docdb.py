"""DocumentDB: what MiniStack's clusters and instances drop, and clusters from snapshots and to points in time."""

from typing import Any

from ministack.services import documentdb, rds

from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, complete, register, snapshot_name, theirs, undone_by
from emulator.handlers.rds import refuse_logs, refuse_subnets
from emulator.handlers.restores import Restores, inherited
from emulator.values import flag, host, key_arn, tags

_own = theirs("AWS::DocDB::DBCluster")
_LOGS = ("audit", "profiler")
_RESTORES = Restores(
    engine="docdb",
    snapshot="SnapshotIdentifier",
    snapshots=lambda: rds._db_cluster_snapshots,
    source="SourceDBClusterIdentifier",
    sources=lambda: documentdb._clusters,
    time="RestoreToTime",
)


def _refuse(properties: Properties) -> None:
    version = properties.get("EngineVersion")
    if version and version not in documentdb._DOCDB_ENGINE_VERSION_SET:
        raise ValueError(f"DocumentDB has no engine version {version}")
    _refuse_user(properties)
    refuse_logs(properties, "DocumentDB", _LOGS)
    refuse_subnets(properties)
    group = properties.get("DBClusterParameterGroupName")
    if group and not group.startswith("default."):
        if group not in rds._db_cluster_param_groups:
            raise ValueError(f"The cluster parameter group {group} does not exist")
        family = rds._db_cluster_param_groups[group]["DBParameterGroupFamily"]
        if version and family != f"docdb{'.'.join(version.split('.')[:2])}":
            raise ValueError(f"The cluster parameter group {group} is of {family}, the engine of version {version}")
    if "KmsKeyId" in properties:
        key_arn(properties["KmsKeyId"])


def _refuse_user(properties: Properties) -> None:
    """A restored cluster has the user and the password of what it is restored from."""
    restored = _RESTORES.asked(properties)
    user, password = properties.get("MasterUsername"), properties.get("MasterUserPassword", "")
    if (password or not restored) and len(password) < 8 or not (user or restored):
        raise ValueError("A MasterUsername and a MasterUserPassword of 8 characters or more are needed")
    if user == "admin":
        raise ValueError("MasterUsername admin cannot be used: it is a reserved word for this engine")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    origin = _RESTORES.origin(properties)
    given = inherited(origin, properties, own_key=True) if origin else {}
    physical_id, attributes = _own["create"](logical_id, given | properties, stack)
    with undone_by(lambda: _own["delete"](physical_id, properties)):
        documentdb._clusters[physical_id]["_inherited"] = given
        return physical_id, attributes | _keep(physical_id, given | properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    given = documentdb._clusters[physical_id]["_inherited"]
    _, attributes = _own["update"](physical_id, given | old, given | new, stack, logical_id)
    return physical_id, attributes | _keep(physical_id, given | new)


def _delete(physical_id: str, properties: Properties) -> None:
    _own["delete"](physical_id, properties)


def _keep(physical_id: str, properties: Properties) -> dict[str, Any]:
    cluster = documentdb._clusters[physical_id]
    version = properties.get("EngineVersion", cluster["EngineVersion"])
    cluster |= {
        "BackupRetentionPeriod": int(properties.get("BackupRetentionPeriod", 1)),
        "CopyTagsToSnapshot": flag(properties.get("CopyTagsToSnapshot", False)),
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or documentdb._default_parameter_group(version),
        "DeletionProtection": flag(properties.get("DeletionProtection", False)),
        "Endpoint": host(physical_id, "cluster", "docdb"),
        "EngineVersion": version,
        "KmsKeyId": key_arn(properties["KmsKeyId"]) if "KmsKeyId" in properties else "",
        "Port": int(properties.get("Port", 27017)),
        "ReaderEndpoint": host(physical_id, "cluster-ro", "docdb"),
        "VpcSecurityGroups": [
            {"VpcSecurityGroupId": group, "Status": "active"} for group in properties.get("VpcSecurityGroupIds", [])
        ],
    }
    documentdb._tags[cluster["DBClusterArn"]] = tags(properties)
    cluster[KEPT] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "StorageType": properties.get("StorageType", "standard"),
    }
    for instance in documentdb._instances.values():
        if instance["DBClusterIdentifier"] == physical_id:
            _keep_member(instance, cluster)
    return {
        "Endpoint": cluster["Endpoint"],
        "Port": str(cluster["Port"]),
        "ReadEndpoint": cluster["ReaderEndpoint"],
    }


def _keep_member(instance: dict[str, Any], cluster: dict[str, Any]) -> None:
    instance |= {
        "BackupRetentionPeriod": cluster["BackupRetentionPeriod"],
        "DBSubnetGroup": rds._subnet_groups.get(cluster["DBSubnetGroup"], instance["DBSubnetGroup"]),
        "Endpoint": {
            "Address": host(instance["DBInstanceIdentifier"], "docdb"),
            "Port": cluster["Port"],
            "HostedZoneId": "Z2R2ITUGPM61AM",
        },
        "EngineVersion": cluster["EngineVersion"],
        "KmsKeyId": cluster["KmsKeyId"],
        "StorageEncrypted": cluster["StorageEncrypted"],
        "VpcSecurityGroups": cluster["VpcSecurityGroups"],
    }


def _keep_instance(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    instance = documentdb._instances[physical_id]
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    instance |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
    }
    # MiniStack answers these with spaces around, which clients take for false.
    instance[KEPT] = {
        "AutoMinorVersionUpgrade": flag(properties.get("AutoMinorVersionUpgrade", True)),
        "PerformanceInsightsEnabled": flag(properties.get("EnablePerformanceInsights", False)),
    }
    documentdb._tags[instance["DBInstanceArn"]] = tags(properties)
    _keep_member(instance, documentdb._clusters[properties["DBClusterIdentifier"]])
    return {"Endpoint": instance["Endpoint"]["Address"], "Port": str(instance["Endpoint"]["Port"])}


def _snapshot(physical_id: str, properties: Properties) -> None:
    rds._create_cluster_snapshot_internal(snapshot_name(physical_id), documentdb._clusters[physical_id])


def _create_snapshot(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """MiniStack makes snapshots of RDS clusters only. They share one list, which RDS answers."""
    name = rds._p(request, "DBClusterSnapshotIdentifier")
    if name in rds._db_cluster_snapshots:
        return rds._error("DBClusterSnapshotAlreadyExistsFault", f"DB cluster snapshot {name} already exists.", 400)
    cluster = documentdb._clusters[rds._p(request, "DBClusterIdentifier")]
    shown = rds._cluster_snapshot_xml(rds._create_cluster_snapshot_internal(name, cluster))
    result = f"<DBClusterSnapshot>{shown}</DBClusterSnapshot>"
    return rds._xml(
        200,
        "CreateDBClusterSnapshotResponse",
        f"<CreateDBClusterSnapshotResult>{result}</CreateDBClusterSnapshotResult>",
    )


documentdb._ACTION_MAP["CreateDBClusterSnapshot"] = _create_snapshot
register("AWS::DocDB::DBCluster", create=_create, update=_update, delete=_delete, snapshot=_snapshot)
complete("AWS::DocDB::DBInstance", _keep_instance)
# Lists of every engine come from RDS.
for _module in (documentdb, rds):
    completed_answers(_module, "DBCluster", "DBClusterIdentifier", lambda: documentdb._clusters, "member")
    completed_answers(_module, "DBInstance", "DBInstanceIdentifier", lambda: documentdb._instances, "member")
