"""Ports and addresses of this machine."""

import os
import socket
import sys
from collections.abc import Collection, Sequence

from emulator.engines.contract import LOOPBACK_ADDRESSES, EngineError


def free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return listener.getsockname()[1]


def free_address(name: str, ports: Sequence[int], taken: Collection[tuple[str, int]]) -> str:
    """Returns a loopback address on which the ports are free.

    ``taken`` has the addresses and the first ports of servers that may not listen yet.
    """
    *aliases, main = LOOPBACK_ADDRESSES
    # Two emulators begin with different addresses, because both could find one free at the same time.
    first = os.getpid() % len(aliases)
    reasons: dict[int, str] = {}
    for address in (*aliases[first:], *aliases[:first], main):
        if (address, ports[0]) in taken:
            continue
        reasons = {port: reason for port in ports if (reason := _listen(address, port))}
        if not reasons:
            return address
    port, reason = next(iter(reasons.items()), (ports[0], "other servers have them"))
    raise EngineError(
        f"{name} cannot listen on port {port} of any address from {aliases[0]} to {aliases[-1]} ({reason}). "
        + (
            f"End the process that listens on port {port}, such as a container."
            if sys.platform == "linux"
            else "Add one: `sudo ifconfig lo0 alias 127.0.1.1`."
        )
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
