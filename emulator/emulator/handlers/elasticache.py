"""ElastiCache: replication groups and users, with what MiniStack drops."""

import copy
from typing import Any

from ministack.services import elasticache

from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, complete, register, replacing, snapshot_name, theirs
from emulator.values import flag, host, key_arn

# ---- replication groups -------------------------------------------------------------------------------------------

_own = theirs("AWS::ElastiCache::ReplicationGroup")


def _refuse(properties: Properties) -> None:
    if properties.get("Engine", "redis") not in ("valkey", "redis"):
        raise ValueError(f"Engine {properties['Engine']}: a replication group runs valkey or redis")
    nodes = int(properties.get("NumCacheClusters", 1))
    failover = flag(properties.get("AutomaticFailoverEnabled", False))
    if failover and nodes < 2:
        raise ValueError(f"Automatic failover needs two cache clusters or more, not {nodes}")
    if flag(properties.get("MultiAZEnabled", False)) and not failover:
        raise ValueError("Multi-AZ needs automatic failover")
    if properties.get("UserGroupIds") and not flag(properties.get("TransitEncryptionEnabled", False)):
        raise ValueError("User groups need encryption in transit")
    subnets = properties.get("CacheSubnetGroupName")
    if subnets and subnets not in elasticache._subnet_groups:
        raise ValueError(f"The subnet group {subnets} does not exist")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    snapshot = properties.get("SnapshotName")
    if snapshot and snapshot not in elasticache._snapshots:
        raise ValueError(f"The snapshot {snapshot} does not exist")
    physical_id, _ = _own["create"](logical_id, properties, stack)
    return physical_id, _keep(physical_id, properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    """Write the group anew under its id: with no engine behind it, there is nothing else to keep.

    MiniStack's own update applies some properties only.
    """
    _refuse(new)
    stores = elasticache._replication_groups, elasticache._clusters, elasticache._tags, elasticache._user_groups
    before = [dict(store.items()) for store in map(copy.deepcopy, stores)]
    _own["delete"](physical_id, old)
    try:
        _own["create"](logical_id, {**new, "ReplicationGroupId": physical_id}, stack)
    except Exception:
        for store, items in zip(stores, before, strict=True):
            store.clear()
            store.update(items)
        raise
    return physical_id, _keep(physical_id, new)


def _keep(physical_id: str, properties: Properties) -> dict[str, Any]:
    group = elasticache._replication_groups[physical_id]
    port = int(properties.get("Port", 6379))
    primary = {"Address": host(physical_id, "cache"), "Port": port}
    reader = {"Address": host(f"{physical_id}-ro", "cache"), "Port": port}
    for shard in group["NodeGroups"]:
        shard |= {"PrimaryEndpoint": primary, "ReaderEndpoint": reader}
        for member in shard["NodeGroupMembers"]:
            member["ReadEndpoint"] = {"Address": host(member["CacheClusterId"], "cache"), "Port": port}
            node = elasticache._clusters[member["CacheClusterId"]]
            node["_endpoint"] = node["CacheNodes"][0]["Endpoint"] = member["ReadEndpoint"]
    group[KEPT] = {"KmsKeyId": key_arn(properties["KmsKeyId"]) if "KmsKeyId" in properties else None}
    return {
        "PrimaryEndPoint.Address": primary["Address"],
        "PrimaryEndPoint.Port": str(port),
        "ReaderEndPoint.Address": reader["Address"],
        "ReaderEndPoint.Port": str(port),
    }


def _delete(physical_id: str, properties: Properties) -> None:
    _own["delete"](physical_id, properties)


def _snapshot(physical_id: str, properties: Properties) -> None:
    elasticache._create_snapshot({"SnapshotName": snapshot_name(physical_id), "ReplicationGroupId": physical_id})


register("AWS::ElastiCache::ReplicationGroup", create=_create, update=_update, delete=_delete, snapshot=_snapshot)
completed_answers(
    elasticache, "ReplicationGroup", "ReplicationGroupId", lambda: elasticache._replication_groups, "member"
)

# ---- users --------------------------------------------------------------------------------------------------------


def _passwords(properties: Properties) -> list[str]:
    return properties.get("Passwords") or properties.get("AuthenticationMode", {}).get("Passwords") or []


def _authentication(properties: Properties) -> str:
    mode = properties.get("AuthenticationMode", {}).get("Type")
    if mode:
        return {"no-password-required": "no-password"}.get(mode, mode)
    return "no-password" if flag(properties.get("NoPasswordRequired", False)) else "password"


def _refuse_user(properties: Properties) -> None:
    authentication = _authentication(properties)
    if authentication == "no-password" and properties["Engine"] == "valkey":
        raise ValueError("A valkey user has a password or authenticates with IAM")
    if authentication == "password" and not 1 <= len(_passwords(properties)) <= 2:
        raise ValueError("A user with passwords has one or two")
    if any(not 16 <= len(password) <= 128 for password in _passwords(properties)):
        raise ValueError("A user's password has 16 to 128 characters")
    if authentication == "iam" and properties["UserId"] != properties["UserName"]:
        raise ValueError("A user that authenticates with IAM has the same UserId and UserName")


def _keep_user(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    user = elasticache._users[physical_id]
    user["Engine"] = properties["Engine"]
    user["Authentication"] = {"Type": _authentication(properties), "PasswordCount": len(_passwords(properties))}


complete("AWS::ElastiCache::User", _keep_user, before=_refuse_user)
replacing("AWS::ElastiCache::UserGroup", "Engine")
