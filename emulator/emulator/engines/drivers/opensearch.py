"""OpenSearch with its security plugin.

``signed_front.py`` listens on the port of the domain, verifies the signatures of requests, and passes the IAM role or
user on. The server admits only the front and the driver, by their certificates.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import trustme
import urllib3
from cryptography.hazmat.primitives import serialization
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from emulator.engines import opensearch_distribution as distribution
from emulator.engines import signed_front
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.sockets import accepts_connections, free_port
from emulator.engines.unprivileged import command_of_server_user, give_to_server_user

_ADMIN, _FRONT, _NODE = "admin", "front", "node"
_ORGANIZATION = "emulator"
# A backend role of every caller of a domain without fine-grained access control.
_UNRESTRICTED = "unrestricted"


@dataclass(frozen=True)
class Settings:
    # Without fine-grained access control, a caller who signs a request may do everything.
    fine_grained: bool
    # IAM role or user that administers the domain.
    master_arn: str | None = None
    # User and password of the internal database that administer the domain.
    master_login: tuple[str, str] | None = None


class OpenSearch(Driver):
    name = "opensearch"
    # Java takes longer to end than a guard waits. Every acknowledged write is on the disk.
    stop_signal = signal.SIGKILL
    ready_timeout = 300

    def version(self, requested: str | None) -> str:
        return distribution.VERSION

    def is_installed(self, version: str) -> bool:
        return distribution.is_installed()

    def install(self, version: str) -> None:
        distribution.install_missing()

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        _configure(place)
        give_to_server_user(place.directory)
        return [command_of_server_user(self.name, _server(place)), _front(place, settings)]

    def is_ready(self, place: Place, settings: Settings) -> bool:
        with suppress(HTTPError, OSError):
            healthy = _request(place, "GET", "/_plugins/_security/health?mode=strict").status == 200
            return healthy and accepts_connections(place.host, place.port)
        return False

    def needs_restart(self, previous: Settings, settings: Settings) -> bool:
        """The front has these settings as arguments."""
        return _front_options(previous) != _front_options(settings)

    def apply(self, place: Place, version: str, settings: Settings, previous: Settings | None) -> None:
        """Maps the master user to ``all_access``. Other mappings remain, which clients may have added."""
        if settings.master_login:
            user, password = settings.master_login
            _manage(place, "PUT", f"internalusers/{quote(user, safe='')}", {"password": password})
        mapping = _manage(place, "GET", "rolesmapping/all_access")["all_access"]
        for kind in ("users", "backend_roles"):
            old, new = _mapped(previous, kind), _mapped(settings, kind)
            mapping[kind] = sorted({*mapping[kind]} - old | new)
        _manage(place, "PUT", "rolesmapping/all_access", {kind: mapping[kind] for kind in ("users", "backend_roles")})


DRIVER = OpenSearch()

# ---- commands -------------------------------------------------------------------------------------------------------


def _server(place: Place) -> Sequence[str]:
    java, home = distribution.java_home(), distribution.home()
    if not java:
        raise EngineError(f"opensearch: the Java runtime is gone. Install Java {distribution.OLDEST_JAVA} or newer.")
    properties = {
        "java.net.preferIPv4Stack": "true",
        "java.locale.providers": "CLDR,SPI",
        "java.io.tmpdir": place.directory / "tmp",
        "jna.nosys": "true",
        # By default, the cache in the user's home, which nobody does not have: root would create it below /.
        "jna.tmpdir": place.directory / "tmp",
        "log4j2.disable.jmx": "true",
        "io.netty.noUnsafe": "true",
        "io.netty.allocator.numDirectArenas": "0",
        "opensearch.path.home": home,
        "opensearch.path.conf": _configuration(place),
        "opensearch.distribution.type": "tar",
    }
    memory = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    defined = [f"-D{name}={value}" for name, value in properties.items()]
    return [str(java / "bin" / "java"), *memory, *defined, "-cp", f"{home}/lib/*", "org.opensearch.bootstrap.OpenSearch"]


def _front(place: Place, settings: Settings) -> Sequence[str]:
    emulator = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"
    server = f"https://127.0.0.1:{_server_port(place)}"
    files = [place.certificate, place.key, *(_configuration(place) / name for name in ("ca.pem", "front.pem", "front.key"))]
    script = [sys.executable, "-I", signed_front.__file__, place.host, str(place.port), emulator, server]
    return [*script, *map(str, files), *_front_options(settings)]


def _front_options(settings: Settings) -> Sequence[str]:
    if not settings.fine_grained:
        return [f"--role={_UNRESTRICTED}"]
    return ["--internal-users"] if settings.master_login else []


# ---- files ----------------------------------------------------------------------------------------------------------


def _configuration(place: Place) -> Path:
    return place.directory / "config"


def _server_port(place: Place) -> int:
    return int((place.directory / "port").read_text())


def _configure(place: Place) -> None:
    configuration = _configuration(place)
    for name in ("config", "data", "logs", "tmp"):
        (place.directory / name).mkdir(exist_ok=True)
    (place.directory / "port").write_text(str(free_port("127.0.0.1")))
    _issue_certificates(configuration)
    (configuration / "opensearch.yml").write_text(_yaml(_server_settings(place)))
    (configuration / "log4j2.properties").write_text(_LOG)
    security = configuration / distribution.PLUGIN
    shutil.copytree(distribution.home() / "plugins" / distribution.PLUGIN / "config", security, dirs_exist_ok=True)
    for name, content in _SECURITY.items():
        header = {"_meta": {"type": name.replace("_", ""), "config_version": 2}}
        (security / f"{name}.yml").write_text(json.dumps(header | content))


def _issue_certificates(directory: Path) -> None:
    """Writes certificates of an authority of this server alone, which identify its clients."""
    authority = trustme.CA()
    (directory / "ca.pem").write_bytes(authority.cert_pem.bytes())
    for name in (_ADMIN, _FRONT, _NODE):
        issued = authority.issue_cert(
            "127.0.0.1", common_name=name, organization_name=_ORGANIZATION, organization_unit_name=_ORGANIZATION
        )
        (directory / f"{name}.pem").write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        key = directory / f"{name}.key"
        key.touch(mode=0o600)
        key.write_bytes(_pkcs8(issued.private_key_pem.bytes()))


def _pkcs8(key: bytes) -> bytes:
    """The only format that OpenSearch reads."""
    loaded = serialization.load_pem_private_key(key, None)
    plain = serialization.NoEncryption()
    return loaded.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _server_settings(place: Place) -> Mapping[str, object]:
    tls = {
        f"plugins.security.ssl.{layer}.{name}_filepath": file
        for layer in ("http", "transport")
        for name, file in {"pemcert": "node.pem", "pemkey": "node.key", "pemtrustedcas": "ca.pem"}.items()
    }
    return tls | {
        "cluster.name": "domain",
        "node.name": "node",
        "network.host": "127.0.0.1",
        "http.port": _server_port(place),
        "transport.port": free_port("127.0.0.1"),
        "discovery.type": "single-node",
        "path.data": str(place.directory / "data"),
        "path.logs": str(place.directory / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "plugins.security.ssl.http.enabled": True,
        "plugins.security.ssl.http.clientauth_mode": "REQUIRE",
        "plugins.security.ssl.transport.enforce_hostname_verification": False,
        "plugins.security.allow_default_init_securityindex": True,
        "plugins.security.authcz.admin_dn": [_distinguished_name(_ADMIN)],
        "plugins.security.nodes_dn": [_distinguished_name(_NODE)],
        "plugins.security.restapi.roles_enabled": ["all_access", "security_rest_api_access"],
        "plugins.security.audit.type": "noop",
    }


def _distinguished_name(name: str) -> str:
    return f"CN={name},OU={_ORGANIZATION},O={_ORGANIZATION}"


def _yaml(settings: Mapping[str, object]) -> str:
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())


_LOG = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""

# The front tells the caller in headers, to the server's own authentication by a proxy.
_SECURITY: Mapping[str, Mapping[str, Any]] = {
    "config": {
        "config": {
            "dynamic": {
                "http": {"xff": {"enabled": True, "internalProxies": r"127\.0\.0\.1"}},
                "authc": {
                    "proxy": {
                        "http_enabled": True,
                        "order": 0,
                        "http_authenticator": {
                            "type": "proxy",
                            "challenge": False,
                            "config": {"user_header": "x-proxy-user", "roles_header": "x-proxy-roles"},
                        },
                        "authentication_backend": {"type": "noop"},
                    },
                    "internal": {
                        "http_enabled": True,
                        "order": 1,
                        "http_authenticator": {"type": "basic", "challenge": True},
                        "authentication_backend": {"type": "internal"},
                    },
                },
            }
        }
    },
    "internal_users": {},
    "roles_mapping": {"all_access": {"reserved": False, "backend_roles": [_UNRESTRICTED]}},
}

# ---- the API of the security plugin ---------------------------------------------------------------------------------


def _mapped(settings: Settings | None, kind: str) -> set[str]:
    """Returns what of the master user ``all_access`` has in ``users`` or in ``backend_roles``."""
    if not settings:
        return set()
    arn, login = settings.master_arn, settings.master_login
    if kind == "backend_roles":
        return {arn} if arn and ":role/" in arn else set()
    return {name for name in (arn, login and login[0]) if name and ":role/" not in name}


def _manage(place: Place, method: str, path: str, body: Any = None) -> Any:
    # Only while the server applies another change: the emulator waits for it when it stops.
    retries = Retry(
        10, connect=0, read=0, status_forcelist=[409, 503], allowed_methods=None, backoff_factor=0.2, backoff_max=1,
        raise_on_status=False,
    )  # fmt: skip
    response = _request(place, method, f"/_plugins/_security/api/{path}", body, retries)
    if response.status >= 300:
        raise EngineError(f"opensearch on {place.address} rejects {method} {path}: {response.data.decode()}")
    return response.json()


def _request(
    place: Place, method: str, path: str, body: Any = None, retries: Retry | bool = False
) -> urllib3.BaseHTTPResponse:
    configuration = _configuration(place)
    with urllib3.PoolManager(
        ca_certs=str(configuration / "ca.pem"),
        cert_file=str(configuration / f"{_ADMIN}.pem"),
        key_file=str(configuration / f"{_ADMIN}.key"),
    ) as pool:
        url = f"https://127.0.0.1:{_server_port(place)}{path}"
        return pool.request(method, url, json=body, retries=retries, timeout=10)
