"""Debian's packages in a directory tree of their own, for servers that are in no package registry.

debootstrap, which is downloaded, creates the tree. That needs root and a Debian system. A server runs in it with
chroot, in a mount namespace that ends with the server.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from emulator.engines.cache import cached, install, run_installer
from emulator.engines.contract import EngineError, Place

# Debian 13.
_SUITE = "trixie"
# The packages, and their versions in this suite.
_VERSIONS = {"pgbouncer": "1.24", "rabbitmq-server": "4.0"}
# A tree with other packages has another name.
_NAME = "-".join(("debian", _SUITE, *_VERSIONS))
# apt-get update succeeds without a network, and only the next command fails.
_HINT = "Check that `apt-get update` reaches its mirrors."
# Where a server in the tree sees its directory.
MOUNT = Path("/srv")


def version(package: str) -> str:
    return f"{_VERSIONS[package]} (Debian {_SUITE})"


def is_installed() -> bool:
    """Returns whether the tree is on this machine, for a user who can run servers in it."""
    return os.geteuid() == 0 and cached(_NAME).exists()


def install_tree(engine: str, hint: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise EngineError(f"{engine} cannot be installed, because it is in no package registry. {hint}")
    install(engine, _NAME, lambda directory: _build(engine, directory))


def in_tree(place: Place, program: Sequence[str], *, ends_as_one: bool = False) -> Sequence[str]:
    """Returns the command that runs a program of the tree. It sees the directory of the server at ``MOUNT``.

    With ``ends_as_one``, every process that the program starts ends with the command, also if that is killed. The
    program then sees process ids of its own.
    """
    root = tree()
    namespaces = ("--mount", "--pid", "--fork", "--kill-child") if ends_as_one else ("--mount",)
    commands = (
        ["mount", "-t", "proc", "proc", f"{root}/proc"],
        ["mount", "--bind", str(place.directory), f"{root}{MOUNT}"],
        ["exec", "chroot", str(root), *program],
    )
    return ["unshare", *namespaces, "sh", "-c", " && ".join(map(shlex.join, commands))]


def tree() -> Path:
    return cached(_NAME) / "tree"


def _build(engine: str, directory: Path) -> None:
    built, work = directory / "tree", directory / "apt"
    (work / "lists" / "partial").mkdir(parents=True)
    # Lists of its own: those of the machine may be absent or old.
    apt = ("apt-get", "-o", f"Dir::State::lists={work}/lists", "-o", f"Dir::Cache={work}", "-o", "APT::Sandbox::User=root")
    run_installer(engine, [*apt, "update"], directory, _HINT)
    home = _debootstrap(engine, apt, directory)
    # Older releases of debootstrap do not know the suite by name. All suites have the same script.
    script = home / "usr/share/debootstrap/scripts/sid"
    command = [
        str(home / "usr/sbin/debootstrap"),
        "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg",
        "--variant=minbase",
        f"--include={','.join(_VERSIONS)}",
        *(_SUITE, str(built), _mirror(engine, apt), str(script)),
    ]
    variables = {"DEBOOTSTRAP_DIR": str(home / "usr/share/debootstrap")}
    # In a mount namespace, because a debootstrap that is killed leaves its mounts.
    run_installer(engine, command, directory, _HINT, through=("unshare", "--mount"), **variables)
    for file in ("etc/apt/sources.list", "var/log/bootstrap.log"):
        (built / file).unlink(missing_ok=True)
    for unused in (*(built / name for name in ("var/cache/apt", "var/lib/apt/lists", "debootstrap")), work):
        shutil.rmtree(unused, ignore_errors=True)
    (directory / "install.log").unlink()


def _debootstrap(engine: str, apt: Sequence[str], directory: Path) -> Path:
    """Unpacks the package of debootstrap, which is not installed on the machine, and returns where."""
    home = directory / "apt" / "debootstrap"
    home.mkdir()
    # apt-get downloads to the working directory.
    run_installer(engine, [*apt, "download", "debootstrap"], home, _HINT)
    [package] = home.glob("*.deb")
    run_installer(engine, ["dpkg", "-x", str(package), str(home)], directory, _HINT)
    return home


def _mirror(engine: str, apt: Sequence[str]) -> str:
    """Returns the mirror that this machine uses. No file of the tree retains it."""
    targets = [*apt, "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    mirrors = subprocess.run(targets, capture_output=True, text=True, check=False).stdout.split()
    if not mirrors:
        raise EngineError(f"{engine} cannot be installed, because apt has no mirror. {_HINT}")
    return mirrors[0]
