"""RabbitMQ, from ``rabbitmq-server`` on the PATH, or from Debian's packages in a directory tree of their own.

No package registry has RabbitMQ with Erlang. debootstrap creates the tree, which needs root and a Debian system. A
server runs in it with chroot, in a mount namespace that ends with the server.
"""

import json
import os
import shlex
import shutil
import signal
import ssl
import subprocess
import urllib.request
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.sockets import accepts_connections, free_port

# Debian 13 has RabbitMQ 4.0.
_SUITE = "trixie"
_TREE = f"rabbitmq-debian-{_SUITE}"
# Where the directory of a server is, in the tree.
_MOUNT = "/srv"
_HINT = (
    "Install rabbitmq-server on the PATH; or run the emulator as root on Debian, after `apt-get install debootstrap`."
)

AMQPS_PORT, MANAGEMENT_PORT = 5671, 15671


@dataclass(frozen=True)
class Settings:
    user: str
    password: str


class RabbitMq(Driver):
    name = "rabbitmq"
    # Its script answers any other signal by starting another Erlang system. The data are deleted.
    stop_signal = signal.SIGKILL

    def version(self, requested: str | None) -> str:
        return "on the PATH" if shutil.which("rabbitmq-server") else f"4.0 (Debian {_SUITE})"

    def is_installed(self, version: str) -> bool:
        return bool(shutil.which("rabbitmq-server")) or cached(_TREE).exists()

    def install(self, version: str) -> None:
        if os.geteuid() != 0 or not shutil.which("debootstrap"):
            raise EngineError(f"rabbitmq cannot be installed, because it is in no package registry. {_HINT}")
        install(_TREE, _install_tree)

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        in_tree = not shutil.which("rabbitmq-server")
        seen = Path(_MOUNT) if in_tree else place.directory
        (place.directory / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (place.directory / "rabbitmq.conf").write_text(_configuration(place, seen))
        definitions = place.directory / "definitions.json"
        definitions.touch(mode=0o600)
        definitions.write_text(json.dumps(_definitions(settings)))
        environment = _environment(place, seen)
        # epmd, Erlang's name server, would otherwise become a daemon.
        programs = (
            ["epmd", "-address", "127.0.0.1", "-port", environment["ERL_EPMD_PORT"]],
            ["/usr/lib/rabbitmq/bin/rabbitmq-server" if in_tree else "rabbitmq-server"],
        )
        assigned = [f"{name}={value}" for name, value in environment.items()]
        return [_in_tree(place, ["env", *assigned, *program]) if in_tree else ["env", *assigned, *program]
                for program in programs]  # fmt: skip

    def is_ready(self, place: Place, settings: Settings) -> bool:
        return all(accepts_connections(place.host, port) for port in (AMQPS_PORT, MANAGEMENT_PORT))

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        if previous:
            _set_password(place, previous, settings)


DRIVER = RabbitMq()

# ---- installation ---------------------------------------------------------------------------------------------------


def _install_tree(directory: Path) -> None:
    tree = directory / "tree"
    # The mirror that this machine uses. No file of the tree retains it.
    targets = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    mirrors = subprocess.run(targets, capture_output=True, text=True, check=False).stdout.split()
    if not mirrors:
        raise EngineError(f"rabbitmq cannot be installed, because apt has no mirror. {_HINT}")
    keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
    options = (f"--keyring={keys}", "--variant=minbase", "--include=rabbitmq-server")
    # Older releases of debootstrap do not know the suite by name. All suites have the same script.
    script = "/usr/share/debootstrap/scripts/sid"
    run_installer("rabbitmq", ["debootstrap", *options, _SUITE, str(tree), mirrors[0], script], directory, _HINT)
    (tree / "etc/apt/sources.list").unlink(missing_ok=True)
    for unused in ("var/cache/apt", "var/lib/apt/lists", "debootstrap"):
        shutil.rmtree(tree / unused, ignore_errors=True)
    (directory / "install.log").unlink()


# ---- files ----------------------------------------------------------------------------------------------------------


def _in_tree(place: Place, program: Sequence[str]) -> Sequence[str]:
    tree = cached(_TREE) / "tree"
    mounts = ((Path("/proc"), "/proc"), (place.directory, _MOUNT))
    binds = [shlex.join(["mount", "--bind", str(source), f"{tree}{target}"]) for source, target in mounts]
    return [
        "unshare",
        "--mount",
        "sh",
        "-c",
        " && ".join([*binds, f"exec {shlex.join(['chroot', str(tree), *program])}"]),
    ]


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


def _set_password(place: Place, previous: Settings, settings: Settings) -> None:
    body = json.dumps({"password": settings.password, "tags": "administrator"}).encode()
    credentials = b64encode(f"{previous.user}:{previous.password}".encode()).decode()
    headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}
    url = f"https://{place.host}:{MANAGEMENT_PORT}/api/users/{settings.user}"
    request = urllib.request.Request(url, body, headers, method="PUT")
    trust = ssl.create_default_context(cafile=str(place.authority))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
    opener.open(request, timeout=10).close()
