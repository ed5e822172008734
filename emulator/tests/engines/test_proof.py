"""The proof that workloads can use the servers, with the clients of the engines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import names
from emulator_process import PACKAGE
from readers import Aws
from stack import Stack
from templates import generated
from test_ferretdb import template as cluster_template
from test_opensearch import SECONDS, assumed, with_master_role
from test_postgres import Login, described, login, secret
from test_rabbitmq import template as broker_template
from test_valkey import CART, cache

__all__ = ["login"]


def proof(root: Path, directory: Path, engine: str, variables: dict[str, str]) -> str | None:
    file = directory / "logins.json"
    file.write_text(json.dumps({"root": str(root), "logins": [{"engine": engine, "variables": variables}]}))
    command = [sys.executable, "-m", "emulator.engines.proof", str(file)]
    ended = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=True)
    [reason] = json.loads(ended.stdout)
    return reason


@pytest.fixture
def database(login: Login, aws: Aws, stack: Stack) -> dict[str, str]:
    endpoint, value = described(aws, stack)["Endpoint"], secret(aws, stack.physical_id("Secret"))
    address = {"DATABASE_HOST": endpoint["Address"], "DATABASE_PORT": str(endpoint["Port"]), "DATABASE_NAME": "orders"}
    return address | {"DATABASE_USERNAME": value["username"], "DATABASE_PASSWORD": value["password"]}


def test_a_database_is_proved_and_nothing_remains_in_it(
    database: dict[str, str], login: Login, root: Path, tmp_path: Path
) -> None:
    assert proof(root, tmp_path, "postgres", database) is None
    with login() as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"DATABASE_PASSWORD": "wrong"}, "password authentication failed"),
        ({"DATABASE_NAME": "carts"}, 'database "carts" does not exist'),
        ({"DATABASE_PORT": "1"}, "Can't create a connection"),
    ],
)
def test_a_database_that_a_workload_cannot_use_is_not_proved(
    database: dict[str, str], root: Path, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    assert reason in str(proof(root, tmp_path, "postgres", database | changed))


def test_a_workload_without_a_secret_is_not_proved(database: dict[str, str], root: Path, tmp_path: Path) -> None:
    del database["DATABASE_PASSWORD"]
    assert proof(root, tmp_path, "postgres", database) == "the workload has no DATABASE_PASSWORD"


def address_of_cache(stack: Stack) -> dict[str, str]:
    outputs = stack.outputs()
    return {"CACHE_ENDPOINT": outputs["PrimaryEndPointAddress"], "CACHE_PORT": outputs["PrimaryEndPointPort"]}


def test_a_cache_is_proved(stack: Stack, root: Path, tmp_path: Path) -> None:
    password = generated()
    authentication = {"Type": "password", "Passwords": [password]}
    everything = CART | {"AccessString": "on ~* +@all", "AuthenticationMode": authentication}
    stack.deploy(cache(users={"Cart": everything}))
    variables = address_of_cache(stack) | {"CACHE_USERNAME": "cart"}
    assert proof(root, tmp_path, "valkey", variables | {"CACHE_PASSWORD": password}) is None
    assert "AuthenticationError" in str(proof(root, tmp_path, "valkey", variables | {"CACHE_PASSWORD": "wrong"}))


def test_a_cache_that_accepts_every_password_is_not_proved(stack: Stack, root: Path, tmp_path: Path) -> None:
    template = cache(generated())
    del template["Resources"]["Subject"]["Properties"]["UserGroupIds"]
    stack.deploy(template)
    variables = address_of_cache(stack) | {"CACHE_USERNAME": "default", "CACHE_PASSWORD": "any"}
    assert proof(root, tmp_path, "valkey", variables) == "Unproved: the server accepts a wrong CACHE_PASSWORD"


@pytest.mark.skipif("rabbitmq" not in names(), reason="rabbitmq is not installed")
def test_a_broker_is_proved(stack: Stack, root: Path, tmp_path: Path) -> None:
    password = generated()
    stack.deploy(broker_template(password))
    variables = {"BROKER_ENDPOINT": stack.outputs()["Endpoint"], "BROKER_USERNAME": "shop"}
    assert proof(root, tmp_path, "rabbitmq", variables | {"BROKER_PASSWORD": password}) is None
    assert "ProbableAuthenticationError" in str(
        proof(root, tmp_path, "rabbitmq", variables | {"BROKER_PASSWORD": "wrong"})
    )


@pytest.mark.skipif("ferretdb" not in names(), reason="ferretdb is not installed")
def test_a_cluster_of_documents_is_proved(stack: Stack, root: Path, tmp_path: Path) -> None:
    password = generated()
    stack.deploy(cluster_template(password))
    outputs = stack.outputs()
    variables = {"DATABASE_HOST": outputs["Host"], "DATABASE_PORT": outputs["Port"], "DATABASE_USERNAME": "shop"}
    assert proof(root, tmp_path, "ferretdb", variables | {"DATABASE_PASSWORD": password}) is None
    assert "OperationFailure" in str(proof(root, tmp_path, "ferretdb", variables | {"DATABASE_PASSWORD": "wrong"}))


def signed(aws: Aws, stack: Stack, role: str) -> dict[str, str]:
    outputs = stack.outputs()
    session = assumed(aws, outputs[role])
    return {
        "SEARCH_ENDPOINT": outputs["Endpoint"],
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": session.access_key,
        "AWS_SECRET_ACCESS_KEY": session.secret_key,
        "AWS_SESSION_TOKEN": session.token,
    }


@pytest.mark.skipif("opensearch" not in names(), reason="opensearch is not installed")
def test_a_domain_is_proved_for_its_administrator_only(aws: Aws, root: Path, tmp_path: Path) -> None:
    stack = Stack(aws("cloudformation"), "proof", SECONDS)
    try:
        stack.deploy(with_master_role())
        assert proof(root, tmp_path, "opensearch", signed(aws, stack, "Admin")) is None
        assert "Refused" in str(proof(root, tmp_path, "opensearch", signed(aws, stack, "Other")))
    finally:
        stack.delete()
