"""Tells the servers of the engines, and the root certificate that clients must trust, over HTTP."""

import json
from typing import Any

from emulator.asgi import respond
from emulator.engines.servers import Servers

ENGINES_PATH = "/_emulator/engines"
ROOT_PATH = "/_emulator/engines/root.pem"


def with_description(app: Any, servers: Servers) -> Any:
    """Adds the two paths to an ASGI application."""

    async def described(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] not in (ENGINES_PATH, ROOT_PATH):
            await app(scope, receive, send)
        elif scope["path"] == ROOT_PATH:
            await respond(send, "application/x-pem-file", servers.authority.certificate)
        else:
            await respond(send, "application/json", json.dumps(_describe(servers)).encode())

    return described


def _describe(servers: Servers) -> list[dict[str, Any]]:
    return [
        {
            "resource": key,
            "engine": server.driver.name,
            "version": server.version,
            "requestedVersion": server.requested_version,
            "host": server.place.host,
            "port": server.place.port,
            "running": server.is_running,
            "log": str(server.driver.log(server.place)),
        }
        for key, server in servers.items()
    ]

