"""The databases of the services."""

from aws_cdk import Aws, Duration, RemovalPolicy, SecretValue
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from .logs import allow_log_groups, log_group

RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE


class Database(Construct):
    """The PostgreSQL instance of one service, with its own key, security group and logs."""

    port = 5433

    def __init__(
        self, scope: Construct, service: str, uses: list[str], vpc: ec2.Vpc, monitoring_role: iam.Role
    ) -> None:
        super().__init__(scope, service)
        self.key = kms.Key(
            self,
            "Key",
            description=f"Encrypts the data of {service}",
            enable_key_rotation=True,
            removal_policy=RETAIN,
        )
        log_group_names = [
            # In nested stacks.
            *([f"{Aws.STACK_NAME}-*-CacheFunctionLogs9C8D4B55-*"] if "cache" in uses else []),
            f"{Aws.STACK_NAME}-*-FunctionLogsB2C1DB5C-*",
            f"{Aws.STACK_NAME}-PlatformDatabase{service}*",
            f"/aws/*/{service}-shop-platform-*",
            f"/production/{service}/*",
        ]
        allow_log_groups(self.key, log_group_names)
        self.group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=vpc,
            description=f"Allows {service} to connect to its database",
            allow_all_outbound=False,
        )
        self.group.apply_removal_policy(RETAIN)
        identifier = f"{service}-shop-platform-00000001"  # the next instance gets another number
        engine = rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.of("18", "18"))
        self.instance = rds.DatabaseInstance(
            self,
            "Instance",
            instance_identifier=identifier,
            engine=engine,
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnets=vpc.isolated_subnets),
            security_groups=[self.group],
            publicly_accessible=False,
            port=self.port,
            database_name=service,
            credentials=rds.Credentials.from_password("ecommerce", SecretValue.unsafe_plain_text("")),
            parameter_group=rds.ParameterGroup(
                self,
                "Parameters",
                engine=engine,
                description=f"Database of {service}",
                parameters={"rds.force_ssl": "1"},
                removal_policy=RETAIN,
            ),
            iam_authentication=True,
            multi_az=True,
            storage_type=rds.StorageType.GP3,
            allocated_storage=20,
            max_allocated_storage=200,
            storage_encrypted=True,
            storage_encryption_key=self.key,
            backup_retention=Duration.days(14),
            copy_tags_to_snapshot=True,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=True,
            cloudwatch_logs_exports=["postgresql", "upgrade"],
            monitoring_interval=Duration.seconds(60),
            monitoring_role=monitoring_role,
            enable_performance_insights=True,
            performance_insight_encryption_key=self.key,
            database_insights_mode=rds.DatabaseInsightsMode.STANDARD,
            deletion_protection=True,
            removal_policy=RETAIN,
        )
        resource = self.instance.node.default_child
        subnets = self.instance.node.find_child("SubnetGroup").node.default_child
        assert isinstance(resource, rds.CfnDBInstance) and isinstance(subnets, rds.CfnDBSubnetGroup)
        subnets.apply_removal_policy(RETAIN)
        # RDS manages the password, for which the CDK's class has no option.
        resource.master_user_password = None
        resource.manage_master_user_password = True
        resource.master_user_secret = rds.CfnDBInstance.MasterUserSecretProperty(kms_key_id=self.key.key_arn)
        self.secret_arn = resource.attr_master_user_secret_secret_arn
        for name, log in {"PostgresqlLogs": "postgresql", "UpgradeLogs": "upgrade"}.items():
            group = log_group(self, name, self.key, name=f"/aws/rds/instance/{identifier}/{log}")
            resource.node.add_dependency(group)
