"""The rotation of passwords."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct, IDependable

from .key_conditions import only_by, only_for_secret
from .logs import log_group


class Rotation(Construct):
    """A function that rotates a password every 30 days."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.IVpc,
        key: kms.Key,
        secret: secretsmanager.ISecret,
        part: str,
        code: str,
        handler: str,
        rotated: str,
        statements: list[iam.PolicyStatement],
        after: list[IDependable],
    ) -> None:
        super().__init__(scope, id)
        description = f"Rotates the password of the {part}"
        dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        role = iam.Role(
            self,
            "Role",
            description=description,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaVPCAccessExecutionRole")
            ],
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=description,
            roles=[role],
            statements=[
                *statements,
                iam.PolicyStatement(
                    actions=[
                        "secretsmanager:DescribeSecret",
                        "secretsmanager:GetSecretValue",
                        "secretsmanager:PutSecretValue",
                        "secretsmanager:UpdateSecretVersionStage",
                    ],
                    resources=[secret.secret_arn],
                ),
                iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[dead_letters.queue_arn]),
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[key.key_arn],
                    conditions=only_for_secret(secret.secret_arn),
                ),
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[key.key_arn],
                    conditions=only_by("sqs"),
                ),
                iam.PolicyStatement(
                    actions=["kms:Decrypt"], resources=[key.key_arn], conditions=only_by("lambda")
                ),
            ],
        )
        self.security_group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=vpc,
            description=f"Allows the rotation of the password of the {part} to call AWS",
            allow_all_outbound=False,
        )
        self.security_group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, "To the APIs of AWS")
        function = lambda_.Function(
            self,
            "Function",
            description=description,
            runtime=lambda_.Runtime.NODEJS_24_X,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(code, exclude=["*.d.ts", "document-db"]),
            handler=handler,
            environment={"ROTATED": rotated},
            environment_encryption=key,
            role=iam.Role.from_role_arn(self, "RoleByArn", role.role_arn, mutable=False),
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnets=vpc.private_subnets),
            security_groups=[self.security_group],
            dead_letter_queue=dead_letters,
            timeout=Duration.minutes(10),
            log_group=log_group(self, "Logs", key),
        )
        function.node.add_dependency(policy)
        permission = lambda_.CfnPermission(
            self,
            "Permission",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal="secretsmanager.amazonaws.com",
            source_account=Aws.ACCOUNT_ID,
            source_arn=secret.secret_arn,
        )
        schedule = secretsmanager.CfnRotationSchedule(
            self,
            "Schedule",
            secret_id=secret.secret_arn,
            rotation_lambda_arn=function.function_arn,
            rotation_rules=secretsmanager.CfnRotationSchedule.RotationRulesProperty(automatically_after_days=30),
            rotate_immediately_on_update=False,
        )
        schedule.node.add_dependency(permission, *after)


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
