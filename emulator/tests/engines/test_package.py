"""The emulator as a part of a package that is installed somewhere, perhaps by root."""

import shutil
from pathlib import Path

import pytest

from conftest import names
from emulator_process import Emulator
from sockets import process_listening_on
from stack import Stack
from templates import documents, generated
from test_process import client
from test_processes import addresses, template
from test_rabbitmq import template as broker_template


def test_the_emulator_runs_from_a_folder_with_spaces_that_it_cannot_write(
    tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    installed, directory = tmp_path / "node modules" / "emulator", tmp_path / "temporary files"
    shutil.copytree(package / "emulator", installed / "emulator", ignore=shutil.ignore_patterns("__pycache__"))
    directory.mkdir()
    # Root may write nevertheless, so that the times of the changes tell.
    folders = [path for path in (installed, *installed.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    changes = [(folder, folder.stat().st_mtime_ns) for folder in folders]
    emulator = Emulator.start(directory, "--engines", ",".join(names()), package=installed)
    try:
        resources = template()["Resources"] | {
            "Documents": {"Type": "AWS::DocDB::DBCluster", "Properties": documents()},
            "Domain": {"Type": "AWS::OpenSearchService::Domain", "Properties": {"DomainName": "one"}},
        }
        if "rabbitmq" in names():
            broker = broker_template(generated())["Resources"]
            resources |= {"Vpc": broker["Vpc"], "Subnet": broker["Subnet"], "Broker": broker["Subject"]}
        stack = Stack(client(emulator, "cloudformation"), "stack", seconds=300)
        stack.deploy({"Resources": resources})
        assert {process_listening_on(*address) is None for address in addresses(emulator)} == {False}
        assert len(addresses(emulator)) == len(names())
        assert emulator.stop() == 0
    finally:
        if emulator.process.poll() is None:
            emulator.process.kill()
            emulator.process.wait()
        for folder in folders:
            folder.chmod(0o755)
    assert [(folder, folder.stat().st_mtime_ns) for folder in folders] == changes
