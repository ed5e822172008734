"""RDS: Aurora PostgreSQL clusters and RDS Proxy."""

from typing import Any

from ministack.services import ec2, iam, rds, secretsmanager

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, ministack_handlers, register, undo_on_error
from emulator.handlers.rds import (
    update_managed_secret,
    update_members,
    validate_database,
    validate_keys,
    validate_log_exports,
    validate_subnet_group,
)
from emulator.handlers.rds_monitoring import monitoring_fields
from emulator.handlers.restores import RestoreProperties, inherited_properties
from emulator.handlers.secretsmanager import delete_managed_secret
from emulator.responses import EXTRA_FIELDS, add_response_fields
from emulator.values import endpoint_host, key_arn, pick, tags, to_bool

# ---- clusters -------------------------------------------------------------------------------------------------------

_ministack = ministack_handlers("AWS::RDS::DBCluster")
_LOGS = ("postgresql", "instance", "iam-db-auth-error")
_INSIGHTS = ("PerformanceInsightsEnabled", "PerformanceInsightsKmsKeyId")
_RESTORE = RestoreProperties(
    engine="aurora-postgresql",
    snapshot="SnapshotIdentifier",
    snapshots=lambda: rds._db_cluster_snapshots,
    source="SourceDBClusterIdentifier",
    sources=lambda: rds._clusters,
    time="RestoreToTime",
)


def _validate(properties: Properties) -> None:
    if properties.get("Engine") != "aurora-postgresql":
        raise ValueError(
            f"Engine {properties.get('Engine')}: the emulator supports only aurora-postgresql for a DBCluster"
        )
    validate_database(properties, properties.get("DatabaseName", ""), restored=_RESTORE.is_requested(properties))
    validate_subnet_group(properties)
    validate_keys(properties)
    validate_log_exports(properties, "Aurora PostgreSQL", _LOGS)
    monitoring_fields(properties, *_INSIGHTS)
    group = properties.get("DBClusterParameterGroupName")
    if group and group not in rds._db_cluster_param_groups and not group.startswith("default."):
        raise ValueError(f"DBClusterParameterGroupName: the parameter group {group} does not exist")
    _validate_scaling(properties)


def _validate_scaling(properties: Properties) -> None:
    scaling = _scaling(properties)
    if not scaling:
        return
    minimum, maximum = scaling["MinCapacity"], scaling["MaxCapacity"]
    if not 0 <= minimum <= maximum or not 1 <= maximum <= 256:
        raise ValueError(
            f"ServerlessV2ScalingConfiguration: MinCapacity is {minimum} and MaxCapacity is {maximum}. MinCapacity must"
            " be 0 to MaxCapacity, and MaxCapacity 1 to 256"
        )
    if "SecondsUntilAutoPause" in scaling:
        if minimum:
            raise ValueError("SecondsUntilAutoPause requires a MinCapacity of 0")
        if not 300 <= scaling["SecondsUntilAutoPause"] <= 86400:
            raise ValueError(f"SecondsUntilAutoPause is {scaling['SecondsUntilAutoPause']}, but must be 300 to 86400")


def _scaling(properties: Properties) -> dict[str, Any] | None:
    configuration = properties.get("ServerlessV2ScalingConfiguration")
    if not configuration:
        return None
    default = {"SecondsUntilAutoPause": 300} if float(configuration["MinCapacity"]) == 0 else {}
    return default | {
        name: int(value) if name == "SecondsUntilAutoPause" else float(value) for name, value in configuration.items()
    }


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    if properties.get("DBClusterIdentifier") in rds._clusters:
        raise ValueError(f"DBClusterIdentifier: the DB cluster {properties['DBClusterIdentifier']} already exists")
    origin = _RESTORE.origin(properties)
    inherited = (
        inherited_properties(origin, properties, key_may_differ=True) | pick(origin, "DatabaseName") if origin else {}
    )
    effective = inherited | properties
    physical_id, attributes = _ministack["create"](logical_id, effective, stack)
    record = rds._clusters[physical_id]
    with undo_on_error(lambda: _ministack["delete"](physical_id, properties)):
        record |= {
            "Endpoint": endpoint_host(physical_id, "cluster", "rds"),
            "ReaderEndpoint": endpoint_host(physical_id, "cluster-ro", "rds"),
            "StorageEncrypted": to_bool(effective.get("StorageEncrypted", False)),
            "KmsKeyId": key_arn(effective["KmsKeyId"]) if "KmsKeyId" in effective else "",
            "_inherited": inherited,
        }
        return physical_id, _store(record, properties, attributes)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    record = rds._clusters[physical_id]
    serverless = [
        member for member in record["DBClusterMembers"]
        if rds._instances[member["DBInstanceIdentifier"]]["DBInstanceClass"] == "db.serverless"
    ]  # fmt: skip
    if serverless and not _scaling(new):
        raise ValueError("A cluster with db.serverless instances requires a ServerlessV2ScalingConfiguration")
    inherited = record["_inherited"]
    _, attributes = _ministack["update"](physical_id, inherited | old, inherited | new, stack, logical_id)
    return physical_id, _store(record, new, attributes)


def _store(record: dict[str, Any], properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    """Writes the properties that MiniStack ignores to the cluster's record, and returns the attributes."""
    record |= {
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or f"default.aurora-postgresql{record['EngineVersion'].split('.')[0]}",
        "MultiAZ": len(record["DBClusterMembers"]) > 1,
        "TagList": tags(properties),
    }
    rds._tags[record["DBClusterArn"]] = tags(properties)
    secret = update_managed_secret(record, properties, record["DBClusterArn"])
    record[EXTRA_FIELDS] = {
        "AutoMinorVersionUpgrade": to_bool(properties.get("AutoMinorVersionUpgrade", True)),
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "MasterUserSecret": secret,
        **monitoring_fields(properties, *_INSIGHTS),
        "ServerlessV2ScalingConfiguration": _scaling(properties),
        "StorageType": properties.get("StorageType", "aurora"),
    }
    update_members(record)
    return {
        **{name: value for name, value in attributes.items() if name != "Arn"},
        "Endpoint.Address": record["Endpoint"],
        "ReadEndpoint.Address": record["ReaderEndpoint"],
        **({"MasterUserSecret.SecretArn": secret["SecretArn"]} if secret else {}),
    }


def _delete(physical_id: str, properties: Properties) -> None:
    record = rds._clusters.get(physical_id)
    if not record:
        return
    if record["DeletionProtection"]:
        raise ValueError(f"DB cluster {physical_id} has deletion protection: disable it first")
    if record["DBClusterMembers"]:
        raise ValueError(f"DB cluster {physical_id} has instances: delete them first")
    _ministack["delete"](physical_id, properties)
    rds._tags.pop(record["DBClusterArn"], None)
    if record[EXTRA_FIELDS]["MasterUserSecret"]:
        delete_managed_secret(record[EXTRA_FIELDS]["MasterUserSecret"]["SecretArn"])


# Otherwise MiniStack replaces the cluster when one of these changes, and bypasses this module.
register("AWS::RDS::DBCluster", create=_create, update=_update, delete=_delete, replaces=("Engine", "MasterUsername"))
add_response_fields(rds, "DBCluster", "DBClusterIdentifier", lambda: rds._clusters, "member")

# ---- proxies --------------------------------------------------------------------------------------------------------

_PROXY_PROPERTIES = ("Auth", "DebugLogging", "DefaultAuthScheme", "IdleClientTimeout", "RequireTLS", "RoleArn")


def _validate_proxy(properties: Properties) -> None:
    if properties["RoleArn"] not in [role["Arn"] for role in iam._roles.values()]:
        raise ValueError(f"RoleArn: the role {properties['RoleArn']} does not exist")
    for entry in properties.get("Auth", []):
        if "SecretArn" in entry and not secretsmanager._resolve(entry["SecretArn"])[1]:
            raise ValueError(f"Auth: the secret {entry['SecretArn']} does not exist")
    unknown = [group for group in properties.get("VpcSecurityGroupIds", []) if group not in ec2._security_groups]
    if unknown:
        raise ValueError(f"VpcSecurityGroupIds: the security groups {', '.join(unknown)} do not exist")


def _proxy_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_proxy(properties)
    name = properties["DBProxyName"]
    call(
        "rds",
        "CreateDBProxy",
        **pick(properties, "DBProxyName", "EngineFamily", "VpcSecurityGroupIds", "VpcSubnetIds", *_PROXY_PROPERTIES),
        Tags=tags(properties),
    )
    address = endpoint_host(name, "proxy", "rds")
    rds._db_proxies[name]["Endpoint"] = rds._db_proxy_endpoints[name]["Endpoint"] = address
    return name, _proxy_attributes(name)


def _proxy_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate_proxy(new)
    defaults = {"Auth": [], "DebugLogging": False, "DefaultAuthScheme": "NONE", "IdleClientTimeout": 1800, "RequireTLS": False}
    call("rds", "ModifyDBProxy", DBProxyName=physical_id, **{**defaults, **pick(new, *_PROXY_PROPERTIES)})
    groups = new.get("VpcSecurityGroupIds", [])
    proxy = rds._db_proxies[physical_id]
    proxy["VpcSecurityGroupIds"] = rds._db_proxy_endpoints[physical_id]["VpcSecurityGroupIds"] = groups
    rds._tags[proxy["DBProxyArn"]] = tags(new)
    return physical_id, _proxy_attributes(physical_id)


def _proxy_attributes(name: str) -> dict[str, Any]:
    proxy = rds._db_proxies[name]
    return {"DBProxyArn": proxy["DBProxyArn"], "Endpoint": proxy["Endpoint"], "VpcId": proxy["VpcId"]}


def _proxy_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("DBProxyNotFoundFault",), "rds", "DeleteDBProxy", DBProxyName=physical_id)


register(
    "AWS::RDS::DBProxy",
    create=_proxy_create,
    update=_proxy_update,
    delete=_proxy_delete,
    replaces=("DBProxyName", "EngineFamily", "VpcSubnetIds"),
    blocking=True,
)


def _targets(properties: Properties) -> dict[str, list[str]]:
    return pick(properties, "DBClusterIdentifiers", "DBInstanceIdentifiers")


def _set_target_group(old: Properties, new: Properties) -> Resource:
    """Sets the targets of a proxy's target group. A proxy has one target group, with the same lifecycle."""
    proxy = new["DBProxyName"]
    call(
        "rds",
        "ModifyDBProxyTargetGroup",
        DBProxyName=proxy,
        TargetGroupName=new["TargetGroupName"],
        ConnectionPoolConfig={
            "MaxConnectionsPercent": 100,
            **pick(
                new.get("ConnectionPoolConfigurationInfo", {}),
                "ConnectionBorrowTimeout", "InitQuery", "MaxConnectionsPercent", "MaxIdleConnectionsPercent",
                "SessionPinningFilters",
            ),
        },
    )  # fmt: skip
    if _targets(old) != _targets(new):
        previous = list(rds._db_proxies[proxy]["Targets"])
        rds._db_proxies[proxy]["Targets"] = []
        if any(_targets(new).values()):
            try:
                call("rds", "RegisterDBProxyTargets", DBProxyName=proxy, **_targets(new))
            except Exception:
                rds._db_proxies[proxy]["Targets"] = previous
                raise
    arn = rds._db_proxies[proxy]["TargetGroup"]["TargetGroupArn"]
    rds._tags[arn] = tags(new)
    return arn, {"TargetGroupArn": arn}


def _remove_targets(physical_id: str, properties: Properties) -> None:
    proxy = rds._db_proxies.get(properties["DBProxyName"])
    if proxy and proxy["TargetGroup"]["TargetGroupArn"] == physical_id:
        proxy["Targets"] = []
        rds._tags.pop(physical_id, None)


register(
    "AWS::RDS::DBProxyTargetGroup",
    create=lambda logical_id, properties, stack: _set_target_group({}, properties),
    update=lambda physical_id, old, new, stack, logical_id: _set_target_group(old, new),
    delete=_remove_targets,
    replaces=("DBProxyName", "TargetGroupName"),
    blocking=True,
)
