"""OpenSearch Service: domain settings that MiniStack ignores, and the combinations that the service rejects."""

import json
from fnmatch import fnmatchcase
from typing import Any

from ministack.services import cloudwatch_logs, ec2, opensearch

from emulator.extension import Properties, extend
from emulator.handlers.iam import opensearch_may_access_vpcs
from emulator.values import endpoint_host, key_arn, to_bool


def _validate(properties: Properties) -> None:
    cluster = properties.get("ClusterConfig", {})
    if to_bool(cluster.get("MultiAZWithStandbyEnabled", False)) and cluster.get("InstanceType", "").startswith("t3."):
        raise ValueError(
            f"ClusterConfig: MultiAZWithStandbyEnabled does not support t3 instances ({cluster['InstanceType']})"
        )
    _validate_subnets(properties.get("VPCOptions", {}).get("SubnetIds"), cluster)
    _validate_permissions(properties)
    if to_bool(properties.get("AdvancedSecurityOptions", {}).get("Enabled", False)) and not all(
        to_bool(properties.get(option, {}).get(name, False))
        for option, name in (
            ("EncryptionAtRestOptions", "Enabled"),
            ("NodeToNodeEncryptionOptions", "Enabled"),
            ("DomainEndpointOptions", "EnforceHTTPS"),
        )
    ):
        raise ValueError(
            "AdvancedSecurityOptions: fine-grained access control requires EncryptionAtRestOptions,"
            " NodeToNodeEncryptionOptions and DomainEndpointOptions.EnforceHTTPS"
        )


def _validate_subnets(subnets: list[str] | None, cluster: dict[str, Any]) -> None:
    if subnets is None:
        return
    unknown = [subnet for subnet in subnets if subnet not in ec2._subnets]
    if unknown:
        raise ValueError(f"VPCOptions: the subnets {', '.join(unknown)} do not exist")
    zones = 1
    if to_bool(cluster.get("ZoneAwarenessEnabled", False)):
        zones = int(cluster.get("ZoneAwarenessConfig", {}).get("AvailabilityZoneCount", 2))
    if len(subnets) != zones or len({ec2._subnets[subnet]["AvailabilityZone"] for subnet in subnets}) != zones:
        raise ValueError(
            f"VPCOptions: a domain in {zones} Availability Zones requires {zones} subnets, one in each;"
            f" got {len(subnets)} ({', '.join(subnets)})"
        )


def _validate_permissions(properties: Properties) -> None:
    """Rejects a domain that cannot access its VPC or write its logs."""
    if "VPCOptions" in properties and not opensearch_may_access_vpcs():
        raise ValueError(
            "Before you can proceed, you must enable a service-linked role to give Amazon OpenSearch Service permissions"
            " to access your VPC."
        )
    for option in properties.get("LogPublishingOptions", {}).values():
        group = option["CloudWatchLogsLogGroupArn"].removesuffix(":*")
        if to_bool(option["Enabled"]) and not _may_write(group):
            raise ValueError(
                f"The Resource Access Policy specified for the CloudWatch Logs log group {group.split(':')[-1]} does not"
                " grant sufficient permissions for Amazon OpenSearch Service to create a log stream. Please check the"
                " Resource Access Policy."
            )


def _may_write(group: str) -> bool:
    """Returns whether a resource policy allows OpenSearch Service to create a stream in a log group."""
    return any(
        "es.amazonaws.com" in _listed(statement["Principal"].get("Service", []))
        and "logs:CreateLogStream" in _listed(statement["Action"])
        and any(fnmatchcase(f"{group}:log-stream:stream", resource) for resource in _listed(statement["Resource"]))
        for policy in cloudwatch_logs._resource_policies.values()
        for statement in json.loads(policy["policyDocument"])["Statement"]
        if isinstance(statement, dict) and isinstance(statement["Principal"], dict)
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _store(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    domain = opensearch._domains[physical_id]
    domain["LogPublishingOptions"] = {
        kind: {"CloudWatchLogsLogGroupArn": option["CloudWatchLogsLogGroupArn"], "Enabled": to_bool(option["Enabled"])}
        for kind, option in properties.get("LogPublishingOptions", {}).items()
    }
    encryption = domain["EncryptionAtRestOptions"]
    if encryption.get("KmsKeyId"):
        domain["EncryptionAtRestOptions"] = {**encryption, "KmsKeyId": key_arn(encryption["KmsKeyId"])}
    subnets = [ec2._subnets[subnet] for subnet in properties.get("VPCOptions", {}).get("SubnetIds", [])]
    if subnets:
        domain["VPCOptions"] |= {
            "VPCId": subnets[0]["VpcId"],
            "AvailabilityZones": sorted(subnet["AvailabilityZone"] for subnet in subnets),
        }
    endpoint = endpoint_host(physical_id, "es")
    domain["_Endpoint"] = endpoint
    if "Endpoints" in domain:
        domain["Endpoints"] = {"vpc": endpoint}
    else:
        domain["Endpoint"] = endpoint
    return {"DomainEndpoint": endpoint}


_ministack_update_domain_config = opensearch._update_domain_config


def _update_domain_config(name: str, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Retains the security options that a request does not contain. MiniStack would remove them."""
    domain, changed = opensearch._domains.get(name), request.get("AdvancedSecurityOptions")
    if domain and changed:
        request = {**request, "AdvancedSecurityOptions": domain["AdvancedSecurityOptions"] | changed}
    return _ministack_update_domain_config(name, request)


opensearch._update_domain_config = _update_domain_config
extend("AWS::OpenSearchService::Domain", _store, validate=_validate)
