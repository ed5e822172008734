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
from .key_conditions import only_by, only_for_secret
from .messaging import Messaging
from .published_values import publish
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
    """The security group of a service, the values that other stacks read, and the record for other apps."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        uses: list[str],
        database: Database,
        parts: SharedParts,
        *,
        closed: bool,
    ) -> None:
        super().__init__(scope, name)
        description = f"Belongs to the workloads of {name}"
        group = (
            self._closed_group(description, parts.vpc, database)
            if closed
            else ec2.SecurityGroup(self, "SecurityGroup", vpc=parts.vpc, description=description)
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
        self._publish_values(name, group, database)
        self._write_record(name, parts.vpc, groups, accesses, closed)

    def _closed_group(self, description: str, vpc: ec2.Vpc, database: Database) -> ec2.ISecurityGroup:
        """Creates a security group with egress only to the database and to AWS."""
        closed = ec2.CfnSecurityGroup(
            self,
            "ClosedGroup",
            vpc_id=vpc.vpc_id,
            group_description=description,
            security_group_egress=[
                ec2.CfnSecurityGroup.EgressProperty(
                    ip_protocol="tcp",
                    from_port=database.port,
                    to_port=database.port,
                    destination_security_group_id=database.group.security_group_id,
                    description="To the store",
                ),
                ec2.CfnSecurityGroup.EgressProperty(
                    ip_protocol="tcp",
                    from_port=443,
                    to_port=443,
                    cidr_ip="0.0.0.0/0",
                    description="To the APIs of AWS",
                ),
            ],
        )
        return ec2.SecurityGroup.from_security_group_id(
            self, "SecurityGroup", closed.attr_group_id, allow_all_outbound=False
        )

    def _publish_values(self, name: str, group: ec2.ISecurityGroup, database: Database) -> None:
        store = f"Database/{name}"
        values = {
            f"{store}/Instance.Endpoint.Address": database.instance.db_instance_endpoint_address,
            f"{store}/Instance.Endpoint.Port": database.instance.db_instance_endpoint_port,
            f"{store}/Instance.MasterUserSecret.SecretArn": database.secret_arn,
            f"{store}/Key": database.key.key_id,
            f"{store}/Key.Arn": database.key.key_arn,
            f"{store}/SecurityGroup.GroupId": database.group.security_group_id,
            "SecurityGroup.GroupId": group.security_group_id,
        }
        publish(self, f"{name}/values", values)

    def _write_record(
        self,
        name: str,
        vpc: ec2.Vpc,
        groups: list[ec2.ISecurityGroup],
        accesses: list[dict[str, Any]],
        closed: bool,
    ) -> None:
        stack = Stack.of(self)
        record = {
            "version": 1,
            "account": stack.account,
            "region": stack.region,
            "vpcId": vpc.vpc_id,
            "securityGroupIds": [group.security_group_id for group in groups],
            "accesses": accesses,
            **({"egress": "closed"} if closed else {}),
        }
        ssm.StringParameter(
            self,
            "Connection",
            parameter_name=f"/production/{name}/connection",
            description="The connection of workloads to the service",
            string_value=stack.to_json_string(record),
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
    return {"capability": "cache", "settings": settings, **access}


def broker_access(parts: SharedParts) -> dict[str, Any]:
    broker = parts.messaging
    rule = {"securityGroupId": broker.group.security_group_id, "port": broker.port}
    access = login("BROKER", broker.secret.secret_arn, parts.key.key_arn, rule)
    return {"capability": "messaging", "settings": {"BROKER_ENDPOINT": broker.endpoint}, **access}


def media_access(parts: SharedParts, write: bool) -> dict[str, Any]:
    media = parts.storage.media
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    return {
        "capability": "storage" if write else "storage-read",
        "settings": {"BUCKET_NAME": media.bucket_name},
        "secrets": {},
        "rules": [],
        "permissions": [
            {"actions": ["s3:ListBucket"], "resources": [media.bucket_arn]},
            {"actions": objects if write else ["s3:GetObject"], "resources": [media.arn_for_objects("*")]},
            {
                "actions": ["kms:Decrypt", "kms:GenerateDataKey"] if write else ["kms:Decrypt"],
                "resources": [parts.key.key_arn],
                "conditions": only_by("s3"),
            },
        ],
    }


def search_access(name: str, parts: SharedParts) -> dict[str, Any]:
    search = parts.search
    index = f"{search.domain.domain_arn}/{name}"
    return {
        "capability": "search",
        "settings": {"SEARCH_ENDPOINT": search.domain.domain_endpoint},
        "secrets": {},
        "rules": [{"securityGroupId": search.group.security_group_id, "port": search.port}],
        "permissions": [{"actions": HTTP_ACTIONS, "resources": [index, f"{index}/*"]}],
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
            {"actions": ["kms:Decrypt"], "resources": [key_arn], "conditions": only_for_secret(secret_arn)},
        ],
    }
