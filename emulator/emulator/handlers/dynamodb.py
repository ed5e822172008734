"""DynamoDB: tables and single-region global tables, with encryption, backups and time to live."""

import json
import time
from typing import Any

from ministack.core.responses import get_region
from ministack.services import dynamodb

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, physical_name, register, undo_on_error
from emulator.responses import EXTRA_FIELDS
from emulator.values import key_arn, pick, tags, to_bool

_CREATE_PARAMETERS = ("AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "ProvisionedThroughput")
_INSIGHTS = "ContributorInsightsSpecification"
_PITR = "PointInTimeRecoverySpecification"


def _as_single_table(properties: Properties) -> Properties:
    """Converts the properties of a global table with one replica to those of a table."""
    replicas = properties["Replicas"]
    if [replica["Region"] for replica in replicas] != [get_region()]:
        raise ValueError(f"Replicas: the emulator supports only one replica, in the stack's region {get_region()}")
    replica = replicas[0]
    encryption = properties.get("SSESpecification", {}) | replica.get("SSESpecification", {})
    replica_indexes = _indexes(replica)
    indexes = [index | replica_indexes.get(index["IndexName"], {}) for index in _indexes(properties).values()]
    return {
        **{name: value for name, value in properties.items() if name != "Replicas"},
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        **pick(replica, "DeletionProtectionEnabled", "TableClass", "Tags", _PITR, _INSIGHTS),
        **({"SSESpecification": encryption} if encryption else {}),
    }


def _sse(properties: Properties) -> dict[str, Any]:
    encryption = properties.get("SSESpecification", {})
    key = {"KMSMasterKeyId": key_arn(encryption["KMSMasterKeyId"])} if "KMSMasterKeyId" in encryption else {}
    return {"Enabled": to_bool(encryption.get("SSEEnabled", False)), **pick(encryption, "SSEType"), **key}


def _stream(properties: Properties) -> dict[str, Any]:
    view = properties.get("StreamSpecification", {}).get("StreamViewType")
    return {"StreamEnabled": True, "StreamViewType": view} if view else {"StreamEnabled": False}


def _billing(properties: Properties) -> str:
    return properties.get("BillingMode", "PROVISIONED")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("TableName") or physical_name(stack, logical_id, 255, lowercase=False)
    imports = "ImportSourceSpecification" in properties
    create_parameters = {
        "TableName": name,
        "BillingMode": _billing(properties),
        **pick(properties, *_CREATE_PARAMETERS),
        **({"GlobalSecondaryIndexes": [*_api_indexes(properties).values()]} if _indexes(properties) else {}),
        **({"SSESpecification": _sse(properties)} if "SSESpecification" in properties else {}),
    }
    shared_parameters = {
        "DeletionProtectionEnabled": to_bool(properties.get("DeletionProtectionEnabled", False)),
        **pick(properties, "TableClass"),
        **({"StreamSpecification": _stream(properties)} if "StreamSpecification" in properties else {}),
    }
    if imports:
        _import(properties["ImportSourceSpecification"], create_parameters)
    else:
        call("dynamodb", "CreateTable", **create_parameters, **shared_parameters, Tags=tags(properties))
    with undo_on_error(lambda: dynamodb._tables.pop(name)):
        if imports:
            call("dynamodb", "UpdateTable", TableName=name, **shared_parameters)
            call("dynamodb", "TagResource", ResourceArn=dynamodb._tables[name]["TableArn"], Tags=tags(properties))
        _apply_settings(name, {}, properties)
    return name, _attributes(name)


def _import(source: dict[str, Any], table: dict[str, Any]) -> None:
    """Creates a table from a bucket, and waits until the import ends, as CloudFormation does."""
    response = call("dynamodb", "ImportTable", **source, TableCreationParameters=table)
    described = response["ImportTableDescription"]
    while described["ImportStatus"] == "IN_PROGRESS":
        time.sleep(0.1)
        progress = call("dynamodb", "DescribeImport", ImportArn=described["ImportArn"])
        described = progress["ImportTableDescription"]
    if described["ImportStatus"] != "COMPLETED":
        dynamodb._tables.pop(table["TableName"], None)
        raise ValueError(
            f"ImportSourceSpecification: the import failed: {described['FailureCode']}: {described['FailureMessage']}"
        )


def _apply_settings(name: str, old: Properties, new: Properties) -> None:
    """Applies the settings that have separate API operations."""
    old_expiry, new_expiry = old.get("TimeToLiveSpecification", {}), new.get("TimeToLiveSpecification", {})
    if old_expiry != new_expiry:
        enabled = to_bool(new_expiry.get("Enabled", False))
        expiry = pick(new_expiry or old_expiry, "AttributeName") | {"Enabled": enabled}
        call("dynamodb", "UpdateTimeToLive", TableName=name, TimeToLiveSpecification=expiry)
    backups = new.get(_PITR, {})
    enabled = to_bool(backups.get("PointInTimeRecoveryEnabled", False))
    call("dynamodb", "UpdateContinuousBackups", TableName=name, **{_PITR: {"PointInTimeRecoveryEnabled": enabled}})
    dynamodb._tables[name][EXTRA_FIELDS] = {
        "RecoveryPeriodInDays": int(backups.get("RecoveryPeriodInDays", 35)) if enabled else None
    }
    before, after = _indexes_with_insights(old), _indexes_with_insights(new)
    for index in (before ^ after) & {"", *_indexes(new)}:
        call(
            "dynamodb",
            "UpdateContributorInsights",
            TableName=name,
            ContributorInsightsAction="ENABLE" if index in after else "DISABLE",
            **({"IndexName": index} if index else {}),
        )


def _indexes_with_insights(properties: Properties) -> set[str]:
    """Returns the names of the indexes with contributor insights. The empty name is the table."""
    named = {"": properties, **_indexes(properties)}
    return {name for name, value in named.items() if to_bool(value.get(_INSIGHTS, {}).get("Enabled", False))}


def _validate_update(old: Properties, new: Properties) -> None:
    _sse(new)
    if _billing(new) == "PROVISIONED" and "ProvisionedThroughput" not in new:
        raise ValueError("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
    defined = {attribute["AttributeName"] for attribute in new["AttributeDefinitions"]}
    used = {key["AttributeName"] for index in _indexes(new).values() for key in index["KeySchema"]}
    if used - defined:
        raise ValueError(
            f"AttributeDefinitions: {', '.join(sorted(used - defined))} is the key of a GSI, but not defined"
        )
    old_expiry, new_expiry = (p.get("TimeToLiveSpecification", {}).get("AttributeName") for p in (old, new))
    if old_expiry and new_expiry and old_expiry != new_expiry:
        raise ValueError(
            f"TimeToLiveSpecification.AttributeName cannot change from {old_expiry} to {new_expiry} in one update."
            f" Disable it in one update, and enable it for {new_expiry} in the next"
        )
    before, after = _indexes(old), _indexes(new)
    if len(before.keys() ^ after.keys()) > 1:
        raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
    immutable = [{name: pick(i, "KeySchema", "Projection") for name, i in group.items()} for group in (before, after)]
    changed = [name for name in before.keys() & after.keys() if immutable[0][name] != immutable[1][name]]
    if changed:
        raise ValueError(
            f"The keys and the projection of the GSI {changed[0]} cannot change. Create a GSI with another name"
        )


def _indexes(properties: Properties) -> dict[str, Any]:
    return {index["IndexName"]: index for index in properties.get("GlobalSecondaryIndexes", [])}


def _api_indexes(properties: Properties) -> dict[str, Any]:
    """Returns the indexes as API parameters: without contributor insights, which have a separate operation."""
    return {
        name: {member: value for member, value in index.items() if member != _INSIGHTS}
        for name, index in _indexes(properties).items()
    }


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate_update(old, new)
    changes: dict[str, Any] = {}
    if _billing(old) != _billing(new):
        changes["BillingMode"] = _billing(new)
    if old.get("ProvisionedThroughput") != new.get("ProvisionedThroughput") and "ProvisionedThroughput" in new:
        changes["ProvisionedThroughput"] = new["ProvisionedThroughput"]
    if _stream(old) != _stream(new):
        changes["StreamSpecification"] = _stream(new)
    if old.get("SSESpecification") != new.get("SSESpecification"):
        changes["SSESpecification"] = _sse(new)
    if old.get("TableClass") != new.get("TableClass"):
        changes["TableClass"] = new.get("TableClass", "STANDARD")
    before, after = _api_indexes(old), _api_indexes(new)
    steps = [
        *({"Delete": {"IndexName": name}} for name in before.keys() - after.keys()),
        *({"Create": after[name]} for name in after.keys() - before.keys()),
    ]
    if steps:
        changes |= {"GlobalSecondaryIndexUpdates": steps, "AttributeDefinitions": new["AttributeDefinitions"]}
    protected = to_bool(new.get("DeletionProtectionEnabled", False))
    call("dynamodb", "UpdateTable", TableName=physical_id, DeletionProtectionEnabled=protected, **changes)
    _apply_settings(physical_id, old, new)
    arn = dynamodb._tables[physical_id]["TableArn"]
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("dynamodb", "UntagResource", ResourceArn=arn, TagKeys=sorted(removed))
    call("dynamodb", "TagResource", ResourceArn=arn, Tags=tags(new))
    return physical_id, _attributes(physical_id)


def _attributes(name: str) -> dict[str, Any]:
    table = dynamodb._tables[name]
    streams = (table.get("StreamSpecification") or {}).get("StreamEnabled")
    return {
        "Arn": table["TableArn"],
        "TableId": table["TableId"],
        **({"StreamArn": table["LatestStreamArn"]} if streams else {}),
    }


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("ResourceNotFoundException",), "dynamodb", "DeleteTable", TableName=physical_id)


# A schema change replaces the table. This fails for a table with an explicit name, because the name is in use.
_REPLACES = ("TableName", "KeySchema", "LocalSecondaryIndexes")

register("AWS::DynamoDB::Table", create=_create, update=_update, delete=_delete, replaces=_REPLACES, blocking=True)
register(
    "AWS::DynamoDB::GlobalTable",
    create=lambda logical_id, properties, stack: _create(logical_id, _as_single_table(properties), stack),
    update=lambda physical_id, old, new, stack, logical_id: _update(
        physical_id, _as_single_table(old), _as_single_table(new), stack, logical_id
    ),
    delete=_delete,
    replaces=_REPLACES,
    blocking=True,
)

_ministack_describe_continuous_backups = dynamodb._describe_continuous_backups


def _with_recovery_period(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Adds the recovery period, which MiniStack omits."""
    status, headers, body = _ministack_describe_continuous_backups(request)
    table = dynamodb._tables.get(dynamodb._normalize_table_name(request.get("TableName")), {})
    days = table.get(EXTRA_FIELDS, {}).get("RecoveryPeriodInDays")
    if status != 200 or not days:
        return status, headers, body
    response = json.loads(body)
    response["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] = days
    return status, headers, json.dumps(response).encode()


dynamodb._describe_continuous_backups = _with_recovery_period
