"""ElastiCache: a Valkey server for each replication group, with the users of its user groups."""

from collections.abc import Mapping
from typing import Any

from ministack.services import elasticache

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.valkey import Settings, User
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _ReplicationGroups:
    """The primary and the replicas of a group are one server."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def records(self) -> Mapping[str, Record]:
        return dict(elasticache._replication_groups.items())

    def arn(self, record: Record) -> str:
        return record["ARN"]

    def version(self, record: Record) -> str:
        return record["EngineVersion"]

    def port(self, record: Record) -> int:
        return int(record["NodeGroups"][0]["PrimaryEndpoint"]["Port"])

    def settings(self, record: Record) -> Settings:
        encrypted = bool(record.get("TransitEncryptionEnabled"))
        if not record.get("UserGroupIds"):
            return Settings(None, encrypted)
        groups = [elasticache._user_groups[name] for name in record["UserGroupIds"]]
        # A user that is deleted through the API remains in MiniStack's groups.
        users = [elasticache._users.get(name) for group in groups for name in group["UserIds"]]
        return Settings(tuple(_user(user) for user in users if user), encrypted)

    def publish(self, record: Record, place: Place) -> None:
        endpoint = {"Address": place.host, "Port": place.port}
        for shard in record["NodeGroups"]:
            shard |= {"PrimaryEndpoint": endpoint, "ReaderEndpoint": endpoint}
            for member in shard["NodeGroupMembers"]:
                member["ReadEndpoint"] = endpoint
                node = elasticache._clusters[member["CacheClusterId"]]
                node["_endpoint"] = node["CacheNodes"][0]["Endpoint"] = endpoint

    def is_stopped(self, record: Record) -> bool:
        return False

    def set_failed(self, record: Record, failed: bool) -> None:
        record["Status"] = "failed" if failed else "available"


def _user(record: Record) -> User:
    """A user with IAM authentication has no password, so that nobody can log in."""
    without_password = record["Authentication"]["Type"] == "no-password"
    return User(record["UserName"], record["AccessString"], None if without_password else record.get("_passwords", ()))


def attach(servers: Servers, driver: Driver) -> None:
    groups = Served(servers, _ReplicationGroups(driver))

    def bring_up(physical_id: str) -> dict[str, Any]:
        groups.bring_up(physical_id)
        shard = elasticache._replication_groups[physical_id]["NodeGroups"][0]
        primary, reader = shard["PrimaryEndpoint"], shard["ReaderEndpoint"]
        return {
            "PrimaryEndPoint.Address": primary["Address"],
            "PrimaryEndPoint.Port": str(primary["Port"]),
            "ReaderEndPoint.Address": reader["Address"],
            "ReaderEndPoint.Port": str(reader["Port"]),
        }

    def reconcile(*_: Any) -> dict[str, Any]:
        groups.reconcile()
        return {}

    def changed(operation: str, parameters: Mapping[str, str]) -> None:
        if operation in ("CreateUser", "ModifyUser"):
            passwords = [value for name, value in parameters.items() if name.startswith("Passwords.member.")]
            if passwords:
                elasticache._users[parameters["UserId"]]["_passwords"] = tuple(passwords)
        reconcile()

    complete("AWS::ElastiCache::ReplicationGroup", bring_up, reconcile)
    for kind in ("AWS::ElastiCache::User", "AWS::ElastiCache::UserGroup"):
        complete(kind, reconcile, reconcile)
    after_requests(elasticache, changed)
