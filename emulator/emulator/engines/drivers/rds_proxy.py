"""The front of an RDS proxy: PgBouncer if it is on the PATH. Otherwise, connections pass to the database unchanged.

A proxy always listens on port 5432, which no API answers. Each has an address of its own, which is a loopback address.
"""

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emulator.engines import front
from emulator.engines.contract import Driver, Place
from emulator.engines.sockets import accepts_connections
from emulator.engines.unprivileged import command_of_server_user, give_to_server_user

PORT = 5432


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
        return "PgBouncer" if shutil.which("pgbouncer") else "pass-through"

    def is_installed(self, version: str) -> bool:
        return True

    def install(self, version: str) -> None:
        """Nothing: PgBouncer is used where it is on the PATH."""

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        if version == "pass-through":
            target = ":".join(map(str, settings.target))
            return [[sys.executable, "-I", "-S", front.__file__, place.host, str(place.port), target]]
        _write_users(place, settings)
        configuration = place.directory / "pgbouncer.ini"
        configuration.write_text(_configuration(place, settings))
        give_to_server_user(place.directory)
        return [command_of_server_user(self.name, [shutil.which("pgbouncer") or "pgbouncer", str(configuration)])]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        return accepts_connections(place.host, place.port)

    def needs_restart(self, previous: Settings, settings: Settings) -> bool:
        return (previous.target, previous.requires_tls) != (settings.target, settings.requires_tls)

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        if previous and version != "pass-through":
            _write_users(place, settings)
            os.kill(int(_process_id(place).read_text()), signal.SIGHUP)


DRIVER = RdsProxy()


def _process_id(place: Place) -> Path:
    return place.directory / "pgbouncer.pid"


def _write_users(place: Place, settings: Settings) -> None:
    quoted = lambda text: '"' + text.replace('"', '""') + '"'
    lines = [f"{quoted(user)} {quoted(password)}\n" for user, password in settings.users]
    (place.directory / "users.txt").write_text("".join(lines))


def _configuration(place: Place, settings: Settings) -> str:
    host, port = settings.target
    options = {
        "pidfile": _process_id(place),
        "listen_addr": place.host,
        "listen_port": place.port,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": place.directory / "users.txt",
        "client_tls_sslmode": "require" if settings.requires_tls else "allow",
        "client_tls_key_file": place.key,
        "client_tls_cert_file": place.certificate,
        "server_tls_sslmode": "verify-full",
        "server_tls_ca_file": place.authority,
        # RDS Proxy keeps a connection for a client that changes the state of its session.
        "pool_mode": "session",
        "server_reset_query": "DISCARD ALL",
        "ignore_startup_parameters": "extra_float_digits,options",
    }
    lines = [f"{name} = {value}" for name, value in options.items()]
    return "\n".join(["[databases]", f"* = host={host} port={port}", "[pgbouncer]", *lines, ""])
