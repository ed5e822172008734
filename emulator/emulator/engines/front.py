"""Listens before an engine, and passes the bytes on to it: with TLS, for an engine that is built without it.

Usage: front.py HOST PORT TARGET [CERTIFICATE KEY]

TARGET is the path of a Unix socket, or HOST:PORT. This file imports nothing of the emulator, so that it starts fast.
"""

import asyncio
import ssl
import sys
from contextlib import suppress

_CHUNK = 1 << 16


async def _connect(target: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, separator, port = target.rpartition(":")
    return await (asyncio.open_connection(host, int(port)) if separator else asyncio.open_unix_connection(target))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def _serve(host: str, port: str, target: str, *certificate_and_key: str) -> None:
    context = None
    if certificate_and_key:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate_and_key)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            engine_reader, engine_writer = await _connect(target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, engine_writer), _copy(engine_reader, writer))

    server = await asyncio.start_server(connected, host, int(port), ssl=context)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
