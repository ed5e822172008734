"""The logins of services in their databases."""

from aws_cdk import NestedStack
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from .database import Database
from .logins import LoginFunction, ServiceLogin, login_secret


class DatabaseLogins(NestedStack):
    """The logins of a service in its database: of its workloads, and of its migrations."""

    def __init__(
        self, scope: Construct, id: str, service: str, database: Database, vpc: ec2.Vpc, code: str
    ) -> None:
        super().__init__(scope, id, description=f"Logins of {service}")
        key = database.key
        host, port = database.instance.db_instance_endpoint_address, database.instance.db_instance_endpoint_port
        address = {"host": host, "port": port, "dbname": service}
        description = f"Login of {service} to its database"
        secret = login_secret(self, "Secret", description, key, {"username": f"{service}_a", **address})
        description = f"Login of the migrations of {service} to its database"
        fields = {"username": f"{service}_migrator", **address}
        migration = login_secret(self, "MigrationSecret", description, key, fields)
        function = LoginFunction(
            self,
            "Function",
            vpc=vpc,
            key=key,
            code=code,
            engine="postgres",
            part=f"database of {service}",
            environment={"HOST": host, "PORT": port},
            master=database.secret_arn,
            secrets=(secret, migration),
            system=(database.group, database.port),
        )
        login = ServiceLogin(
            self,
            "Login",
            function,
            system="database",
            service=service,
            secrets={"SecretArn": secret, "MigrationSecretArn": migration},
            properties={
                "Authentication": "PASSWORD",
                "Migration": "PASSWORD",
                "ConnectionLimit": 147,
                "Objects": "OF_OWNER",
                "Host": host,
            },
        )
        self.secret_arn = login.attribute("SecretArn")
        self.migration_secret_arn = login.attribute("MigrationSecretArn")
