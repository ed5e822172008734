"""The process: where it listens, what it leaves, how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

from support import Emulator, Stack, awaited
from templates import _TRUST
from test_values import custom

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}


def descendants(pid: int) -> set[int]:
    children = {int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()}
    return children.union(*map(descendants, children))


def listening_on(pids: set[int]) -> set[str]:
    """The addresses, in hexadecimal, of every socket that these processes listen or receive on."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(link)
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    addresses = set()
    for table, bound in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == bound and fields[9] in inodes:
                addresses.add(fields[1].split(":")[0])
    return addresses


def client(emulator: Emulator, service: str) -> BaseClient:
    return Session().create_client(
        service,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
        endpoint_url=emulator.url,
        config=Config(retries={"total_max_attempts": 1}),
    )


def with_custom_resource(emulator: Emulator, package: str = "''", properties: dict[str, object] | None = None) -> Stack:
    """A stack whose handler runs in a process of its own."""
    role = client(emulator, "iam").create_role(RoleName="handler", AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]
    stack = Stack(client(emulator, "cloudformation"), "custom")
    stack.deploy(custom({"RoleArn": role["Arn"]}, properties or {"Value": "x"}, package))
    return stack


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Emulator]]:
    """Starts emulators, each with a directory of its own, and ends those that a failed test leaves."""
    started: list[Emulator] = []

    def another(*arguments: str, **options: Any) -> Emulator:
        directory = tmp_path / str(len(started))
        directory.mkdir()
        started.append(Emulator.start(directory, *arguments, **options))
        return started[-1]

    yield another
    for emulator in started:
        if emulator.process.poll() is None:
            emulator.process.kill()
            emulator.process.wait()


linux = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads /proc")


@linux
def test_it_and_its_children_listen_on_loopback_only(start: Callable[..., Emulator]) -> None:
    emulator = start()
    with_custom_resource(emulator)
    client(emulator, "iot").list_things()
    client(emulator, "transfer").list_servers()
    pids = {emulator.process.pid, *descendants(emulator.process.pid)}
    assert len(pids) > 1, "a handler runs"
    addresses = listening_on(pids)
    assert addresses
    assert addresses <= LOOPBACK
    emulator.stop()


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_with_every_child_and_file(
    start: Callable[..., Emulator], number: signal.Signals
) -> None:
    emulator = start()
    with_custom_resource(emulator)
    children = descendants(emulator.process.pid)
    assert children
    assert emulator.stop(number) == 0
    awaited(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "children to end", 2)
    assert list(emulator.scratch.iterdir()) == []


@linux
def test_a_signal_ends_it_and_a_handler_that_never_answers(start: Callable[..., Emulator], tmp_path: Path) -> None:
    emulator = start()
    stack = with_custom_resource(emulator)
    template = custom({"RoleArn": "arn:aws:iam::123456789012:role/handler"}, {"Value": "y"})
    function, marker = template["Resources"]["Function"]["Properties"], tmp_path / "pid"
    function["Code"]["ZipFile"] = (
        f"exports.handler = () => {{ require('fs').writeFileSync('{marker}', `${{process.pid}}\\n`); for (;;); }}"
    )
    function["Timeout"] = 900
    client(emulator, "cloudformation").update_stack(StackName=stack.name, TemplateBody=json.dumps(template))
    pid = awaited(lambda: marker.exists() and marker.read_text().strip(), "the handler to run")
    assert emulator.stop() == 0
    awaited(lambda: not Path(f"/proc/{pid}").exists(), "the handler to end", 2)


def written(directory: Path) -> set[Path]:
    caches = {"__pycache__", ".pytest_cache"}
    return {path for path in directory.rglob("*") if not caches.intersection(path.parts)}


def test_it_writes_to_its_own_temporary_directory_only(
    start: Callable[..., Emulator], tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    before = written(package)
    emulator = start()
    s3 = client(emulator, "s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="key", Body=b"value")
    inside = list(emulator.scratch.iterdir())
    assert [path.name.startswith("emulator-") for path in inside] == [True]
    emulator.stop()
    assert (list(emulator.scratch.iterdir()), list(home.iterdir()), written(package) - before) == ([], [], set())


def test_state_ends_with_the_process(start: Callable[..., Emulator]) -> None:
    first = start()
    client(first, "s3").create_bucket(Bucket="bucket")
    first.stop()
    second = start()
    assert client(second, "s3").list_buckets()["Buckets"] == []
    second.stop()


def test_a_port_in_use_is_one_clear_sentence_and_a_failure(start: Callable[..., Emulator]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        emulator = start(port=listener.getsockname()[1], wait=False)
        assert emulator.process.wait(timeout=20) == 1
    assert emulator.process.stdout and emulator.process.stdout.read() == ""
    assert emulator.log.read_text() == (
        f"emulator: cannot listen on 127.0.0.1:{emulator.port}: Address already in use. Choose another --port.\n"
    )
    assert list(emulator.scratch.iterdir()) == []


def test_stdout_is_the_ready_line_alone(start: Callable[..., Emulator]) -> None:
    emulator = start()
    client(emulator, "s3").list_buckets()
    emulator.stop()
    assert emulator.process.stdout and emulator.process.stdout.read() == ""


def test_it_ignores_where_the_callers_environment_points(
    start: Callable[..., Emulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PERSIST_STATE", "1")
    emulator = start()
    monkeypatch.delenv("HTTP_PROXY")
    monkeypatch.delenv("http_proxy")
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy_one("AWS::S3::Bucket", {"Tags": [{"Key": "a", "Value": "1"}]})
    emulator.stop()


def test_handlers_find_the_packages_of_node_path(start: Callable[..., Emulator], tmp_path: Path) -> None:
    # Not in a directory above the emulator's own, where Node would look by itself.
    modules = tmp_path / "elsewhere" / "node_modules"
    package = modules / "@aws-sdk" / "client-example"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = 'the real one';")
    emulator = start("--node-path", str(modules))
    stack = with_custom_resource(emulator, "require('@aws-sdk/client-example')")
    assert stack.outputs()["Package"] == "the real one"
    emulator.stop()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--port", "0"], "0 is not a port"),
        (["--port", "70000"], "70000 is not a port"),
        (["--node-path", "/no/such/directory"], "there is no such directory"),
    ],
)
def test_wrong_arguments_are_explained(package: Path, arguments: list[str], complaint: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", *arguments], cwd=package, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert complaint in ended.stderr


def test_help_explains_every_option(package: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", "--help"], cwd=package, capture_output=True, text=True, check=True
    )
    for option in ("--port", "--node-path", "--log-level", "--table", "AWS_ENDPOINT_URL"):
        assert option in ended.stdout
