"""The backups of the databases."""

from aws_cdk import Aws, Duration, Fn, RemovalPolicy
from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

DEPLOYMENT_ROLE = (
    "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1"
)


class Backups(Construct):
    """A daily backup of databases, in a vault whose recovery points nobody may delete."""

    def __init__(self, scope: Construct, id: str, name: str, key: kms.Key, resource_arns: list[str]) -> None:
        super().__init__(scope, id)
        vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=name,
            encryption_key=key,
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
            block_recovery_point_deletion=True,
        )
        root = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:root"
        vault.add_to_access_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["backup:DeleteBackupVaultAccessPolicy", "backup:PutBackupVaultAccessPolicy"],
                resources=["*"],
                conditions={
                    "ArnNotEquals": {"aws:PrincipalArn": [Fn.sub(DEPLOYMENT_ROLE), root]},
                    "StringNotEquals": {"aws:CalledViaLast": "cloudformation.amazonaws.com"},
                },
            )
        )
        plan = backup.BackupPlan(
            self,
            "Plan",
            backup_plan_name=name,
            backup_vault=vault,
            backup_plan_rules=[
                backup.BackupPlanRule(
                    rule_name="Daily",
                    schedule_expression=events.Schedule.cron(hour="5", minute="0"),
                    start_window=Duration.hours(4),
                    completion_window=Duration.hours(20),
                    delete_after=Duration.days(35),
                )
            ],
        )
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("backup.amazonaws.com"),
            description=f"Backs up the resources that {self.node.path} selects",
        )
        role.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        plan.add_selection(
            "Selection", resources=[backup.BackupResource.from_arn(arn) for arn in resource_arns], role=role
        )
