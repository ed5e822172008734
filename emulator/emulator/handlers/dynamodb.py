"""DynamoDB: tables with their encryption, backups and expiry, as single tables and as global ones in one region."""

import json
import time
from typing import Any

from ministack.core.responses import get_region
from ministack.services import dynamodb

from emulator.client import call, call_unless_gone
from emulator.describe import KEPT
from emulator.extension import Properties, Resource, physical_name, register, undone_by
from emulator.values import flag, key_arn, picked, tags

_CREATED_WITH = ("AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "ProvisionedThroughput")
_INSIGHTS = "ContributorInsightsSpecification"
_PITR = "PointInTimeRecoverySpecification"


def _single(properties: Properties) -> Properties:
    """A global table with one replica as the single table it is."""
    replicas = properties["Replicas"]
    if [replica["Region"] for replica in replicas] != [get_region()]:
        raise ValueError(f"This emulator has global tables with one replica only, in the stack's region {get_region()}")
    own = replicas[0]
    encryption = properties.get("SSESpecification", {}) | own.get("SSESpecification", {})
    its_indexes = _indexes(own)
    indexes = [index | its_indexes.get(index["IndexName"], {}) for index in _indexes(properties).values()]
    return {
        **{name: value for name, value in properties.items() if name != "Replicas"},
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        **picked(own, "DeletionProtectionEnabled", "TableClass", "Tags", _PITR, _INSIGHTS),
        **({"SSESpecification": encryption} if encryption else {}),
    }


def _sse(properties: Properties) -> dict[str, Any]:
    given = properties.get("SSESpecification", {})
    key = {"KMSMasterKeyId": key_arn(given["KMSMasterKeyId"])} if "KMSMasterKeyId" in given else {}
    return {"Enabled": flag(given.get("SSEEnabled", False)), **picked(given, "SSEType"), **key}


def _stream(properties: Properties) -> dict[str, Any]:
    view = properties.get("StreamSpecification", {}).get("StreamViewType")
    return {"StreamEnabled": True, "StreamViewType": view} if view else {"StreamEnabled": False}


def _billing(properties: Properties) -> str:
    return properties.get("BillingMode", "PROVISIONED")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("TableName") or physical_name(stack, logical_id, 255, lowercase=False)
    imports = "ImportSourceSpecification" in properties
    made_with = {
        "TableName": name,
        "BillingMode": _billing(properties),
        **picked(properties, *_CREATED_WITH),
        **({"GlobalSecondaryIndexes": [*_in_api(properties).values()]} if _indexes(properties) else {}),
        **({"SSESpecification": _sse(properties)} if "SSESpecification" in properties else {}),
    }
    made_or_updated_with = {
        "DeletionProtectionEnabled": flag(properties.get("DeletionProtectionEnabled", False)),
        **picked(properties, "TableClass"),
        **({"StreamSpecification": _stream(properties)} if "StreamSpecification" in properties else {}),
    }
    if imports:
        _import(properties["ImportSourceSpecification"], made_with)
    else:
        call("dynamodb", "CreateTable", **made_with, **made_or_updated_with, Tags=tags(properties))
    with undone_by(lambda: dynamodb._tables.pop(name)):
        if imports:
            call("dynamodb", "UpdateTable", TableName=name, **made_or_updated_with)
            call("dynamodb", "TagResource", ResourceArn=dynamodb._tables[name]["TableArn"], Tags=tags(properties))
        _settle(name, {}, properties)
    return name, _attributes(name)


def _import(source: dict[str, Any], table: dict[str, Any]) -> None:
    """Make a table of what is in a bucket, and wait for its items as CloudFormation does."""
    made = call("dynamodb", "ImportTable", **source, TableCreationParameters=table)
    described = made["ImportTableDescription"]
    while described["ImportStatus"] == "IN_PROGRESS":
        time.sleep(0.1)
        answer = call("dynamodb", "DescribeImport", ImportArn=described["ImportArn"])
        described = answer["ImportTableDescription"]
    if described["ImportStatus"] != "COMPLETED":
        dynamodb._tables.pop(table["TableName"], None)
        raise ValueError(f"The import failed: {described['FailureCode']}: {described['FailureMessage']}")


def _settle(name: str, old: Properties, new: Properties) -> None:
    """What has operations of its own."""
    was, is_to_be = old.get("TimeToLiveSpecification", {}), new.get("TimeToLiveSpecification", {})
    if was != is_to_be:
        expiry = picked(is_to_be or was, "AttributeName") | {"Enabled": flag(is_to_be.get("Enabled", False))}
        call("dynamodb", "UpdateTimeToLive", TableName=name, TimeToLiveSpecification=expiry)
    backups = new.get(_PITR, {})
    enabled = flag(backups.get("PointInTimeRecoveryEnabled", False))
    call("dynamodb", "UpdateContinuousBackups", TableName=name, **{_PITR: {"PointInTimeRecoveryEnabled": enabled}})
    dynamodb._tables[name][KEPT] = {
        "RecoveryPeriodInDays": int(backups.get("RecoveryPeriodInDays", 35)) if enabled else None
    }
    was_on, is_on = _with_insights(old), _with_insights(new)
    for index in (was_on ^ is_on) & {"", *_indexes(new)}:
        call(
            "dynamodb",
            "UpdateContributorInsights",
            TableName=name,
            ContributorInsightsAction="ENABLE" if index in is_on else "DISABLE",
            **({"IndexName": index} if index else {}),
        )


def _with_insights(properties: Properties) -> set[str]:
    """The names of the indexes with contributor insights, and no name for the table itself."""
    named = {"": properties, **_indexes(properties)}
    return {name for name, value in named.items() if flag(value.get(_INSIGHTS, {}).get("Enabled", False))}


def _refuse_change(old: Properties, new: Properties) -> None:
    _sse(new)
    if _billing(new) == "PROVISIONED" and "ProvisionedThroughput" not in new:
        raise ValueError("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
    defined = {attribute["AttributeName"] for attribute in new["AttributeDefinitions"]}
    used = {key["AttributeName"] for index in _indexes(new).values() for key in index["KeySchema"]}
    if used - defined:
        raise ValueError(f"AttributeDefinitions lacks {', '.join(sorted(used - defined))}, keys of a GSI")
    was, is_to_be = (p.get("TimeToLiveSpecification", {}).get("AttributeName") for p in (old, new))
    if was and is_to_be and was != is_to_be:
        raise ValueError(f"TimeToLive is on {was}: disable it in one update, and enable it on {is_to_be} in the next")
    before, after = _indexes(old), _indexes(new)
    if len(before.keys() ^ after.keys()) > 1:
        raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
    fixed = [{name: picked(i, "KeySchema", "Projection") for name, i in several.items()} for several in (before, after)]
    changed = [name for name in before.keys() & after.keys() if fixed[0][name] != fixed[1][name]]
    if changed:
        raise ValueError(f"The keys and the projection of the GSI {changed[0]} cannot be changed: give it another name")


def _indexes(properties: Properties) -> dict[str, Any]:
    return {index["IndexName"]: index for index in properties.get("GlobalSecondaryIndexes", [])}


def _in_api(properties: Properties) -> dict[str, Any]:
    """The indexes with what is a parameter of theirs: contributor insights have an operation."""
    return {
        name: {member: value for member, value in index.items() if member != _INSIGHTS}
        for name, index in _indexes(properties).items()
    }


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse_change(old, new)
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
    before, after = _in_api(old), _in_api(new)
    steps = [
        *({"Delete": {"IndexName": name}} for name in before.keys() - after.keys()),
        *({"Create": after[name]} for name in after.keys() - before.keys()),
    ]
    if steps:
        changes |= {"GlobalSecondaryIndexUpdates": steps, "AttributeDefinitions": new["AttributeDefinitions"]}
    protected = flag(new.get("DeletionProtectionEnabled", False))
    call("dynamodb", "UpdateTable", TableName=physical_id, DeletionProtectionEnabled=protected, **changes)
    _settle(physical_id, old, new)
    arn = dynamodb._tables[physical_id]["TableArn"]
    dropped = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("dynamodb", "UntagResource", ResourceArn=arn, TagKeys=sorted(dropped))
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
    call_unless_gone(("ResourceNotFoundException",), "dynamodb", "DeleteTable", TableName=physical_id)


# A changed schema makes a new table; under a name of its own that is refused, as the name is taken.
_REPLACES = ("TableName", "KeySchema", "LocalSecondaryIndexes")

register("AWS::DynamoDB::Table", create=_create, update=_update, delete=_delete, replaces=_REPLACES, blocking=True)
register(
    "AWS::DynamoDB::GlobalTable",
    create=lambda logical_id, properties, stack: _create(logical_id, _single(properties), stack),
    update=lambda physical_id, old, new, stack, logical_id: _update(
        physical_id, _single(old), _single(new), stack, logical_id
    ),
    delete=_delete,
    replaces=_REPLACES,
    blocking=True,
)

_describe = dynamodb._describe_continuous_backups


def _with_recovery_period(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """MiniStack does not answer for how long a table can be recovered."""
    status, headers, body = _describe(request)
    table = dynamodb._tables.get(dynamodb._normalize_table_name(request.get("TableName")), {})
    days = table.get(KEPT, {}).get("RecoveryPeriodInDays")
    if status != 200 or not days:
        return status, headers, body
    answer = json.loads(body)
    answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] = days
    return status, headers, json.dumps(answer).encode()


dynamodb._describe_continuous_backups = _with_recovery_period
