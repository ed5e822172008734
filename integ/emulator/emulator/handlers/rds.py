"""RDS: instances with managed master passwords, and what MiniStack's instances drop."""

import secrets
import string
import uuid
from typing import Any

from ministack.services import rds

from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, register, theirs, undone_by
from emulator.handlers.secretsmanager import create_managed, delete_managed
from emulator.values import flag, host, key_arn

_own = theirs("AWS::RDS::DBInstance")

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


def _refuse(properties: Properties) -> None:
    if properties.get("Engine") != "postgres":
        raise ValueError(f"Engine {properties.get('Engine')}: this emulator has postgres instances only")
    name, user = properties.get("DBName", ""), properties.get("MasterUsername", "")
    if name.lower() in _RESERVED_WORDS:
        raise ValueError(f"DBName {name} cannot be used: it is a reserved word for this engine")
    if user.lower() in _RESERVED_WORDS | {"admin"} or user.lower().startswith("pg_"):
        raise ValueError(f"MasterUsername {user} cannot be used: it is a reserved word for this engine")
    managed = flag(properties.get("ManageMasterUserPassword", False))
    if managed and "MasterUserPassword" in properties:
        raise ValueError("MasterUserPassword is not given when ManageMasterUserPassword is true")
    if not managed and len(properties.get("MasterUserPassword", "")) < 8:
        raise ValueError("A MasterUserPassword of 8 characters or more is needed, or ManageMasterUserPassword")
    groups = properties.get("DBSubnetGroupName"), properties.get("DBParameterGroupName")
    if groups[0] and groups[0] not in rds._subnet_groups:
        raise ValueError(f"The subnet group {groups[0]} does not exist")
    if groups[1] and groups[1] not in rds._param_groups and not groups[1].startswith("default."):
        raise ValueError(f"The parameter group {groups[1]} does not exist")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    if properties.get("DBInstanceIdentifier") in rds._instances:
        raise ValueError(f"The DB instance {properties['DBInstanceIdentifier']} already exists")
    physical_id, attributes = _own["create"](logical_id, properties, stack)
    with undone_by(lambda: _own["delete"](physical_id, properties)):
        record = rds._instances[physical_id]
        record["Endpoint"]["Address"] = host(physical_id, "rds")
        record["DBName"] = properties.get("DBName", "")
        if "KmsKeyId" in properties:
            record["KmsKeyId"] = key_arn(properties["KmsKeyId"])
        return physical_id, {**attributes, **_keep(record, properties)}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    _, attributes = _own["update"](physical_id, old, new, stack, logical_id)
    return physical_id, {**attributes, **_keep(rds._instances[physical_id], new)}


def _keep(record: dict[str, Any], properties: Properties) -> dict[str, Any]:
    """Write what MiniStack drops into the instance's record, and return the attributes."""
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    record |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
    }
    secret = _managed_secret(record, properties)
    insights = flag(properties.get("EnablePerformanceInsights", False))
    record[KEPT] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "DatabaseInsightsMode": properties.get("DatabaseInsightsMode", "standard"),
        "PerformanceInsightsRetentionPeriod": properties.get("PerformanceInsightsRetentionPeriod", 7)
        if insights
        else None,
        "PerformanceInsightsKMSKeyId": key_arn(properties["PerformanceInsightsKMSKeyId"])
        if "PerformanceInsightsKMSKeyId" in properties
        else None,
        "MasterUserSecret": secret,
    }
    return {
        "Endpoint.Address": record["Endpoint"]["Address"],
        **({"MasterUserSecret.SecretArn": secret["SecretArn"]} if secret else {}),
    }


def _managed_secret(record: dict[str, Any], properties: Properties) -> dict[str, str] | None:
    """Make, keep or take away the secret that RDS manages for the master user."""
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
    arn = create_managed(
        f"rds!db-{uuid.uuid4()}",
        {"username": record["MasterUsername"], "password": password},
        "rds",
        record["DBInstanceArn"],
        key,
    )
    return {"SecretArn": arn, "SecretStatus": "active", "KmsKeyId": key}


def _delete(physical_id: str, properties: Properties) -> None:
    record = rds._instances.get(physical_id)
    if not record:
        return
    if record["DeletionProtection"]:
        raise ValueError(f"DB instance {physical_id} has deletion protection: turn it off first")
    _own["delete"](physical_id, properties)
    if record[KEPT]["MasterUserSecret"]:
        delete_managed(record[KEPT]["MasterUserSecret"]["SecretArn"])


# MiniStack would replace for a changed engine by itself, past this module.
register("AWS::RDS::DBInstance", create=_create, update=_update, delete=_delete, replaces=("Engine",))
completed_answers(rds, "DBInstance", "DBInstanceIdentifier", lambda: rds._instances, "member")
