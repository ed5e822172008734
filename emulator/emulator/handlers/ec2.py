"""EC2: what MiniStack has no handlers for, and what its own leave out."""

from typing import Any

from ministack.services import ec2

from emulator.client import call, call_unless_gone
from emulator.describe import KEPT, completed_answers
from emulator.extension import Properties, Resource, complete, register, replacing, undone_by
from emulator.values import document, flag, picked, tags

# ---- tags ---------------------------------------------------------------------------------------------------------


def _tag(identifier: str, old: Properties, new: Properties) -> None:
    dropped = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    if dropped:
        call("ec2", "DeleteTags", Resources=[identifier], Tags=[{"Key": key} for key in sorted(dropped)])
    if tags(new):
        call("ec2", "CreateTags", Resources=[identifier], Tags=tags(new))


# ---- addresses and NAT --------------------------------------------------------------------------------------------


def _eip_attributes(address: str) -> dict[str, Any]:
    found = next(a for a in call("ec2", "DescribeAddresses")["Addresses"] if a["PublicIp"] == address)
    return {"PublicIp": address, "AllocationId": found["AllocationId"]}


def _eip_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    made = call("ec2", "AllocateAddress", Domain=properties.get("Domain", "vpc"))
    attributes = {"PublicIp": made["PublicIp"], "AllocationId": made["AllocationId"]}
    with undone_by(lambda: _eip_delete(made["PublicIp"], properties)):
        _tag(made["AllocationId"], {}, properties)
    return made["PublicIp"], attributes


def _eip_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    attributes = _eip_attributes(physical_id)
    _tag(attributes["AllocationId"], old, new)
    return physical_id, attributes


def _eip_delete(physical_id: str, properties: Properties) -> None:
    for address in call("ec2", "DescribeAddresses")["Addresses"]:
        if address["PublicIp"] == physical_id:
            call_unless_gone(
                ("InvalidAllocationID.NotFound",), "ec2", "ReleaseAddress", AllocationId=address["AllocationId"]
            )


register(
    "AWS::EC2::EIP", create=_eip_create, update=_eip_update, delete=_eip_delete, replaces=("Domain",), blocking=True
)


def _nat_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    if properties.get("ConnectivityType", "public") == "public" and "AllocationId" not in properties:
        raise ValueError("A public NAT gateway needs an AllocationId")
    made = call("ec2", "CreateNatGateway", **picked(properties, "SubnetId", "AllocationId", "ConnectivityType"))
    identifier = made["NatGateway"]["NatGatewayId"]
    with undone_by(lambda: _nat_delete(identifier, properties)):
        _tag(identifier, {}, properties)
        address = ec2._addresses.get(properties.get("AllocationId", ""), {})
        ec2._nat_gateways[identifier][KEPT] = {
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
    call_unless_gone(("NatGatewayNotFound",), "ec2", "DeleteNatGateway", NatGatewayId=physical_id)


register(
    "AWS::EC2::NatGateway",
    create=_nat_create,
    update=_nat_update,
    delete=_nat_delete,
    replaces=("SubnetId", "AllocationId", "ConnectivityType"),
    blocking=True,
)
completed_answers(ec2, "natGatewaySet/item", "natGatewayId", lambda: ec2._nat_gateways, "item")

# ---- security group rules -----------------------------------------------------------------------------------------


def _permission(properties: Properties, peer: str) -> dict[str, Any]:
    permission = picked(properties, "IpProtocol", "FromPort", "ToPort")
    for name, (ranges, member) in _peers(peer).items():
        if name in properties:
            permission[ranges] = [{member: properties[name], **picked(properties, "Description")}]
    return permission


def _peers(peer: str) -> dict[str, tuple[str, str]]:
    """A template's property, and the list and the member that it is in the API."""
    return {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        f"{peer}SecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }


def _describe_rule(properties: Properties, peer: str, permissions: list[dict[str, Any]]) -> None:
    """MiniStack has no call that changes the description of a rule."""

    def ports(rule: dict[str, Any]) -> dict[str, str]:
        return {name: str(value) for name, value in picked(rule, "IpProtocol", "FromPort", "ToPort").items()}

    for permission in permissions:
        if ports(permission) != ports(properties):
            continue
        for name, (ranges, member) in _peers(peer).items():
            for entry in permission.get(ranges, []):
                if name in properties and entry[member] == properties[name]:
                    entry["Description"] = properties.get("Description", "")


def _register_rule(direction: str, peer: str) -> None:
    stored = {"Ingress": "IpPermissions", "Egress": "IpPermissionsEgress"}[direction]

    def of(properties: Properties) -> dict[str, Any]:
        return {"GroupId": properties["GroupId"], "IpPermissions": [_permission(properties, peer)]}

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        made = call("ec2", f"AuthorizeSecurityGroup{direction}", **of(properties))
        identifier = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        return identifier, {"Id": identifier}

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        _describe_rule(new, peer, ec2._security_groups[new["GroupId"]][stored])
        return physical_id, {"Id": physical_id}

    def delete(physical_id: str, properties: Properties) -> None:
        gone = ("InvalidGroup.NotFound", "InvalidPermission.NotFound")
        call_unless_gone(gone, "ec2", f"RevokeSecurityGroup{direction}", **of(properties))

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

# ---- flow logs ----------------------------------------------------------------------------------------------------


def _flow_log_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    kind = properties.get("LogDestinationType", "cloud-watch-logs")
    if kind == "cloud-watch-logs" and "DeliverLogsPermissionArn" not in properties:
        raise ValueError("A flow log to CloudWatch Logs needs a DeliverLogsPermissionArn")
    made = call(
        "ec2",
        "CreateFlowLogs",
        ResourceIds=[properties["ResourceId"]],
        **picked(
            properties, "ResourceType", "TrafficType", "LogDestinationType", "LogGroupName", "LogDestination",
            "DeliverLogsPermissionArn", "MaxAggregationInterval", "LogFormat",
        ),
    )  # fmt: skip
    identifier = made["FlowLogIds"][0]
    with undone_by(lambda: _flow_log_delete(identifier, properties)):
        _tag(identifier, {}, properties)
        ec2._flow_logs[identifier][KEPT] = {
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
    call_unless_gone(("InvalidFlowLogId.NotFound",), "ec2", "DeleteFlowLogs", FlowLogIds=[physical_id])


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
completed_answers(ec2, "flowLogSet/item", "flowLogId", lambda: ec2._flow_logs, "item")

# ---- what MiniStack's own handlers leave out ----------------------------------------------------------------------


def _vpc_attributes(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"CidrBlock": ec2._vpcs[physical_id]["CidrBlock"], "CidrBlockAssociations": [], "Ipv6CidrBlocks": []}


def _subnet_attributes(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    subnet = ec2._subnets[physical_id]
    return {"CidrBlock": subnet["CidrBlock"], "VpcId": subnet["VpcId"], "Ipv6CidrBlocks": []}


complete("AWS::EC2::VPC", _vpc_attributes)
complete("AWS::EC2::Subnet", _subnet_attributes)


def _endpoint_kept(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    endpoint = ec2._vpc_endpoints[physical_id]
    endpoint[KEPT] = {
        "policyDocument": document(properties["PolicyDocument"]) if "PolicyDocument" in properties else None,
        "privateDnsEnabled": flag(properties.get("PrivateDnsEnabled", False)),
        "groupSet": [
            {"groupId": group, "groupName": ec2._security_groups.get(group, {}).get("GroupName", "")}
            for group in properties.get("SecurityGroupIds", [])
        ],
    }
    _endpoint_routes(physical_id, endpoint["ServiceName"], endpoint["RouteTableIds"])


def _endpoint_routes(identifier: str, service: str, tables: list[str]) -> None:
    """A gateway endpoint is a route in each of its tables, to the service's prefix list."""
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


def _endpoint_gone(physical_id: str, properties: Properties) -> None:
    _endpoint_routes(physical_id, "", [])


complete("AWS::EC2::VPCEndpoint", _endpoint_kept, on_delete=_endpoint_gone)
replacing("AWS::EC2::VPCEndpoint", "ServiceName", "VpcEndpointType", "VpcId")
completed_answers(ec2, "vpcEndpointSet/item", "vpcEndpointId", lambda: ec2._vpc_endpoints, "item")
