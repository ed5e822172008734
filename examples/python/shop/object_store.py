from collections.abc import Mapping
from typing import Any

import jsii
from aws_cdk import RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct
from org_ecommerce_constructs import (
    IDataStore,
    IEnvironmentProvider,
    IMonitored,
    IServiceStore,
    LoginOptions,
    SecretSetting,
    SharedSearch,
    StoreDefaults,
)


@jsii.implements(IServiceStore)
class BucketStore:
    """The store of one service. A bucket has no port and no password: access needs only IAM permissions."""

    def __init__(self, bucket: s3.Bucket) -> None:
        self._bucket = bucket
        self._connections = ec2.Connections()

    @property
    def connections(self) -> ec2.Connections:
        return self._connections

    @property
    def settings(self) -> Mapping[str, str]:
        return {"BUCKET_NAME": self._bucket.bucket_name}

    @property
    def secrets(self) -> Mapping[str, SecretSetting]:
        return {}

    @property
    def resource_arn(self) -> str | None:
        return self._bucket.bucket_arn

    @property
    def monitored(self) -> IMonitored | None:
        return None

    def grant_access(self, grantee: iam.IGrantable) -> None:
        # Single actions, which another app accepts; bucket.grant_read_write grants patterns, such as s3:GetObject*.
        iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["s3:GetObject", "s3:PutObject"],
            resource_arns=[self._bucket.arn_for_objects("*")],
        )
        if self._bucket.encryption_key:
            iam.Grant.add_to_principal(
                grantee=grantee,
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resource_arns=[self._bucket.encryption_key.key_arn],
            )


@jsii.implements(IDataStore)
class ObjectStore:
    """A custom kind of store: a bucket for each service."""

    def bind(
        self,
        scope: Construct,
        *,
        service_name: str,
        provider: IEnvironmentProvider,
        vpc: ec2.IVpc,
        defaults: StoreDefaults | dict[str, Any] | None = None,
        search: SharedSearch | dict[str, Any] | None = None,
        logins: LoginOptions | dict[str, Any] | None = None,
    ) -> IServiceStore:
        options = StoreDefaults(**defaults) if isinstance(defaults, dict) else defaults
        retention = provider.retention
        bucket = s3.Bucket(
            scope,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=options.encryption_key if options else None,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            removal_policy=(retention and retention.removal_policy) or RemovalPolicy.RETAIN,
        )
        return BucketStore(bucket)
