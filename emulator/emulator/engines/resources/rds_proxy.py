"""RDS Proxy: a front for each proxy, from the moment that it has a target."""

import json
from collections.abc import Mapping
from typing import Any

from ministack.services import rds, secretsmanager

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.rds_proxy import DRIVER, PORT, Settings
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _Proxies:
    driver: Driver = DRIVER

    def records(self) -> Mapping[str, Record]:
        return dict(rds._db_proxies.items())

    def arn(self, record: Record) -> str:
        return record["DBProxyArn"]

    def version(self, record: Record) -> str:
        return ""

    def port(self, record: Record) -> int:
        return PORT

    def settings(self, record: Record) -> Settings:
        secrets = [_login(entry["SecretArn"]) for entry in record["Auth"] if entry.get("SecretArn")]
        users = tuple((secret["username"], secret["password"]) for secret in secrets if secret)
        return Settings(_target(record), users, bool(record["RequireTLS"]))

    def publish(self, record: Record, place: Place) -> None:
        record["Endpoint"] = rds._db_proxy_endpoints[record["DBProxyName"]]["Endpoint"] = place.host

    def is_stopped(self, record: Record) -> bool:
        """A database that is deleted through the API remains in MiniStack's targets."""
        return not any(target["RdsResourceId"] in _databases(target) for target in record["Targets"])

    def set_failed(self, record: Record, failed: bool) -> None:
        record["Status"] = "insufficient-resource-limits" if failed else "available"


def _databases(target: Record) -> Mapping[str, Record]:
    return rds._clusters if target["Type"] == "TRACKED_CLUSTER" else rds._instances


def _target(record: Record) -> tuple[str, int]:
    target = record["Targets"][0]
    database = _databases(target)[target["RdsResourceId"]]
    if target["Type"] == "TRACKED_CLUSTER":
        return database["Endpoint"], database["Port"]
    return database["Endpoint"]["Address"], database["Endpoint"]["Port"]


def _login(arn: str) -> dict[str, str] | None:
    """Returns the current value of a secret, if it has a user name and a password."""
    _, secret = secretsmanager._resolve(arn)
    versions = secret["Versions"].values() if secret else []
    current: Record = next((version for version in versions if "AWSCURRENT" in version["Stages"]), {})
    try:
        value = json.loads(current.get("SecretString") or "{}")
    except ValueError:
        return None
    return value if {"username", "password"} <= value.keys() else None


def attach(servers: Servers) -> None:
    proxies = Served(servers, _Proxies())

    def bring_up(physical_id: str) -> dict[str, Any]:
        proxies.bring_up(physical_id)
        return {"Endpoint": rds._db_proxies[physical_id]["Endpoint"]}

    def reconcile(*_: Any) -> dict[str, Any]:
        proxies.reconcile()
        return {}

    def serve_targets(physical_id: str) -> dict[str, Any]:
        for name, proxy in list(rds._db_proxies.items()):
            if proxy["TargetGroup"]["TargetGroupArn"] == physical_id:
                proxies.bring_up(name)
        return {}

    complete("AWS::RDS::DBProxy", bring_up, reconcile)
    complete("AWS::RDS::DBProxyTargetGroup", serve_targets, reconcile)
    for service in (rds, secretsmanager):
        after_requests(service, reconcile)
