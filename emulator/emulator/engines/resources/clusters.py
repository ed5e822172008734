"""What Aurora and DocumentDB clusters have in common: the writer and the readers of a cluster are one server."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from emulator.engines.contract import Driver, Place
from emulator.engines.resources.served import Record


class Clusters(ABC):
    """The clusters of a service, whose module has their records and those of their instances."""

    def __init__(self, driver: Driver, service: ModuleType) -> None:
        self.driver, self._service = driver, service

    @abstractmethod
    def records(self) -> Mapping[str, Record]: ...

    @abstractmethod
    def settings(self, record: Record) -> Any: ...

    def arn(self, record: Record) -> str:
        return record["DBClusterArn"]

    def version(self, record: Record) -> str:
        return record["EngineVersion"]

    def port(self, record: Record) -> int:
        return int(record["Port"])

    def publish(self, record: Record, place: Place) -> None:
        record |= {"Endpoint": place.host, "ReaderEndpoint": place.host, "Port": place.port}
        for member in self._members(record):
            member["Endpoint"] |= {"Address": place.host, "Port": place.port}

    def is_stopped(self, record: Record) -> bool:
        return record["Status"] == "stopped"

    def set_failed(self, record: Record, failed: bool) -> None:
        record["Status"] = status = "failed" if failed else "available"
        for member in self._members(record):
            member["DBInstanceStatus"] = status

    def _members(self, cluster: Record) -> list[Record]:
        return [self._service._instances[member["DBInstanceIdentifier"]] for member in cluster["DBClusterMembers"]]
