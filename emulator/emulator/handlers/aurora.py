"""RDS: Aurora PostgreSQL clusters, and proxies in front of them."""

from typing import Any

from ministack.services import ec2, iam, rds, secretsmanager

from emulator.client import call, call_unless_gone
from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, register, theirs, undone_by
from emulator.handlers.rds import (
    managed_secret, refuse_database, refuse_keys, refuse_logs, refuse_subnets, with_members,
)  # fmt: skip
from emulator.handlers.rds_monitoring import monitoring
from emulator.handlers.restores import Restores, inherited
from emulator.handlers.secretsmanager import delete_managed
from emulator.values import flag, host, key_arn, picked, tags

# ---- clusters -----------------------------------------------------------------------------------------------------

_own = theirs("AWS::RDS::DBCluster")
_LOGS = ("postgresql", "instance", "iam-db-auth-error")
_INSIGHTS = ("PerformanceInsightsEnabled", "PerformanceInsightsKmsKeyId")
_RESTORES = Restores(
    engine="aurora-postgresql",
    snapshot="SnapshotIdentifier",
    snapshots=lambda: rds._db_cluster_snapshots,
    source="SourceDBClusterIdentifier",
    sources=lambda: rds._clusters,
    time="RestoreToTime",
)


def _refuse(properties: Properties) -> None:
    if properties.get("Engine") != "aurora-postgresql":
        raise ValueError(f"Engine {properties.get('Engine')}: this emulator has aurora-postgresql clusters only")
    refuse_database(properties, properties.get("DatabaseName", ""), restored=_RESTORES.asked(properties))
    refuse_subnets(properties)
    refuse_keys(properties)
    refuse_logs(properties, "Aurora PostgreSQL", _LOGS)
    monitoring(properties, *_INSIGHTS)
    group = properties.get("DBClusterParameterGroupName")
    if group and group not in rds._db_cluster_param_groups and not group.startswith("default."):
        raise ValueError(f"The cluster parameter group {group} does not exist")
    _refuse_scaling(properties)


def _refuse_scaling(properties: Properties) -> None:
    scaling = _scaling(properties)
    if not scaling:
        return
    least, most = scaling["MinCapacity"], scaling["MaxCapacity"]
    if not 0 <= least <= most or not 1 <= most <= 256:
        raise ValueError(f"Serverless capacity goes from 0 to 256, and to 1 at least; not from {least} to {most}")
    if "SecondsUntilAutoPause" in scaling:
        if least:
            raise ValueError("SecondsUntilAutoPause needs a MinCapacity of 0")
        if not 300 <= scaling["SecondsUntilAutoPause"] <= 86400:
            raise ValueError("SecondsUntilAutoPause goes from 300 to 86400")


def _scaling(properties: Properties) -> dict[str, Any] | None:
    given = properties.get("ServerlessV2ScalingConfiguration")
    if not given:
        return None
    pause = {"SecondsUntilAutoPause": 300} if float(given["MinCapacity"]) == 0 else {}
    return pause | {
        name: int(value) if name == "SecondsUntilAutoPause" else float(value) for name, value in given.items()
    }


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    if properties.get("DBClusterIdentifier") in rds._clusters:
        raise ValueError(f"The DB cluster {properties['DBClusterIdentifier']} already exists")
    origin = _RESTORES.origin(properties)
    given = inherited(origin, properties, own_key=True) | picked(origin, "DatabaseName") if origin else {}
    whole = given | properties
    physical_id, attributes = _own["create"](logical_id, whole, stack)
    record = rds._clusters[physical_id]
    with undone_by(lambda: _own["delete"](physical_id, properties)):
        record |= {
            "Endpoint": host(physical_id, "cluster", "rds"),
            "ReaderEndpoint": host(physical_id, "cluster-ro", "rds"),
            "StorageEncrypted": flag(whole.get("StorageEncrypted", False)),
            "KmsKeyId": key_arn(whole["KmsKeyId"]) if "KmsKeyId" in whole else "",
            "_inherited": given,
        }
        return physical_id, _keep(record, properties, attributes)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    record = rds._clusters[physical_id]
    serverless = [
        member for member in record["DBClusterMembers"]
        if rds._instances[member["DBInstanceIdentifier"]]["DBInstanceClass"] == "db.serverless"
    ]  # fmt: skip
    if serverless and not _scaling(new):
        raise ValueError("A cluster with db.serverless instances has a ServerlessV2ScalingConfiguration")
    given = record["_inherited"]
    _, attributes = _own["update"](physical_id, given | old, given | new, stack, logical_id)
    return physical_id, _keep(record, new, attributes)


def _keep(record: dict[str, Any], properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    """Write what MiniStack drops into the cluster's record, and return the attributes."""
    record |= {
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or f"default.aurora-postgresql{record['EngineVersion'].split('.')[0]}",
        "MultiAZ": len(record["DBClusterMembers"]) > 1,
        "TagList": tags(properties),
    }
    rds._tags[record["DBClusterArn"]] = tags(properties)
    secret = managed_secret(record, properties, record["DBClusterArn"])
    record[KEPT] = {
        "AutoMinorVersionUpgrade": flag(properties.get("AutoMinorVersionUpgrade", True)),
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "MasterUserSecret": secret,
        **monitoring(properties, *_INSIGHTS),
        "ServerlessV2ScalingConfiguration": _scaling(properties),
        "StorageType": properties.get("StorageType", "aurora"),
    }
    with_members(record)
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
        raise ValueError(f"DB cluster {physical_id} has deletion protection: turn it off first")
    if record["DBClusterMembers"]:
        raise ValueError(f"DB cluster {physical_id} has instances: delete them first")
    _own["delete"](physical_id, properties)
    rds._tags.pop(record["DBClusterArn"], None)
    if record[KEPT]["MasterUserSecret"]:
        delete_managed(record[KEPT]["MasterUserSecret"]["SecretArn"])


# MiniStack would replace for these by itself, past this module.
register("AWS::RDS::DBCluster", create=_create, update=_update, delete=_delete, replaces=("Engine", "MasterUsername"))
completed_answers(rds, "DBCluster", "DBClusterIdentifier", lambda: rds._clusters, "member")

# ---- proxies ------------------------------------------------------------------------------------------------------

_PROXY = ("Auth", "DebugLogging", "IdleClientTimeout", "RequireTLS", "RoleArn")


def _refuse_proxy(properties: Properties) -> None:
    if properties["RoleArn"] not in [role["Arn"] for role in iam._roles.values()]:
        raise ValueError(f"The role {properties['RoleArn']} does not exist")
    for entry in properties.get("Auth", []):
        if "SecretArn" in entry and not secretsmanager._resolve(entry["SecretArn"])[1]:
            raise ValueError(f"The secret {entry['SecretArn']} does not exist")
    unknown = [group for group in properties.get("VpcSecurityGroupIds", []) if group not in ec2._security_groups]
    if unknown:
        raise ValueError(f"The security groups {unknown} do not exist")


def _proxy_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse_proxy(properties)
    name = properties["DBProxyName"]
    call(
        "rds",
        "CreateDBProxy",
        **picked(properties, "DBProxyName", "EngineFamily", "VpcSecurityGroupIds", "VpcSubnetIds", *_PROXY),
        Tags=tags(properties),
    )
    address = host(name, "proxy", "rds")
    rds._db_proxies[name]["Endpoint"] = rds._db_proxy_endpoints[name]["Endpoint"] = address
    return name, _proxy_attributes(name)


def _proxy_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse_proxy(new)
    defaults = {"DebugLogging": False, "IdleClientTimeout": 1800, "RequireTLS": False}
    call("rds", "ModifyDBProxy", DBProxyName=physical_id, **{**defaults, **picked(new, *_PROXY)})
    groups = new.get("VpcSecurityGroupIds", [])
    proxy = rds._db_proxies[physical_id]
    proxy["VpcSecurityGroupIds"] = rds._db_proxy_endpoints[physical_id]["VpcSecurityGroupIds"] = groups
    rds._tags[proxy["DBProxyArn"]] = tags(new)
    return physical_id, _proxy_attributes(physical_id)


def _proxy_attributes(name: str) -> dict[str, Any]:
    proxy = rds._db_proxies[name]
    return {"DBProxyArn": proxy["DBProxyArn"], "Endpoint": proxy["Endpoint"], "VpcId": proxy["VpcId"]}


def _proxy_delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(("DBProxyNotFoundFault",), "rds", "DeleteDBProxy", DBProxyName=physical_id)


register(
    "AWS::RDS::DBProxy",
    create=_proxy_create,
    update=_proxy_update,
    delete=_proxy_delete,
    replaces=("DBProxyName", "EngineFamily", "VpcSubnetIds"),
    blocking=True,
)


def _targets(properties: Properties) -> dict[str, list[str]]:
    return picked(properties, "DBClusterIdentifiers", "DBInstanceIdentifiers")


def _group_put(old: Properties, new: Properties) -> Resource:
    """A proxy has one target group, which comes and goes with it; this says what is in it."""
    proxy = new["DBProxyName"]
    call(
        "rds",
        "ModifyDBProxyTargetGroup",
        DBProxyName=proxy,
        TargetGroupName=new["TargetGroupName"],
        ConnectionPoolConfig={
            "MaxConnectionsPercent": 100,
            **picked(
                new.get("ConnectionPoolConfigurationInfo", {}),
                "ConnectionBorrowTimeout", "InitQuery", "MaxConnectionsPercent", "MaxIdleConnectionsPercent",
                "SessionPinningFilters",
            ),
        },
    )  # fmt: skip
    if _targets(old) != _targets(new):
        before = list(rds._db_proxies[proxy]["Targets"])
        rds._db_proxies[proxy]["Targets"] = []
        if any(_targets(new).values()):
            try:
                call("rds", "RegisterDBProxyTargets", DBProxyName=proxy, **_targets(new))
            except Exception:
                rds._db_proxies[proxy]["Targets"] = before
                raise
    arn = rds._db_proxies[proxy]["TargetGroup"]["TargetGroupArn"]
    return arn, {"TargetGroupArn": arn}


def _group_delete(physical_id: str, properties: Properties) -> None:
    proxy = rds._db_proxies.get(properties["DBProxyName"])
    if proxy and proxy["TargetGroup"]["TargetGroupArn"] == physical_id:
        proxy["Targets"] = []


register(
    "AWS::RDS::DBProxyTargetGroup",
    create=lambda logical_id, properties, stack: _group_put({}, properties),
    update=lambda physical_id, old, new, stack, logical_id: _group_put(old, new),
    delete=_group_delete,
    replaces=("DBProxyName", "TargetGroupName"),
    blocking=True,
)
