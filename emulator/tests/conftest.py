"""Fixtures: one emulator per test session, AWS clients, and stacks."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients_of_account import clients_of
from emulator_process import Emulator
from readers import Aws
from stack import Another, Stack
from templates import Base, base_template, nested_template


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator.start(tmp_path_factory.mktemp("emulator"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def aws(emulator: Emulator) -> Aws:
    return clients_of(emulator, "123456789012")


_accounts = itertools.count(210000000000)


@pytest.fixture
def new_account(emulator: Emulator) -> Aws:
    """The clients of an account in which nothing exists."""
    return clients_of(emulator, str(next(_accounts)))


_numbers = itertools.count(1)


@pytest.fixture
def stack(aws: Aws) -> Iterator[Stack]:
    """A stack for one test. It is deleted after the test."""
    created = Stack(aws("cloudformation"), f"test-{next(_numbers)}")
    yield created
    created.delete()


@pytest.fixture
def another(aws: Aws, stack: Stack) -> Iterator[Another]:
    """Creates additional stacks, and deletes them before the stack of the test."""
    stacks: list[Stack] = []

    def create(suffix: str) -> Stack:
        stacks.append(Stack(aws("cloudformation"), f"{stack.name}-{suffix}"))
        return stacks[-1]

    yield create
    for created in reversed(stacks):
        created.delete()


@pytest.fixture(scope="session")
def base(aws: Aws) -> dict[str, str]:
    """The outputs of a stack with resources that tested resources refer to: a network, keys, roles, groups."""
    created = Stack(aws("cloudformation"), "base")
    created.deploy(base_template())
    return created.outputs() | create_snapshots(aws, created.outputs())


def create_snapshots(aws: Aws, base: Base) -> Base:
    """Creates snapshots of the base resources, and items and nested templates in the base bucket."""
    rds, docdb = aws("rds"), aws("docdb")
    rds.create_db_snapshot(DBSnapshotIdentifier="database", DBInstanceIdentifier=base["Database"])
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="cluster", DBClusterIdentifier=base["Cluster"])
    docdb.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="documents", DBClusterIdentifier=base["Documents"])
    aws("elasticache").create_snapshot(SnapshotName="cache")
    aws("s3").put_object(Bucket=base["Bucket"], Key="items/one.csv", Body=b"order;1\nbasket;2\n")
    for name in ("one", "two"):
        aws("s3").put_object(Bucket=base["Bucket"], Key=f"nested/{name}.json", Body=nested_template(name).encode())
    return {
        "Snapshot": "database",
        "ClusterSnapshot": "cluster",
        "DocumentsSnapshot": "documents",
        "CacheSnapshot": "cache",
    }


@pytest.fixture(scope="session")
def package() -> Path:
    return Path(__file__).parent.parent
