"""The front of an RDS proxy: PgBouncer, from the PATH or from the Debian tree if that is installed.

Without PgBouncer, connections pass to the database unchanged.

A proxy always listens on port 5432, which no API answers. Each has an address of its own, which is a loopback address.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emulator.engines import debian_tree, front
from emulator.engines.contract import Driver, Place
from emulator.engines.sockets import accepts_connections
from emulator.engines.unprivileged import command_of_server_user, give_to_server_user

PORT = 5432
# The version of a proxy without PgBouncer.
PASS_THROUGH = "pass-through"

_PROCESS_ID, _USERS = "pgbouncer.pid", "users.txt"


@dataclass(frozen=True)
class Settings:
    # The address of the database.
    target: tuple[str, int]
    # User names and passwords, of the secrets that the proxy may read.
    users: tuple[tuple[str, str], ...]
    requires_tls: bool


class RdsProxy(Driver):
    name = "rds-proxy"

    def version(self, requested: str | None) -> str:
        if on_path := shutil.which("pgbouncer"):
            described = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=False).stdout
            return described.partition("\n")[0] or "PgBouncer"
        return f"PgBouncer {debian_tree.version('pgbouncer')}" if debian_tree.is_installed() else PASS_THROUGH

    def is_installed(self, version: str) -> bool:
        return True

    def install(self, version: str) -> None:
        """Nothing: a proxy uses PgBouncer where it is."""

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        if version == PASS_THROUGH:
            target = ":".join(map(str, settings.target))
            return [[sys.executable, "-I", "-S", front.__file__, place.host, str(place.port), target]]
        on_path = shutil.which("pgbouncer")
        seen = place.directory if on_path else debian_tree.MOUNT
        _write_users(place, settings)
        (place.directory / "pgbouncer.ini").write_text(_configuration(place, seen, settings))
        give_to_server_user(place.directory)
        program = [on_path or "/usr/sbin/pgbouncer", str(seen / "pgbouncer.ini")]
        command = command_of_server_user(self.name, program)
        return [command if on_path else debian_tree.in_tree(place, command)]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        return accepts_connections(place.host, place.port)

    def needs_restart(self, previous: Settings, settings: Settings) -> bool:
        return (previous.target, previous.requires_tls) != (settings.target, settings.requires_tls)

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        if previous and version != PASS_THROUGH:
            _write_users(place, settings)
            os.kill(int((place.directory / _PROCESS_ID).read_text()), signal.SIGHUP)


DRIVER = RdsProxy()


def _write_users(place: Place, settings: Settings) -> None:
    quoted = lambda text: '"' + text.replace('"', '""') + '"'
    lines = [f"{quoted(user)} {quoted(password)}\n" for user, password in settings.users]
    (place.directory / _USERS).write_text("".join(lines))


def _configuration(place: Place, seen: Path, settings: Settings) -> str:
    host, port = settings.target
    options = {
        "pidfile": seen / _PROCESS_ID,
        "listen_addr": place.host,
        "listen_port": place.port,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": seen / _USERS,
        "client_tls_sslmode": "require" if settings.requires_tls else "allow",
        "client_tls_key_file": seen / place.key.name,
        "client_tls_cert_file": seen / place.certificate.name,
        # It asks no client for a certificate, but it does not start without an authority.
        "client_tls_ca_file": seen / place.authority.name,
        "server_tls_sslmode": "verify-full",
        "server_tls_ca_file": seen / place.authority.name,
        # RDS Proxy keeps a connection for a client that changes the state of its session.
        "pool_mode": "session",
        "server_reset_query": "DISCARD ALL",
        "ignore_startup_parameters": "extra_float_digits,options",
    }
    lines = [f"{name} = {value}" for name, value in options.items()]
    return "\n".join(["[databases]", f"* = host={host} port={port}", "[pgbouncer]", *lines, ""])
