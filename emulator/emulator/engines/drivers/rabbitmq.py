"""RabbitMQ, from ``rabbitmq-server`` on the PATH, or from Debian's packages: no package registry has it with Erlang."""

import json
import shlex
import shutil
import signal
import ssl
import urllib.request
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

from emulator.engines import debian_tree
from emulator.engines.contract import Driver, Place
from emulator.engines.sockets import accepts_connections, free_port

# The package, and its program.
_SERVER = "rabbitmq-server"
_HINT = "Install rabbitmq-server on the PATH; or run the emulator as root on Debian."

AMQPS_PORT, MANAGEMENT_PORT = 5671, 15671


@dataclass(frozen=True)
class Settings:
    user: str
    password: str


class RabbitMq(Driver):
    name = "rabbitmq"
    usual_port = AMQPS_PORT
    further_ports = (MANAGEMENT_PORT,)
    # Its script answers any other signal by starting another Erlang system. The data are deleted.
    stop_signal = signal.SIGKILL

    def version(self, requested: str | None) -> str:
        return "on the PATH" if shutil.which(_SERVER) else debian_tree.version(_SERVER)

    def is_installed(self, version: str) -> bool:
        return bool(shutil.which(_SERVER)) or debian_tree.is_installed()

    def install(self, version: str) -> None:
        debian_tree.install_tree(self.name, _HINT)

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        on_path = shutil.which(_SERVER)
        seen = place.directory if on_path else debian_tree.MOUNT
        (place.directory / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (place.directory / "rabbitmq.conf").write_text(_configuration(place, seen))
        definitions = place.directory / "definitions.json"
        definitions.touch(mode=0o600)
        definitions.write_text(json.dumps(_definitions(settings)))
        environment = _environment(place, seen)
        # RabbitMQ would start epmd, Erlang's name server, as a daemon, which outlives it, if it did not run already.
        wait = "until epmd -names >/dev/null 2>&1; do sleep 0.05; done"
        programs = (
            ["epmd", "-address", "127.0.0.1", "-port", environment["ERL_EPMD_PORT"]],
            ["sh", "-c", f"{wait}; exec {shlex.quote(on_path or '/usr/lib/rabbitmq/bin/rabbitmq-server')}"],
        )
        commands = [["env", *(f"{name}={value}" for name, value in environment.items()), *each] for each in programs]
        return commands if on_path else [debian_tree.in_tree(place, command, ends_as_one=True) for command in commands]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        return all(accepts_connections(place.host, port) for port in (AMQPS_PORT, MANAGEMENT_PORT))

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        # A server that was started again has read the definitions.
        if previous and not _knows(place, settings):
            _manage(place, previous, "definitions", _definitions(settings))


DRIVER = RabbitMq()


def _configuration(place: Place, seen: Path) -> str:
    tls = {"cacertfile": place.authority, "certfile": place.certificate, "keyfile": place.key}
    files = {name: seen / path.name for name, path in tls.items()}
    options = {
        "listeners.tcp": "none",
        "listeners.ssl.1": f"{place.host}:{AMQPS_PORT}",
        **{f"ssl_options.{name}": path for name, path in files.items()},
        "ssl_options.verify": "verify_none",
        "management.ssl.ip": place.host,
        "management.ssl.port": MANAGEMENT_PORT,
        **{f"management.ssl.{name}": path for name, path in files.items()},
        "load_definitions": seen / "definitions.json",
        "log.console": "true",
        "log.file": "false",
        "vm_memory_high_watermark.absolute": "512MB",
        "disk_free_limit.absolute": "50MB",
    }
    return "".join(f"{name} = {value}\n" for name, value in options.items())


def _definitions(settings: Settings) -> Mapping[str, object]:
    everything = {name: ".*" for name in ("configure", "write", "read")}
    return {
        "users": [{"name": settings.user, "password": settings.password, "tags": "administrator"}],
        "vhosts": [{"name": "/"}],
        "permissions": [{"user": settings.user, "vhost": "/", **everything}],
    }


def _environment(place: Place, seen: Path) -> Mapping[str, str]:
    return {
        "HOME": str(seen),
        "LANG": "C.UTF-8",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(free_port("127.0.0.1")),
        # Distribution over Erlang's protocol: only to this machine.
        "RABBITMQ_NODENAME": f"rabbit-{place.host.replace('.', '-')}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port("127.0.0.1")),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none",
        "RABBITMQ_CONFIG_FILE": str(seen / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(seen / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(seen / "mnesia"),
        "RABBITMQ_LOG_BASE": str(seen),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_PID_FILE": str(seen / "rabbitmq.pid"),
    }


def _knows(place: Place, settings: Settings) -> bool:
    try:
        _manage(place, settings, "whoami")
    except HTTPError as error:
        if error.code == HTTPStatus.UNAUTHORIZED:
            return False
        raise
    return True


def _manage(place: Place, login: Settings, path: str, body: object = None) -> None:
    credentials = b64encode(f"{login.user}:{login.password}".encode()).decode()
    headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}
    content = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"https://{place.host}:{MANAGEMENT_PORT}/api/{path}", content, headers)
    trust = ssl.create_default_context(cafile=str(place.authority))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
    opener.open(request, timeout=10).close()
