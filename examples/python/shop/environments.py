from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct
from org_ecommerce_constructs import (
    BackupSettings,
    DatabaseSettings,
    EnvironmentProvider,
    EnvironmentProviderFactory,
    IEnvironmentProvider,
    NatGateways,
    NetworkSettings,
    RetentionSettings,
)

PILOT: IEnvironmentProvider = EnvironmentProviderFactory.from_values(
    database_instance_type=ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    cache_node_type="cache.t4g.small",
    mq_instance_type="mq.m7g.medium",
)
"""For a first market: smaller instances than production, with production's value for every other setting."""


class PerformanceEnvironment(EnvironmentProvider):
    """For load tests: large instances without standbys and backups, all deleted with the stack.

    A class, to be extended by other environments. Each setting is a ``@property``: jsii ignores a class attribute.
    """

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


def environment_from_context(scope: Construct) -> IEnvironmentProvider:
    """The environment that the app's context names: ``-c environment=pilot``, or the default in cdk.json."""
    name = scope.node.try_get_context("environment")
    if name == "performance":
        return PerformanceEnvironment()
    if name == "pilot":
        return PILOT
    raise ValueError(f"Unsupported environment: {name}. Pass performance or pilot with -c.")
