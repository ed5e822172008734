"""Sockets and processes of this machine, from /proc. Linux only."""

import os
import socket
from contextlib import suppress
from pathlib import Path


def descendants(pid: int) -> set[int]:
    try:
        tasks = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # It ended.
        return set()
    children = {int(child) for task in tasks for child in task}
    return children.union(*map(descendants, children))


def listening_on(pids: set[int]) -> set[str]:
    """Returns the hexadecimal addresses of the TCP and UDP sockets on which the processes listen."""
    inodes = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # It was closed meanwhile.
                target = os.readlink(link)
                if target.startswith("socket:["):
                    inodes.add(target[8:-1])
    return {address.split(":")[0] for address, inode in _bound_sockets() if inode in inodes}


def is_loopback(address: str) -> bool:
    """Returns whether a hexadecimal address is in 127.0.0.0/8. Its bytes are in the order of the machine."""
    return len(address) == 8 and address.endswith("7F")


def process_listening_on(host: str, port: int) -> int | None:
    """Returns the id of the process that listens on a TCP port of an IPv4 address."""
    address = f"{socket.inet_aton(host)[::-1].hex().upper()}:{port:04X}"
    inodes = {f"socket:[{inode}]" for bound, inode in _bound_sockets() if bound == address}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if inodes & {os.readlink(link) for link in (process / "fd").iterdir()}:
                return int(process.name)
        except OSError:  # It ended, or belongs to another user.
            continue
    return None


def _bound_sockets() -> list[tuple[str, str]]:
    """Returns the address and the inode of each socket on which a process of this machine listens."""
    found = []
    for table, bound in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == bound:
                found.append((fields[1], fields[9]))
    return found
