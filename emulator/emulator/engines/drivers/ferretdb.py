"""FerretDB, a server of MongoDB's protocol on SQLite, compiled from its Go module.

No package registry has a MongoDB server. As in DocumentDB, a user of the service's own administers the server, so that
a new password can be set whatever the master user's password is.
"""

import json
import secrets
import shlex
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.sockets import accepts_connections

_VERSION = "1.24.2"
_MODULE = f"github.com/FerretDB/FerretDB@v{_VERSION}"
_ADMIN = "serviceadmin"
_HINT = f"Install Go on the PATH, and check that `go list -m {_MODULE}` finds the module."
_USER_NOT_FOUND = 11

_REJECTING_ROLES = "r, ok := v.(*types.Array)\n\t\treturn ok && r.Len() == 0"
_ACCEPTING_ROLES = "_, ok := v.(*types.Array)\n\t\treturn ok"


@dataclass(frozen=True)
class Settings:
    user: str
    password: str


class FerretDb(Driver):
    name = "ferretdb"
    usual_port = 27017

    def version(self, requested: str | None) -> str:
        return _VERSION

    def is_installed(self, version: str) -> bool:
        return _binary().exists()

    def install(self, version: str) -> None:
        install(self.name, _binary().parent.name, _build)

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        password = _admin_password(place)
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(secrets.token_urlsafe(24))
        (place.directory / "data").mkdir(exist_ok=True)
        options = {
            "handler": "sqlite",
            # Relative to the directory of the server, whose path may have characters that a URL does not allow.
            "sqlite-url": "file:data/",
            "state-dir": place.directory,
            "listen-addr": "",
            "listen-tls": place.address,
            "listen-tls-cert-file": place.certificate,
            "listen-tls-key-file": place.key,
            # No metrics and no telemetry.
            "debug-addr": "-",
            "telemetry": "disable",
            "test-enable-new-auth": "true",
            "setup-database": "admin",
            "setup-username": _ADMIN,
            # DocumentDB's name, which connection strings contain.
            "repl-set-name": "rs0",
        }
        server = shlex.join([str(_binary()), *(f"--{name}={value}" for name, value in options.items())])
        # In the environment, because other users of the machine see the arguments of a process.
        read_password = f"FERRETDB_SETUP_PASSWORD=$(cat {shlex.quote(str(password))})"
        return [["/bin/sh", "-c", f"{read_password} exec {server}"]]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        if accepts_connections(place.host, place.port):
            with suppress(PyMongoError), _connect(place) as client:
                return bool(client.admin.command("ping"))
        return False

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        with _connect(place) as client:
            try:
                client.admin.command("updateUser", settings.user, pwd=settings.password)
            except OperationFailure as error:
                if error.code != _USER_NOT_FOUND:
                    raise
                client.admin.command("createUser", settings.user, pwd=settings.password, roles=[])


DRIVER = FerretDb()


def _binary() -> Path:
    return cached(f"ferretdb-{_VERSION}-changed") / "ferretdb"


def _build(directory: Path) -> None:
    """Compiles a copy of the module with the files that ``go install`` lacks and without which FerretDB does not start."""
    run_installer("ferretdb", ["go", "mod", "download", "-json", _MODULE], directory, _HINT, GOFLAGS="-mod=mod")
    log = directory / "install.log"
    source = directory / "source"
    shutil.copytree(_downloaded(log.read_text()), source)
    for path in (source, *source.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for name, content in {"version": f"v{_VERSION}", "commit": "", "branch": "", "package": "unknown"}.items():
        (source / "build" / "version" / f"{name}.txt").write_text(content + "\n")
    # FerretDB rejects a user with roles, because it has none. Here it accepts and ignores them.
    for name in ("msg_createuser", "msg_updateuser"):
        _replace(source / "internal" / "handler" / f"{name}.go", _REJECTING_ROLES, _ACCEPTING_ROLES)
    # Clients of a replica set connect to the address that its member tells, and there is only the one with TLS.
    main = source / "cmd" / "ferretdb" / "main.go"
    _replace(main, "cli.Listen.Addr,\n\t\tReplSetName:", "cli.Listen.TLS,\n\t\tReplSetName:")
    options = ("-C", str(source), "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(directory / "ferretdb"))
    settings = {"GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"}
    run_installer("ferretdb", ["go", "build", *options, "./cmd/ferretdb"], directory, _HINT, **settings)
    shutil.rmtree(source)
    log.unlink()


def _replace(file: Path, old: str, new: str) -> None:
    code = file.read_text()
    if code.count(old) != 1:
        raise EngineError(f"ferretdb {_VERSION} cannot be built: {file.name} has other code than this version had.")
    file.write_text(code.replace(old, new))


def _downloaded(output: str) -> str:
    """Returns the directory of the module. Go prints its progress before the JSON."""
    described: dict[str, Any] = json.loads(output[output.index("{") :])
    if "Dir" not in described:
        raise EngineError(f"ferretdb cannot be installed: {described.get('Error', 'its module is not found')}. {_HINT}")
    return described["Dir"]


def _admin_password(place: Place) -> Path:
    return place.directory / "serviceadmin.password"


def _connect(place: Place) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        place.host,
        place.port,
        username=_ADMIN,
        password=_admin_password(place).read_text(),
        directConnection=True,
        tls=True,
        tlsCAFile=str(place.authority),
        # The emulator waits for it when it stops.
        serverSelectionTimeoutMS=2000,
    )
