"""A client of MongoDB's protocol."""

from contextlib import AbstractContextManager
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from emulator.engines.clients.contract import Client, Variables


class FerretDbClient(Client):
    credential = "DATABASE_PASSWORD"
    refusals = (OperationFailure,)

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[Any]:
        client: MongoClient[dict[str, Any]] = MongoClient(
            variables["DATABASE_HOST"],
            int(variables["DATABASE_PORT"]),
            username=variables["DATABASE_USERNAME"],
            password=variables["DATABASE_PASSWORD"],
            directConnection=True,
            tls=True,
            tlsCAFile=root,
            serverSelectionTimeoutMS=30_000,
        )
        try:
            client.admin.command("ping")  # the first command logs in
        except BaseException:
            client.close()
            raise
        return client

    def write(self, connection: MongoClient[dict[str, Any]], name: str, text: str) -> None:
        connection.proof[name].insert_one({"text": text})

    def take(self, connection: MongoClient[dict[str, Any]], name: str) -> str:
        document = connection.proof[name].find_one() or {}
        connection.proof[name].drop()
        return document.get("text", "")


CLIENT = FerretDbClient()
