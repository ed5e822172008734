"""Refuses the requests that a browser sends for a web site.

MiniStack answers every request with ``Access-Control-Allow-Origin: *`` and accepts any credentials. Without this module,
each web site that a developer visits could read the secrets of the platform on this machine.
"""

import re
from typing import Any

from emulator.asgi import respond

# A web site whose domain name resolves to 127.0.0.1 (DNS rebinding) sends its own name. ``*.localhost`` is for the buckets
# and the APIs that clients address by a host name.
_LOOPBACK = re.compile(r"(127\.0\.0\.1|\[::1\]|([^.:@/]+\.)*localhost)\.?(:\d+)?", re.IGNORECASE)


def without_web_sites(app: Any) -> Any:
    """Adds the refusal to an ASGI application, for all of its paths."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        reason = _refusal(scope["headers"]) if scope["type"] in ("http", "websocket") else None
        if reason is None:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            # Before the connection is accepted, this is a response with status 403.
            await send({"type": "websocket.close"})
        else:
            await respond(send, "text/plain", f"{reason}\n".encode(), 403)

    return guarded


def _refusal(headers: list[tuple[bytes, bytes]]) -> str | None:
    """Returns why a request is refused, in one sentence."""
    values = {name.lower(): value.decode("latin-1") for name, value in headers}
    if not _LOOPBACK.fullmatch(values.get(b"host", "")):
        return "The emulator answers only requests whose Host is 127.0.0.1, localhost or a name that ends with .localhost."
    # A browser sends "none" for an address that the developer opens.
    if b"origin" in values or values.get(b"sec-fetch-site", "none") != "none":
        return "The emulator does not answer requests that a browser sends for a web site."
    return None
