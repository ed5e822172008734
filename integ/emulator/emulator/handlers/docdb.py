"""DocumentDB: what MiniStack's clusters and instances drop."""

from typing import Any

from ministack.services import documentdb, rds

from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, complete
from emulator.handlers.rds import refuse_subnets
from emulator.values import flag, host, key_arn, tags

_LOGS = ("audit", "profiler")


def _refuse(properties: Properties) -> None:
    version = properties.get("EngineVersion")
    if version and version not in documentdb._DOCDB_ENGINE_VERSION_SET:
        raise ValueError(f"DocumentDB has no engine version {version}")
    if len(properties.get("MasterUserPassword", "")) < 8 or not properties.get("MasterUsername"):
        raise ValueError("A MasterUsername and a MasterUserPassword of 8 characters or more are needed")
    if properties["MasterUsername"] == "admin":
        raise ValueError("MasterUsername admin cannot be used: it is a reserved word for this engine")
    unknown = sorted(set(properties.get("EnableCloudwatchLogsExports", [])) - set(_LOGS))
    if unknown:
        raise ValueError(f"DocumentDB has the logs {', '.join(_LOGS)}, and not {', '.join(unknown)}")
    refuse_subnets(properties)
    group = properties.get("DBClusterParameterGroupName")
    if group and not group.startswith("default."):
        if group not in rds._db_cluster_param_groups:
            raise ValueError(f"The cluster parameter group {group} does not exist")
        family = rds._db_cluster_param_groups[group]["DBParameterGroupFamily"]
        if version and family != f"docdb{'.'.join(version.split('.')[:2])}":
            raise ValueError(f"The cluster parameter group {group} is of {family}, the engine of version {version}")
    if "KmsKeyId" in properties:
        key_arn(properties["KmsKeyId"])


def _keep(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    cluster = documentdb._clusters[physical_id]
    version = properties.get("EngineVersion", cluster["EngineVersion"])
    cluster |= {
        "BackupRetentionPeriod": int(properties.get("BackupRetentionPeriod", 1)),
        "CopyTagsToSnapshot": flag(properties.get("CopyTagsToSnapshot", False)),
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or documentdb._default_parameter_group(version),
        "DeletionProtection": flag(properties.get("DeletionProtection", False)),
        "Endpoint": host(physical_id, "cluster", "docdb"),
        "EngineVersion": version,
        "KmsKeyId": key_arn(properties["KmsKeyId"]) if "KmsKeyId" in properties else "",
        "Port": int(properties.get("Port", 27017)),
        "ReaderEndpoint": host(physical_id, "cluster-ro", "docdb"),
        "VpcSecurityGroups": [
            {"VpcSecurityGroupId": group, "Status": "active"} for group in properties.get("VpcSecurityGroupIds", [])
        ],
    }
    documentdb._tags[cluster["DBClusterArn"]] = tags(properties)
    cluster[KEPT] = {
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports", []),
        "StorageType": properties.get("StorageType", "standard"),
    }
    for instance in documentdb._instances.values():
        if instance["DBClusterIdentifier"] == physical_id:
            _keep_member(instance, cluster)
    return {
        "Endpoint": cluster["Endpoint"],
        "Port": str(cluster["Port"]),
        "ReadEndpoint": cluster["ReaderEndpoint"],
    }


def _keep_member(instance: dict[str, Any], cluster: dict[str, Any]) -> None:
    instance |= {
        "BackupRetentionPeriod": cluster["BackupRetentionPeriod"],
        "DBSubnetGroup": rds._subnet_groups.get(cluster["DBSubnetGroup"], instance["DBSubnetGroup"]),
        "Endpoint": {
            "Address": host(instance["DBInstanceIdentifier"], "docdb"),
            "Port": cluster["Port"],
            "HostedZoneId": "Z2R2ITUGPM61AM",
        },
        "EngineVersion": cluster["EngineVersion"],
        "KmsKeyId": cluster["KmsKeyId"],
        "StorageEncrypted": cluster["StorageEncrypted"],
        "VpcSecurityGroups": cluster["VpcSecurityGroups"],
    }


def _keep_instance(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    instance = documentdb._instances[physical_id]
    authority = properties.get("CACertificateIdentifier", "rds-ca-rsa2048-g1")
    instance |= {
        "CACertificateIdentifier": authority,
        "CertificateDetails": {"CAIdentifier": authority, "ValidTill": "2061-01-01T00:00:00Z"},
    }
    # MiniStack answers these with spaces around, which clients take for false.
    instance[KEPT] = {
        "AutoMinorVersionUpgrade": flag(properties.get("AutoMinorVersionUpgrade", True)),
        "PerformanceInsightsEnabled": flag(properties.get("EnablePerformanceInsights", False)),
    }
    documentdb._tags[instance["DBInstanceArn"]] = tags(properties)
    _keep_member(instance, documentdb._clusters[properties["DBClusterIdentifier"]])
    return {"Endpoint": instance["Endpoint"]["Address"], "Port": str(instance["Endpoint"]["Port"])}


complete("AWS::DocDB::DBCluster", _keep, before=_refuse)
complete("AWS::DocDB::DBInstance", _keep_instance)
# Lists of every engine come from RDS.
for _module in (documentdb, rds):
    completed_answers(_module, "DBCluster", "DBClusterIdentifier", lambda: documentdb._clusters, "member")
    completed_answers(_module, "DBInstance", "DBInstanceIdentifier", lambda: documentdb._instances, "member")
