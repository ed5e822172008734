"""Listens with TLS, and passes the bytes on to a Unix socket, for an engine that is built without TLS.

Usage: tls_front.py HOST PORT CERTIFICATE KEY SOCKET

This file imports nothing of the emulator, so that it starts fast.
"""

import asyncio
import ssl
import sys
from contextlib import suppress

_CHUNK = 1 << 16


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def _serve(host: str, port: str, certificate: str, key: str, socket: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            engine_reader, engine_writer = await asyncio.open_unix_connection(socket)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, engine_writer), _copy(engine_reader, writer))

    server = await asyncio.start_server(connected, host, int(port), ssl=context)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
