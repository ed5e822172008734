"""RDS: instances with managed master passwords, restores, and properties that MiniStack ignores."""

import secrets
import string
import uuid
from collections.abc import Collection
from typing import Any

from ministack.services import rds

from emulator.extension import Properties, Resource, ministack_handlers, register, undo_on_error
from emulator.handlers.rds_monitoring import member_monitoring_fields, monitoring_fields
from emulator.handlers.restores import RestoreProperties, inherited_properties
from emulator.handlers.secretsmanager import create_managed_secret, delete_managed_secret
from emulator.responses import EXTRA_FIELDS, add_response_fields
from emulator.values import endpoint_host, key_arn, pick, to_bool

_ministack = ministack_handlers("AWS::RDS::DBInstance")
_LOGS = ("postgresql", "upgrade", "iam-db-auth-error")
_INSIGHTS = ("EnablePerformanceInsights", "PerformanceInsightsKMSKeyId")
_RESTORE = RestoreProperties(
    engine="postgres",
    snapshot="DBSnapshotIdentifier",
    snapshots=lambda: rds._snapshots,
    source="SourceDBInstanceIdentifier",
    sources=lambda: rds._instances,
    time="RestoreTime",
)

# Reserved words of PostgreSQL (appendix C of its manual), and names that RDS reserves.
_RESERVED_WORDS = frozenset(
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation"
    " column concurrently constraint create cross current_catalog current_date current_role current_schema current_time"
    " current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze"
    " from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like"
    " limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary"
    " references returning right select session_user similar some symmetric system_user table tablesample then to"
    " trailing true union unique user using variadic verbose when where window with"
    " rdsadmin template0 template1".split()
)

# Properties of the cluster, which its instances must not set.
_CLUSTER_PROPERTIES = (
    "AllocatedStorage", "BackupRetentionPeriod", "DBName", "DBSubnetGroupName", "DatabaseInsightsMode",
    "EnableCloudwatchLogsExports", "KmsKeyId", "ManageMasterUserPassword", "MasterUserPassword", "MasterUserSecret",
    "MasterUsername", "MultiAZ", "Port", "PreferredBackupWindow", "StorageEncrypted", "StorageType",
    "VPCSecurityGroups", *_RESTORE.names,
)  # fmt: skip


def _validate(properties: Properties) -> None:
    if "DBClusterIdentifier" in properties:
        _validate_member(properties)
    else:
        restored = _RESTORE.is_requested(properties)
        engine = properties.get("Engine", "postgres" if restored else None)
        if engine != "postgres":
            raise ValueError(
                f"Engine {engine}: the emulator supports only postgres, and aurora-postgresql in a cluster"
            )
        if properties["DBInstanceClass"] == "db.serverless":
            raise ValueError("DBInstanceClass db.serverless requires a DBClusterIdentifier")
        if restored and "DBName" in properties:
            raise ValueError("DBName must be null when Restoring for this Engine.")
        validate_database(properties, properties.get("DBName", ""), restored=restored)
        validate_log_exports(properties, "PostgreSQL", _LOGS)
        validate_subnet_group(properties)
    validate_keys(properties)
    monitoring_fields(properties, *_INSIGHTS)
    group = properties.get("DBParameterGroupName")
    if group and group not in rds._param_groups and not group.startswith("default."):
        raise ValueError(f"DBParameterGroupName: the parameter group {group} does not exist")


def _validate_member(properties: Properties) -> None:
    name = properties["DBClusterIdentifier"]
    if name not in rds._clusters:
        raise ValueError(f"DBClusterIdentifier: the DB cluster {name} does not exist")
    cluster = rds._clusters[name]
    if properties.get("Engine") != cluster["Engine"]:
        raise ValueError(f"Engine is {properties.get('Engine')}, but must be that of the cluster: {cluster['Engine']}")
    duplicated = sorted(set(_CLUSTER_PROPERTIES) & properties.keys())
    if duplicated:
        raise ValueError(f"Properties of the cluster that its instances must not set: {', '.join(duplicated)}")
    if properties["DBInstanceClass"] == "db.serverless" and not cluster.get("ServerlessV2ScalingConfiguration"):
        raise ValueError("DBInstanceClass db.serverless requires a cluster with a ServerlessV2ScalingConfiguration")


def validate_database(properties: Properties, name: str, *, restored: bool) -> None:
    """Rejects names and passwords that PostgreSQL or RDS rejects. A restored database needs no password."""
    user = properties.get("MasterUsername", "")
    if name.lower() in _RESERVED_WORDS:
        raise ValueError(f"{_name_property(properties)} {name} cannot be used: it is a reserved word for this engine")
    if user.lower() in _RESERVED_WORDS | {"admin"} or user.lower().startswith("pg_"):
        raise ValueError(f"MasterUsername {user} cannot be used: it is a reserved word for this engine")
    managed = to_bool(properties.get("ManageMasterUserPassword", False))
    if managed and "MasterUserPassword" in properties:
        raise ValueError("MasterUserPassword is not allowed when ManageMasterUserPassword is true")
    needs_password = "MasterUserPassword" in properties or not restored
    if not managed and needs_password and len(properties.get("MasterUserPassword", "")) < 8:
        raise ValueError("A MasterUserPassword of 8 characters or more is required, or ManageMasterUserPassword")


def _name_property(properties: Properties) -> str:
    return "DatabaseName" if "DatabaseName" in properties else "DBName"


def validate_subnet_group(properties: Properties) -> None:
    subnets = properties.get("DBSubnetGroupName")
    if subnets and subnets not in rds._subnet_groups:
        raise ValueError(f"DBSubnetGroupName: the subnet group {subnets} does not exist")


def validate_log_exports(properties: Properties, engine: str, logs: Collection[str]) -> None:
    unknown = sorted(set(properties.get("EnableCloudwatchLogsExports", [])) - set(logs))
    if unknown:
        raise ValueError(
            f"EnableCloudwatchLogsExports: {engine} does not support {', '.join(unknown)}; use {', '.join(logs)}"
        )


def validate_keys(properties: Properties) -> None:
    for key in (properties.get("KmsKeyId"), properties.get("MasterUserSecret", {}).get("KmsKeyId")):
        if key:
            key_arn(key)


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    if properties.get("DBInstanceIdentifier") in rds._instances:
        raise ValueError(f"DBInstanceIdentifier: the DB instance {properties['DBInstanceIdentifier']} already exists")
    origin = _RESTORE.origin(properties)
    inherited = _inherited(origin, properties) if origin else {}
    effective = inherited | properties
    physical_id, attributes = _ministack["create"](logical_id, effective, stack)
    with undo_on_error(lambda: _ministack["delete"](physical_id, properties)):
        record = rds._instances[physical_id]
        record["_inherited"] = inherited
        record["Endpoint"]["Address"] = endpoint_host(physical_id, "rds")
        record["DBName"] = effective.get("DBName", "")
        if "KmsKeyId" in effective:
            record["KmsKeyId"] = key_arn(effective["KmsKeyId"])
        return physical_id, {**attributes, **_store(record, properties)}


def _validate_restore(origin: dict[str, Any], properties: Properties) -> None:
    """RDS restores the version and the storage of the origin, before CloudFormation changes the version."""
    group = rds._param_groups.get(properties.get("DBParameterGroupName", ""), {})
    family = f"postgres{origin['EngineVersion'].split('.')[0]}"
    if group.get("DBParameterGroupFamily", family) != family:
        raise ValueError(
            f"DBParameterGroupName: the parameter group has the family {group['DBParameterGroupFamily']}, but the origin"
            f" requires {family}"
        )
    limit, storage = int(properties.get("MaxAllocatedStorage", 0)), int(origin["AllocatedStorage"])
    if limit and limit <= storage:
        raise ValueError(f"MaxAllocatedStorage is {limit}, but must be above the {storage} GiB of the origin")


def _inherited(origin: dict[str, Any], properties: Properties) -> Properties:
    _validate_restore(origin, properties)
    return inherited_properties(origin, properties, key_may_differ=False) | pick(
        origin, "AllocatedStorage", "DBName", "StorageType"
    )


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    record = rds._instances[physical_id]
    inherited = record["_inherited"]
    _, attributes = _ministack["update"](physical_id, inherited | old, inherited | new, stack, logical_id)
    return physical_id, {**attributes, **_store(record, new)}


def _store(record: dict[str, Any], properties: Properties) -> dict[str, Any]:
    """Writes the properties that MiniStack ignores to the instance's record, and returns the attributes."""
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    record |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
        "_monitoring": monitoring_fields(properties, *_INSIGHTS),
    }
    cluster = rds._clusters.get(properties.get("DBClusterIdentifier", ""))
    secret = None if cluster else update_managed_secret(record, properties, record["DBInstanceArn"])
    record[EXTRA_FIELDS] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "MasterUserSecret": secret,
        **record["_monitoring"],
    }
    if cluster:
        update_members(cluster)
    return {
        "Endpoint.Address": record["Endpoint"]["Address"],
        "Endpoint.HostedZoneId": record["Endpoint"]["HostedZoneId"],
        "Endpoint.Port": str(record["Endpoint"]["Port"]),
        **({"MasterUserSecret.SecretArn": secret["SecretArn"]} if secret else {}),
    }


def update_members(cluster: dict[str, Any]) -> None:
    """Copies the settings of a cluster to its members, and makes exactly one member the writer."""
    members = cluster["DBClusterMembers"]
    writers = [member for member in members if member["IsClusterWriter"]]
    for member in members:
        member["IsClusterWriter"] = member is (writers or members)[0]
        record = rds._instances[member["DBInstanceIdentifier"]]
        record |= {
            "BackupRetentionPeriod": cluster["BackupRetentionPeriod"],
            "DBName": cluster["DatabaseName"],
            "DBSubnetGroup": rds._subnet_groups.get(cluster["DBSubnetGroup"], record["DBSubnetGroup"]),
            "KmsKeyId": cluster.get("KmsKeyId", ""),
            "MasterUsername": cluster["MasterUsername"],
            "PreferredBackupWindow": cluster["PreferredBackupWindow"],
            "StorageEncrypted": cluster["StorageEncrypted"],
            "StorageType": cluster[EXTRA_FIELDS]["StorageType"],
            "VpcSecurityGroups": cluster["VpcSecurityGroups"],
        }
        record["Endpoint"]["Port"] = cluster["Port"]
        record[EXTRA_FIELDS] |= member_monitoring_fields(record["_monitoring"], cluster[EXTRA_FIELDS])
        record[EXTRA_FIELDS]["EnabledCloudwatchLogsExports"] = cluster[EXTRA_FIELDS]["EnabledCloudwatchLogsExports"]


def update_managed_secret(record: dict[str, Any], properties: Properties, arn: str) -> dict[str, str] | None:
    """Creates, retains or deletes the secret that RDS manages for the master user of an instance or a cluster."""
    current = record.get(EXTRA_FIELDS, {}).get("MasterUserSecret")
    key = properties.get("MasterUserSecret", {}).get("KmsKeyId")
    if not to_bool(properties.get("ManageMasterUserPassword", False)):
        if current:
            delete_managed_secret(current["SecretArn"])
        return None
    key = key_arn(key or "alias/aws/secretsmanager")
    if current and current["KmsKeyId"] == key:
        return current
    if current:
        delete_managed_secret(current["SecretArn"])
    password = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(28))
    record["_MasterUserPassword"] = password
    secret_arn = create_managed_secret(
        f"rds!{arn.split(':')[5]}-{uuid.uuid4()}",
        {"username": record["MasterUsername"], "password": password},
        "rds",
        arn,
        key,
    )
    return {"SecretArn": secret_arn, "SecretStatus": "active", "KmsKeyId": key}


def _delete(physical_id: str, properties: Properties) -> None:
    record = rds._instances.get(physical_id)
    if not record:
        return
    if record["DeletionProtection"]:
        raise ValueError(f"DB instance {physical_id} has deletion protection: disable it first")
    _ministack["delete"](physical_id, properties)
    if record[EXTRA_FIELDS]["MasterUserSecret"]:
        delete_managed_secret(record[EXTRA_FIELDS]["MasterUserSecret"]["SecretArn"])
    cluster = rds._clusters.get(record["DBClusterIdentifier"])
    if cluster:
        update_members(cluster)


# Otherwise MiniStack replaces the instance when the engine changes, and bypasses this module.
register("AWS::RDS::DBInstance", create=_create, update=_update, delete=_delete, replaces=("Engine", *_RESTORE.names))
add_response_fields(rds, "DBInstance", "DBInstanceIdentifier", lambda: rds._instances, "member")
