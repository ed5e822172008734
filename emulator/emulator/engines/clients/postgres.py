"""A client of PostgreSQL."""

import ssl
from contextlib import AbstractContextManager, closing

from pg8000.native import Connection, DatabaseError, identifier

from emulator.engines.clients.contract import Client, Variables


class PostgresClient(Client):
    credential = "DATABASE_PASSWORD"
    # An error that the server sent.
    refusals = (DatabaseError,)

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[Connection]:
        return closing(
            Connection(
                variables["DATABASE_USERNAME"],
                host=variables["DATABASE_HOST"],
                port=int(variables["DATABASE_PORT"]),
                database=variables["DATABASE_NAME"],
                password=variables["DATABASE_PASSWORD"],
                ssl_context=ssl.create_default_context(cafile=root),
                timeout=30,
            )
        )

    def write(self, connection: Connection, name: str, text: str) -> None:
        connection.run(f"CREATE TABLE {identifier(name)} (text text)")
        connection.run(f"INSERT INTO {identifier(name)} VALUES (:text)", text=text)

    def take(self, connection: Connection, name: str) -> str:
        [[text]] = connection.run(f"SELECT text FROM {identifier(name)}")
        connection.run(f"DROP TABLE {identifier(name)}")
        return text


CLIENT = PostgresClient()
