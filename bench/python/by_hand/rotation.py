"""The rotation of the administrator's password."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct, IDependable

from .secret_function import SecretFunction, permissions_to_rotate, rotate


class Rotation(Construct):
    """A function that rotates a password every 30 days."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.Vpc,
        key: kms.Key,
        secret: secretsmanager.ISecret,
        part: str,
        code: str,
        handler: str,
        rotated: str,
        after: list[IDependable],
    ) -> None:
        super().__init__(scope, id)
        function = SecretFunction(
            self,
            "Function",
            vpc=vpc,
            key=key,
            description=f"Rotates the password of the {part}",
            subject=f"the rotation of the password of the {part}",
            code=lambda_.Code.from_asset(code, exclude=["*.d.ts", "document-db"]),
            handler=handler,
            environment={"ROTATED": rotated},
            timeout=Duration.minutes(10),
            statements=permissions_to_rotate(secret, key),
        )
        self.security_group = function.security_group
        rotate(self, secret, function.function, after)


def generated_secret(scope: Construct, key: kms.Key, description: str) -> secretsmanager.Secret:
    """Creates a secret with the user name ecommerce and a generated password."""
    return secretsmanager.Secret(
        scope,
        "Secret",
        description=description,
        encryption_key=key,
        removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template='{"username":"ecommerce"}',
            generate_string_key="password",
            exclude_punctuation=True,
            password_length=64,
        ),
    )
