"""FerretDB behind DocumentDB clusters, as a client of MongoDB's protocol sees it."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from emulator_process import Emulator
from readers import Aws
from sockets import descendants, is_loopback, listening_on, process_listening_on
from stack import Stack
from templates import TRUST, documents, generated
from test_process import client
from test_stores import resource
from waiting import wait_until

ENGINE = "ferretdb"


def template(password: str, **more: Any) -> dict[str, Any]:
    instance = {"DBClusterIdentifier": {"Ref": "Subject"}, "DBInstanceClass": "db.t4g.medium"}
    return {
        "Resources": {
            "Subject": resource("AWS::DocDB::DBCluster", **documents(MasterUserPassword=password, **more)),
            "Instance": resource("AWS::DocDB::DBInstance", **instance),
        },
        "Outputs": {
            name: {"Value": {"Fn::GetAtt": path}}
            for name, path in {
                "Host": ["Subject", "Endpoint"],
                "Port": ["Subject", "Port"],
                "Reader": ["Subject", "ReadEndpoint"],
                "InstanceHost": ["Instance", "Endpoint"],
                "InstancePort": ["Instance", "Port"],
            }.items()
        },
    }


def described(aws: Aws, stack: Stack) -> dict[str, Any]:
    return aws("docdb").describe_db_clusters(DBClusterIdentifier=stack.physical_id())["DBClusters"][0]


def process_of(stack: Stack) -> int | None:
    outputs = stack.outputs()
    return process_listening_on(outputs["Host"], int(outputs["Port"]))


Connect = Callable[..., MongoClient[dict[str, Any]]]


@pytest.fixture
def connect(stack: Stack, root: Path) -> Connect:
    def client(password: str | None, **more: Any) -> MongoClient[dict[str, Any]]:
        outputs = stack.outputs()
        options = {"tls": True, "tlsCAFile": str(root), "directConnection": True, "serverSelectionTimeoutMS": 5000}
        login = {"username": "shop", "password": password} if password else {}
        return MongoClient(outputs["Host"], int(outputs["Port"]), **options | login | more)

    return client


def test_the_master_user_logs_in_with_tls_writes_and_reads(stack: Stack, connect: Connect) -> None:
    password = generated()
    stack.deploy(template(password))
    with connect(password) as client:
        client.shop.orders.insert_one({"_id": 1, "total": 5})
        assert client.shop.orders.find_one() == {"_id": 1, "total": 5}


def test_a_client_of_the_replica_set_finds_the_server_that_its_member_names(stack: Stack, connect: Connect) -> None:
    password = generated()
    stack.deploy(template(password))
    with connect(password, directConnection=False, replicaSet="rs0") as client:
        client.shop.orders.insert_one({"_id": 1})
        outputs = stack.outputs()
        assert client.primary == (outputs["Host"], int(outputs["Port"]))


def test_a_wrong_password_and_connections_without_credentials_or_tls_are_rejected(
    stack: Stack, connect: Connect
) -> None:
    password = generated()
    stack.deploy(template(password))
    with connect(generated()) as client, pytest.raises(OperationFailure, match="Authentication failed"):
        client.shop.orders.find_one()
    with connect(None) as client, pytest.raises(OperationFailure):
        client.shop.orders.find_one()
    insecure = {"tls": False, "tlsCAFile": None, "serverSelectionTimeoutMS": 1000}
    with connect(password, **insecure) as client, pytest.raises(ServerSelectionTimeoutError):
        client.shop.orders.find_one()


def test_the_endpoint_is_that_of_the_api_of_the_attributes_and_of_the_instance(aws: Aws, stack: Stack) -> None:
    stack.deploy(template(generated()))
    outputs, cluster = stack.outputs(), described(aws, stack)
    host = cluster["Endpoint"]
    assert host.startswith("127.0.1.")
    assert cluster["Port"] == int(outputs["Port"]) == 27017
    assert outputs["Host"] == outputs["Reader"] == outputs["InstanceHost"] == cluster["ReaderEndpoint"] == host
    assert outputs["InstancePort"] == outputs["Port"]
    member = aws("docdb").describe_db_instances(DBInstanceIdentifier=stack.physical_id("Instance"))["DBInstances"][0]
    assert member["Endpoint"]["Port"] == cluster["Port"]


def test_a_password_of_the_template_and_of_the_api_reaches_the_server(
    aws: Aws, stack: Stack, connect: Connect
) -> None:
    first, second, third = generated(), generated(), generated()
    stack.deploy(template(first))
    with connect(first) as client:
        client.shop.orders.insert_one({"_id": 1})
    stack.deploy(template(second))
    with connect(second) as client:
        assert client.shop.orders.find_one() == {"_id": 1}
    aws("docdb").modify_db_cluster(DBClusterIdentifier=stack.physical_id(), MasterUserPassword=third)
    with connect(third) as client:
        assert client.shop.orders.find_one() == {"_id": 1}
    for rejected in (first, second):
        with connect(rejected) as client, pytest.raises(OperationFailure, match="Authentication failed"):
            client.shop.orders.find_one()


def test_a_password_that_the_user_changes_in_the_database_remains_until_the_api_changes_it(
    aws: Aws, stack: Stack, connect: Connect
) -> None:
    first, second, third = generated(), generated(), generated()
    stack.deploy(template(first))
    with connect(first) as client:
        client.admin.command("updateUser", "shop", pwd=second)
    stack.deploy(template(first, BackupRetentionPeriod=5))
    with connect(second) as client:
        client.admin.command("ping")
    with connect(first) as client, pytest.raises(OperationFailure, match="Authentication failed"):
        client.admin.command("ping")
    aws("docdb").modify_db_cluster(DBClusterIdentifier=stack.physical_id(), MasterUserPassword=third)
    with connect(third) as client:
        client.admin.command("ping")


CONNECT = """
const { connect } = require('node:tls');
exports.handler = ({ host, port }) => new Promise((resolve, reject) => {
  const socket = connect({ host, port }, () => resolve(socket.authorized)).on('error', reject);
});
"""


@pytest.mark.parametrize("environment", [{}, {"NODE_EXTRA_CA_CERTS": "/var/runtime/ca-cert.pem"}])
def test_a_function_trusts_the_server(aws: Aws, stack: Stack, environment: dict[str, str]) -> None:
    created = template(generated())
    created["Resources"]["Role"] = resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST)
    created["Resources"]["Function"] = resource(
        "AWS::Lambda::Function",
        Code={"ZipFile": CONNECT},
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Environment={"Variables": environment},
    )
    stack.deploy(created)
    outputs = stack.outputs()
    event = {"host": outputs["Host"], "port": int(outputs["Port"])}
    answer = aws("lambda").invoke(FunctionName=stack.physical_id("Function"), Payload=json.dumps(event))
    assert json.load(answer["Payload"]) is True


def test_a_cluster_that_is_stopped_and_started_has_its_data(aws: Aws, stack: Stack, connect: Connect) -> None:
    password = generated()
    stack.deploy(template(password))
    with connect(password) as client:
        client.shop.orders.insert_one({"_id": 1})
    aws("docdb").stop_db_cluster(DBClusterIdentifier=stack.physical_id())
    assert process_of(stack) is None
    aws("docdb").start_db_cluster(DBClusterIdentifier=stack.physical_id())
    with connect(password) as client:
        assert client.shop.orders.find_one() == {"_id": 1}


def test_the_version_that_runs_in_place_of_that_of_the_template_is_in_the_log(
    aws: Aws, stack: Stack, emulator: Emulator
) -> None:
    stack.deploy(template(generated(), EngineVersion="5.0.0"))
    arn = described(aws, stack)["DBClusterArn"]
    assert f"ferretdb 1.24.2 runs in place of 5.0.0 for {arn}" in emulator.log.read_text()


def test_a_server_that_is_killed_shows_in_the_state_and_an_update_starts_it_again(
    aws: Aws, stack: Stack, connect: Connect
) -> None:
    password = generated()
    stack.deploy(template(password))
    with connect(password) as client:
        client.shop.orders.insert_one({"_id": 1})
    os.kill(process_of(stack), signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["Status"] == "failed", "the state shows it")
    stack.deploy(template(password, BackupRetentionPeriod=5))
    assert described(aws, stack)["Status"] == "available"
    with connect(password) as client:
        assert client.shop.orders.find_one() == {"_id": 1}


def test_a_server_starts_in_a_directory_whose_name_a_url_does_not_allow(tmp_path: Path) -> None:
    directory = tmp_path / "a #?%41é"
    directory.mkdir()
    emulator = Emulator.start(directory, "--engines", "ferretdb")
    Stack(client(emulator, "cloudformation"), "stack").deploy_one("AWS::DocDB::DBCluster", documents())
    assert emulator.stop() == 0


def test_a_server_listens_on_loopback_only_and_ends_with_its_cluster(stack: Stack, emulator: Emulator) -> None:
    before = descendants(emulator.process.pid)
    stack.deploy(template(generated()))
    servers = descendants(emulator.process.pid) - before
    listening = listening_on(servers)
    assert listening
    assert all(is_loopback(address) for address in listening)
    stack.delete()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in servers), "the processes end")
