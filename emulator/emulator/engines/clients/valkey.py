"""A client of Valkey."""

from contextlib import AbstractContextManager, closing

import valkey
from valkey.exceptions import AuthenticationError

from emulator.engines.clients.contract import Client, Variables


class ValkeyClient(Client):
    credential = "CACHE_PASSWORD"
    refusals = (AuthenticationError,)

    def own_name(self, variables: Variables, name: str) -> str:
        return variables.get("CACHE_KEY_PREFIX", "") + name

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[valkey.Valkey]:
        client = valkey.Valkey(
            variables["CACHE_ENDPOINT"],
            int(variables["CACHE_PORT"]),
            username=variables["CACHE_USERNAME"],
            password=variables["CACHE_PASSWORD"],
            ssl=True,
            ssl_ca_certs=root,
            ssl_check_hostname=True,
            socket_timeout=30,
            decode_responses=True,
        )
        client.ping()  # the first command connects
        return closing(client)

    def write(self, connection: valkey.Valkey, name: str, text: str) -> None:
        connection.set(name, text)

    def take(self, connection: valkey.Valkey, name: str) -> str:
        text = connection.get(name)
        connection.delete(name)
        return text


CLIENT = ValkeyClient()
