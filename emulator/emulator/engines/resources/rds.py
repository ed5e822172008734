"""RDS: a PostgreSQL server for each instance and each Aurora cluster."""

from collections.abc import Mapping
from typing import Any

from ministack.services import rds

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.postgres import Settings
from emulator.engines.resources import rds_proxy
from emulator.engines.resources.clusters import Clusters
from emulator.engines.resources.served import Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete


class _Instances:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def records(self) -> Mapping[str, Record]:
        return {
            name: record
            for name, record in rds._instances.items()
            if record["Engine"] == "postgres" and not record.get("DBClusterIdentifier")
        }

    def arn(self, record: Record) -> str:
        return record["DBInstanceArn"]

    def version(self, record: Record) -> str:
        return record["EngineVersion"]

    def port(self, record: Record) -> int:
        return int(record["Endpoint"]["Port"])

    def settings(self, record: Record) -> Settings:
        group = record["DBParameterGroups"][0]["DBParameterGroupName"]
        return _settings(record, record["DBName"], rds._param_groups.get(group))

    def publish(self, record: Record, place: Place) -> None:
        record["Endpoint"] |= {"Address": place.host, "Port": place.port}

    def is_stopped(self, record: Record) -> bool:
        return record["DBInstanceStatus"] == "stopped"

    def set_failed(self, record: Record, failed: bool) -> None:
        record["DBInstanceStatus"] = "failed" if failed else "available"


class _Clusters(Clusters):
    def records(self) -> Mapping[str, Record]:
        return {name: record for name, record in rds._clusters.items() if record["Engine"] == "aurora-postgresql"}

    def settings(self, record: Record) -> Settings:
        group = rds._db_cluster_param_groups.get(record.get("DBClusterParameterGroup", ""))
        return _settings(record, record["DatabaseName"], group)


def _settings(record: Record, database: str, group: Record | None) -> Settings:
    parameters = (group or {}).get("Parameters", {})
    return Settings(
        record["MasterUsername"], record["_MasterUserPassword"], database,
        {name: str(parameter["ParameterValue"]) for name, parameter in parameters.items()},
    )  # fmt: skip


def attach(servers: Servers, driver: Driver) -> None:
    instances, clusters = Served(servers, _Instances(driver)), Served(servers, _Clusters(driver, rds))

    def bring_up_instance(physical_id: str) -> dict[str, Any]:
        cluster = rds._instances[physical_id].get("DBClusterIdentifier")
        if cluster:
            clusters.bring_up(cluster)
        else:
            instances.bring_up(physical_id)
        endpoint = rds._instances[physical_id]["Endpoint"]
        return {"Endpoint.Address": endpoint["Address"], "Endpoint.Port": str(endpoint["Port"])}

    def bring_up_cluster(physical_id: str) -> dict[str, Any]:
        clusters.bring_up(physical_id)
        record = rds._clusters[physical_id]
        return {
            "Endpoint.Address": record["Endpoint"],
            "Endpoint.Port": str(record["Port"]),
            "ReadEndpoint.Address": record["ReaderEndpoint"],
        }

    def reconcile(*_: Any) -> dict[str, Any]:
        instances.reconcile()
        clusters.reconcile()
        return {}

    def changed(operation: str, parameters: Mapping[str, str]) -> None:
        reconcile()
        if operation == "StartDBInstance":
            instances.bring_up(parameters["DBInstanceIdentifier"])
        if operation == "StartDBCluster":
            clusters.bring_up(parameters["DBClusterIdentifier"])
        if operation == "RebootDBInstance":
            identifier = parameters["DBInstanceIdentifier"]
            cluster = rds._instances[identifier].get("DBClusterIdentifier")
            clusters.restart(cluster) if cluster else instances.restart(identifier)

    complete("AWS::RDS::DBInstance", bring_up_instance, reconcile)
    complete("AWS::RDS::DBCluster", bring_up_cluster, reconcile)
    for kind in ("AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup"):
        complete(kind, reconcile)
    after_requests(rds, changed)
    # After those of the databases, whose ports the proxies need.
    rds_proxy.attach(servers)
