"""A client of PostgreSQL."""

import ssl
from contextlib import AbstractContextManager, closing

from pg8000.native import Connection, DatabaseError, identifier

from emulator.engines.clients.contract import Client, Variables


class _Connection(Connection):
    def __init__(self, variables: Variables, root: str) -> None:
        self._variables, self._root = variables, root
        super().__init__(
            variables["DATABASE_USERNAME"],
            host=variables["DATABASE_HOST"],
            port=int(variables["DATABASE_PORT"]),
            database=variables["DATABASE_NAME"],
            password=variables["DATABASE_PASSWORD"],
            ssl_context=ssl.create_default_context(cafile=root),
            timeout=30,
        )

    def migrate(self, statement: str) -> None:
        """Changes the schema, which the login for migrations may do; without one, the user."""
        if "MIGRATION_USERNAME" not in self._variables:
            self.run(statement)
            return
        migrator = {f"DATABASE_{name}": self._variables[f"MIGRATION_{name}"] for name in ("USERNAME", "PASSWORD")}
        variables = {**self._variables, **migrator}
        with closing(_Connection(variables, self._root)) as migration:
            migration.run(statement)


class PostgresClient(Client):
    credential = "DATABASE_PASSWORD"
    # An error that the server sent.
    refusals = (DatabaseError,)

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[_Connection]:
        return closing(_Connection(variables, root))

    def write(self, connection: _Connection, name: str, text: str) -> None:
        connection.migrate(f"CREATE TABLE {identifier(name)} (text text)")
        connection.run(f"INSERT INTO {identifier(name)} VALUES (:text)", text=text)

    def take(self, connection: _Connection, name: str) -> str:
        [[text]] = connection.run(f"SELECT text FROM {identifier(name)}")
        connection.migrate(f"DROP TABLE {identifier(name)}")
        return text


CLIENT = PostgresClient()
