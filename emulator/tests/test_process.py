"""The emulator process: sockets, files, signals, output and command-line arguments."""

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

from emulator_process import Emulator, free_port
from sockets import descendants, listening_on
from stack import Stack
from templates import TRUST
from test_return_values import custom
from waiting import wait_until

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}


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
    """Deploys a stack with a custom resource, whose handler runs in a separate process."""
    role = client(emulator, "iam").create_role(RoleName="handler", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    stack = Stack(client(emulator, "cloudformation"), "custom")
    stack.deploy(custom({"RoleArn": role["Arn"]}, properties or {"Value": "x"}, package))
    return stack


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Emulator]]:
    """Starts emulators, each in a separate directory, and stops those that are still running after the test."""
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
def test_the_emulator_and_its_child_processes_listen_on_loopback_only(start: Callable[..., Emulator]) -> None:
    emulator = start()
    with_custom_resource(emulator)
    client(emulator, "iot").list_things()
    client(emulator, "transfer").list_servers()
    pids = {emulator.process.pid, *descendants(emulator.process.pid)}
    assert len(pids) > 1, "no handler process is running"
    addresses = listening_on(pids)
    assert addresses
    assert addresses <= LOOPBACK
    emulator.stop()


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_emulator_and_its_child_processes_and_deletes_its_files(
    start: Callable[..., Emulator], number: signal.Signals
) -> None:
    emulator = start()
    with_custom_resource(emulator)
    children = descendants(emulator.process.pid)
    assert children
    assert emulator.stop(number) == 0
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "the child processes exit", 2)
    assert list(emulator.scratch.iterdir()) == []


@linux
def test_a_signal_stops_the_emulator_and_a_handler_that_never_responds(
    start: Callable[..., Emulator], tmp_path: Path
) -> None:
    emulator = start()
    stack = with_custom_resource(emulator)
    template = custom({"RoleArn": "arn:aws:iam::123456789012:role/handler"}, {"Value": "y"})
    function, marker = template["Resources"]["Function"]["Properties"], tmp_path / "pid"
    function["Code"]["ZipFile"] = (
        f"exports.handler = () => {{ require('fs').writeFileSync('{marker}', `${{process.pid}}\\n`); for (;;); }}"
    )
    function["Timeout"] = 900
    client(emulator, "cloudformation").update_stack(StackName=stack.name, TemplateBody=json.dumps(template))
    pid = wait_until(lambda: marker.exists() and marker.read_text().strip(), "the handler runs")
    assert emulator.stop() == 0
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the handler exits", 2)


def written(directory: Path) -> set[Path]:
    caches = {"__pycache__", ".pytest_cache"}
    return {path for path in directory.rglob("*") if not caches.intersection(path.parts)}


def test_the_emulator_writes_only_to_its_temporary_directory(
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
    assert [path.name.startswith(f"emulator-{emulator.process.pid}-") for path in inside] == [True]
    emulator.stop()
    assert (list(emulator.scratch.iterdir()), list(home.iterdir()), written(package) - before) == ([], [], set())


def test_a_new_emulator_does_not_have_the_state_of_a_stopped_one(start: Callable[..., Emulator]) -> None:
    first = start()
    client(first, "s3").create_bucket(Bucket="bucket")
    first.stop()
    second = start()
    assert client(second, "s3").list_buckets()["Buckets"] == []
    second.stop()


def test_a_port_in_use_exits_with_status_1_and_one_error_message(start: Callable[..., Emulator]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        emulator = start(port=listener.getsockname()[1], wait=False)
        assert emulator.process.wait(timeout=20) == 1
    assert emulator.process.stdout and emulator.process.stdout.read() == ""
    assert emulator.log.read_text() == (
        f"emulator: cannot listen on 127.0.0.1:{emulator.port}: Address already in use. Choose another --port.\n"
    )
    assert list(emulator.scratch.iterdir()) == []


def test_stdout_contains_only_the_ready_line(start: Callable[..., Emulator]) -> None:
    emulator = start()
    client(emulator, "s3").list_buckets()
    emulator.stop()
    assert emulator.process.stdout and emulator.process.stdout.read() == ""


def test_the_emulator_ignores_settings_of_the_calling_environment(
    start: Callable[..., Emulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name, value in (
        ("no_proxy", "intranet"),
        ("AWS_PROFILE", "company"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("NODE_OPTIONS", "--require=/no/such/file"),
        ("PERSIST_STATE", "1"),
    ):
        monkeypatch.setenv(name, value)
    emulator = start()
    monkeypatch.undo()
    with_custom_resource(emulator)
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy_one("AWS::S3::Bucket", {"Tags": [{"Key": "a", "Value": "1"}]})
    emulator.stop()


@pytest.mark.parametrize(
    "settings",
    [
        "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\ns3 =\n  use_accelerate_endpoint = true\n",
        "[default\n",
    ],
    ids=["other endpoints", "a file that cannot be parsed"],
)
def test_the_emulator_does_not_read_the_settings_in_the_home_directory(
    start: Callable[..., Emulator], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(settings)
    monkeypatch.setenv("HOME", str(tmp_path))
    emulator = start()
    monkeypatch.undo()
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy_one("AWS::S3::Bucket", {"Tags": [{"Key": "a", "Value": "1"}]})
    emulator.stop()


def test_handlers_have_only_the_variables_of_the_caller_that_may_pass(
    start: Callable[..., Emulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Vienna")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    emulator = start()
    stack = with_custom_resource(emulator, "[process.env.TZ, process.env.SOME_TOKEN, process.env.AWS_CONFIG_FILE].join()")
    assert stack.outputs()["Package"] == "Europe/Vienna,,/dev/null"
    emulator.stop()


def test_an_emulator_that_was_started_with_its_parent_ends_with_it(start: Callable[..., Emulator]) -> None:
    emulator = start("--with-parent", stdin=subprocess.PIPE)
    with_custom_resource(emulator)
    children = descendants(emulator.process.pid)
    assert children
    assert emulator.process.stdin
    emulator.process.stdin.close()
    assert emulator.process.wait(timeout=5) == 0
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "the child processes exit", 2)
    assert list(emulator.scratch.iterdir()) == []


def test_a_signal_stops_an_emulator_whose_parent_runs(start: Callable[..., Emulator]) -> None:
    emulator = start("--with-parent", stdin=subprocess.PIPE)
    assert emulator.stop() == 0
    assert emulator.log.read_text() == ""


def test_an_emulator_whose_parent_ends_while_it_starts_ends_with_it(start: Callable[..., Emulator]) -> None:
    emulator = start("--with-parent", stdin=subprocess.PIPE, wait=False)
    assert emulator.process.stdin
    emulator.process.stdin.close()
    assert emulator.process.wait(timeout=20) == 0
    assert list(emulator.scratch.iterdir()) == []


def test_a_python_that_is_too_old_exits_with_one_sentence(package: Path) -> None:
    script = (
        "import runpy, sys; sys.version_info = (3, 10, 0); sys.version = '3.10.0 (main)'; "
        "runpy.run_module('emulator', run_name='__main__')"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=package, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (
        1,
        "The emulator needs Python 3.11 or newer; this is Python 3.10.0.\n",
    )


def test_handlers_load_packages_from_the_node_path(start: Callable[..., Emulator], tmp_path: Path) -> None:
    # Outside the parent directories of the emulator, where Node finds packages without NODE_PATH.
    modules = tmp_path / "elsewhere" / "node_modules"
    package = modules / "@aws-sdk" / "client-example"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = 'the real package';")
    emulator = start("--node-path", str(modules))
    stack = with_custom_resource(emulator, "require('@aws-sdk/client-example')")
    assert stack.outputs()["Package"] == "the real package"
    emulator.stop()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "0"], "0 is not a valid port"),
        (["--port", "70000"], "70000 is not a valid port"),
        (["--node-path", "/no/such/directory"], "the directory does not exist"),
    ],
)
def test_an_invalid_argument_exits_with_an_error_message(package: Path, arguments: list[str], message: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", *arguments], cwd=package, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert message in ended.stderr


def test_help_describes_every_option(package: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", "--help"], cwd=package, capture_output=True, text=True, check=True
    )
    for option in ("--port", "--node-path", "--with-parent", "--log-level", "--engines", "--table", "AWS_ENDPOINT_URL"):
        assert option in ended.stdout


def test_a_temporary_directory_that_cannot_be_written_is_one_sentence(
    package: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", "--port", str(free_port())],
        cwd=package, env={**os.environ, "TMPDIR": str(missing)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr == (
        f"emulator: cannot write to {missing} (No such file or directory). Set TMPDIR to a directory with free space that"
        " you can write.\n"
    )
