"""Listens before an OpenSearch server, and tells it which IAM role or user signed a request.

The emulator has the keys of the callers and verifies the signature. A request with a user name and a password passes
only with ``--internal-users``, and others are rejected. ``--role`` gives a role to every caller.
"""

import argparse
import asyncio
import hashlib
import json
from typing import Any

import urllib3
from hypercorn.asyncio import serve
from hypercorn.config import Config
from urllib3.exceptions import HTTPError

# Each is for one connection, or names the caller.
_NOT_FORWARDED = {
    "authorization", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-forwarded-for",
    "x-proxy-roles", "x-proxy-user",
}  # fmt: skip
_NOT_RETURNED = {"connection", "keep-alive", "transfer-encoding"}


class _Rejected(Exception):
    """A request that does not reach the server. The message is for the client."""


class _Front:
    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._emulator = urllib3.PoolManager()
        self._server = urllib3.PoolManager(
            ca_certs=options.authority, cert_file=options.client_certificate, key_file=options.client_key, maxsize=20
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        try:
            response = await asyncio.to_thread(self._respond, scope, body)
        except _Rejected as error:
            await _send(send, 403, [("content-type", "application/json")], json.dumps({"Message": str(error)}).encode())
        except HTTPError:
            message = {"message": "The server of the domain does not respond."}
            await _send(send, 503, [("content-type", "application/json")], json.dumps(message).encode())
        else:
            headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _NOT_RETURNED]
            await _send(send, response.status, headers, response.data)

    def _respond(self, scope: Any, body: bytes) -> urllib3.BaseHTTPResponse:
        method, path, query = scope["method"], scope["raw_path"].decode(), scope["query_string"].decode()
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        kept = {name: value for name, value in headers.items() if name not in _NOT_FORWARDED}
        identity = self._identity(method, path, query, headers, body)
        url = f"{self._options.server}{path}{f'?{query}' if query else ''}"
        return self._server.request(
            method, url, body=body or None, headers=kept | identity, retries=False, redirect=False, decode_content=False
        )

    def _identity(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
        """Returns the headers that tell the server who the caller is."""
        authorization = headers.get("authorization", "")
        if authorization.startswith("Basic ") and self._options.internal_users:
            return {"authorization": authorization}
        if not authorization.startswith("AWS4-HMAC-SHA256"):
            raise _Rejected(f"User: anonymous is not authorized to perform: es:ESHttp{method.title()}")
        digest = hashlib.sha256(body).hexdigest()
        if headers.get("x-amz-content-sha256", digest) not in (digest, "UNSIGNED-PAYLOAD"):
            raise _Rejected("The value of x-amz-content-sha256 is not the hash of the body.")
        request = {"method": method, "path": path, "query": query, "headers": {"x-amz-content-sha256": digest} | headers}
        response = self._emulator.request("POST", f"{self._options.emulator}/_emulator/engines/caller", json=request)
        caller = response.json()
        if response.status != 200:
            raise _Rejected(caller["message"])
        roles = [self._options.role] if self._options.role else caller["roles"]
        # The server accepts the headers only of a proxy.
        forwarded = {"x-forwarded-for": "127.0.0.1", "x-proxy-user": caller["user"]}
        return forwarded | ({"x-proxy-roles": ",".join(roles)} if roles else {})


async def _body(receive: Any) -> bytes:
    chunks, more = [], True
    while more:
        event = await receive()
        chunks.append(event.get("body", b""))
        more = event.get("more_body", False)
    return b"".join(chunks)


async def _send(send: Any, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    if not any(name == b"content-length" for name, _ in encoded):
        encoded.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("host", "port", "emulator", "server", "certificate", "key", "authority", "client_certificate",
                 "client_key"):  # fmt: skip
        parser.add_argument(name)
    parser.add_argument("--internal-users", action="store_true")
    parser.add_argument("--role")
    return parser.parse_args()


def main() -> None:
    options = _options()
    config = Config()
    config.bind = [f"{options.host}:{options.port}"]
    config.certfile, config.keyfile = options.certificate, options.key
    config.alpn_protocols = ["http/1.1"]
    config.loglevel = "ERROR"
    asyncio.run(serve(_Front(options), config))


if __name__ == "__main__":
    main()
