"""Fixtures: one emulator with engines for the tests of this directory, and their servers."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

from emulator.engines.drivers.ferretdb import DRIVER as FERRETDB
from emulator.engines.drivers.opensearch import DRIVER as OPENSEARCH
from emulator.engines.drivers.rabbitmq import DRIVER as RABBITMQ
from emulator_process import Emulator

Aws = Callable[[str], BaseClient]


def clients(emulator: Emulator) -> Aws:
    credentials = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "local"}
    created: dict[str, BaseClient] = {}

    def client(service: str) -> BaseClient:
        if service not in created:
            created[service] = Session().create_client(
                service,
                region_name="eu-west-1",
                endpoint_url=emulator.url,
                config=Config(retries={"total_max_attempts": 1}),
                **credentials,
            )
        return created[service]

    return client


def names() -> list[str]:
    """All engines but those that take minutes to install and are not installed."""
    slow = [driver.name for driver in (FERRETDB, OPENSEARCH, RABBITMQ) if driver.is_installed(driver.version(None))]
    return ["postgres", "valkey", *slow]


@pytest.fixture(autouse=True)
def available(request: pytest.FixtureRequest) -> None:
    """Skips a test of an engine that cannot be had, with the reason. The test's module names the engine."""
    engine = getattr(request.module, "ENGINE", None)
    if engine and engine not in names():
        pytest.skip(f"{engine} is not installed: run the emulator once with --engines {engine}")
    if engine:
        log = request.getfixturevalue("emulator").log.read_text().splitlines()
        unavailable = [line for line in log if "The emulator continues without it" in line and engine in line]
        if unavailable:
            pytest.skip(unavailable[0])


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator.start(tmp_path_factory.mktemp("engines"), "--engines", ",".join(names()))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def aws(emulator: Emulator) -> Aws:
    return clients(emulator)


@pytest.fixture(scope="session")
def root(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root certificate that the emulator tells."""
    file = tmp_path_factory.mktemp("root") / "root.pem"
    with urllib.request.urlopen(f"{emulator.url}/_emulator/engines/root.pem") as response:
        file.write_bytes(response.read())
    return file


Servers = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def servers(emulator: Emulator) -> Servers:
    """Returns the servers that the emulator tells."""

    def read() -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{emulator.url}/_emulator/engines") as response:
            return json.load(response)

    return read


StartFailed = Callable[[], dict[str, list[str]]]


@pytest.fixture(scope="session")
def start_failed(emulator: Emulator) -> StartFailed:
    """Starts the servers again that ended, and returns the answer of the emulator."""

    def post() -> dict[str, list[str]]:
        with urllib.request.urlopen(f"{emulator.url}/_emulator/engines/start", b"") as response:
            return json.load(response)

    return post
