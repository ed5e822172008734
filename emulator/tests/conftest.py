"""One emulator for the session, and the clients and stacks that tests use."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

from support import Emulator, Stack
from templates import Base, base_template


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator.start(tmp_path_factory.mktemp("emulator"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def aws(emulator: Emulator) -> Callable[[str], BaseClient]:
    session, clients = Session(), {}

    def client(service: str) -> BaseClient:
        if service not in clients:
            clients[service] = session.create_client(
                service,
                region_name="eu-west-1",
                aws_access_key_id="123456789012",
                aws_secret_access_key="local",
                endpoint_url=emulator.url,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return clients[service]

    return client


_numbers = itertools.count(1)


@pytest.fixture
def stack(aws: Callable[[str], BaseClient]) -> Iterator[Stack]:
    """A stack of the test's own, deleted after it."""
    own = Stack(aws("cloudformation"), f"test-{next(_numbers)}")
    yield own
    own.delete()


@pytest.fixture(scope="session")
def base(aws: Callable[[str], BaseClient]) -> dict[str, str]:
    """The outputs of a stack of things that others need: a network, keys, roles, groups."""
    own = Stack(aws("cloudformation"), "base")
    own.deploy(base_template())
    return own.outputs() | restorable(aws, own.outputs())


def restorable(aws: Callable[[str], BaseClient], base: Base) -> Base:
    """What others are restored from: snapshots of what is in the base, and items in its bucket."""
    rds, docdb = aws("rds"), aws("docdb")
    rds.create_db_snapshot(DBSnapshotIdentifier="database", DBInstanceIdentifier=base["Database"])
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="cluster", DBClusterIdentifier=base["Cluster"])
    docdb.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="documents", DBClusterIdentifier=base["Documents"])
    aws("elasticache").create_snapshot(SnapshotName="cache")
    aws("s3").put_object(Bucket=base["Bucket"], Key="items/one.csv", Body=b"order;1\nbasket;2\n")
    return {
        "Snapshot": "database",
        "ClusterSnapshot": "cluster",
        "DocumentsSnapshot": "documents",
        "CacheSnapshot": "cache",
    }


@pytest.fixture(scope="session")
def package() -> Path:
    return Path(__file__).parent.parent
