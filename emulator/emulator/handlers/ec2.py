"""EC2: resource types that MiniStack lacks, and properties that its handlers ignore."""

from typing import Any

from ministack.services import ec2, lambda_svc

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, extend, register, replace_on_change, undo_on_error
from emulator.responses import EXTRA_FIELDS, add_response_fields
from emulator.values import json_text, pick, tags, to_bool

# ---- tags -----------------------------------------------------------------------------------------------------------


def _tag(identifier: str, old: Properties, new: Properties) -> None:
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    if removed:
        call("ec2", "DeleteTags", Resources=[identifier], Tags=[{"Key": key} for key in sorted(removed)])
    if tags(new):
        call("ec2", "CreateTags", Resources=[identifier], Tags=tags(new))


# ---- Elastic IP addresses and NAT gateways --------------------------------------------------------------------------


def _eip_attributes(address: str) -> dict[str, Any]:
    address_record = next(a for a in call("ec2", "DescribeAddresses")["Addresses"] if a["PublicIp"] == address)
    return {"PublicIp": address, "AllocationId": address_record["AllocationId"]}


def _eip_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    created = call("ec2", "AllocateAddress", Domain=properties.get("Domain", "vpc"))
    attributes = {"PublicIp": created["PublicIp"], "AllocationId": created["AllocationId"]}
    with undo_on_error(lambda: _eip_delete(created["PublicIp"], properties)):
        _tag(created["AllocationId"], {}, properties)
    return created["PublicIp"], attributes


def _eip_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    attributes = _eip_attributes(physical_id)
    _tag(attributes["AllocationId"], old, new)
    return physical_id, attributes


def _eip_delete(physical_id: str, properties: Properties) -> None:
    for address in call("ec2", "DescribeAddresses")["Addresses"]:
        if address["PublicIp"] == physical_id:
            delete_if_exists(
                ("InvalidAllocationID.NotFound",), "ec2", "ReleaseAddress", AllocationId=address["AllocationId"]
            )


register(
    "AWS::EC2::EIP", create=_eip_create, update=_eip_update, delete=_eip_delete, replaces=("Domain",), blocking=True
)


def _nat_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    if properties.get("ConnectivityType", "public") == "public" and "AllocationId" not in properties:
        raise ValueError("AllocationId is required for a public NAT gateway")
    created = call("ec2", "CreateNatGateway", **pick(properties, "SubnetId", "AllocationId", "ConnectivityType"))
    identifier = created["NatGateway"]["NatGatewayId"]
    with undo_on_error(lambda: _nat_delete(identifier, properties)):
        _tag(identifier, {}, properties)
        address = ec2._addresses.get(properties.get("AllocationId", ""), {})
        ec2._nat_gateways[identifier][EXTRA_FIELDS] = {
            "natGatewayAddressSet": [
                {"allocationId": address["AllocationId"], "publicIp": address["PublicIp"], "isPrimary": True}
            ]
            if address
            else []
        }
    return identifier, {"NatGatewayId": identifier}


def _nat_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _tag(physical_id, old, new)
    return physical_id, {"NatGatewayId": physical_id}


def _nat_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("NatGatewayNotFound",), "ec2", "DeleteNatGateway", NatGatewayId=physical_id)


register(
    "AWS::EC2::NatGateway",
    create=_nat_create,
    update=_nat_update,
    delete=_nat_delete,
    replaces=("SubnetId", "AllocationId", "ConnectivityType"),
    blocking=True,
)
add_response_fields(ec2, "natGatewaySet/item", "natGatewayId", lambda: ec2._nat_gateways, "item")

# ---- security groups ------------------------------------------------------------------------------------------------


def _require_no_functions(physical_id: str, properties: Properties) -> None:
    """Rejects the deletion of a group that functions use: their network interfaces, which MiniStack lacks, have it."""
    configurations = [function["config"] for function in lambda_svc._functions.values()]
    users = [
        configuration["FunctionName"]
        for configuration in configurations
        if physical_id in configuration.get("VpcConfig", {}).get("SecurityGroupIds", [])
    ]
    if users:
        raise ValueError(
            f"resource {physical_id} has a dependent object (DependencyViolation): the network interfaces of"
            f" {', '.join(users)}"
        )


extend("AWS::EC2::SecurityGroup", lambda *_: None, on_delete=_require_no_functions)

# ---- security group rules -------------------------------------------------------------------------------------------


def _permission(properties: Properties, peer: str) -> dict[str, Any]:
    permission = pick(properties, "IpProtocol", "FromPort", "ToPort")
    for name, (ranges, member) in _peers(peer).items():
        if name in properties:
            permission[ranges] = [{member: properties[name], **pick(properties, "Description")}]
    return permission


def _peers(peer: str) -> dict[str, tuple[str, str]]:
    """Maps each template property to the list and the member of the API."""
    return {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        f"{peer}SecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }


def _set_rule_description(properties: Properties, peer: str, permissions: list[dict[str, Any]]) -> None:
    """Changes the description of a rule in its record. MiniStack has no API operation for it."""

    def ports(rule: dict[str, Any]) -> dict[str, str]:
        return {name: str(value) for name, value in pick(rule, "IpProtocol", "FromPort", "ToPort").items()}

    for permission in permissions:
        if ports(permission) != ports(properties):
            continue
        for name, (ranges, member) in _peers(peer).items():
            for entry in permission.get(ranges, []):
                if name in properties and entry[member] == properties[name]:
                    entry["Description"] = properties.get("Description", "")


def _register_rule(direction: str, peer: str) -> None:
    stored = {"Ingress": "IpPermissions", "Egress": "IpPermissionsEgress"}[direction]

    def parameters(properties: Properties) -> dict[str, Any]:
        return {"GroupId": properties["GroupId"], "IpPermissions": [_permission(properties, peer)]}

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        created = call("ec2", f"AuthorizeSecurityGroup{direction}", **parameters(properties))
        identifier = created["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        return identifier, {"Id": identifier}

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        _set_rule_description(new, peer, ec2._security_groups[new["GroupId"]][stored])
        return physical_id, {"Id": physical_id}

    def delete(physical_id: str, properties: Properties) -> None:
        not_found = ("InvalidGroup.NotFound", "InvalidPermission.NotFound")
        delete_if_exists(not_found, "ec2", f"RevokeSecurityGroup{direction}", **parameters(properties))

    register(
        f"AWS::EC2::SecurityGroup{direction}",
        create=create,
        update=update,
        delete=delete,
        replaces=(
            "GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6",
            f"{peer}SecurityGroupId",
        ),
        blocking=True,
    )  # fmt: skip


_register_rule("Ingress", "Source")
_register_rule("Egress", "Destination")

# ---- flow logs ------------------------------------------------------------------------------------------------------


def _flow_log_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    kind = properties.get("LogDestinationType", "cloud-watch-logs")
    if kind == "cloud-watch-logs" and "DeliverLogsPermissionArn" not in properties:
        raise ValueError("DeliverLogsPermissionArn is required for a flow log to CloudWatch Logs")
    created = call(
        "ec2",
        "CreateFlowLogs",
        ResourceIds=[properties["ResourceId"]],
        **pick(
            properties, "ResourceType", "TrafficType", "LogDestinationType", "LogGroupName", "LogDestination",
            "DeliverLogsPermissionArn", "MaxAggregationInterval", "LogFormat",
        ),
    )  # fmt: skip
    identifier = created["FlowLogIds"][0]
    with undo_on_error(lambda: _flow_log_delete(identifier, properties)):
        _tag(identifier, {}, properties)
        ec2._flow_logs[identifier][EXTRA_FIELDS] = {
            "logDestination": properties.get("LogDestination"),
            "logGroupName": properties.get("LogGroupName"),
            "deliverLogsPermissionArn": properties.get("DeliverLogsPermissionArn"),
            "maxAggregationInterval": properties.get("MaxAggregationInterval", 600),
            "logFormat": properties.get("LogFormat"),
        }
    return identifier, {"Id": identifier}


def _flow_log_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _tag(physical_id, old, new)
    return physical_id, {"Id": physical_id}


def _flow_log_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("InvalidFlowLogId.NotFound",), "ec2", "DeleteFlowLogs", FlowLogIds=[physical_id])


register(
    "AWS::EC2::FlowLog",
    create=_flow_log_create,
    update=_flow_log_update,
    delete=_flow_log_delete,
    replaces=(
        "ResourceId", "ResourceType", "TrafficType", "LogDestinationType", "LogGroupName", "LogDestination",
        "DeliverLogsPermissionArn", "MaxAggregationInterval", "LogFormat",
    ),
    blocking=True,
)  # fmt: skip
add_response_fields(ec2, "flowLogSet/item", "flowLogId", lambda: ec2._flow_logs, "item")

# ---- VPCs, subnets and VPC endpoints --------------------------------------------------------------------------------


def _vpc_attributes(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"CidrBlock": ec2._vpcs[physical_id]["CidrBlock"], "CidrBlockAssociations": [], "Ipv6CidrBlocks": []}


def _subnet_attributes(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    subnet = ec2._subnets[physical_id]
    return {"CidrBlock": subnet["CidrBlock"], "VpcId": subnet["VpcId"], "Ipv6CidrBlocks": []}


extend("AWS::EC2::VPC", _vpc_attributes)
extend("AWS::EC2::Subnet", _subnet_attributes)


def _store_endpoint(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    endpoint = ec2._vpc_endpoints[physical_id]
    endpoint[EXTRA_FIELDS] = {
        "policyDocument": json_text(properties["PolicyDocument"]) if "PolicyDocument" in properties else None,
        "privateDnsEnabled": to_bool(properties.get("PrivateDnsEnabled", False)),
        "groupSet": [
            {"groupId": group, "groupName": ec2._security_groups.get(group, {}).get("GroupName", "")}
            for group in properties.get("SecurityGroupIds", [])
        ],
    }
    _set_endpoint_routes(physical_id, endpoint["ServiceName"], endpoint["RouteTableIds"])


def _set_endpoint_routes(identifier: str, service: str, tables: list[str]) -> None:
    """Adds a route to the service's prefix list to each route table of a gateway endpoint."""
    for table in ec2._route_tables.values():
        table["Routes"] = [route for route in table["Routes"] if route.get("GatewayId") != identifier]
        if table["RouteTableId"] in tables:
            table["Routes"].append(
                {
                    "DestinationPrefixListId": ec2._aws_pl_id_from_name(service),
                    "GatewayId": identifier,
                    "State": "active",
                    "Origin": "CreateRoute",
                }
            )


def _remove_endpoint_routes(physical_id: str, properties: Properties) -> None:
    _set_endpoint_routes(physical_id, "", [])


extend("AWS::EC2::VPCEndpoint", _store_endpoint, on_delete=_remove_endpoint_routes)
replace_on_change("AWS::EC2::VPCEndpoint", "ServiceName", "VpcEndpointType", "VpcId")
add_response_fields(ec2, "vpcEndpointSet/item", "vpcEndpointId", lambda: ec2._vpc_endpoints, "item")
