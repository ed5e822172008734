"""DocumentDB: a FerretDB server for each cluster."""

from collections.abc import Mapping
from typing import Any

from ministack.services import documentdb

from emulator.engines.contract import Driver
from emulator.engines.drivers.ferretdb import Settings
from emulator.engines.resources.clusters import Clusters
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _Clusters(Clusters):
    def records(self) -> Mapping[str, Record]:
        return dict(documentdb._clusters.items())

    def settings(self, record: Record) -> Settings:
        return Settings(record["MasterUsername"], record["_MasterUserPassword"])


def attach(servers: Servers, driver: Driver) -> None:
    clusters = Served(servers, _Clusters(driver, documentdb))

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
