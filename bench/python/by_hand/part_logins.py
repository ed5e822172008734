"""The logins of services in the parts that they share."""

from aws_cdk import NestedStack, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from .cache import Cache
from .logins import LoginFunction, ServiceLogin, login_secret
from .messaging import Messaging
from .search import HTTP_ACTIONS, Search
from .secret_function import ROTATION_ACTIONS

COMMANDS = (
    "+@all -@admin -@dangerous -@scripting +eval +evalsha +eval_ro +evalsha_ro +script|load +script|exists -scan "
    "-randomkey -dbsize -pubsub -client|tracking +info"
)


class PartLogins(NestedStack):
    """The logins of a service in shared parts."""

    def __init__(self, scope: Construct, id: str, service: str) -> None:
        super().__init__(scope, id, description=f"Logins of {service} in shared parts")
        self._service = service

    def create_user(self, cache: Cache, vpc: ec2.Vpc, key: kms.Key, code: str) -> str:
        """Creates the user of the cache, and returns the ARN of its secret."""
        scope, name = Construct(self, "Cache"), self._service
        user_id = f"{name}-shop-platform"
        access_string = f"on ~{name}:* &{name}:* {COMMANDS}"
        secret = login_secret(scope, "Secret", f"Login of {name} to the cache", key, {"username": user_id})
        user = elasticache.CfnUser(
            scope,
            "User",
            engine="valkey",
            user_id=user_id,
            user_name=user_id,
            access_string=access_string,
            passwords=[secret.secret_value_from_json("password").unsafe_unwrap()],
        )
        group = cache.user_group
        function = LoginFunction(
            scope,
            "Function",
            vpc=vpc,
            key=key,
            code=code,
            engine="elasticache",
            part=f"cache for {name}",
            environment={"USER_ID": user.ref},
            secrets=(secret,),
            statements=(
                iam.PolicyStatement(actions=["elasticache:DescribeUserGroups"], resources=[group.attr_arn]),
                iam.PolicyStatement(
                    actions=["elasticache:ModifyUserGroup"], resources=[group.attr_arn, user.attr_arn]
                ),
                iam.PolicyStatement(
                    actions=["elasticache:DescribeUsers", "elasticache:ModifyUser"], resources=[user.attr_arn]
                ),
            ),
            minutes=15,
            log_removal_policy=RemovalPolicy.DESTROY,
            after=(cache.cache,),
        )
        properties = {"UserId": user.ref, "UserGroupId": group.ref, "AccessString": access_string}
        login = ServiceLogin(
            scope,
            "Login",
            function,
            system="cache",
            service=name,
            secrets={"SecretArn": secret},
            properties=properties,
        )
        return login.attribute("SecretArn")

    def create_broker_login(self, messaging: Messaging, key: kms.Key) -> str:
        """Creates the login on the broker, and returns the ARN of its secret."""
        scope, name = Construct(self, "Broker"), self._service
        fields = {
            "username": f"{name}_a",
            "endpoint": messaging.endpoint,
            "vhost": "/",
            "prefix": f"{name}.",
            "exchange": f"{name}.events",
        }
        secret = login_secret(scope, "Secret", f"Login of {name} to the broker", key, fields)
        statement = iam.PolicyStatement(
            principals=[iam.ArnPrincipal(messaging.logins.role.role_arn)],
            actions=ROTATION_ACTIONS,
            resources=[secret.secret_arn],
        )
        policy = secret.add_to_resource_policy(statement).policy_dependable
        login = ServiceLogin(
            scope,
            "Login",
            messaging.logins,
            system="broker",
            service=name,
            secrets={"SecretArn": secret},
            invocation=messaging.invocation,
            properties={
                "ConnectionLimit": 20,
                "Subscriptions": [],
                "AdditionalNames": [],
                "DefaultQueueType": "QUORUM",
                "Endpoint": messaging.endpoint,
            },
        )
        assert policy is not None
        login.node.add_dependency(policy)
        return login.attribute("SecretArn")

    def create_role(self, search: Search) -> str:
        """Creates the role on the search domain, and returns its ARN."""
        scope, name = Construct(self, "Search"), self._service
        description = f"Calls the search domain for the workloads of {name}"
        role = iam.Role(
            scope,
            "Role",
            path=f"/search/{name}/",
            description=description,
            assumed_by=iam.CompositePrincipal(
                iam.AccountRootPrincipal(), iam.ArnPrincipal(search.logins.role.role_arn)
            ),
        )
        paths = f"{search.domain.domain_arn}/*"
        policy = iam.ManagedPolicy(
            scope,
            "Policy",
            description=description,
            roles=[role],
            statements=[iam.PolicyStatement(actions=HTTP_ACTIONS, resources=[paths])],
        )
        login = ServiceLogin(
            scope,
            "Login",
            search.logins,
            system="search",
            service=name,
            ready=[*search.logins.ready, search.settings, policy],
            properties={
                "RoleArn": role.role_arn,
                "Indexes": [name],
                "Endpoint": search.domain.domain_endpoint,
            },
        )
        return login.attribute("RoleArn")
