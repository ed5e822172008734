"""The platform."""

from aws_cdk import App, Aws, Environment, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from .backups import Backups
from .cache import Cache
from .database import Database
from .env import ACCOUNT, REGION
from .events import Events
from .logs import allow_log_groups
from .messaging import Messaging
from .microservice import Microservice, SharedParts
from .network import Network
from .published_values import publish
from .search import ROLE_PROVIDER_LOGS, Search
from .storage import Storage


class PlatformByHand(Stack):
    """The platform in production, written by hand with the classes of aws-cdk-lib."""

    def __init__(
        self,
        app: App,
        services: dict[str, list[str]],
        *,
        pci_scope: set[str],
        rotation: str,
        service_linked_role: str,
        logins: str,
    ) -> None:
        super().__init__(
            app,
            "Shop",
            env=Environment(account=ACCOUNT, region=REGION),
            termination_protection=True,
        )
        platform = Construct(self, "Platform")
        key = kms.Key(
            platform,
            "Key",
            description="Encrypts the data of Shop/Platform",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        log_group_names = [
            f"{Aws.STACK_NAME}-{ROLE_PROVIDER_LOGS}-*",
            f"{Aws.STACK_NAME}-Platform*",
            "/production/*",
        ]
        allow_log_groups(key, log_group_names)
        topic = sns.Topic(
            platform,
            "OperationsTopic",
            display_name="Operations of Shop Platform",
            master_key=key,
            enforce_ssl=True,
        )
        common = {
            "Key": key.key_id,
            "Key.Arn": key.key_arn,
            "OperationsTopic": topic.topic_arn,
            "OperationsTopic.TopicName": topic.topic_name,
        }
        publish(platform, "_platform/common", common)
        vpc = Network(platform, "Network", key).vpc
        parts = SharedParts(
            key=key,
            vpc=vpc,
            cache=Cache(platform, "Cache", vpc, key),
            messaging=Messaging(platform, "Messaging", vpc, key, rotation, logins),
            search=Search(platform, "Search", vpc, key, service_linked_role, logins),
            storage=Storage(platform, "Storage", key),
            code=logins,
        )
        monitoring = self._create_monitoring_role(platform)
        scope = Construct(platform, "Database")
        databases = {name: Database(scope, name, uses, vpc, monitoring) for name, uses in services.items()}
        Events(platform, "Events", topic, key)
        arns = [databases[name].instance.instance_arn for name in sorted(databases.keys() - pci_scope)]
        Backups(platform, "Backup", "backup-shop-platform", key, arns)
        service_backups = Construct(platform, "ServiceBackups")
        for name in sorted(pci_scope):
            database = databases[name]
            Backups(
                service_backups,
                name,
                f"{name}-shop-platform",
                database.key,
                [database.instance.instance_arn],
            )
        for name, uses in services.items():
            Microservice(platform, name, uses, databases[name], parts, closed=name in pci_scope)

    def _create_monitoring_role(self, scope: Construct) -> iam.Role:
        role = iam.Role(
            scope,
            "MonitoringRole",
            description="Enhanced monitoring of databases",
            assumed_by=iam.ServicePrincipal(
                "monitoring.rds.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonRDSEnhancedMonitoringRole")
            ],
        )
        role.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        return role
