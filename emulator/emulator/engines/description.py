"""Tells the servers of the engines, and the root certificate that clients must trust, over HTTP.

It also starts the servers again that ended unexpectedly.
"""

import asyncio
import json
from typing import Any

from emulator.asgi import respond
from emulator.engines.servers import Servers

ENGINES_PATH = "/_emulator/engines"
ROOT_PATH = "/_emulator/engines/root.pem"
START_PATH = "/_emulator/engines/start"


def with_description(app: Any, servers: Servers) -> Any:
    """Adds the paths to an ASGI application."""

    async def described(scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else None
        if path == ROOT_PATH:
            await respond(send, "application/x-pem-file", servers.authority.certificate)
        elif path == ENGINES_PATH:
            await _respond(send, _describe(servers))
        elif path == START_PATH and scope["method"] == "POST":
            started, problems = await asyncio.to_thread(servers.start_failed)
            await _respond(send, {"started": started, "problems": problems})
        elif path == START_PATH:
            await _respond(send, {"message": f"{START_PATH} starts servers: use POST."}, 405)
        else:
            await app(scope, receive, send)

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


async def _respond(send: Any, body: Any, status: int = 200) -> None:
    await respond(send, "application/json", json.dumps(body).encode(), status)
