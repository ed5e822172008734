"""Amazon MQ: RabbitMQ brokers, with the properties that MiniStack ignores."""

import re
from typing import Any

from ministack.services import ec2, mq

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, register, undo_on_error
from emulator.values import endpoint_host, pick, tag_map, to_bool

_CREATE_PARAMETERS = (
    "AuthenticationStrategy", "AutoMinorVersionUpgrade", "BrokerName", "DeploymentMode", "EncryptionOptions",
    "EngineType", "EngineVersion", "HostInstanceType", "Logs", "MaintenanceWindowStartTime", "PubliclyAccessible",
    "SecurityGroups", "StorageType", "SubnetIds", "Users",
)  # fmt: skip
_UPDATE_PARAMETERS = ("AutoMinorVersionUpgrade", "EngineVersion", "HostInstanceType", "MaintenanceWindowStartTime")


def _validate(properties: Properties) -> None:
    """Rejects properties that Amazon MQ rejects and MiniStack accepts. Messages never contain a password."""
    if properties["EngineType"].upper() != "RABBITMQ":
        raise ValueError(f"EngineType {properties['EngineType']}: the emulator supports only RABBITMQ")
    if properties.get("EngineVersion", "").startswith("4.") and not properties["HostInstanceType"].startswith(
        "mq.m7g."
    ):
        raise ValueError(
            f"HostInstanceType {properties['HostInstanceType']}: RabbitMQ 4.x requires an mq.m7g instance type"
        )
    if to_bool(properties.get("Logs", {}).get("Audit", False)):
        raise ValueError("Logs.Audit: RabbitMQ does not support audit logs. Remove Logs.Audit")
    _validate_subnets(properties)
    _validate_users(properties.get("Users", []))


def _validate_subnets(properties: Properties) -> None:
    if to_bool(properties["PubliclyAccessible"]):
        return
    subnets, mode = properties.get("SubnetIds", []), properties["DeploymentMode"]
    unknown = [subnet for subnet in subnets if subnet not in ec2._subnets]
    if unknown:
        raise ValueError(f"SubnetIds: {', '.join(unknown)} do not exist")
    if mode == "SINGLE_INSTANCE" and len(subnets) != 1:
        raise ValueError(f"SubnetIds: a private SINGLE_INSTANCE broker requires exactly one subnet, got {len(subnets)}")
    zones = {ec2._subnets[subnet]["AvailabilityZone"] for subnet in subnets}
    if mode == "CLUSTER_MULTI_AZ" and (len(subnets) < 2 or len(zones) < len(subnets)):
        raise ValueError(
            "SubnetIds: a private CLUSTER_MULTI_AZ broker requires two or more subnets, each in a different"
            f" Availability Zone; got {len(subnets)} in {len(zones)} Availability Zones"
        )


def _validate_users(users: list[dict[str, str]]) -> None:
    if len(users) != 1:
        raise ValueError(f"Users: a RabbitMQ broker requires exactly one user, got {len(users)}")
    if users[0]["Username"] == "guest":
        raise ValueError("Users.Username: guest is not allowed")
    if len(users[0]["Password"]) < 12 or re.search("[,:=]", users[0]["Password"]):
        raise ValueError("Users.Password must have 12 characters or more, and must not contain , : or =")


def _store(identifier: str, properties: Properties) -> dict[str, Any]:
    """Writes the properties that MiniStack ignores to the broker's record, and returns the attributes."""
    broker = mq._brokers[identifier]
    broker |= {
        "authenticationStrategy": properties.get("AuthenticationStrategy", "SIMPLE"),
        "encryptionOptions": {
            "useAwsOwnedKey": to_bool(properties.get("EncryptionOptions", {}).get("UseAwsOwnedKey", True)),
            **pick(properties.get("EncryptionOptions", {}), KmsKeyId="kmsKeyId"),
        },
        "logs": {
            "general": to_bool(properties.get("Logs", {}).get("General", False)),
            "generalLogGroup": f"/aws/amazonmq/broker/{identifier}/general",
        },
        "maintenanceWindowStartTime": {
            name[0].lower() + name[1:]: value
            for name, value in properties.get("MaintenanceWindowStartTime", {}).items()
        },
        "securityGroups": properties.get("SecurityGroups", []),
        "storageType": properties.get("StorageType", "EBS"),
        "subnetIds": properties.get("SubnetIds", []),
        "users": [{"username": user["Username"]} for user in properties["Users"]],
        # No API returns it. A RabbitMQ server needs it.
        "_user": (properties["Users"][0]["Username"], properties["Users"][0]["Password"]),
    }
    mq._tags[broker["brokerArn"]] = tag_map(properties)
    # The three nodes of a cluster share one endpoint.
    name = endpoint_host(identifier, "mq")
    broker["brokerInstances"] = [
        {"consoleURL": f"https://{name}", "endpoints": [f"amqps://{name}:5671"], "ipAddress": "127.0.0.1"}
    ]
    return {
        "Arn": broker["brokerArn"],
        "Id": identifier,
        "AmqpEndpoints": broker["brokerInstances"][0]["endpoints"],
        "ConsoleURLs": [broker["brokerInstances"][0]["consoleURL"]],
        "IpAddresses": [broker["brokerInstances"][0]["ipAddress"]],
        "EngineVersionCurrent": broker["engineVersion"],
    }


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    identifier = call("mq", "CreateBroker", **pick(properties, *_CREATE_PARAMETERS))["BrokerId"]
    with undo_on_error(lambda: _delete(identifier, properties)):
        return identifier, _store(identifier, properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    call("mq", "UpdateBroker", BrokerId=physical_id, **pick(new, *_UPDATE_PARAMETERS))
    return physical_id, _store(physical_id, new)


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("NotFoundException",), "mq", "DeleteBroker", BrokerId=physical_id)


register(
    "AWS::AmazonMQ::Broker",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=(
        "AuthenticationStrategy", "BrokerName", "DeploymentMode", "EncryptionOptions", "EngineType",
        "PubliclyAccessible", "StorageType", "SubnetIds",
    ),
    blocking=True,
)  # fmt: skip
