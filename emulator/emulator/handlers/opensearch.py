"""OpenSearch Service: what MiniStack's domains drop, and the pairs that the service refuses."""

from typing import Any

from ministack.services import ec2, opensearch

from emulator.extension import Properties, complete
from emulator.values import flag, host, key_arn


def _refuse(properties: Properties) -> None:
    cluster = properties.get("ClusterConfig", {})
    if flag(cluster.get("MultiAZWithStandbyEnabled", False)) and cluster.get("InstanceType", "").startswith("t3."):
        raise ValueError("Multi-AZ with standby does not run on t3 instances")
    _refuse_subnets(properties.get("VPCOptions", {}).get("SubnetIds"), cluster)
    if flag(properties.get("AdvancedSecurityOptions", {}).get("Enabled", False)) and not all(
        flag(properties.get(option, {}).get(name, False))
        for option, name in (
            ("EncryptionAtRestOptions", "Enabled"),
            ("NodeToNodeEncryptionOptions", "Enabled"),
            ("DomainEndpointOptions", "EnforceHTTPS"),
        )
    ):
        raise ValueError("Fine-grained access control needs encryption at rest, between nodes, and enforced HTTPS")


def _refuse_subnets(subnets: list[str] | None, cluster: dict[str, Any]) -> None:
    if subnets is None:
        return
    unknown = [subnet for subnet in subnets if subnet not in ec2._subnets]
    if unknown:
        raise ValueError(f"The subnets {unknown} do not exist")
    zones = 1
    if flag(cluster.get("ZoneAwarenessEnabled", False)):
        zones = int(cluster.get("ZoneAwarenessConfig", {}).get("AvailabilityZoneCount", 2))
    if len(subnets) != zones or len({ec2._subnets[subnet]["AvailabilityZone"] for subnet in subnets}) != zones:
        raise ValueError(f"A domain in {zones} zones takes {zones} subnets, one in each; it got {len(subnets)}")


def _keep(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    domain = opensearch._domains[physical_id]
    domain["LogPublishingOptions"] = {
        kind: {"CloudWatchLogsLogGroupArn": option["CloudWatchLogsLogGroupArn"], "Enabled": flag(option["Enabled"])}
        for kind, option in properties.get("LogPublishingOptions", {}).items()
    }
    rest = domain["EncryptionAtRestOptions"]
    if rest.get("KmsKeyId"):
        domain["EncryptionAtRestOptions"] = {**rest, "KmsKeyId": key_arn(rest["KmsKeyId"])}
    subnets = [ec2._subnets[subnet] for subnet in properties.get("VPCOptions", {}).get("SubnetIds", [])]
    if subnets:
        domain["VPCOptions"] |= {
            "VPCId": subnets[0]["VpcId"],
            "AvailabilityZones": sorted(subnet["AvailabilityZone"] for subnet in subnets),
        }
    endpoint = host(physical_id, "es")
    domain["_Endpoint"] = endpoint
    if "Endpoints" in domain:
        domain["Endpoints"] = {"vpc": endpoint}
    else:
        domain["Endpoint"] = endpoint
    return {"DomainEndpoint": endpoint}


complete("AWS::OpenSearchService::Domain", _keep, before=_refuse)
