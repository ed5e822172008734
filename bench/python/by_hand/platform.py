"""The platform."""

from aws_cdk import App, Aws, Environment, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

from .backups import Backups
from .cache import Cache
from .database import Database
from .events import Events
from .messaging import Messaging
from .microservice import Microservice, SharedParts
from .network import Network
from .published_values import publish
from .search import Search
from .storage import Storage


class PlatformByHand(Stack):
    """The platform in production, written by hand with the classes of aws-cdk-lib."""

    def __init__(
        self, app: App, services: dict[str, list[str]], *, rotation: str, service_linked_role: str
    ) -> None:
        super().__init__(
            app,
            "Shop",
            env=Environment(account="123456789012", region="eu-central-1"),
            termination_protection=True,
        )
        key = kms.Key(
            self,
            "Key",
            description="Encrypts the data of Shop/Platform",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        topic = sns.Topic(
            self,
            "OperationsTopic",
            display_name="Operations of Shop Platform",
            master_key=key,
            enforce_ssl=True,
        )
        publish(self, "_platform/common", {"Key.Arn": key.key_arn})
        vpc = Network(self, "Network", key).vpc
        parts = SharedParts(
            key=key,
            vpc=vpc,
            cache=Cache(self, "Cache", vpc, key, rotation),
            messaging=Messaging(self, "Messaging", vpc, key, rotation),
            search=Search(self, "Search", vpc, key, service_linked_role),
            storage=Storage(self, "Storage", key),
        )
        monitoring = self._create_monitoring_role()
        databases = {name: Database(self, f"{name}Database", name, vpc, monitoring) for name in services}
        Events(self, "Events", topic, key)
        Backups(self, "Backups", key, [databases[name].instance.instance_arn for name in sorted(databases)])
        for name, uses in services.items():
            Microservice(self, name, uses, databases[name], parts)

    def _create_monitoring_role(self) -> iam.Role:
        role = iam.Role(
            self,
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
