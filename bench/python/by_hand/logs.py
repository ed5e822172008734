"""Encrypted log groups."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct


def allow_log_groups(key: kms.Key, names: list[str]) -> None:
    """Allows CloudWatch Logs to use a key for the log groups with these names."""
    start = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:"
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.{Aws.URL_SUFFIX}")],
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            resources=["*"],
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"{start}{name}" for name in names]}},
        )
    )


def log_group(
    scope: Construct,
    id: str,
    key: kms.Key,
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    name: str | None = None,
) -> logs.LogGroup:
    """Creates an encrypted log group that is kept for a year."""
    return logs.LogGroup(
        scope,
        id,
        retention=logs.RetentionDays.ONE_YEAR,
        encryption_key=key,
        removal_policy=removal_policy,
        log_group_name=name,
    )
