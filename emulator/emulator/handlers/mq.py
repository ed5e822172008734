"""Amazon MQ: RabbitMQ brokers, with the parts of a broker that MiniStack drops."""

import re
from typing import Any

from ministack.services import ec2, mq

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, register, undone_by
from emulator.values import flag, host, picked, tag_map

_CREATED_WITH = (
    "AuthenticationStrategy", "AutoMinorVersionUpgrade", "BrokerName", "DeploymentMode", "EncryptionOptions",
    "EngineType", "EngineVersion", "HostInstanceType", "Logs", "MaintenanceWindowStartTime", "PubliclyAccessible",
    "SecurityGroups", "StorageType", "SubnetIds", "Users",
)  # fmt: skip
_UPDATED_WITH = ("AutoMinorVersionUpgrade", "EngineVersion", "HostInstanceType", "MaintenanceWindowStartTime")


def _refuse(properties: Properties) -> None:
    """What Amazon MQ refuses and MiniStack lets pass. Passwords are named by their rule, never shown."""
    if properties["EngineType"].upper() != "RABBITMQ":
        raise ValueError(f"EngineType {properties['EngineType']}: this emulator has RABBITMQ brokers only")
    if properties.get("EngineVersion", "").startswith("4.") and not properties["HostInstanceType"].startswith(
        "mq.m7g."
    ):
        raise ValueError(f"RabbitMQ 4.x runs on mq.m7g instances, not on {properties['HostInstanceType']}")
    if flag(properties.get("Logs", {}).get("Audit", False)):
        raise ValueError("RabbitMQ brokers have no audit logs: leave Logs.Audit out")
    _refuse_subnets(properties)
    _refuse_users(properties.get("Users", []))


def _refuse_subnets(properties: Properties) -> None:
    if flag(properties["PubliclyAccessible"]):
        return
    subnets, mode = properties.get("SubnetIds", []), properties["DeploymentMode"]
    unknown = [subnet for subnet in subnets if subnet not in ec2._subnets]
    if unknown:
        raise ValueError(f"The subnets {unknown} do not exist")
    if mode == "SINGLE_INSTANCE" and len(subnets) != 1:
        raise ValueError(f"A private SINGLE_INSTANCE broker takes exactly one subnet, not {len(subnets)}")
    zones = {ec2._subnets[subnet]["AvailabilityZone"] for subnet in subnets}
    if mode == "CLUSTER_MULTI_AZ" and (len(subnets) < 2 or len(zones) < len(subnets)):
        raise ValueError("A private CLUSTER_MULTI_AZ broker takes two or more subnets, each in a zone of its own")


def _refuse_users(users: list[dict[str, str]]) -> None:
    if len(users) != 1:
        raise ValueError(f"A RabbitMQ broker is created with exactly one user, not {len(users)}")
    if users[0]["Username"] == "guest":
        raise ValueError("The user name guest is not allowed")
    if len(users[0]["Password"]) < 12 or re.search("[,:=]", users[0]["Password"]):
        raise ValueError("A broker password has 12 characters or more, and none of , : =")


def _keep(identifier: str, properties: Properties) -> dict[str, Any]:
    """Write what the create and update calls drop into the broker's record, and return the attributes."""
    broker = mq._brokers[identifier]
    broker |= {
        "authenticationStrategy": properties.get("AuthenticationStrategy", "SIMPLE"),
        "encryptionOptions": {
            "useAwsOwnedKey": flag(properties.get("EncryptionOptions", {}).get("UseAwsOwnedKey", True)),
            **picked(properties.get("EncryptionOptions", {}), KmsKeyId="kmsKeyId"),
        },
        "logs": {
            "general": flag(properties.get("Logs", {}).get("General", False)),
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
    }
    mq._tags[broker["brokerArn"]] = tag_map(properties)
    # A cluster has three nodes behind one name.
    name = host(identifier, "mq")
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
    _refuse(properties)
    identifier = call("mq", "CreateBroker", **picked(properties, *_CREATED_WITH))["BrokerId"]
    with undone_by(lambda: _delete(identifier, properties)):
        return identifier, _keep(identifier, properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    call("mq", "UpdateBroker", BrokerId=physical_id, **picked(new, *_UPDATED_WITH))
    return physical_id, _keep(physical_id, new)


def _delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(("NotFoundException",), "mq", "DeleteBroker", BrokerId=physical_id)


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
