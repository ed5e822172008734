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
from .database_logins import DatabaseLogins
from .key_conditions import only_by
from .messaging import Messaging
from .part_logins import PartLogins
from .published_values import publish
from .search import Search
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
    code: str


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
        logins = DatabaseLogins(database, "Logins", name, database, parts.vpc, parts.code)
        part_logins = PartLogins(self, "PartLogins", name)
        values = {}
        accesses = [database_access(name, database, logins)]
        if "cache" in uses:
            groups.append(parts.cache.clients)
            secret_arn = part_logins.create_user(parts.cache, parts.vpc, database.key, parts.code)
            accesses.append(cache_access(name, parts.cache, secret_arn, database.key.key_arn))
            values["PartLogins/Cache/Login/Resource/Default.SecretArn"] = secret_arn
        if "messaging" in uses:
            groups.append(parts.messaging.clients)
            secret_arn = part_logins.create_broker_login(parts.messaging, parts.key)
            accesses.append(broker_access(name, parts.messaging, secret_arn, parts.key.key_arn))
            values["PartLogins/Broker/Login/Resource/Default.SecretArn"] = secret_arn
        if "storage" in uses or "storage-read" in uses:
            accesses.append(media_access(parts, "storage" in uses))
        if "search" in uses:
            groups.append(parts.search.clients)
            role_arn = part_logins.create_role(parts.search)
            accesses.append(search_access(parts.search, role_arn))
            values["PartLogins/Search/Login/Resource/Default.RoleArn"] = role_arn
        self._publish_values(name, group, database, logins, values)
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

    def _publish_values(
        self,
        name: str,
        group: ec2.ISecurityGroup,
        database: Database,
        logins: DatabaseLogins,
        part_logins: dict[str, str],
    ) -> None:
        store = f"Database/{name}"
        values = {
            f"{store}/Instance.Endpoint.Address": database.instance.db_instance_endpoint_address,
            f"{store}/Instance.Endpoint.Port": database.instance.db_instance_endpoint_port,
            f"{store}/Key": database.key.key_id,
            f"{store}/Key.Arn": database.key.key_arn,
            f"{store}/Logins/Login/Resource/Default.MigrationSecretArn": logins.migration_secret_arn,
            f"{store}/Logins/Login/Resource/Default.SecretArn": logins.secret_arn,
            f"{store}/SecurityGroup.GroupId": database.group.security_group_id,
            **dict(sorted(part_logins.items())),
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


def database_access(name: str, database: Database, logins: DatabaseLogins) -> dict[str, Any]:
    key_arn = database.key.key_arn
    settings = {
        "DATABASE_HOST": database.instance.db_instance_endpoint_address,
        "DATABASE_PORT": database.instance.db_instance_endpoint_port,
        "DATABASE_NAME": name,
        "DATABASE_OPTIONS": "sslmode=verify-full",
        "DATABASE_SECRET_ARN": logins.secret_arn,
    }
    access = login("DATABASE", logins.secret_arn, key_arn)
    migration = {
        "settings": {"DATABASE_SECRET_ARN": logins.migration_secret_arn},
        **login("DATABASE", logins.migration_secret_arn, key_arn),
    }
    return {
        "settings": settings,
        "secrets": access["secrets"],
        "rules": [rule(database)],
        "permissions": access["permissions"],
        "migration": migration,
    }


def cache_access(name: str, cache: Cache, secret_arn: str, key_arn: str) -> dict[str, Any]:
    settings = {
        "CACHE_ENDPOINT": cache.cache.attr_primary_end_point_address,
        "CACHE_READER_ENDPOINT": cache.cache.attr_reader_end_point_address,
        "CACHE_PORT": cache.cache.attr_primary_end_point_port,
        "CACHE_KEY_PREFIX": f"{name}:",
        "CACHE_SECRET_ARN": secret_arn,
    }
    access = login("CACHE", secret_arn, key_arn)
    return {
        "settings": settings,
        "secrets": access["secrets"],
        "rules": [rule(cache)],
        "permissions": access["permissions"],
        "capability": "cache",
    }


def broker_access(name: str, broker: Messaging, secret_arn: str, key_arn: str) -> dict[str, Any]:
    settings = {
        "BROKER_ENDPOINT": broker.endpoint,
        "BROKER_SECRET_ARN": secret_arn,
        "BROKER_PREFIX": f"{name}.",
        "BROKER_EXCHANGE": f"{name}.events",
    }
    access = login("BROKER", secret_arn, key_arn)
    return {
        "settings": settings,
        "secrets": access["secrets"],
        "rules": [rule(broker)],
        "permissions": access["permissions"],
        "capability": "messaging",
    }


def media_access(parts: SharedParts, write: bool) -> dict[str, Any]:
    media = parts.storage.media
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    return {
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
        "capability": "storage" if write else "storage-read",
    }


def search_access(search: Search, role_arn: str) -> dict[str, Any]:
    return {
        "settings": {"SEARCH_ENDPOINT": search.domain.domain_endpoint, "SEARCH_ROLE_ARN": role_arn},
        "secrets": {},
        "rules": [rule(search)],
        "permissions": [{"actions": ["sts:AssumeRole"], "resources": [role_arn]}],
        "capability": "search",
    }


def rule(part: Database | Cache | Messaging | Search) -> dict[str, Any]:
    return {"securityGroupId": part.group.security_group_id, "port": part.port}


def login(prefix: str, secret_arn: str, key_arn: str) -> dict[str, Any]:
    rotated = {"keyArn": key_arn, "rotationDays": 30}
    return {
        "secrets": {
            f"{prefix}_USERNAME": {"secretArn": secret_arn, "field": "username", **rotated},
            f"{prefix}_PASSWORD": {"secretArn": secret_arn, "field": "password", **rotated},
        },
        "permissions": [{"secretArn": secret_arn, "keyArn": key_arn}],
    }
