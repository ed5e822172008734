from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from org_ecommerce_constructs import (
    BackupSettings,
    DatabaseSettings,
    EnvironmentProvider,
    NatGateways,
    NetworkSettings,
    RetentionSettings,
)


class PerformanceEnvironment(EnvironmentProvider):
    """For load tests: production's machines, without its copies, and gone when the tests are."""

    @property
    def environment_name(self) -> str:
        return "performance"

    @property
    def database_instance_type(self) -> ec2.InstanceType:
        return ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE)

    @property
    def cache_node_type(self) -> str:
        return "cache.m7g.large"

    @property
    def mq_instance_type(self) -> str:
        return "mq.m7g.xlarge"

    @property
    def network(self) -> NetworkSettings:
        return NetworkSettings(nat_gateways=NatGateways.ONE)

    @property
    def database(self) -> DatabaseSettings:
        return DatabaseSettings(multi_az=False, aurora_readers=0, backup_retention=Duration.days(1))

    @property
    def backup(self) -> BackupSettings:
        return BackupSettings(retention=Duration.days(0))

    @property
    def retention(self) -> RetentionSettings:
        return RetentionSettings(
            removal_policy=RemovalPolicy.DESTROY,
            deletion_protection=False,
            log_retention=logs.RetentionDays.ONE_WEEK,
        )
