"""ElastiCache: replication groups and users, with the properties that MiniStack ignores."""

import copy
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import elasticache

from emulator.extension import (
    Properties,
    Resource,
    extend,
    ministack_handlers,
    register,
    replace_on_change,
    snapshot_name,
)
from emulator.responses import EXTRA_FIELDS, add_response_fields
from emulator.values import endpoint_host, key_arn, to_bool

# ---- replication groups ---------------------------------------------------------------------------------------------

_ministack = ministack_handlers("AWS::ElastiCache::ReplicationGroup")


def _validate(properties: Properties) -> None:
    if properties.get("Engine", "redis") not in ("valkey", "redis"):
        raise ValueError(f"Engine is {properties['Engine']}, but must be valkey or redis")
    nodes = int(properties.get("NumCacheClusters", 1))
    failover = to_bool(properties.get("AutomaticFailoverEnabled", False))
    if failover and nodes < 2:
        raise ValueError(f"AutomaticFailoverEnabled requires NumCacheClusters of 2 or more, got {nodes}")
    if to_bool(properties.get("MultiAZEnabled", False)) and not failover:
        raise ValueError("MultiAZEnabled requires AutomaticFailoverEnabled")
    if properties.get("UserGroupIds") and not to_bool(properties.get("TransitEncryptionEnabled", False)):
        raise ValueError("UserGroupIds requires TransitEncryptionEnabled")
    subnets = properties.get("CacheSubnetGroupName")
    if subnets and subnets not in elasticache._subnet_groups:
        raise ValueError(f"CacheSubnetGroupName: the subnet group {subnets} does not exist")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    snapshot = properties.get("SnapshotName")
    if snapshot and snapshot not in elasticache._snapshots:
        raise ValueError(f"SnapshotName: the snapshot {snapshot} does not exist")
    physical_id, _ = _ministack["create"](logical_id, properties, stack)
    return physical_id, _store(physical_id, properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    """Deletes the group and creates it again with the same id. No engine runs, so no data is lost.

    MiniStack's update applies only some properties.
    """
    _validate(new)
    stores = elasticache._replication_groups, elasticache._clusters, elasticache._tags, elasticache._user_groups
    backup = [dict(store.items()) for store in map(copy.deepcopy, stores)]
    _ministack["delete"](physical_id, old)
    try:
        _ministack["create"](logical_id, {**new, "ReplicationGroupId": physical_id}, stack)
    except Exception:
        for store, items in zip(stores, backup, strict=True):
            store.clear()
            store.update(items)
        raise
    return physical_id, _store(physical_id, new)


def _store(physical_id: str, properties: Properties) -> dict[str, Any]:
    group = elasticache._replication_groups[physical_id]
    port = int(properties.get("Port", 6379))
    primary = {"Address": endpoint_host(physical_id, "cache"), "Port": port}
    reader = {"Address": endpoint_host(f"{physical_id}-ro", "cache"), "Port": port}
    for shard in group["NodeGroups"]:
        shard |= {"PrimaryEndpoint": primary, "ReaderEndpoint": reader}
        for member in shard["NodeGroupMembers"]:
            member["ReadEndpoint"] = {"Address": endpoint_host(member["CacheClusterId"], "cache"), "Port": port}
            node = elasticache._clusters[member["CacheClusterId"]]
            node["_endpoint"] = node["CacheNodes"][0]["Endpoint"] = member["ReadEndpoint"]
    group[EXTRA_FIELDS] = {"KmsKeyId": key_arn(properties["KmsKeyId"]) if "KmsKeyId" in properties else None}
    return {
        "PrimaryEndPoint.Address": primary["Address"],
        "PrimaryEndPoint.Port": str(port),
        "ReaderEndPoint.Address": reader["Address"],
        "ReaderEndPoint.Port": str(port),
    }


def _delete(physical_id: str, properties: Properties) -> None:
    _ministack["delete"](physical_id, properties)


def _snapshot(physical_id: str, properties: Properties) -> None:
    elasticache._create_snapshot({"SnapshotName": snapshot_name(physical_id), "ReplicationGroupId": physical_id})


register("AWS::ElastiCache::ReplicationGroup", create=_create, update=_update, delete=_delete, snapshot=_snapshot)
add_response_fields(
    elasticache, "ReplicationGroup", "ReplicationGroupId", lambda: elasticache._replication_groups, "member"
)

# ---- users ----------------------------------------------------------------------------------------------------------


def _passwords(properties: Properties) -> list[str]:
    return properties.get("Passwords") or properties.get("AuthenticationMode", {}).get("Passwords") or []


def _authentication(properties: Properties) -> str:
    mode = properties.get("AuthenticationMode", {}).get("Type")
    if mode:
        return {"no-password-required": "no-password"}.get(mode, mode)
    return "no-password" if to_bool(properties.get("NoPasswordRequired", False)) else "password"


def _validate_user(properties: Properties) -> None:
    authentication = _authentication(properties)
    if authentication == "no-password" and properties["Engine"] == "valkey":
        raise ValueError("AuthenticationMode: a valkey user requires a password or IAM authentication")
    if authentication == "password" and not 1 <= len(_passwords(properties)) <= 2:
        raise ValueError(f"Passwords: one or two passwords are required, got {len(_passwords(properties))}")
    if any(not 16 <= len(password) <= 128 for password in _passwords(properties)):
        raise ValueError("Passwords: each password must have 16 to 128 characters")
    if authentication == "iam" and properties["UserId"] != properties["UserName"]:
        raise ValueError("UserId and UserName must be equal for a user with IAM authentication")


def _store_user(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    user = elasticache._users[physical_id]
    user["Engine"] = properties["Engine"]
    # No API returns them. A Valkey server needs them.
    user["_passwords"] = tuple(_passwords(properties))
    user["Authentication"] = {"Type": _authentication(properties), "PasswordCount": len(_passwords(properties))}


extend("AWS::ElastiCache::User", _store_user, validate=_validate_user)
replace_on_change("AWS::ElastiCache::UserGroup", "Engine")


_ministack_user_xml = elasticache._user_xml


def _user_xml(user: dict[str, Any]) -> str:
    """Escapes the access string, which MiniStack omits. It contains & if it has patterns of channels."""
    return _ministack_user_xml(user | {"AccessString": escape(user["AccessString"])})


elasticache._user_xml = _user_xml
