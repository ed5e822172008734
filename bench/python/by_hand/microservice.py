"""The services."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from .cache import Cache
from .database import Database
from .messaging import Messaging
from .search import HTTP_ACTIONS, Search
from .storage import Storage


@dataclass(frozen=True)
class SharedParts:
    """What the services share."""

    key: kms.Key
    vpc: ec2.Vpc
    cache: Cache
    messaging: Messaging
    search: Search
    storage: Storage


class Microservice(Construct):
    """The security group and the parameters of a service."""

    def __init__(
        self, scope: Construct, name: str, uses: list[str], database: Database, parts: SharedParts
    ) -> None:
        super().__init__(scope, name)
        group = ec2.SecurityGroup(
            self, "SecurityGroup", vpc=parts.vpc, description=f"Belongs to the workloads of {name}"
        )
        database.group.add_ingress_rule(group, ec2.Port.tcp(database.port), f"From the workloads of {name}")

        groups: list[ec2.ISecurityGroup] = [group]
        accesses = [database_access(name, database)]
        if "cache" in uses:
            groups.append(parts.cache.clients)
            accesses.append(cache_access(parts))
        if "messaging" in uses:
            groups.append(parts.messaging.clients)
            accesses.append(broker_access(parts))
        if "storage" in uses or "storage-read" in uses:
            accesses.append(media_access(parts, "storage" in uses))
        if "search" in uses:
            groups.append(parts.search.clients)
            accesses.append(search_access(name, parts))
        self._write_parameters(name, parts.vpc, groups, accesses)

    def _write_parameters(
        self, name: str, vpc: ec2.Vpc, groups: list[ec2.ISecurityGroup], accesses: list[dict[str, Any]]
    ) -> None:
        for access in accesses:
            for setting, value in access["settings"].items():
                self._write(f"/production/{name}/settings/{setting}", value)
            for secret, reference in access["secrets"].items():
                self._write(f"/production/{name}/secrets/{secret}", reference["secretArn"])
        stack = Stack.of(self)
        record = {
            "account": stack.account,
            "region": stack.region,
            "vpcId": vpc.vpc_id,
            "securityGroupIds": [group.security_group_id for group in groups],
            "accesses": accesses,
        }
        self._write(f"/production/{name}/connection", stack.to_json_string(record))

    def _write(self, parameter_name: str, string_value: str) -> None:
        ssm.StringParameter(
            self,
            "-".join(parameter_name.split("/")[3:]),
            parameter_name=parameter_name,
            string_value=string_value,
            tier=ssm.ParameterTier.INTELLIGENT_TIERING,
        )


def database_access(name: str, database: Database) -> dict[str, Any]:
    settings = {
        "DATABASE_HOST": database.instance.db_instance_endpoint_address,
        "DATABASE_PORT": database.instance.db_instance_endpoint_port,
        "DATABASE_NAME": name,
    }
    rule = {"securityGroupId": database.group.security_group_id, "port": database.port}
    return {"settings": settings, **login("DATABASE", database.secret_arn, database.key.key_arn, rule)}


def cache_access(parts: SharedParts) -> dict[str, Any]:
    cache = parts.cache
    settings = {
        "CACHE_ENDPOINT": cache.cache.attr_primary_end_point_address,
        "CACHE_READER_ENDPOINT": cache.cache.attr_reader_end_point_address,
        "CACHE_PORT": cache.cache.attr_primary_end_point_port,
    }
    rule = {"securityGroupId": cache.group.security_group_id, "port": cache.port}
    access = login("CACHE", cache.secret.secret_arn, parts.key.key_arn, rule)
    return {"settings": settings, **access, "capability": "cache"}


def broker_access(parts: SharedParts) -> dict[str, Any]:
    broker = parts.messaging
    rule = {"securityGroupId": broker.group.security_group_id, "port": broker.port}
    access = login("BROKER", broker.secret.secret_arn, parts.key.key_arn, rule)
    return {"settings": {"BROKER_ENDPOINT": broker.endpoint}, **access, "capability": "messaging"}


def media_access(parts: SharedParts, write: bool) -> dict[str, Any]:
    media = parts.storage.media
    key = parts.key.key_arn
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    return {
        "settings": {"BUCKET_NAME": media.bucket_name},
        "secrets": {},
        "rules": [],
        "permissions": [
            {"actions": ["s3:ListBucket"], "resources": [media.bucket_arn]},
            {"actions": objects if write else ["s3:GetObject"], "resources": [media.arn_for_objects("*")]},
            {"actions": ["kms:Decrypt"], "resources": [key]},
            *([{"actions": ["kms:GenerateDataKey"], "resources": [key]}] if write else []),
        ],
        "capability": "storage" if write else "storage-read",
    }


def search_access(name: str, parts: SharedParts) -> dict[str, Any]:
    search = parts.search
    index = f"{search.domain.domain_arn}/{name}"
    return {
        "settings": {"SEARCH_ENDPOINT": search.domain.domain_endpoint},
        "secrets": {},
        "rules": [{"securityGroupId": search.group.security_group_id, "port": search.port}],
        "permissions": [{"actions": HTTP_ACTIONS, "resources": [index, f"{index}/*"]}],
        "capability": "search",
    }


def login(prefix: str, secret_arn: str, key_arn: str, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "secrets": {
            f"{prefix}_USERNAME": {"secretArn": secret_arn, "field": "username", "keyArn": key_arn},
            f"{prefix}_PASSWORD": {"secretArn": secret_arn, "field": "password", "keyArn": key_arn},
        },
        "rules": [rule],
        "permissions": [
            {
                "actions": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                "resources": [secret_arn],
            },
            {"actions": ["kms:Decrypt"], "resources": [key_arn]},
        ],
    }
