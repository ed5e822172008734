"""A client of MongoDB's protocol."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from emulator.engines.clients.contract import Client, Variables

Document = dict[str, Any]


@contextmanager
def _database(variables: Variables, root: str) -> Iterator[Database[Document]]:
    """The database of the service, or one that the master alone uses."""
    with MongoClient[Document](
        variables["DATABASE_HOST"],
        int(variables["DATABASE_PORT"]),
        username=variables["DATABASE_USERNAME"],
        password=variables["DATABASE_PASSWORD"],
        directConnection=True,
        tls=True,
        tlsCAFile=root,
        serverSelectionTimeoutMS=30_000,
    ) as client:
        client.admin.command("ping")  # the first command logs in
        yield client[variables.get("DATABASE_NAME", "proof")]


class FerretDbClient(Client):
    credential = "DATABASE_PASSWORD"
    refusals = (OperationFailure,)

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[Database[Document]]:
        return _database(variables, root)

    def write(self, connection: Database[Document], name: str, text: str) -> None:
        connection[name].insert_one({"text": text})

    def take(self, connection: Database[Document], name: str) -> str:
        document = connection[name].find_one() or {}
        connection[name].drop()
        return document.get("text", "")


CLIENT = FerretDbClient()
