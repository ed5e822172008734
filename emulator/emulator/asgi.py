"""Responses of the paths that this package adds to MiniStack's HTTP application."""

from typing import Any


async def respond(send: Any, content_type: str, body: bytes, status: int = 200) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
