"""RDS: instances with managed master passwords, restored ones, and what MiniStack's instances drop."""

import secrets
import string
import uuid
from collections.abc import Collection
from typing import Any

from ministack.services import rds

from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, register, theirs, undone_by
from emulator.handlers.rds_monitoring import monitoring, of_a_member
from emulator.handlers.restores import Restores, inherited
from emulator.handlers.secretsmanager import create_managed, delete_managed
from emulator.values import flag, host, key_arn, picked

_own = theirs("AWS::RDS::DBInstance")
_LOGS = ("postgresql", "upgrade", "iam-db-auth-error")
_INSIGHTS = ("EnablePerformanceInsights", "PerformanceInsightsKMSKeyId")
_RESTORES = Restores(
    engine="postgres",
    snapshot="DBSnapshotIdentifier",
    snapshots=lambda: rds._snapshots,
    source="SourceDBInstanceIdentifier",
    sources=lambda: rds._instances,
    time="RestoreTime",
)

# Words that PostgreSQL reserves (appendix C of its manual, "reserved" in PostgreSQL), and the names RDS keeps.
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


# What a member of a cluster has from the cluster.
_OF_THE_CLUSTER = (
    "AllocatedStorage", "BackupRetentionPeriod", "DBName", "DBSubnetGroupName", "DatabaseInsightsMode",
    "EnableCloudwatchLogsExports", "KmsKeyId", "ManageMasterUserPassword", "MasterUserPassword", "MasterUserSecret",
    "MasterUsername", "MultiAZ", "Port", "PreferredBackupWindow", "StorageEncrypted", "StorageType",
    "VPCSecurityGroups", *_RESTORES.names,
)  # fmt: skip


def _refuse(properties: Properties) -> None:
    if "DBClusterIdentifier" in properties:
        _refuse_member(properties)
    else:
        restored = _RESTORES.asked(properties)
        engine = properties.get("Engine", "postgres" if restored else None)
        if engine != "postgres":
            raise ValueError(
                f"Engine {engine}: this emulator has postgres instances only, and aurora-postgresql in a cluster"
            )
        if properties["DBInstanceClass"] == "db.serverless":
            raise ValueError("db.serverless is for instances of a cluster")
        if restored and "DBName" in properties:
            raise ValueError("DBName must be null when Restoring for this Engine.")
        refuse_database(properties, properties.get("DBName", ""), restored=restored)
        refuse_logs(properties, "PostgreSQL", _LOGS)
        refuse_subnets(properties)
    refuse_keys(properties)
    monitoring(properties, *_INSIGHTS)
    group = properties.get("DBParameterGroupName")
    if group and group not in rds._param_groups and not group.startswith("default."):
        raise ValueError(f"The parameter group {group} does not exist")


def _refuse_member(properties: Properties) -> None:
    name = properties["DBClusterIdentifier"]
    if name not in rds._clusters:
        raise ValueError(f"The DB cluster {name} does not exist")
    cluster = rds._clusters[name]
    if properties.get("Engine") != cluster["Engine"]:
        raise ValueError(f"Engine {properties.get('Engine')}: the engine of the cluster is {cluster['Engine']}")
    its = sorted(set(_OF_THE_CLUSTER) & properties.keys())
    if its:
        raise ValueError(f"An instance of a cluster has these from the cluster: {', '.join(its)}")
    if properties["DBInstanceClass"] == "db.serverless" and not cluster.get("ServerlessV2ScalingConfiguration"):
        raise ValueError("db.serverless needs the ServerlessV2ScalingConfiguration of its cluster")


def refuse_database(properties: Properties, name: str, *, restored: bool) -> None:
    """Refuse the names and the passwords that PostgreSQL or RDS does not take. A restored one has its password."""
    user = properties.get("MasterUsername", "")
    if name.lower() in _RESERVED_WORDS:
        raise ValueError(f"{_name_property(properties)} {name} cannot be used: it is a reserved word for this engine")
    if user.lower() in _RESERVED_WORDS | {"admin"} or user.lower().startswith("pg_"):
        raise ValueError(f"MasterUsername {user} cannot be used: it is a reserved word for this engine")
    managed = flag(properties.get("ManageMasterUserPassword", False))
    if managed and "MasterUserPassword" in properties:
        raise ValueError("MasterUserPassword is not given when ManageMasterUserPassword is true")
    own = "MasterUserPassword" in properties or not restored
    if not managed and own and len(properties.get("MasterUserPassword", "")) < 8:
        raise ValueError("A MasterUserPassword of 8 characters or more is needed, or ManageMasterUserPassword")


def _name_property(properties: Properties) -> str:
    return "DatabaseName" if "DatabaseName" in properties else "DBName"


def refuse_subnets(properties: Properties) -> None:
    subnets = properties.get("DBSubnetGroupName")
    if subnets and subnets not in rds._subnet_groups:
        raise ValueError(f"The subnet group {subnets} does not exist")


def refuse_logs(properties: Properties, engine: str, logs: Collection[str]) -> None:
    unknown = sorted(set(properties.get("EnableCloudwatchLogsExports", [])) - set(logs))
    if unknown:
        raise ValueError(f"{engine} has the logs {', '.join(logs)}, and not {', '.join(unknown)}")


def refuse_keys(properties: Properties) -> None:
    for key in (properties.get("KmsKeyId"), properties.get("MasterUserSecret", {}).get("KmsKeyId")):
        if key:
            key_arn(key)


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    if properties.get("DBInstanceIdentifier") in rds._instances:
        raise ValueError(f"The DB instance {properties['DBInstanceIdentifier']} already exists")
    origin = _RESTORES.origin(properties)
    given = _inherited(origin, properties) if origin else {}
    whole = given | properties
    physical_id, attributes = _own["create"](logical_id, whole, stack)
    with undone_by(lambda: _own["delete"](physical_id, properties)):
        record = rds._instances[physical_id]
        record["_inherited"] = given
        record["Endpoint"]["Address"] = host(physical_id, "rds")
        record["DBName"] = whole.get("DBName", "")
        if "KmsKeyId" in whole:
            record["KmsKeyId"] = key_arn(whole["KmsKeyId"])
        return physical_id, {**attributes, **_keep(record, properties)}


def _inherited(origin: dict[str, Any], properties: Properties) -> Properties:
    return inherited(origin, properties, own_key=False) | picked(origin, "AllocatedStorage", "DBName", "StorageType")


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    record = rds._instances[physical_id]
    given = record["_inherited"]
    _, attributes = _own["update"](physical_id, given | old, given | new, stack, logical_id)
    return physical_id, {**attributes, **_keep(record, new)}


def _keep(record: dict[str, Any], properties: Properties) -> dict[str, Any]:
    """Write what MiniStack drops into the instance's record, and return the attributes."""
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    record |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
        "_monitoring": monitoring(properties, *_INSIGHTS),
    }
    cluster = rds._clusters.get(properties.get("DBClusterIdentifier", ""))
    secret = None if cluster else managed_secret(record, properties, record["DBInstanceArn"])
    record[KEPT] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "MasterUserSecret": secret,
        **record["_monitoring"],
    }
    if cluster:
        with_members(cluster)
    return {
        "Endpoint.Address": record["Endpoint"]["Address"],
        "Endpoint.HostedZoneId": record["Endpoint"]["HostedZoneId"],
        "Endpoint.Port": str(record["Endpoint"]["Port"]),
        **({"MasterUserSecret.SecretArn": secret["SecretArn"]} if secret else {}),
    }


def with_members(cluster: dict[str, Any]) -> None:
    """Give the members of a cluster what is the cluster's, and the cluster exactly one writer."""
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
            "StorageType": cluster[KEPT]["StorageType"],
            "VpcSecurityGroups": cluster["VpcSecurityGroups"],
        }
        record["Endpoint"]["Port"] = cluster["Port"]
        record[KEPT] |= of_a_member(record["_monitoring"], cluster[KEPT])
        record[KEPT]["EnabledCloudwatchLogsExports"] = cluster[KEPT]["EnabledCloudwatchLogsExports"]


def managed_secret(record: dict[str, Any], properties: Properties, arn: str) -> dict[str, str] | None:
    """Make, keep or take away the secret that RDS manages for the master user of an instance or a cluster."""
    current = record.get(KEPT, {}).get("MasterUserSecret")
    key = properties.get("MasterUserSecret", {}).get("KmsKeyId")
    if not flag(properties.get("ManageMasterUserPassword", False)):
        if current:
            delete_managed(current["SecretArn"])
        return None
    key = key_arn(key or "alias/aws/secretsmanager")
    if current and current["KmsKeyId"] == key:
        return current
    if current:
        delete_managed(current["SecretArn"])
    password = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(28))
    record["_MasterUserPassword"] = password
    made = create_managed(
        f"rds!{arn.split(':')[5]}-{uuid.uuid4()}",
        {"username": record["MasterUsername"], "password": password},
        "rds",
        arn,
        key,
    )
    return {"SecretArn": made, "SecretStatus": "active", "KmsKeyId": key}


def _delete(physical_id: str, properties: Properties) -> None:
    record = rds._instances.get(physical_id)
    if not record:
        return
    if record["DeletionProtection"]:
        raise ValueError(f"DB instance {physical_id} has deletion protection: turn it off first")
    _own["delete"](physical_id, properties)
    if record[KEPT]["MasterUserSecret"]:
        delete_managed(record[KEPT]["MasterUserSecret"]["SecretArn"])
    cluster = rds._clusters.get(record["DBClusterIdentifier"])
    if cluster:
        with_members(cluster)


# MiniStack would replace for a changed engine by itself, past this module.
register("AWS::RDS::DBInstance", create=_create, update=_update, delete=_delete, replaces=("Engine", *_RESTORES.names))
completed_answers(rds, "DBInstance", "DBInstanceIdentifier", lambda: rds._instances, "member")
