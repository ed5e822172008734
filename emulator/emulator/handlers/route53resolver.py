"""Route 53 Resolver: logs of DNS queries, to a log group that exists, of a VPC that exists."""

from ministack.services import cloudwatch_logs as logs
from ministack.services import ec2

from emulator import query_logs
from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import tags

query_logs.install()

_NOT_FOUND = ("ResourceNotFoundException",)


def _validate_destination(arn: str) -> None:
    service, name = arn.split(":")[2], arn.removesuffix(":*").rpartition(":")[2]
    if service == "logs" and name not in logs._log_groups:
        raise ValueError(f"DestinationArn: the log group {name} does not exist")


def _config_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_destination(properties["DestinationArn"])
    name = properties.get("Name", physical_name(stack, logical_id, 64, lowercase=False))
    created = call(
        "route53resolver",
        "CreateResolverQueryLogConfig",
        Name=name,
        DestinationArn=properties["DestinationArn"],
        CreatorRequestId=name,
        Tags=tags(properties),
    )["ResolverQueryLogConfig"]
    return created["Id"], _config_attributes(created["Id"])


def _config_attributes(identifier: str) -> Properties:
    config = call("route53resolver", "GetResolverQueryLogConfig", ResolverQueryLogConfigId=identifier)
    names = ("Id", "Arn", "OwnerId", "ShareStatus", "CreatorRequestId", "AssociationCount")
    return {name: config["ResolverQueryLogConfig"][name] for name in names}


def _config_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    attributes = _config_attributes(physical_id)
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    if removed:
        call("route53resolver", "UntagResource", ResourceArn=attributes["Arn"], TagKeys=sorted(removed))
    call("route53resolver", "TagResource", ResourceArn=attributes["Arn"], Tags=tags(new))
    return physical_id, attributes


def _config_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(
        _NOT_FOUND, "route53resolver", "DeleteResolverQueryLogConfig", ResolverQueryLogConfigId=physical_id
    )


register(
    "AWS::Route53Resolver::ResolverQueryLoggingConfig",
    create=_config_create,
    update=_config_update,
    delete=_config_delete,
    replaces=("DestinationArn", "Name"),
    blocking=True,
)


def _association_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    if properties["ResourceId"] not in ec2._vpcs:
        raise ValueError(f"ResourceId: the VPC {properties['ResourceId']} does not exist")
    created = call("route53resolver", "AssociateResolverQueryLogConfig", **properties)
    association = created["ResolverQueryLogConfigAssociation"]
    return association["Id"], {name: association[name] for name in ("Id", "Status", "Error")}


def _association_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(_NOT_FOUND, "route53resolver", "DisassociateResolverQueryLogConfig", **properties)


register(
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    create=_association_create,
    delete=_association_delete,
    replaces=("ResolverQueryLogConfigId", "ResourceId"),
    blocking=True,
)
