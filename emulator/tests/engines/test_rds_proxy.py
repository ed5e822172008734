"""The front of an RDS proxy, as a client sees it."""

import contextlib
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from emulator.engines.drivers.rds_proxy import DRIVER, PASS_THROUGH, RdsProxy, Settings
from emulator.engines.servers import Servers as EngineServers
from emulator.engines.sockets import free_address
from emulator_process import Emulator
from readers import Aws
from sockets import descendants, is_loopback, listening_on, process_listening_on
from stack import Stack
from templates import TRUST, generated
from test_postgres import connect, instance, secret
from test_processes import RESOURCE
from test_stores import resource
from waiting import wait_until

ENGINE = "postgres"

needs_pgbouncer = pytest.mark.skipif(
    DRIVER.version(None) == PASS_THROUGH,
    reason="pgbouncer is neither on the PATH nor in the Debian tree that --engines rabbitmq installs",
)

SUBNET = {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}


def proxied(**more: Any) -> dict[str, Any]:
    """An instance with a proxy that reads its secret."""
    template = instance()
    trust = {"Statement": [{**TRUST["Statement"][0], "Principal": {"Service": "rds.amazonaws.com"}}]}
    target = {
        "DBProxyName": {"Ref": "Proxy"},
        "TargetGroupName": "default",
        "DBInstanceIdentifiers": [{"Ref": "Subject"}],
    }
    proxy = {
        "DBProxyName": "proxy",
        "EngineFamily": "POSTGRESQL",
        "RequireTLS": True,
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "Auth": [{"AuthScheme": "SECRETS", "SecretArn": {"Ref": "Secret"}}],
        "VpcSubnetIds": [{"Ref": "Subnet"}],
    }
    template["Resources"] |= {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Subnet": resource("AWS::EC2::Subnet", **SUBNET),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST | trust),
        "Proxy": resource("AWS::RDS::DBProxy", **proxy),
        "Targets": resource("AWS::RDS::DBProxyTargetGroup", **target, **more),
    }
    template["Outputs"]["Proxy"] = {"Value": {"Fn::GetAtt": ["Proxy", "Endpoint"]}}
    return template


Login = Callable[..., psycopg.Connection]


@pytest.fixture
def login(aws: Aws, stack: Stack, root: Path) -> Login:
    stack.deploy(proxied())

    def connect_through_the_proxy(**more: Any) -> psycopg.Connection:
        value = secret(aws, stack.physical_id("Secret"))
        endpoint = {"Address": stack.outputs()["Proxy"], "Port": 5432}
        return connect(endpoint, root, **({"user": value["username"], "password": value["password"]} | more))

    return connect_through_the_proxy


def test_the_secret_logs_in_through_the_proxy_on_port_5432(login: Login, aws: Aws, stack: Stack) -> None:
    with login() as connection:
        connection.execute("CREATE TABLE carts (id int)")
        assert connection.execute("SELECT count(*) FROM carts").fetchone() == (0,)
    described = aws("rds").describe_db_proxies(DBProxyName="proxy")["DBProxies"][0]
    assert described["Endpoint"] == stack.outputs()["Proxy"]


def test_the_proxy_rejects_a_wrong_password_and_a_connection_without_tls(login: Login) -> None:
    with pytest.raises(psycopg.OperationalError):
        login(password="wrong")
    with pytest.raises(psycopg.OperationalError):
        login(sslmode="disable")


def test_a_proxy_without_a_target_has_an_address_of_its_own_on_which_nothing_listens(stack: Stack) -> None:
    template = proxied()
    other = template["Resources"]["Proxy"]["Properties"] | {"DBProxyName": "other"}
    template["Resources"]["Other"] = resource("AWS::RDS::DBProxy", **other)
    template["Outputs"]["Other"] = {"Value": {"Fn::GetAtt": ["Other", "Endpoint"]}}
    stack.deploy(template)
    addresses = stack.outputs()
    assert addresses["Proxy"] != addresses["Other"]
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        psycopg.connect(host=addresses["Other"], port=5432)


def test_a_proxy_whose_port_is_taken_meanwhile_fails_its_targets(stack: Stack) -> None:
    template = proxied()
    targets = template["Resources"].pop("Targets")
    stack.deploy(template)
    address = stack.outputs()["Proxy"]
    template["Resources"]["Targets"] = targets
    with socket.create_server((address, 5432)):
        stack.deploy(template, "UPDATE_ROLLBACK_COMPLETE")
    [failure] = [failure for failure in stack.failures() if failure.startswith("Targets: ")]
    assert f"rds-proxy cannot listen on {address}:5432 (Address already in use). End the process" in failure


def test_the_proxy_ends_with_its_resource(login: Login, aws: Aws, stack: Stack) -> None:
    endpoint = stack.outputs()["Proxy"]
    stack.delete()
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        psycopg.connect(host=endpoint, port=5432)


Servers = Callable[[], list[dict[str, Any]]]


def test_the_proxy_of_a_database_that_the_api_deletes_accepts_no_connection(
    login: Login, aws: Aws, stack: Stack, emulator: Emulator
) -> None:
    login().close()
    errors = emulator.log.read_text().count("db-proxy:")
    aws("rds").delete_db_instance(DBInstanceIdentifier=stack.physical_id(), SkipFinalSnapshot=True)
    assert not process_listening_on(stack.outputs()["Proxy"], 5432)
    assert emulator.log.read_text().count("db-proxy:") == errors


def test_the_emulator_tells_the_version_of_the_proxy(login: Login, servers: Servers) -> None:
    [proxy] = [server for server in servers() if server["engine"] == "rds-proxy"]
    assert proxy["version"] == DRIVER.version(None)
    assert proxy["port"] == 5432


@needs_pgbouncer
def test_the_proxy_does_not_run_as_root_and_ends_with_its_guard(login: Login, stack: Stack, emulator: Emulator) -> None:
    endpoint = stack.outputs()["Proxy"]
    proxy = process_listening_on(endpoint, 5432)
    assert proxy
    assert Path(f"/proc/{proxy}/comm").read_text() == "pgbouncer\n"
    assert Path(f"/proc/{proxy}").stat().st_uid != 0
    assert all(map(is_loopback, listening_on({proxy})))
    [guard] = [pid for pid in descendants(emulator.process.pid) if descendants(pid) == {proxy}]
    os.kill(guard, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{proxy}").exists(), "the proxy ends")


@needs_pgbouncer
def test_the_proxy_rejects_a_user_whose_secret_it_does_not_read(login: Login, aws: Aws, stack: Stack) -> None:
    password = generated()
    with login() as connection:
        connection.execute(f"CREATE ROLE cart LOGIN PASSWORD '{password}'")
    with pytest.raises(psycopg.OperationalError):
        login(user="cart", password=password)


@needs_pgbouncer
def test_a_new_value_of_the_secret_logs_in_through_the_proxy(login: Login, aws: Aws, stack: Stack) -> None:
    password = generated()
    with login() as connection:
        connection.execute(f"ALTER ROLE shop PASSWORD '{password}'")
    arn = stack.physical_id("Secret")
    value = json.dumps(secret(aws, arn) | {"password": password})
    aws("secretsmanager").put_secret_value(SecretId=arn, SecretString=value)

    def logs_in() -> bool:
        with contextlib.suppress(psycopg.OperationalError), login():
            return True
        return False

    wait_until(logs_in, "the proxy reads the secret")


def test_without_pgbouncer_the_proxy_passes_connections_to_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RdsProxy, "version", lambda self, requested: PASS_THROUGH)
    with contextlib.closing(EngineServers(tmp_path)) as servers, socket.create_server(("127.0.0.1", 0)) as database:
        database.settimeout(10)
        address = (free_address("rds-proxy", (5432,), []), 5432)
        servers.create("proxy", DRIVER, "", RESOURCE, *address).start(Settings(database.getsockname(), (), True))
        with socket.create_connection(address) as client:
            client.sendall(b"login")

            def received() -> bytes:
                # The driver, too, connected, to see whether the proxy listens.
                connection, _ = database.accept()
                with connection:
                    return connection.recv(5)

            assert wait_until(received, "the database receives what the client sends") == b"login"
