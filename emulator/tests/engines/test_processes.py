"""Processes, sockets and files of engines: what remains when the emulator ends, and when an engine cannot run."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from emulator import environment
from emulator.__main__ import parse
from emulator.engines import cache, debian_tree
from emulator.engines import servers as servers_of_engines
from emulator.engines import sockets as sockets_of_engines
from emulator.engines.contract import Driver, EngineError
from emulator.engines.drivers.ferretdb import DRIVER as FERRETDB
from emulator.engines.drivers.opensearch import DRIVER as OPENSEARCH
from emulator.engines.drivers.postgres import DRIVER, Settings
from emulator.engines.drivers.valkey import DRIVER as VALKEY
from emulator.engines.servers import Resource, Servers, install_all
from emulator.engines.sockets import free_address
from emulator_process import Emulator, free_port
from sockets import descendants, is_loopback, listening_on, process_listening_on
from stack import Stack
from templates import database, documents, generated
from test_process import client
from test_valkey import cache as cache_template
from waiting import wait_until

Start = Callable[..., Emulator]
# Of a server without a resource.
RESOURCE = Resource(on_crash=lambda: None, bring_up=lambda: None)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts an emulator with both engines, and kills it after the test."""
    started: list[Emulator] = []

    def another(*arguments: str) -> Emulator:
        started.append(Emulator.start(tmp_path, *(arguments or ("--engines", "postgres,valkey"))))
        return started[-1]

    yield another
    for emulator in started:
        if emulator.process.poll() is None:
            emulator.process.kill()
            emulator.process.wait()


def template() -> dict[str, Any]:
    """One server of each engine."""
    created = cache_template(generated())
    created["Resources"]["Database"] = {"Type": "AWS::RDS::DBInstance", "Properties": database()}
    return created


Address = tuple[str, int]


def addresses(emulator: Emulator) -> list[Address]:
    with urllib.request.urlopen(f"{emulator.url}/_emulator/engines") as response:
        return [(server["host"], server["port"]) for server in json.load(response)]


def assert_nothing_remains(emulator: Emulator, processes: set[int], listening: list[Address]) -> None:
    running = lambda: [pid for pid in processes if Path(f"/proc/{pid}").exists()]
    wait_until(lambda: not running(), "every process ends")
    assert [address for address in listening if process_listening_on(*address)] == []
    wait_until(lambda: not list(emulator.scratch.iterdir()), "the files are deleted")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_remains_of_the_engines_when_the_emulator_ends(start: Start, number: signal.Signals) -> None:
    emulator = start()
    Stack(client(emulator, "cloudformation"), "stack").deploy(template())
    processes, listening = descendants(emulator.process.pid), addresses(emulator)
    assert all(process_listening_on(*address) for address in listening)
    assert len(listening) == 2
    assert emulator.stop(number) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert_nothing_remains(emulator, processes, listening)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("step", ["initdb", "postgres", "valkey-server"])
def test_nothing_remains_of_an_engine_that_starts_when_the_emulator_ends(
    start: Start, step: str, number: signal.Signals
) -> None:
    emulator = start()
    resources = json.dumps(template())
    client(emulator, "cloudformation").create_stack(StackName="stack", TemplateBody=resources)
    assert_nothing_remains_of(emulator, step, number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize(
    ("driver", "step", "kind", "properties"),
    [
        (FERRETDB, "ferretdb", "AWS::DocDB::DBCluster", documents()),
        (OPENSEARCH, "java", "AWS::OpenSearchService::Domain", {"DomainName": "one"}),
    ],
    ids=["ferretdb", "opensearch"],
)
def test_nothing_remains_of_an_engine_that_is_compiled_or_put_together(
    start: Start, driver: Driver, step: str, kind: str, properties: dict[str, Any], number: signal.Signals
) -> None:
    if not driver.is_installed(driver.version(None)):
        pytest.skip(f"{driver.name} is not installed: run the emulator once with --engines {driver.name}")
    emulator = start("--engines", driver.name)
    resources = json.dumps({"Resources": {"Subject": {"Type": kind, "Properties": properties}}})
    client(emulator, "cloudformation").create_stack(StackName="stack", TemplateBody=resources)
    assert_nothing_remains_of(emulator, step, number)


def assert_nothing_remains_of(emulator: Emulator, step: str, number: signal.Signals) -> None:
    """Stops the emulator as soon as the program of a step runs."""
    seen: set[int] = set()

    def started() -> bool:
        seen.update(descendants(emulator.process.pid))
        return any(comm(pid) == step for pid in seen)

    wait_until(started, f"{step} runs")
    emulator.stop(number)
    assert_nothing_remains(emulator, seen, [])


def comm(pid: int) -> str | None:
    """Returns the name of a process, or None if it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def test_an_engine_that_is_killed_while_it_starts_fails_its_resource_and_leaves_nothing(start: Start) -> None:
    emulator = start()
    cloudformation = client(emulator, "cloudformation")
    resources = {"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": database()}}}
    cloudformation.create_stack(StackName="stack", TemplateBody=json.dumps(resources))
    named = lambda name: [pid for pid in descendants(emulator.process.pid) if comm(pid) == name]
    os.kill(wait_until(lambda: named("initdb"), "initdb runs")[0], signal.SIGKILL)
    stack = Stack(cloudformation, "stack")
    stack.wait_for("ROLLBACK_COMPLETE")
    assert "postgres did not start on 127.0.1." in "\n".join(stack.failures())
    assert addresses(emulator) == []
    assert named("postgres") == []
    emulator.stop()


def test_the_engines_listen_on_loopback_only(start: Start) -> None:
    emulator = start()
    Stack(client(emulator, "cloudformation"), "stack").deploy(template())
    processes = descendants(emulator.process.pid)
    listening = listening_on(processes)
    assert listening
    assert all(is_loopback(address) for address in listening)
    emulator.stop()


def test_an_engine_ends_with_its_guard(start: Start) -> None:
    emulator = start()
    Stack(client(emulator, "cloudformation"), "stack").deploy(template())
    guards = {
        pid for pid in descendants(emulator.process.pid) if b"guard.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }
    servers = set().union(*(descendants(guard) for guard in guards))
    assert servers
    for guard in guards:
        os.kill(guard, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in servers), "the servers end")
    emulator.stop()


def test_without_the_option_nothing_listens_on_the_endpoint(start: Start) -> None:
    emulator = start("--log-level", "ERROR")
    Stack(client(emulator, "cloudformation"), "stack").deploy_one("AWS::RDS::DBInstance", database())
    found = client(emulator, "rds").describe_db_instances()["DBInstances"][0]["Endpoint"]
    assert found["Address"].endswith(".localhost")
    assert descendants(emulator.process.pid) == set()
    emulator.stop()


def test_two_databases_with_one_port_have_different_addresses(start: Start) -> None:
    emulator = start("--engines", "postgres")
    resources = {
        name: {"Type": "AWS::RDS::DBInstance", "Properties": database(DBInstanceIdentifier=name.lower(), Port=5433)}
        for name in ("One", "Two")
    }
    Stack(client(emulator, "cloudformation"), "stack").deploy({"Resources": resources})
    (first, first_port), (second, second_port) = addresses(emulator)
    assert first != second
    assert first_port == second_port == 5433
    assert len({process_listening_on(host, 5433) for host in (first, second)} - {None}) == 2
    emulator.stop()


def test_the_log_says_which_version_runs_in_place_of_that_of_the_template(start: Start) -> None:
    emulator = start("--engines", "valkey")
    Stack(client(emulator, "cloudformation"), "stack").deploy(cache_template(generated()))
    [group] = client(emulator, "elasticache").describe_replication_groups()["ReplicationGroups"]
    sentence = f"valkey {VALKEY.version('8.2')} runs in place of 8.2 for {group['ARN']}"
    assert emulator.log.read_text().count(sentence) == 1
    emulator.stop()


def test_each_engine_that_cannot_be_installed_is_one_sentence_and_the_endpoints_are_as_without_it(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    emulator = start("--engines", "ferretdb,postgres,rabbitmq")
    log = emulator.log.read_text()
    for sentence in (
        "ferretdb cannot be installed, because go is not on the PATH. Install Go on the PATH",
        "postgres cannot be installed, because npm is not on the PATH. Check that `npm view",
        "rabbitmq cannot be installed, because it is in no package registry. Install rabbitmq-server on the PATH",
    ):
        assert sentence in log
    Stack(client(emulator, "cloudformation"), "stack").deploy_one("AWS::RDS::DBInstance", database())
    found = client(emulator, "rds").describe_db_instances()["DBInstances"][0]["Endpoint"]
    assert found["Address"].endswith(".localhost")
    lines = emulator.log.read_text().splitlines()
    assert len([line for line in lines if line.endswith(" The emulator continues without it.")]) == 3
    assert len([line for line in lines if "] installing " in line]) == 3
    assert len(lines) == 6
    emulator.stop()


def test_an_engine_whose_port_is_taken_on_every_address_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sockets_of_engines, "LOOPBACK_ADDRESSES", ("127.0.0.1", "127.0.0.1"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(type(VALKEY), "usual_port", port)
        assert install_all([VALKEY]) == []
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line.startswith(f"valkey cannot listen on port {port} of any address from 127.0.0.1 to 127.0.0.1 (Address already")
    assert "End the process that listens on port" in line
    assert line.endswith(" The emulator continues without it.")


def test_a_machine_with_one_loopback_address_has_no_engine_that_needs_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # As on macOS: the first address belongs to no interface.
    monkeypatch.setattr(sockets_of_engines, "LOOPBACK_ADDRESSES", ("192.0.2.1", "127.0.0.1"))
    monkeypatch.setattr(servers_of_engines, "install", lambda *_: None)
    for driver in (DRIVER, VALKEY):
        monkeypatch.setattr(type(driver), "usual_port", free_port())
    assert install_all([DRIVER, VALKEY]) == [VALKEY]
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line.startswith(f"postgres cannot listen on port {DRIVER.usual_port} of any address")
    assert "(Cannot assign requested address)" in line


def test_a_cache_that_cannot_be_written_is_one_sentence(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    emulator = start("--engines", "valkey")
    assert "valkey cannot be installed in /dev/null/cache/ecommerce-emulator (Not a directory). Set XDG_CACHE_HOME" in (
        emulator.log.read_text()
    )
    emulator.stop()


def test_a_cache_whose_path_a_shell_changes_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a$b"))
    with pytest.raises(EngineError, match=r"^engine cannot be installed in .* do not quote \$\. Set XDG_CACHE_HOME to another directory"):
        cache.install("engine", "engine-1", lambda directory: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["", "cache", "./cache", "~/cache"])
def test_a_cache_with_a_relative_path_is_ignored(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    default = cache.cached("engine-1")
    monkeypatch.setenv("XDG_CACHE_HOME", value)
    assert cache.cached("engine-1") == default


def test_the_error_of_pip_is_told_and_not_its_warnings(tmp_path: Path) -> None:
    program = tmp_path / "pip"
    program.write_text("#!/bin/sh\necho 'WARNING: ProxyError'; echo 'ERROR: no version'; exit 1\n")
    program.chmod(0o755)
    with pytest.raises(EngineError, match=r"failed \(ERROR: no version\)\. Look\."):
        cache.run_installer("engine", [str(program)], tmp_path, "Look.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can create the Debian tree")
def test_apt_without_a_network_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "apt-get"
    program.write_text("#!/bin/sh\ncase \"$*\" in *download*) echo 'E: no source'; exit 100;; esac\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(environment, "of_caller", lambda: dict(os.environ))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"apt-get failed \(E: no source\)\..* Check that `apt-get update` reaches"):
        debian_tree.install_tree("engine", "Run as root.")


@pytest.mark.parametrize(
    ("names", "reason"),
    [("postgres,mysql", "there is no engine named mysql"), ("", "no engine is named"), (" , ", "no engine is named")],
)
def test_an_unknown_engine_and_no_engine_are_rejected_with_the_known_ones(
    package: Path, names: str, reason: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "emulator", "--engines", names],
        cwd=package, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert f"{reason}: use ferretdb, opensearch, postgres, rabbitmq, valkey" in ended.stderr


def test_names_of_engines_may_have_spaces_and_repeat() -> None:
    assert parse(["--engines", "postgres, valkey,postgres"]).engines == ["postgres", "valkey"]


def test_software_is_installed_once_and_not_at_all_if_the_installation_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    built: list[Path] = []

    def fail(directory: Path) -> None:
        (directory / "half").touch()
        raise EngineError("half")

    def build(directory: Path) -> None:
        built.append(directory)
        (directory / "file").touch()

    with pytest.raises(EngineError, match="half"):
        cache.install("engine", "engine-1", fail)
    assert not cache.cached("engine-1").exists()
    cache.install("engine", "engine-1", build)
    cache.install("engine", "engine-1", build)
    assert len(built) == 1
    assert [path.name for path in cache.cached("engine-1").iterdir()] == ["file"]


def test_a_server_that_cannot_start_tells_the_last_lines_of_its_log(tmp_path: Path) -> None:
    servers = Servers(tmp_path)
    try:
        server = servers.create("one", DRIVER, "18", RESOURCE, "127.0.0.1", free_port())
        with pytest.raises(EngineError, match=r"postgres did not start on 127\.0\.0\.1:\d+: .*work_mem"):
            server.start(Settings("shop", generated(), "orders", {"work_mem": "much"}))
        assert not server.is_running
    finally:
        servers.close()


def test_every_port_of_a_server_is_free_at_its_address() -> None:
    first = free_address("engine", (free_port(),), [])
    with socket.create_server((first, 0)) as listener:
        assert free_address("engine", (free_port(), listener.getsockname()[1]), []) != first


def test_a_port_in_use_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    servers = Servers(tmp_path)
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            server = servers.create("one", DRIVER, "18", RESOURCE, "127.0.0.1", port)
            with pytest.raises(
                EngineError, match=rf"postgres cannot listen on 127\.0\.0\.1:{port} \(Address already in use\)"
            ):
                server.start(Settings("shop", generated(), "orders", {}))
        assert not server.is_running
        servers.remove("one")
        assert not server.place.directory.exists()
    finally:
        servers.close()
