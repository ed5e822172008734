"""DocumentDB: a FerretDB server for each cluster."""

from collections.abc import Mapping
from typing import Any

from ministack.services import documentdb

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.ferretdb import Settings
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _Clusters:
    """The instances of a cluster are one server."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def records(self) -> Mapping[str, Record]:
        return dict(documentdb._clusters.items())

    def arn(self, record: Record) -> str:
        return record["DBClusterArn"]

    def version(self, record: Record) -> str:
        return record["EngineVersion"]

    def port(self, record: Record) -> int:
        return int(record["Port"])

    def settings(self, record: Record) -> Settings:
        return Settings(record["MasterUsername"], record["_MasterUserPassword"])

    def publish(self, record: Record, place: Place) -> None:
        record |= {"Endpoint": place.host, "ReaderEndpoint": place.host, "Port": place.port}
        for member in _members(record):
            member["Endpoint"] |= {"Address": place.host, "Port": place.port}

    def is_stopped(self, record: Record) -> bool:
        return record["Status"] == "stopped"

    def set_failed(self, record: Record, failed: bool) -> None:
        record["Status"] = status = "failed" if failed else "available"
        for member in _members(record):
            member["DBInstanceStatus"] = status


def _members(cluster: Record) -> list[Record]:
    return [documentdb._instances[member["DBInstanceIdentifier"]] for member in cluster["DBClusterMembers"]]


def attach(servers: Servers, driver: Driver) -> None:
    clusters = Served(servers, _Clusters(driver))

    def bring_up_cluster(physical_id: str) -> dict[str, Any]:
        clusters.bring_up(physical_id)
        record = documentdb._clusters[physical_id]
        return {
            "Endpoint": record["Endpoint"],
            "Port": str(record["Port"]),
            "ReadEndpoint": record["ReaderEndpoint"],
        }

    def bring_up_instance(physical_id: str) -> dict[str, Any]:
        clusters.bring_up(documentdb._instances[physical_id]["DBClusterIdentifier"])
        endpoint = documentdb._instances[physical_id]["Endpoint"]
        return {"Endpoint": endpoint["Address"], "Port": str(endpoint["Port"])}

    def reconcile(*_: Any) -> dict[str, Any]:
        clusters.reconcile()
        return {}

    def changed(operation: str, parameters: Mapping[str, str]) -> None:
        reconcile()
        if operation == "StartDBCluster":
            clusters.bring_up(parameters["DBClusterIdentifier"])

    complete("AWS::DocDB::DBCluster", bring_up_cluster, reconcile)
    complete("AWS::DocDB::DBInstance", bring_up_instance, reconcile)
    after_requests(documentdb, changed)
