"""Faults while engines are installed and started: nothing remains, and one sentence says what happened."""

import json
import os
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from emulator_process import Emulator
from sockets import descendants, process_listening_on
from stack import Stack
from templates import database, generated
from test_process import client
from test_processes import Start, addresses, assert_nothing_remains, comm, start
from test_valkey import cache as cache_template
from waiting import wait_until

__all__ = ["start"]

DATABASE = {"Resources": {"Database": {"Type": "AWS::RDS::DBInstance", "Properties": database()}}}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str, int], Path]]:
    """Mounts small disks at subdirectories."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    mounted: list[Path] = []

    def mount(name: str, megabytes: int) -> Path:
        disk = tmp_path / name
        disk.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "small-disk", str(disk)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this machine mounts no small disk")
        mounted.append(disk)
        return disk

    yield mount
    for disk in mounted:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Writes a file until the disk is full."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(2**16)):
            pass
    return filler


def test_a_full_temporary_directory_ends_the_emulator_with_one_sentence(
    small_disk: Callable[[str, int], Path], tmp_path: Path
) -> None:
    disk = small_disk("scratch", 1)
    filler = fill(disk)
    emulator = Emulator.start(tmp_path, "--engines", "postgres", wait=False)
    assert emulator.process.wait(20) == 1
    assert emulator.log.read_text() == (
        f"emulator: cannot write to {disk} (No space left on device). Set TMPDIR to a directory with free space that you"
        " can write.\n"
    )
    assert list(disk.iterdir()) == [filler]


def test_a_full_disk_fails_the_resource_with_its_free_space(
    small_disk: Callable[[str, int], Path], start: Start
) -> None:
    small_disk("scratch", 20)
    emulator = start("--engines", "postgres")
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy(DATABASE, "ROLLBACK_COMPLETE")
    [failure] = [failure for failure in stack.failures() if failure.startswith("Database: ")]
    assert "postgres did not start on 127.0.1." in failure
    assert "has only " in failure
    processes = descendants(emulator.process.pid)
    assert emulator.stop() == 0
    assert_nothing_remains(emulator, processes, [])


def test_a_disk_without_any_space_fails_the_resource_with_one_sentence(
    small_disk: Callable[[str, int], Path], start: Start
) -> None:
    disk = small_disk("scratch", 1)
    emulator = start("--engines", "postgres")
    fill(disk)
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy(DATABASE, "ROLLBACK_COMPLETE")
    [failure] = [failure for failure in stack.failures() if failure.startswith("Database: ")]
    assert "postgres cannot start on 127.0.1." in failure
    assert "(No space left on device). The disk of " in failure
    (disk / "filler").unlink()
    assert emulator.stop() == 0
    assert list(disk.iterdir()) == []


def test_a_cache_on_a_full_disk_is_one_sentence_and_the_emulator_continues(
    small_disk: Callable[[str, int], Path], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = small_disk("cache", 10)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    emulator = start("--engines", "postgres")
    _, line = emulator.log.read_text().splitlines()
    assert "postgres cannot be installed: npm failed (" in line
    assert "has only " in line
    assert line.endswith("The emulator continues without it.")
    Stack(client(emulator, "cloudformation"), "stack").deploy(DATABASE)
    assert not any(path.name.startswith("postgres") for path in (cache / "ecommerce-emulator").iterdir())
    emulator.stop()


@pytest.mark.skipif(bool(shutil.which("valkey-server")), reason="valkey-server on the PATH is not installed")
def test_software_that_a_full_disk_cut_off_is_installed_when_there_is_space(
    small_disk: Callable[[str, int], Path], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = small_disk("cache", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    emulator = start("--engines", "valkey")
    assert "valkey cannot be installed: " in emulator.log.read_text()
    assert emulator.stop() == 0
    subprocess.run(["mount", "-o", "remount,size=100m", str(cache)], check=True)
    emulator = start("--engines", "valkey")
    assert "valkey cannot be installed" not in emulator.log.read_text()
    Stack(client(emulator, "cloudformation"), "stack").deploy(cache_template(generated()))
    assert process_listening_on(*addresses(emulator)[0])
    emulator.stop()


def test_a_database_that_a_full_disk_ends_starts_with_its_data_when_there_is_space(
    small_disk: Callable[[str, int], Path], start: Start
) -> None:
    disk = small_disk("scratch", 200)
    emulator = start("--engines", "postgres")
    login = {"ManageMasterUserPassword": False, "MasterUserPassword": generated()}
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.deploy_one("AWS::RDS::DBInstance", database(**login))
    host, port = addresses(emulator)[0]

    def connect() -> psycopg.Connection:
        user, password = database()["MasterUsername"], login["MasterUserPassword"]
        address = {"host": host, "port": port, "dbname": "postgres", "sslmode": "require"}
        return psycopg.connect(user=user, password=password, autocommit=True, **address)

    with connect() as connection:
        connection.execute("CREATE TABLE orders AS SELECT 7 AS id")
        filler = fill(disk)
        # PostgreSQL ends when it cannot write a file of its write-ahead log.
        with pytest.raises(psycopg.OperationalError):
            for _ in range(200):
                connection.execute("SELECT pg_logical_emit_message(false, 'more', repeat('x', 1000000))")
    state = lambda: client(emulator, "rds").describe_db_instances()["DBInstances"][0]["DBInstanceStatus"]
    wait_until(lambda: state() == "failed", "the server ends")
    filler.unlink()
    with urllib.request.urlopen(f"{emulator.url}/_emulator/engines/start", b"") as response:
        assert json.load(response)["problems"] == []
    assert state() == "available"
    with connect() as connection:
        assert connection.execute("SELECT id FROM orders").fetchone() == (7,)
    assert emulator.stop() == 0


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and package managers that do not end."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("npm", "go"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nsleep 600\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "cache" / "ecommerce-emulator"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_remains_of_installations_when_the_emulator_ends(
    tmp_path: Path, hanging: Path, number: signal.Signals
) -> None:
    emulator = Emulator.start(tmp_path, "--engines", "postgres,ferretdb", wait=False)
    seen: set[int] = set()

    def installing() -> bool:
        seen.update(descendants(emulator.process.pid))
        return [comm(pid) for pid in seen].count("sleep") == 2

    wait_until(installing, "npm and go run at the same time")
    assert emulator.stop(number) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert_nothing_remains(emulator, seen, [])
    lines = sorted(line.split("] ")[1].split(" ")[:2] for line in emulator.log.read_text().splitlines())
    assert lines == [["installing", "ferretdb"], ["installing", "postgres"]]
    assert not any(path.name.startswith(("postgres", "ferretdb")) for path in hanging.iterdir())


def test_an_emulator_that_waits_for_the_installation_of_another_one_ends_at_once(tmp_path: Path, hanging: Path) -> None:
    directories = [tmp_path / name for name in ("first", "second")]
    for directory in directories:
        directory.mkdir()
    first = Emulator.start(directories[0], "--engines", "postgres", wait=False)
    wait_until(lambda: "sleep" in map(comm, descendants(first.process.pid)), "npm runs")
    second = Emulator.start(directories[1], "--engines", "postgres", wait=False)
    wait_until(lambda: "installing postgres" in second.log.read_text(), "the second emulator waits")
    assert second.stop(signal.SIGINT) == 0
    assert "sleep" in map(comm, descendants(first.process.pid))
    assert first.stop(signal.SIGINT) == 0


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("apt-get") or bool(shutil.which("rabbitmq-server")),
    reason="only root can create the Debian tree, on Debian",
)
def test_nothing_remains_of_the_debian_tree_when_the_emulator_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    emulator = Emulator.start(tmp_path, "--engines", "rabbitmq", wait=False)
    tree = tmp_path / "cache" / "ecommerce-emulator"
    seen: set[int] = set()

    def unpacking() -> bool:
        seen.update(descendants(emulator.process.pid))
        return any(tree.glob(".debian-*/tree/debootstrap"))

    wait_until(unpacking, "debootstrap runs")
    assert emulator.stop(signal.SIGINT) == 0
    assert_nothing_remains(emulator, seen, [])
    assert str(tree) not in Path("/proc/mounts").read_text()
    assert [path.name for path in tree.iterdir() if not path.name.endswith(".lock")] == []


def test_a_server_that_is_killed_during_the_deployment_of_another_shows_in_its_state(start: Start) -> None:
    emulator = start("--engines", "postgres")
    template: dict[str, Any] = json.loads(json.dumps(DATABASE))
    second = database(DBInstanceIdentifier="second")
    template["Resources"]["Second"] = {"Type": "AWS::RDS::DBInstance", "Properties": second, "DependsOn": "Database"}
    client(emulator, "cloudformation").create_stack(StackName="stack", TemplateBody=json.dumps(template))
    wait_until(lambda: emulator.log.read_text().count(" starting postgres ") == 2, "the second database starts")
    first = process_listening_on(*addresses(emulator)[0])
    assert first
    os.kill(first, signal.SIGKILL)
    stack = Stack(client(emulator, "cloudformation"), "stack")
    stack.wait_for("CREATE_COMPLETE")
    states = {
        instance["DBInstanceIdentifier"]: instance["DBInstanceStatus"]
        for instance in client(emulator, "rds").describe_db_instances()["DBInstances"]
    }
    assert sorted(states.values()) == ["available", "failed"]
    assert states["second"] == "available"
    assert " postgres on 127.0.1." in emulator.log.read_text().split(" ended: ")[0].splitlines()[-1]
    emulator.stop()
