"""The message broker."""

from aws_cdk import Aws, Fn, RemovalPolicy
from aws_cdk import aws_amazonmq as amazonmq
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from .key_conditions import only_by
from .logins import LoginFunction
from .network import part_groups
from .published_values import publish
from .rotation import Rotation, generated_secret
from .secret_function import KEY_ACTIONS


class Messaging(Construct):
    """A cluster of RabbitMQ with one administrator whose password is rotated."""

    port = 5671

    def __init__(
        self, scope: Construct, id: str, vpc: ec2.Vpc, key: kms.Key, rotation_code: str, logins_code: str
    ) -> None:
        super().__init__(scope, id)
        self.group, self.clients = part_groups(self, vpc, "broker", self.port)
        self.secret = generated_secret(self, key, "Administrator of the broker Shop/Platform/Messaging")
        broker = amazonmq.CfnBroker(
            self,
            "Broker",
            broker_name="broker-shop-platform",
            engine_type="RABBITMQ",
            engine_version="4.2",
            host_instance_type="mq.m7g.large",
            deployment_mode="CLUSTER_MULTI_AZ",
            publicly_accessible=False,
            subnet_ids=[subnet.subnet_id for subnet in vpc.private_subnets],
            security_groups=[self.group.security_group_id],
            users=[
                amazonmq.CfnBroker.UserProperty(
                    username=self.secret.secret_value_from_json("username").unsafe_unwrap(),
                    password=self.secret.secret_value_from_json("password").unsafe_unwrap(),
                )
            ],
            logs=amazonmq.CfnBroker.LogListProperty(general=True),
            auto_minor_version_upgrade=True,
            tags=[amazonmq.CfnBroker.TagsEntryProperty(key="Name", value="broker-shop-platform")],
        )
        broker.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
        first = Fn.select(0, broker.attr_amqp_endpoints)
        host = Fn.select(0, Fn.split(":", Fn.select(1, Fn.split("://", first))))
        rotation = Rotation(
            self,
            "Rotation",
            vpc=vpc,
            key=key,
            secret=self.secret,
            part="broker",
            code=rotation_code,
            handler="rabbitmq.handler",
            rotated=f"https://{host}",
            after=[broker, self.group],
        )
        self.group.add_ingress_rule(rotation.security_group, ec2.Port.HTTPS, "From the rotation of the password")
        endpoint = ssm.StringParameter(
            self,
            "Endpoint",
            description="Endpoint of the broker Shop/Platform/Messaging",
            string_value=Fn.select(0, broker.attr_amqp_endpoints),
        )
        self.endpoint = endpoint.string_value
        self.logins = LoginFunction(
            self,
            "Logins",
            vpc=vpc,
            key=key,
            code=logins_code,
            engine="rabbitmq",
            part="broker",
            environment={"CONSOLE_URL": Fn.select(0, broker.attr_console_ur_ls)},
            master=self.secret.secret_arn,
            statements=(
                iam.PolicyStatement(
                    actions=KEY_ACTIONS, resources=[key.key_arn], conditions=only_by("secretsmanager")
                ),
            ),
            system=(self.group, 443),
            after=(broker,),
        )
        self.invocation = lambda_.CfnPermission(
            self,
            "Invocation",
            action="lambda:InvokeFunction",
            function_name=self.logins.function.function_arn,
            principal="secretsmanager.amazonaws.com",
            source_account=Aws.ACCOUNT_ID,
        )
        values = {
            "ClientGroup.GroupId": self.clients.security_group_id,
            "Endpoint.Value": self.endpoint,
            "Logins/Function/Function.Arn": self.logins.function.function_arn,
            "Logins/Function/Role.Arn": self.logins.role.role_arn,
            "Secret": self.secret.secret_arn,
            "SecurityGroup.GroupId": self.group.security_group_id,
        }
        publish(self, "_platform/messaging", values)
