"""Proves with clients that workloads can use the servers of engines.

Usage: python -m emulator.engines.proof FILE

FILE has ``{"root": FILE, "logins": [{"engine": NAME, "variables": {...}}]}``. The variables are those of a connected
workload. Prints a list with null for each login that works, and with the reason for each that does not.
"""

import json
import logging
import secrets
import sys
from importlib import import_module
from pathlib import Path

from emulator.engines.clients.contract import Client, Variables


class Unproved(Exception):
    """A server that works differently from the service of AWS."""


def prove(client: Client, variables: Variables, root: str) -> None:
    """Writes with one connection, reads with another one, and expects that a wrong password is refused."""
    name, text = client.own_name(variables, f"proof_{secrets.token_hex(8)}"), secrets.token_hex(8)
    with client.connect(variables, root) as connection:
        client.write(connection, name, text)
    with client.connect(variables, root) as connection:
        found = client.take(connection, name)
    if found != text:
        raise Unproved(f"the server returned {found!r} in place of {text!r}")
    try:
        with client.connect({**variables, client.credential: secrets.token_hex(16)}, root):
            raise Unproved(f"the server accepts a wrong {client.credential}")
    except client.refusals:
        pass


def reason(engine: str, variables: Variables, root: str) -> str | None:
    """Returns why a login fails, as one line without any secret, or None."""
    try:
        prove(import_module(f"emulator.engines.clients.{engine}").CLIENT, variables, root)
    except KeyError as error:
        return f"the workload has no {error.args[0]}"
    except Exception as error:
        return " ".join(f"{type(error).__name__}: {error}".split())
    return None


def main() -> None:
    # Clients log refused logins, which are expected.
    logging.disable()
    request = json.loads(Path(sys.argv[1]).read_text())
    json.dump([reason(**login, root=request["root"]) for login in request["logins"]], sys.stdout)


if __name__ == "__main__":
    main()
