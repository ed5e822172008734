"""Ports and addresses of this machine."""

import os
import socket
from collections.abc import Collection

from emulator.engines.contract import LOOPBACK_ADDRESSES, EngineError


def free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return listener.getsockname()[1]


def free_address(name: str, port: int, taken: Collection[str]) -> str:
    """Returns a loopback address for a server whose port AWS fixes. ``taken`` are addresses of servers not started."""
    for address in LOOPBACK_ADDRESSES[1:]:
        if address not in taken and _listen(address, port) is None:
            return address
    raise EngineError(
        f"{name}: no address from {LOOPBACK_ADDRESSES[1]} to {LOOPBACK_ADDRESSES[-1]} has a free port {port}. End other"
        " emulators."
    )


def require_free(name: str, host: str, port: int) -> None:
    reason = _listen(host, port)
    if reason:
        raise EngineError(f"{name} cannot listen on {host}:{port} ({reason}). End the process that listens there.")


def accepts_connections(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True


def _listen(host: str, port: int) -> str | None:
    """Returns why the port cannot be used, or None."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        return os.strerror(error.errno or 0)
    return None
