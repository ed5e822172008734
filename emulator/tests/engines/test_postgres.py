"""PostgreSQL behind RDS instances and Aurora clusters, as a client sees it."""

import json
import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from emulator_process import Emulator
from readers import Aws
from sockets import process_listening_on
from stack import FAILING_RESOURCE, Stack
from templates import aurora, database, generated
from test_stores import resource
from waiting import wait_until

Servers = Callable[[], list[dict[str, Any]]]

StartFailed = Callable[[], dict[str, list[str]]]

ENGINE = "postgres"

SECRET = resource(
    "AWS::SecretsManager::Secret",
    GenerateSecretString={
        "SecretStringTemplate": '{"username": "shop"}',
        "GenerateStringKey": "password",
        "ExcludeCharacters": " \"@/\\'",
    },
)


def instance(**more: Any) -> dict[str, Any]:
    """An instance with the generated secret, to which the address of the instance is attached."""
    field = lambda name: {"Fn::Sub": f"{{{{resolve:secretsmanager:${{Secret}}:SecretString:{name}}}}}"}
    login = {"MasterUsername": field("username"), "MasterUserPassword": field("password")}
    properties = {**database(DBName="orders"), **login, **more}
    del properties["ManageMasterUserPassword"]
    attachment = {"SecretId": {"Ref": "Secret"}, "TargetId": {"Ref": "Subject"}, "TargetType": "AWS::RDS::DBInstance"}
    attributes = ("Endpoint.Address", "Endpoint.Port")
    return {
        "Resources": {
            "Secret": SECRET,
            "Subject": resource("AWS::RDS::DBInstance", **properties),
            "Attachment": resource("AWS::SecretsManager::SecretTargetAttachment", **attachment),
        },
        "Outputs": {name.replace(".", ""): {"Value": {"Fn::GetAtt": ["Subject", name]}} for name in attributes},
    }


def secret(aws: Aws, arn: str) -> dict[str, Any]:
    return json.loads(aws("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


def described(aws: Aws, stack: Stack) -> dict[str, Any]:
    return aws("rds").describe_db_instances(DBInstanceIdentifier=stack.physical_id())["DBInstances"][0]


def connect(endpoint: dict[str, Any], root: Path, user: str, password: str, **more: Any) -> psycopg.Connection:
    options = {"sslmode": "verify-full", "sslrootcert": str(root), "dbname": "orders", **more}
    host, port = endpoint["Address"], endpoint["Port"]
    return psycopg.connect(host=host, port=port, user=user, password=password, autocommit=True, **options)


@pytest.fixture
def login(aws: Aws, stack: Stack, root: Path) -> Callable[..., psycopg.Connection]:
    """Deploys an instance, and returns a function that logs in as its master user."""
    stack.deploy(instance())

    def connect_as_master(**more: Any) -> psycopg.Connection:
        value = secret(aws, stack.physical_id("Secret"))
        endpoint = {"Address": value["host"], "Port": value["port"]}
        return connect(endpoint, root, **({"user": value["username"], "password": value["password"]} | more))

    return connect_as_master


Login = Callable[..., psycopg.Connection]


def test_the_generated_secret_logs_in_with_tls_and_scram_writes_and_reads(login: Login) -> None:
    with login() as connection:
        connection.execute("CREATE TABLE carts (id int)")
        connection.execute("INSERT INTO carts VALUES (7)")
        assert connection.execute("SELECT id FROM carts").fetchall() == [(7,)]
        assert connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == (True,)
        assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)


def test_a_wrong_password_and_a_connection_without_tls_are_rejected(login: Login) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        login(password="wrong")
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        login(sslmode="disable")


def test_the_certificate_is_rejected_without_the_root_of_the_emulator(login: Login, tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        login(sslrootcert="system")


def test_the_master_user_has_the_roles_of_rds_and_is_no_superuser(login: Login) -> None:
    with login() as connection:
        attributes = (
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert connection.execute(attributes).fetchone() == (False, True, True, False)
        member = "SELECT pg_has_role(current_user, 'rds_superuser', 'member')"
        assert connection.execute(member).fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("CREATE ROLE cart LOGIN PASSWORD 'a-password'; GRANT rds_iam TO cart")
        connection.execute("GRANT cart TO shop; CREATE SCHEMA cart AUTHORIZATION cart")


def test_the_master_user_owns_every_database_but_template0(login: Login) -> None:
    owners = "SELECT datname, pg_get_userbyid(datdba) FROM pg_database"
    with login() as connection:
        assert dict(connection.execute(owners).fetchall()) == {
            "orders": "shop",
            "postgres": "shop",
            "template0": "rdsadmin",
            "template1": "shop",
        }
        connection.execute("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC")
        grants = "SELECT has_database_privilege('rds_password', 'template1', 'CONNECT')"
        assert connection.execute(grants).fetchone() == (False,)


def test_describe_and_the_attributes_answer_the_port_that_listens(
    login: Login, aws: Aws, stack: Stack, servers: Servers
) -> None:
    endpoint = described(aws, stack)["Endpoint"]
    outputs = stack.outputs()
    assert (outputs["EndpointAddress"], int(outputs["EndpointPort"])) == (endpoint["Address"], endpoint["Port"])
    assert endpoint["Address"].startswith("127.0.1.")
    assert endpoint["Port"] == 5432
    assert process_listening_on(endpoint["Address"], 5432)
    server = next(server for server in servers() if server["host"] == endpoint["Address"])
    assert (server["engine"], server["requestedVersion"], server["running"]) == ("postgres", "18", True)
    assert server["version"].startswith("18.")


def test_an_update_of_the_password_reaches_the_server(aws: Aws, stack: Stack, root: Path) -> None:
    template = lambda password: {"Resources": {"Subject": resource("AWS::RDS::DBInstance", **with_password(password))}}
    with_password = lambda password: (
        {**database(DBName="orders"), "ManageMasterUserPassword": False} | {"MasterUserPassword": password}
    )
    first, second, third = generated(), generated(), generated()
    stack.deploy(template(first))
    stack.deploy(template(second))
    endpoint = described(aws, stack)["Endpoint"]
    connect(endpoint, root, "shop", second).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(endpoint, root, "shop", first)
    aws("rds").modify_db_instance(DBInstanceIdentifier=stack.physical_id(), MasterUserPassword=third)
    connect(endpoint, root, "shop", third).close()


def test_the_secret_that_rds_manages_logs_in(aws: Aws, stack: Stack, root: Path) -> None:
    stack.deploy_one("AWS::RDS::DBInstance", database(DBName="orders"))
    found = described(aws, stack)
    value = secret(aws, found["MasterUserSecret"]["SecretArn"])
    connect(found["Endpoint"], root, value["username"], value["password"]).close()


def test_a_password_that_the_database_changed_remains_after_an_update(login: Login, stack: Stack) -> None:
    with login() as connection:
        connection.execute("ALTER ROLE shop PASSWORD 'rotated-in-the-database'")
    stack.deploy(instance(CopyTagsToSnapshot=True))
    login(password="rotated-in-the-database").close()


def parameters(**values: str) -> dict[str, Any]:
    group = {"Family": "postgres18", "Description": "group", "Parameters": values}
    template = instance(DBParameterGroupName={"Ref": "Group"})
    template["Resources"]["Group"] = resource("AWS::RDS::DBParameterGroup", **group)
    return template


def test_parameters_reach_the_server_at_once_or_when_it_reboots(aws: Aws, stack: Stack, root: Path) -> None:
    def shown(name: str) -> str:
        value = secret(aws, stack.physical_id("Secret"))
        with connect(described(aws, stack)["Endpoint"], root, value["username"], value["password"]) as connection:
            return connection.execute(f"SHOW {name}").fetchone()[0]

    stack.deploy(parameters(**{"log_min_duration_statement": "100"}))
    assert (shown("log_min_duration_statement"), shown("wal_level")) == ("100ms", "replica")
    stack.deploy(parameters(**{"log_min_duration_statement": "200", "rds.logical_replication": "1"}))
    wait_until(lambda: shown("log_min_duration_statement") == "200ms", "the parameter is reloaded")
    assert shown("wal_level") == "replica"
    aws("rds").reboot_db_instance(DBInstanceIdentifier=stack.physical_id())
    assert shown("wal_level") == "logical"


def test_a_publication_is_read_where_the_parameter_group_enables_logical_replication(
    aws: Aws, stack: Stack, root: Path
) -> None:
    stack.deploy(parameters(**{"rds.logical_replication": "1"}))
    value = secret(aws, stack.physical_id("Secret"))
    with connect(described(aws, stack)["Endpoint"], root, value["username"], value["password"]) as connection:
        connection.execute("CREATE TABLE carts (id int PRIMARY KEY)")
        connection.execute("CREATE PUBLICATION carts FOR TABLE carts")
        connection.execute("SELECT pg_create_logical_replication_slot('carts', 'pgoutput')")
        connection.execute("INSERT INTO carts VALUES (1)")
        options = "'proto_version', '1', 'publication_names', 'carts'"
        changes = f"SELECT count(*) FROM pg_logical_slot_get_binary_changes('carts', NULL, NULL, {options})"
        assert connection.execute(changes).fetchone()[0] > 0


def test_the_endpoints_of_an_aurora_cluster_are_one_server(
    aws: Aws, stack: Stack, root: Path, emulator: Emulator
) -> None:
    member = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.serverless",
        "DBClusterIdentifier": {"Ref": "Subject"},
    }
    resources = {
        "Subject": resource("AWS::RDS::DBCluster", **aurora(DatabaseName="orders")),
        "One": resource("AWS::RDS::DBInstance", **member),
        "Two": resource("AWS::RDS::DBInstance", **member),
    }
    attributes = [("Subject", "Endpoint.Port"), ("One", "Endpoint.Port"), ("Two", "Endpoint.Port")]
    outputs = {f"{name}Port": {"Value": {"Fn::GetAtt": [name, attribute]}} for name, attribute in attributes}
    stack.deploy({"Resources": resources, "Outputs": outputs})
    cluster = aws("rds").describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]
    members = aws("rds").describe_db_instances()["DBInstances"]
    ports = {found["Endpoint"]["Port"] for found in members if found.get("DBClusterIdentifier") == stack.physical_id()}
    assert ports == {cluster["Port"]} == {int(port) for port in stack.outputs().values()}
    value = secret(aws, cluster["MasterUserSecret"]["SecretArn"])
    for address in (cluster["Endpoint"], cluster["ReaderEndpoint"]):
        endpoint = {"Address": address, "Port": cluster["Port"]}
        with connect(endpoint, root, value["username"], value["password"]) as connection:
            # The major version of the template.
            assert connection.info.server_version // 10000 == 17
    assert f"runs in place of 17.4 for {cluster['DBClusterArn']}" in emulator.log.read_text()


def process_of(aws: Aws, stack: Stack) -> int | None:
    endpoint = described(aws, stack)["Endpoint"]
    return process_listening_on(endpoint["Address"], endpoint["Port"])


def test_the_server_ends_with_its_resource(login: Login, aws: Aws, stack: Stack, servers: Servers) -> None:
    pid = process_of(aws, stack)
    assert pid
    stack.delete()
    assert servers() == []
    assert not Path(f"/proc/{pid}").exists()


def test_the_server_ends_with_a_deletion_through_the_api(login: Login, aws: Aws, stack: Stack) -> None:
    pid = process_of(aws, stack)
    assert pid
    aws("rds").delete_db_instance(DBInstanceIdentifier=stack.physical_id(), SkipFinalSnapshot=True)
    assert not Path(f"/proc/{pid}").exists()


def test_a_new_port_in_the_template_is_the_one_that_listens(
    login: Login, aws: Aws, stack: Stack, root: Path
) -> None:
    with login() as connection:
        connection.execute("CREATE TABLE carts (id int)")
    stack.deploy(instance(Port=5433))
    endpoint = described(aws, stack)["Endpoint"]
    assert endpoint["Port"] == 5433
    assert process_listening_on(endpoint["Address"], 5433)
    assert not process_listening_on(endpoint["Address"], 5432)
    master = secret(aws, stack.physical_id("Secret"))
    with connect(endpoint, root, master["username"], master["password"]) as connection:
        assert connection.execute("SELECT count(*) FROM carts").fetchone() == (0,)


def test_a_new_port_that_another_instance_has_at_the_same_address_is_on_another_address(
    aws: Aws, stack: Stack
) -> None:
    template = lambda port: {
        "Resources": {
            "Subject": resource("AWS::RDS::DBInstance", **database(Port=port)),
            "Other": resource("AWS::RDS::DBInstance", **database(Port=5434)),
        }
    }
    stack.deploy(template(5433))
    stack.deploy(template(5434))
    endpoint = described(aws, stack)["Endpoint"]
    assert endpoint["Port"] == 5434
    assert process_listening_on(endpoint["Address"], 5434)


def test_an_update_for_which_the_server_cannot_start_leaves_the_instance_as_it_was(
    aws: Aws, stack: Stack
) -> None:
    template = lambda port: {
        "Resources": {
            "Subject": resource("AWS::RDS::DBInstance", **database(Port=port, DeletionProtection=True)),
        }
    }
    stack.deploy(template(5433))
    before = described(aws, stack)
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        stack.deploy(template(port), "UPDATE_ROLLBACK_COMPLETE")
    assert f"End the process that listens on port {port}, such as a container." in "\n".join(stack.failures())
    after = described(aws, stack)
    names = ("Endpoint", "DBInstanceStatus", "DeletionProtection")
    assert [after[name] for name in names] == [before[name] for name in names]
    assert process_listening_on(after["Endpoint"]["Address"], 5433)
    aws("rds").modify_db_instance(DBInstanceIdentifier=stack.physical_id(), DeletionProtection=False)


def test_no_password_is_in_the_log_if_the_parameter_group_logs_every_statement(
    stack: Stack, servers: Servers
) -> None:
    def template(password: str) -> dict[str, Any]:
        login = {"ManageMasterUserPassword": False, "MasterUserPassword": password}
        parameters = {"log_statement": "all", "log_min_duration_statement": "0"}
        group = {"Family": "postgres18", "Description": "Logs", "Parameters": parameters}
        properties = {**database(), **login, "DBParameterGroupName": {"Ref": "Group"}}
        return {
            "Resources": {
                "Group": resource("AWS::RDS::DBParameterGroup", **group),
                "Subject": resource("AWS::RDS::DBInstance", **properties),
            }
        }

    passwords = generated(), generated()
    for password in passwords:
        stack.deploy(template(password))
    log = Path(servers()[-1]["log"]).read_text()
    assert "ALTER ROLE" in log
    assert [password for password in passwords if password in log] == []


def test_the_server_ends_with_a_rollback(stack: Stack, servers: Servers) -> None:
    template = instance()
    template["Resources"]["Failing"] = FAILING_RESOURCE
    before = servers()
    stack.deploy(template, "ROLLBACK_COMPLETE")
    assert servers() == before


def test_a_deletion_that_is_rejected_leaves_the_server(aws: Aws, stack: Stack) -> None:
    stack.deploy(instance(DeletionProtection=True))
    stack.delete("DELETE_FAILED")
    assert process_of(aws, stack)
    aws("rds").modify_db_instance(
        DBInstanceIdentifier=stack.physical_id(), DeletionProtection=False, ApplyImmediately=True
    )


def test_a_server_that_is_killed_shows_in_the_state_and_starts_with_its_data_at_the_next_update(
    login: Login, aws: Aws, stack: Stack
) -> None:
    with login() as connection:
        connection.execute("CREATE TABLE carts (id int)")
    pid = process_of(aws, stack)
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["DBInstanceStatus"] == "failed", "the state is failed")
    stack.deploy(instance(CopyTagsToSnapshot=True))
    assert described(aws, stack)["DBInstanceStatus"] == "available"
    with login() as connection:
        assert connection.execute("SELECT count(*) FROM carts").fetchone() == (0,)


def killed(aws: Aws, stack: Stack) -> str:
    """Kills the server of the instance. Returns the ARN of the instance when its state is failed."""
    pid = process_of(aws, stack)
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["DBInstanceStatus"] == "failed", "the state is failed")
    return described(aws, stack)["DBInstanceArn"]


def test_a_server_that_is_killed_starts_with_its_data_when_it_is_asked_to(
    login: Login, aws: Aws, stack: Stack, start_failed: StartFailed
) -> None:
    with login() as connection:
        connection.execute("CREATE TABLE carts (id int)")
        connection.execute("INSERT INTO carts VALUES (7)")
    endpoint = described(aws, stack)["Endpoint"]
    assert start_failed() == {"started": [], "problems": []}
    arn = killed(aws, stack)
    assert start_failed() == {"started": [arn], "problems": []}
    assert described(aws, stack)["DBInstanceStatus"] == "available"
    assert described(aws, stack)["Endpoint"] == endpoint
    with login() as connection:
        assert connection.execute("SELECT id FROM carts").fetchone() == (7,)
    assert start_failed() == {"started": [], "problems": []}


def test_a_server_that_cannot_start_again_is_one_sentence_until_it_can(
    login: Login, aws: Aws, stack: Stack, start_failed: StartFailed
) -> None:
    endpoint = described(aws, stack)["Endpoint"]
    arn = killed(aws, stack)
    address = (endpoint["Address"], endpoint["Port"])
    with socket.create_server(address):
        for _ in range(2):
            answer = start_failed()
            assert answer["started"] == []
            [problem] = answer["problems"]
            assert problem.startswith(f"{arn}: postgres cannot listen on {address[0]}:{address[1]} (Address already in use).")
            assert described(aws, stack)["DBInstanceStatus"] == "failed"
    assert start_failed() == {"started": [arn], "problems": []}
    login().close()


def test_a_server_that_was_killed_and_is_stopped_does_not_start(
    login: Login, aws: Aws, stack: Stack, start_failed: StartFailed
) -> None:
    killed(aws, stack)
    identifier = {"DBInstanceIdentifier": stack.physical_id()}
    aws("rds").stop_db_instance(**identifier)
    assert start_failed() == {"started": [], "problems": []}
    assert described(aws, stack)["DBInstanceStatus"] == "stopped"
    assert process_of(aws, stack) is None
    aws("rds").start_db_instance(**identifier)
    login().close()


def test_only_a_post_starts_servers(emulator: Emulator) -> None:
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(f"{emulator.url}/_emulator/engines/start")


def test_a_stopped_instance_accepts_no_connections_until_it_is_started(login: Login, aws: Aws, stack: Stack) -> None:
    identifier = {"DBInstanceIdentifier": stack.physical_id()}
    aws("rds").stop_db_instance(**identifier)
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        login()
    aws("rds").start_db_instance(**identifier)
    login().close()
