"""Functions that change passwords."""

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

ROTATION_ACTIONS = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
]
KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"]


class SecretFunction(Construct):
    """A function that changes passwords. `peer` is the group and the port of what it connects to, if not on port 443."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: ec2.Vpc,
        key: kms.Key,
        description: str,
        subject: str,
        code: lambda_.Code,
        handler: str,
        environment: dict[str, str],
        timeout: Duration,
        statements: list[iam.PolicyStatement],
        memory_size: int | None = None,
        peer: tuple[ec2.ISecurityGroup, int, str] | None = None,
        log_removal_policy: RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        super().__init__(scope, id)
        dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        self.role = iam.Role(
            self,
            "Role",
            description=description,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaVPCAccessExecutionRole")
            ],
        )
        key_arn = key.key_arn
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=description,
            roles=[self.role],
            statements=[
                *statements,
                iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[dead_letters.queue_arn]),
                iam.PolicyStatement(actions=KEY_ACTIONS, resources=[key_arn], conditions=only_by("sqs")),
                iam.PolicyStatement(actions=["kms:Decrypt"], resources=[key_arn], conditions=only_by("lambda")),
            ],
        )
        self.security_group = self._create_security_group(vpc, subject, peer)
        self.function = lambda_.Function(
            self,
            "Function",
            description=description,
            runtime=lambda_.Runtime.NODEJS_24_X,
            architecture=lambda_.Architecture.ARM_64,
            code=code,
            handler=handler,
            environment=environment,
            environment_encryption=key,
            role=iam.Role.from_role_arn(self, "RoleByArn", self.role.role_arn, mutable=False),
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnets=vpc.private_subnets),
            security_groups=[self.security_group],
            dead_letter_queue=dead_letters,
            timeout=timeout,
            memory_size=memory_size,
            log_group=log_group(self, "Logs", key, log_removal_policy),
        )
        self.function.node.add_dependency(self.policy)

    def _create_security_group(
        self, vpc: ec2.Vpc, subject: str, peer: tuple[ec2.ISecurityGroup, int, str] | None
    ) -> ec2.ISecurityGroup:
        """The CDK would write a rule to another group as a resource of its own, and EC2 would then allow all egress."""
        egress = [
            ec2.CfnSecurityGroup.EgressProperty(
                ip_protocol="tcp", from_port=443, to_port=443, cidr_ip="0.0.0.0/0", description="To the APIs of AWS"
            )
        ]
        if peer:
            peer_group, port, name = peer
            egress.append(
                ec2.CfnSecurityGroup.EgressProperty(
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    destination_security_group_id=peer_group.security_group_id,
                    description=f"To the {name}",
                )
            )
        group = ec2.CfnSecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=vpc.vpc_id,
            group_description=f"Allows {subject} to call AWS",
            security_group_egress=egress,
        )
        return ec2.SecurityGroup.from_security_group_id(
            self, "Group", group.attr_group_id, allow_all_outbound=True
        )


def permissions_to_rotate(secret: secretsmanager.ISecret, key: kms.Key) -> list[iam.PolicyStatement]:
    """The permissions to read a secret and to change its value."""
    return [
        iam.PolicyStatement(actions=ROTATION_ACTIONS, resources=[secret.secret_arn]),
        iam.PolicyStatement(
            actions=KEY_ACTIONS, resources=[key.key_arn], conditions=only_for_secret(secret.secret_arn)
        ),
    ]


def rotate(
    scope: Construct,
    secret: secretsmanager.ISecret,
    function: lambda_.IFunction,
    after: list[IDependable],
    invocation: IDependable | None = None,
) -> None:
    """Rotates a secret every 30 days. `invocation` lets Secrets Manager call the function for all secrets."""
    schedule = secretsmanager.CfnRotationSchedule(
        scope,
        "Schedule",
        secret_id=secret.secret_arn,
        rotation_lambda_arn=function.function_arn,
        rotation_rules=secretsmanager.CfnRotationSchedule.RotationRulesProperty(automatically_after_days=30),
        rotate_immediately_on_update=False,
    )
    permission = invocation or lambda_.CfnPermission(
        scope,
        "Permission",
        action="lambda:InvokeFunction",
        function_name=function.function_arn,
        principal="secretsmanager.amazonaws.com",
        source_account=Aws.ACCOUNT_ID,
        source_arn=secret.secret_arn,
    )
    schedule.node.add_dependency(*after, permission)
