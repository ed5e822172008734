"""The VPC, and the security groups of the shared parts."""

from aws_cdk import Aws, RemovalPolicy, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_route53resolver as resolver
from constructs import Construct

from .logs import log_group
from .published_values import publish


class Network(Construct):
    """A VPC with three kinds of subnets in three zones, endpoints, a flow log, and logs of its DNS queries."""

    def __init__(self, scope: Construct, id: str, key: kms.Key) -> None:
        super().__init__(scope, id)
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=3,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Public", subnet_type=ec2.SubnetType.PUBLIC, map_public_ip_on_launch=False
                ),
                ec2.SubnetConfiguration(name="Private", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
                ec2.SubnetConfiguration(name="Database", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            ],
            restrict_default_security_group=True,
        )
        Tags.of(self.vpc).add("Name", "vpc-shop-platform")
        for subnet in [*self.vpc.public_subnets, *self.vpc.private_subnets, *self.vpc.isolated_subnets]:
            Tags.of(subnet).add("Name", f"{subnet.node.id.lower()}-shop-platform")
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        self.vpc.add_gateway_endpoint("DynamoDb", service=ec2.GatewayVpcEndpointAwsService.DYNAMODB)

        self._publish_ids()
        self._create_flow_log(key)
        self._create_dns_query_logs(key)

    def _create_flow_log(self, key: kms.Key) -> None:
        group = log_group(self, "FlowLogGroup", key)
        role = iam.Role(
            self,
            "FlowLogRole",
            description="Writes the flow logs of Shop/Platform/Network",
            assumed_by=iam.ServicePrincipal(
                "vpc-flow-logs.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        policy = iam.ManagedPolicy(
            self,
            "FlowLogPolicy",
            description="Allows writing the flow logs of Shop/Platform/Network",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    resources=[group.log_group_arn],
                )
            ],
        )
        flow_log = self.vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(group, role.without_policy_updates()),
            traffic_type=ec2.FlowLogTrafficType.ALL,
        )
        Tags.of(flow_log).add("Name", "flow-log-shop-platform")
        flow_log.node.add_dependency(policy)

    def _create_dns_query_logs(self, key: kms.Key) -> None:
        group = log_group(self, "DnsQueryLogGroup", key)
        config = resolver.CfnResolverQueryLoggingConfig(
            self, "DnsQueryLogs", destination_arn=group.log_group_arn
        )
        resolver.CfnResolverQueryLoggingConfigAssociation(
            self,
            "DnsQueryLogsOfVpc",
            resolver_query_log_config_id=config.attr_id,
            resource_id=self.vpc.vpc_id,
        )

    def _publish_ids(self) -> None:
        subnets = [*self.vpc.isolated_subnets, *self.vpc.private_subnets, *self.vpc.public_subnets]
        values = {f"{subnet.node.id}/Subnet": subnet.subnet_id for subnet in subnets}
        values["Resource"] = self.vpc.vpc_id
        values["Resource.CidrBlock"] = self.vpc.vpc_cidr_block
        publish(self.vpc, "_platform/network", values)


def part_groups(
    scope: Construct, vpc: ec2.IVpc, name: str, port: int
) -> tuple[ec2.SecurityGroup, ec2.ISecurityGroup]:
    """Creates a security group for a shared part, and one for its clients with egress only to the part."""
    part = ec2.SecurityGroup(
        scope,
        "SecurityGroup",
        vpc=vpc,
        description=f"Allows the clients of the {name} to connect to it",
        allow_all_outbound=False,
    )
    part.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
    group = ec2.CfnSecurityGroup(
        scope,
        "ClientGroup",
        vpc_id=vpc.vpc_id,
        group_description=f"Allows its members to connect to the {name}",
        security_group_egress=[
            ec2.CfnSecurityGroup.EgressProperty(
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                destination_security_group_id=part.security_group_id,
                description=f"To the {name}",
            )
        ],
    )
    clients = ec2.SecurityGroup.from_security_group_id(
        scope, "ClientSecurityGroup", group.attr_group_id, allow_all_outbound=False
    )
    part.add_ingress_rule(clients, ec2.Port.tcp(port), f"From the clients of the {name}")
    return part, clients
