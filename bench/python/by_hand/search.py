"""The search domain."""

from aws_cdk import Aws, CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from constructs import Construct

from .logins import LoginFunction
from .logs import log_group
from .network import part_groups
from .published_values import publish

NAME = "search-shop-platfor"
ROLE = "AWSServiceRoleForAmazonOpenSearchService"
# CloudFormation starts the name of the log group of the function with this logical id.
ROLE_PROVIDER_LOGS = "CustomOpenSearchRoleProviderLogs1035280A"
PURPOSE = "Waits for the service-linked role of OpenSearch Service"
HTTP_ACTIONS = [f"es:ESHttp{method}" for method in ["Delete", "Get", "Head", "Patch", "Post", "Put"]]
RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE


class Search(Construct):
    """An OpenSearch domain in three zones with four logs."""

    port = 443

    def __init__(
        self, scope: Construct, id: str, vpc: ec2.Vpc, key: kms.Key, role_code: str, logins_code: str
    ) -> None:
        super().__init__(scope, id)
        self.group, self.clients = part_groups(self, vpc, "search domain", self.port)
        groups = [
            log_group(self, name, key) for name in ["SlowSearchLogs", "SlowIndexLogs", "ApplicationLogs", "AuditLogs"]
        ]
        logs_policy = logs.ResourcePolicy(
            self,
            "LogsResourcePolicy",
            resource_policy_name="search-logs-shop-platform",
            policy_statements=[
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal("es.amazonaws.com")],
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[group.log_group_arn for group in groups],
                    conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
                )
            ],
        )
        logs_policy.apply_removal_policy(RETAIN)
        # Only the function for logins can assume the role: the root user cannot assume any, and IAM requires a principal.
        root = iam.AccountRootPrincipal()
        admin = iam.Role(
            self,
            "AdminRole",
            assumed_by=root.with_conditions({"ArnEquals": {"aws:PrincipalArn": root.arn}}),
            description="Administers the OpenSearch domain of Shop/Platform/Search",
        )
        admin.apply_removal_policy(RETAIN)
        slow_search, slow_index, application, audit = groups
        self.domain = opensearch.Domain(
            self,
            "Domain",
            domain_name=NAME,
            version=opensearch.EngineVersion.open_search("3.7"),
            enable_version_upgrade=True,
            capacity=opensearch.CapacityConfig(
                data_nodes=3,
                data_node_instance_type="m7g.large.search",
                master_nodes=3,
                master_node_instance_type="m7g.large.search",
                multi_az_with_standby_enabled=True,
            ),
            zone_awareness=opensearch.ZoneAwarenessConfig(enabled=True, availability_zone_count=3),
            ebs=opensearch.EbsOptions(volume_type=ec2.EbsDeviceVolumeType.GP3, volume_size=50),
            vpc=vpc,
            vpc_subnets=[ec2.SubnetSelection(subnets=vpc.isolated_subnets)],
            security_groups=[self.group],
            fine_grained_access_control=opensearch.AdvancedSecurityOptions(master_user_arn=admin.role_arn),
            enforce_https=True,
            tls_security_policy=opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
            node_to_node_encryption=True,
            encryption_at_rest=opensearch.EncryptionAtRestOptions(enabled=True, kms_key=key),
            logging=opensearch.LoggingOptions(
                slow_search_log_enabled=True,
                slow_search_log_group=slow_search,
                slow_index_log_enabled=True,
                slow_index_log_group=slow_index,
                app_log_enabled=True,
                app_log_group=application,
                audit_log_enabled=True,
                audit_log_group=audit,
            ),
            suppress_logs_resource_policy=True,
            removal_policy=RETAIN,
        )
        domain_arn = Stack.of(self).format_arn(service="es", resource="domain", resource_name=NAME)
        resource = self.domain.node.default_child
        assert isinstance(resource, opensearch.CfnDomain)
        resource.access_policies = iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    principals=[iam.ArnPrincipal(admin.role_arn)],
                    actions=HTTP_ACTIONS,
                    resources=[f"{domain_arn}/*"],
                )
            ]
        )
        self.logins = LoginFunction(
            self,
            "Logins",
            vpc=vpc,
            key=key,
            code=logins_code,
            engine="opensearch",
            part=f"search domain {self.node.path}",
            environment={"ENDPOINT": self.domain.domain_endpoint, "ADMIN_ROLE_ARN": admin.role_arn},
            statements=(iam.PolicyStatement(actions=["sts:AssumeRole"], resources=[admin.role_arn]),),
            system=(self.group, 443),
        )
        assert admin.assume_role_policy is not None
        admin.assume_role_policy.add_statements(
            iam.PolicyStatement(
                actions=["sts:AssumeRole"], principals=[iam.ArnPrincipal(self.logins.role.role_arn)]
            )
        )
        self.settings = CustomResource(
            self,
            "Settings",
            resource_type="Custom::SearchSettings",
            service_token=self.logins.function.function_arn,
            service_timeout=Duration.minutes(10),
            properties={
                "System": "search",
                "Replicas": 2,
                "SlowRequests": "ON",
                "Endpoint": self.domain.domain_endpoint,
            },
        )
        self.settings.node.add_dependency(*self.logins.ready)
        values = {
            "ClientGroup.GroupId": self.clients.security_group_id,
            "Domain.Arn": self.domain.domain_arn,
            "Domain.DomainEndpoint": self.domain.domain_endpoint,
            "Logins/Function/Function.Arn": self.logins.function.function_arn,
            "Logins/Function/Role.Arn": self.logins.role.role_arn,
            "SecurityGroup.GroupId": self.group.security_group_id,
        }
        publish(self, "_platform/search", values)
        linked_role = ServiceLinkedRole(Stack.of(self), "Custom::OpenSearchRoleProvider", key, role_code)
        wait = CustomResource(
            self,
            "ServiceLinkedRole",
            resource_type="Custom::OpenSearchServiceLinkedRole",
            service_token=linked_role.arn,
            service_timeout=Duration.minutes(10),
            properties={"Mode": "ensure"},
        )
        wait.node.add_dependency(linked_role.policy, admin, linked_role.role, self.logins.role)
        for role in [admin, linked_role.role, self.logins.role]:
            role.node.add_dependency(logs_policy)
        self.domain.node.add_dependency(logs_policy, wait)


class ServiceLinkedRole(Construct):
    """The function that creates the role with which OpenSearch Service works in the VPC."""

    def __init__(self, scope: Construct, id: str, key: kms.Key, code: str) -> None:
        super().__init__(scope, id)
        linked_role = self._role_arn(f"aws-service-role/opensearchservice.amazonaws.com/{ROLE}")
        group = log_group(self, "Logs", key, RemovalPolicy.DESTROY)
        self.role = iam.Role(
            self, "Role", description=PURPOSE, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
        )
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=PURPOSE,
            roles=[self.role],
            statements=[
                iam.PolicyStatement(actions=["iam:GetRole"], resources=[linked_role, self._role_arn(ROLE)]),
                iam.PolicyStatement(
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[group.log_group_arn]
                ),
                iam.PolicyStatement(
                    actions=["iam:CreateServiceLinkedRole"],
                    resources=[linked_role],
                    conditions={"StringEquals": {"iam:AWSServiceName": "opensearchservice.amazonaws.com"}},
                ),
            ],
        )
        function = lambda_.Function(
            self,
            "Function",
            description=PURPOSE,
            runtime=lambda_.Runtime.NODEJS_24_X,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(code, exclude=["*.d.ts"]),
            handler="handler.handler",
            role=iam.Role.from_role_arn(self, "RoleByArn", self.role.role_arn, mutable=False),
            timeout=Duration.minutes(6),
            log_group=group,
        )
        function.node.add_dependency(self.policy)
        self.arn = function.function_arn

    def _role_arn(self, name: str) -> str:
        return Stack.of(self).format_arn(service="iam", region="", resource="role", resource_name=name)
