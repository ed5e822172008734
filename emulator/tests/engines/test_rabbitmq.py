"""RabbitMQ behind Amazon MQ brokers, as a client sees it."""

import json
import os
import shutil
import signal
import socket
import ssl
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pika
import pytest
from pika.exceptions import AMQPConnectionError, ProbableAuthenticationError

from emulator.engines.contract import EngineError, Place
from emulator.engines.drivers.rabbitmq import AMQPS_PORT, DRIVER, MANAGEMENT_PORT, RabbitMq, Settings
from emulator.engines.servers import Servers
from emulator.engines.sockets import free_address
from emulator_process import Emulator
from readers import Aws
from sockets import descendants, is_loopback, listening_on
from stack import Stack
from templates import broker, generated
from test_processes import RESOURCE, comm
from test_stores import resource
from waiting import wait_until


ENGINE = "rabbitmq"
LOOPBACK_6 = "00000000000000000000000001000000"


def template(password: str) -> dict[str, Any]:
    subnet = {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}
    properties = broker({"SubnetA": {"Ref": "Subnet"}}, Users=[{"Username": "shop", "Password": password}])
    return {
        "Resources": {
            "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
            "Subnet": resource("AWS::EC2::Subnet", **subnet),
            "Subject": resource("AWS::AmazonMQ::Broker", **properties),
        },
        "Outputs": {"Endpoint": {"Value": {"Fn::Select": [0, {"Fn::GetAtt": ["Subject", "AmqpEndpoints"]}]}}},
    }


def described(aws: Aws, stack: Stack) -> dict[str, Any]:
    return aws("mq").describe_broker(BrokerId=stack.physical_id())


def connect(url: str, root: Path, user: str, password: str, host: str = "/") -> pika.BlockingConnection:
    endpoint = urlsplit(url)
    trust = pika.SSLOptions(ssl.create_default_context(cafile=str(root)), endpoint.hostname)
    login = pika.PlainCredentials(user, password)
    return pika.BlockingConnection(
        pika.ConnectionParameters(endpoint.hostname, endpoint.port, host, login, ssl_options=trust)
    )


def manage(aws: Aws, stack: Stack, root: Path, method: str, path: str, password: str, body: Any = None) -> Any:
    console = described(aws, stack)["BrokerInstances"][0]["ConsoleURL"]
    headers = {"authorization": f"Basic {b64encode(f'shop:{password}'.encode()).decode()}"}
    content = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{console}/api/{path}", content, headers, method=method)
    trust = ssl.create_default_context(cafile=str(root))
    with urllib.request.urlopen(request, context=trust) as response:
        return json.load(response) if method == "GET" else None


def test_the_user_of_the_broker_sends_and_receives_with_tls(
    aws: Aws, stack: Stack, root: Path, emulator: Emulator
) -> None:
    password = generated()
    stack.deploy(template(password))
    endpoint = stack.outputs()["Endpoint"]
    assert described(aws, stack)["BrokerInstances"][0]["Endpoints"] == [endpoint]
    assert urlsplit(endpoint).port == 5671
    channel = connect(endpoint, root, "shop", password).channel()
    channel.queue_declare("orders", durable=True, arguments={"x-queue-type": "quorum"})
    channel.confirm_delivery()
    channel.basic_publish("", "orders", b"one")
    received = wait_until(lambda: channel.basic_get("orders", auto_ack=True)[2], "the message arrives")
    assert received == b"one"
    sentence = f"rabbitmq {DRIVER.version('4.2')} runs in place of 4.2 for {described(aws, stack)['BrokerArn']}"
    assert sentence in emulator.log.read_text()


def test_a_wrong_password_the_guest_user_and_a_connection_without_tls_are_rejected(stack: Stack, root: Path) -> None:
    stack.deploy(template(generated()))
    endpoint = stack.outputs()["Endpoint"]
    for user, password in (("shop", generated()), ("guest", "guest")):
        with pytest.raises(ProbableAuthenticationError):
            connect(endpoint, root, user, password)
    address = urlsplit(endpoint)
    with pytest.raises(AMQPConnectionError):
        pika.BlockingConnection(pika.ConnectionParameters(address.hostname, address.port))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, 5672))


def test_the_management_api_creates_a_virtual_host_and_a_user_for_it(aws: Aws, stack: Stack, root: Path) -> None:
    password, cart = generated(), generated()
    stack.deploy(template(password))
    put = lambda path, body: manage(aws, stack, root, "PUT", path, password, body)
    everything = {name: ".*" for name in ("configure", "write", "read")}
    put("vhosts/cart", {"description": "cart"})
    put("users/cart", {"password": cart, "tags": ""})
    put("permissions/cart/cart", everything)
    connect(stack.outputs()["Endpoint"], root, "cart", cart, "cart").close()
    with pytest.raises(AMQPConnectionError):
        connect(stack.outputs()["Endpoint"], root, "cart", cart, "/")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        manage(aws, stack, root, "GET", "overview", generated())


def test_an_update_of_the_password_reaches_the_server(stack: Stack, root: Path) -> None:
    first, second = generated(), generated()
    stack.deploy(template(first))
    stack.deploy(template(second))
    connect(stack.outputs()["Endpoint"], root, "shop", second).close()
    with pytest.raises(ProbableAuthenticationError):
        connect(stack.outputs()["Endpoint"], root, "shop", first)


def test_a_new_user_of_the_template_sends(stack: Stack, root: Path) -> None:
    first, second = generated(), generated()
    stack.deploy(template(first))
    renamed = template(second)
    renamed["Resources"]["Subject"]["Properties"]["Users"][0]["Username"] = "order"
    stack.deploy(renamed)
    with connect(stack.outputs()["Endpoint"], root, "order", second) as connection:
        connection.channel().queue_declare("orders")


@pytest.mark.skipif(bool(shutil.which("rabbitmq-server")), reason="only a broker of the Debian tree ends with its guard")
def test_a_broker_ends_with_its_guard(stack: Stack, emulator: Emulator) -> None:
    before = descendants(emulator.process.pid)
    stack.deploy(template(generated()))
    processes = descendants(emulator.process.pid) - before
    assert "beam.smp" in map(comm, processes)
    guards = [pid for pid in processes if b"guard.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    for guard in guards:
        os.kill(guard, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes), "the processes end")


class _SlowNameServer(RabbitMq):
    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        name_server, server = super().commands(place, version, settings)
        return [["sh", "-c", 'sleep 2; exec "$@"', "sh", *name_server], server]


def test_no_name_server_remains_if_it_starts_later_than_the_broker(tmp_path: Path) -> None:
    driver = _SlowNameServer()
    host = free_address("rabbitmq", (AMQPS_PORT, MANAGEMENT_PORT), [])
    with closing(Servers(tmp_path)) as servers:
        server = servers.create("one", driver, "4.0", RESOURCE, host, AMQPS_PORT)
        server.start(Settings("shop", generated()))
        assert _name_servers(host)
    wait_until(lambda: not _name_servers(host), "the name server ends")


def _name_servers(host: str) -> list[Path]:
    """Returns the name servers of the broker at an address, also one that is a daemon."""
    node = f"RABBITMQ_NODENAME=rabbit-{host.replace('.', '-')}@localhost".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It ended.
            if comm(int(process.name)) == "epmd" and node in (process / "environ").read_bytes().split(b"\0"):
                found.append(process)
    return found


def test_a_management_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    host = free_address("rabbitmq", (AMQPS_PORT, MANAGEMENT_PORT), [])
    with closing(Servers(tmp_path)) as servers, socket.create_server((host, MANAGEMENT_PORT)):
        server = servers.create("one", DRIVER, "4.0", RESOURCE, host, AMQPS_PORT)
        with pytest.raises(EngineError, match=f"^rabbitmq cannot listen on {host}:{MANAGEMENT_PORT} .* End the process"):
            server.start(Settings("shop", generated()))


def test_a_server_that_is_killed_shows_in_the_state_and_starts_with_a_new_password_at_the_next_update(
    aws: Aws, stack: Stack, root: Path, emulator: Emulator
) -> None:
    password = generated()
    before = descendants(emulator.process.pid)
    stack.deploy(template(password))
    servers = descendants(emulator.process.pid) - before
    # epmd also listens on [::1].
    assert all(is_loopback(address) or address == LOOPBACK_6 for address in listening_on(servers))
    beam = next(pid for pid in servers if Path(f"/proc/{pid}/comm").read_text().strip() == "beam.smp")
    os.kill(beam, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["BrokerState"] == "CRITICAL_ACTION_REQUIRED", "the state shows it")
    changed = generated()
    stack.deploy(template(changed))
    connect(stack.outputs()["Endpoint"], root, "shop", changed).close()
    assert described(aws, stack)["BrokerState"] == "RUNNING"
    servers |= descendants(emulator.process.pid) - before
    stack.delete()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in servers), "the processes end")


def test_a_server_that_is_killed_starts_with_its_messages_when_it_is_asked_to(
    aws: Aws,
    stack: Stack,
    root: Path,
    emulator: Emulator,
    servers: Callable[[], list[dict[str, Any]]],
    start_failed: Callable[[], dict[str, list[str]]],
) -> None:
    password = generated()
    before = descendants(emulator.process.pid)
    stack.deploy(template(password))
    endpoint = stack.outputs()["Endpoint"]
    with connect(endpoint, root, "shop", password) as connection:
        channel = connection.channel()
        channel.queue_declare("orders", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", "orders", b"one")
    # RabbitMQ writes the name of a new quorum queue half a second later.
    mnesia = Path(next(server["log"] for server in servers() if server["engine"] == ENGINE)).parent / "mnesia"
    names = lambda: [path for path in mnesia.glob("*/quorum/*/names.dets") if b"orders" in path.read_bytes()]
    wait_until(names, "the queue is on the disk")
    beam = next(pid for pid in descendants(emulator.process.pid) - before if comm(pid) == "beam.smp")
    os.kill(beam, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["BrokerState"] == "CRITICAL_ACTION_REQUIRED", "the state shows it")
    assert start_failed() == {"started": [described(aws, stack)["BrokerArn"]], "problems": []}
    assert described(aws, stack)["BrokerState"] == "RUNNING"
    with connect(endpoint, root, "shop", password) as connection:
        channel = connection.channel()
        received = wait_until(lambda: channel.basic_get("orders", auto_ack=True)[2], "the message is there")
        assert received == b"one"
