"""The logins of services."""

from typing import Any

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct, IDependable

from .key_conditions import only_for_secret
from .secret_function import SecretFunction, permissions_to_rotate, rotate


class LoginFunction(SecretFunction):
    """The function that creates the logins of services in one system, and rotates them. `system` is what it connects to."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.Vpc,
        key: kms.Key,
        code: str,
        engine: str,
        part: str,
        environment: dict[str, str],
        master: str | None = None,
        secrets: tuple[secretsmanager.ISecret, ...] = (),
        statements: tuple[iam.PolicyStatement, ...] = (),
        system: tuple[ec2.ISecurityGroup, int] | None = None,
        minutes: int = 5,
        log_removal_policy: RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        after: tuple[IDependable, ...] = (),
    ) -> None:
        super().__init__(
            scope,
            id,
            vpc=vpc,
            key=key,
            description=f"Creates and rotates logins of the {part}",
            subject=f"the function for logins of the {part}",
            code=lambda_.Code.from_asset(f"{code}/{engine}", exclude=["*.d.ts"]),
            handler=f"{engine}.handler",
            environment={
                **({"MASTER_SECRET_ARN": master} if master else {}),
                "NODE_EXTRA_CA_CERTS": "/var/runtime/ca-cert.pem",
                **environment,
            },
            timeout=Duration.minutes(minutes),
            memory_size=256,
            statements=[
                *(read_master(master, key) if master else []),
                *statements,
                *(statement for secret in secrets for statement in permissions_to_rotate(secret, key)),
            ],
            peer=(*system, part) if system and system[1] != 443 else None,
            log_removal_policy=log_removal_policy,
        )
        self.timeout = minutes
        admitted = [self._admit(*system)] if system else []
        endpoints = [vpc.node.find_child(name) for name in ("S3", "DynamoDb")]
        self.ready: list[IDependable] = [self.policy, *admitted, *endpoints, *after]

    def _admit(self, group: ec2.ISecurityGroup, port: int) -> IDependable:
        return ec2.CfnSecurityGroupIngress(
            self,
            "Admission",
            group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            source_security_group_id=self.security_group.security_group_id,
            description="From the function for logins",
        )


def read_master(secret_arn: str, key: kms.Key) -> list[iam.PolicyStatement]:
    """The permissions to read the secret of a master."""
    return [
        iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[secret_arn]),
        iam.PolicyStatement(
            actions=["kms:Decrypt"], resources=[key.key_arn], conditions=only_for_secret(secret_arn)
        ),
    ]


def login_secret(
    scope: Construct, id: str, description: str, key: kms.Key, fields: dict[str, str]
) -> secretsmanager.Secret:
    """Creates the secret of a login."""
    return secretsmanager.Secret(
        scope,
        id,
        description=description,
        encryption_key=key,
        removal_policy=RemovalPolicy.DESTROY,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=Stack.of(scope).to_json_string(fields),
            generate_string_key="password",
            exclude_punctuation=True,
            password_length=64,
        ),
    )


class ServiceLogin(Construct):
    """The logins of a service in one system, and the rotation of their passwords."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        function: LoginFunction,
        *,
        system: str,
        service: str,
        properties: dict[str, Any],
        secrets: dict[str, secretsmanager.ISecret] | None = None,
        ready: list[IDependable] | None = None,
        invocation: IDependable | None = None,
    ) -> None:
        super().__init__(scope, id)
        secrets = secrets or {}
        self._resource = CustomResource(
            self,
            "Resource",
            resource_type="Custom::ServiceLogin",
            service_token=function.function.function_arn,
            service_timeout=Duration.minutes(function.timeout + 5),
            properties={
                "System": system,
                "Service": service,
                **{name: secret.secret_arn for name, secret in secrets.items()},
                **properties,
            },
        )
        self._resource.node.add_dependency(*(ready or function.ready))
        for name, secret in secrets.items():
            rotation = Construct(self, f"{name}Rotation")
            rotate(rotation, secret, function.function, [self._resource], invocation)

    def attribute(self, name: str) -> str:
        return self._resource.get_att_string(name)
