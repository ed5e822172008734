"""RDS and DocumentDB: which databases can be stopped and started, and what a stopped one refuses."""

from collections.abc import Callable
from typing import Any

from ministack.services import documentdb, rds

Response = tuple[int, dict[str, str], bytes]
Operation = Callable[[dict[str, Any]], Response]

# Of a stopped database, AWS rejects these operations.
_OF_INSTANCES = ("ModifyDBInstance", "RebootDBInstance", "CreateDBSnapshot")
_OF_CLUSTERS = ("ModifyDBCluster", "CreateDBClusterSnapshot")
_AURORA = "aurora"


def _instance(request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = rds._resolve_instance(rds._p(request, "DBInstanceIdentifier")) or {}
    return found


def _in_status(operation: Operation, status: str, *others: str) -> Operation:
    """Adds the statuses that the instance must have to StopDBInstance or StartDBInstance."""

    def checked(request: dict[str, Any]) -> Response:
        instance = _instance(request)
        if instance.get("Engine", "").startswith(_AURORA):
            message = f"{instance['Engine']} DB instances are not eligible for stopping or starting."
            return rds._error("InvalidParameterCombination", message, 400)
        if instance and instance["DBInstanceStatus"] not in (status, *others):
            message = f"Instance {instance['DBInstanceIdentifier']} is not in {status} state."
            return rds._error("InvalidDBInstanceState", message, 400)
        return operation(request)

    return checked


def _unless_stopped(operation: Operation) -> Operation:
    def checked(request: dict[str, Any]) -> Response:
        if _instance(request).get("DBInstanceStatus") == "stopped":
            return rds._error("InvalidDBInstanceState", "Database instance is not in available state.", 400)
        return operation(request)

    return checked


def _unless_cluster_stopped(service: Any, operation: Operation) -> Operation:
    def checked(request: dict[str, Any]) -> Response:
        name = request.get("DBClusterIdentifier", [""])
        cluster = service._clusters.get(name[0] if isinstance(name, list) else name) or {}
        if cluster.get("Status") == "stopped":
            message = f"DbCluster {cluster['DBClusterIdentifier']} is in stopped state but expected it to be available."
            return service._error("InvalidDBClusterStateFault", message, 400)
        return operation(request)

    return checked


def _install() -> None:
    instances = rds._ACTION_MAP
    # The server of a failed instance ended unexpectedly, which is no state of its own in AWS.
    instances["StopDBInstance"] = _in_status(instances["StopDBInstance"], "available", "failed")
    instances["StartDBInstance"] = _in_status(instances["StartDBInstance"], "stopped")
    for name in _OF_INSTANCES:
        instances[name] = _unless_stopped(instances[name])
    for service in (rds, documentdb):
        for name in _OF_CLUSTERS:
            service._ACTION_MAP[name] = _unless_cluster_stopped(service, service._ACTION_MAP[name])


_install()
