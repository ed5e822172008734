"""OpenSearch Service: an OpenSearch server for each domain, behind a front that verifies signatures."""

from collections.abc import Mapping
from typing import Any

from ministack.services import opensearch

from emulator.engines.contract import Driver, Place
from emulator.engines.drivers.opensearch import Settings
from emulator.engines.resources import functions
from emulator.engines.resources.served import ANY_PORT, Record, Served, after_requests
from emulator.engines.servers import Servers
from emulator.extension import complete
from emulator.values import to_bool


class _Domains:
    """The nodes of a domain are one server."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def records(self) -> Mapping[str, Record]:
        return dict(opensearch._domains.items())

    def arn(self, record: Record) -> str:
        return record["ARN"]

    def version(self, record: Record) -> str:
        return record["EngineVersion"].removeprefix("OpenSearch_")

    def port(self, record: Record) -> int:
        # Only root may listen on port 443. The endpoint names the port.
        return ANY_PORT

    def settings(self, record: Record) -> Settings:
        security = record["AdvancedSecurityOptions"]
        if not to_bool(security.get("Enabled", False)):
            return Settings(fine_grained=False)
        master = security.get("MasterUserOptions", {})
        internal = to_bool(security.get("InternalUserDatabaseEnabled", False))
        login = (master["MasterUserName"], master["MasterUserPassword"]) if internal else None
        return Settings(True, master.get("MasterUserARN"), login)

    def publish(self, record: Record, place: Place) -> None:
        record["_Endpoint"] = place.address
        if "Endpoints" in record:
            record["Endpoints"] = {"vpc": place.address}
        else:
            record["Endpoint"] = place.address

    def is_stopped(self, record: Record) -> bool:
        return False

    def set_failed(self, record: Record, failed: bool) -> None:
        record["DomainProcessingStatus"] = "Isolated" if failed else "Active"


def attach(servers: Servers, driver: Driver) -> None:
    domains = Served(servers, _Domains(driver))

    def bring_up(physical_id: str) -> dict[str, Any]:
        domains.bring_up(physical_id)
        return {"DomainEndpoint": opensearch._domains[physical_id]["_Endpoint"]}

    def reconcile(*_: Any) -> dict[str, Any]:
        domains.reconcile()
        return {}

    functions.sign_as_roles()
    complete("AWS::OpenSearchService::Domain", bring_up, reconcile)
    after_requests(opensearch, reconcile)
