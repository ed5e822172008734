"""The software of the engines, installed once outside of the project and shared by all its clones."""

import fcntl
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from emulator import environment
from emulator.engines.contract import EngineError
from emulator.engines.disk import shortage
from emulator.engines.processes import installers_must_end, run

_FOLDER = "ecommerce-emulator"
# initdb runs the server with a shell.
_UNUSABLE = ("$", "`", '"', "\\", "\n")


def cached(name: str) -> Path:
    return _directory() / name


def install(engine: str, name: str, build: Callable[[Path], None]) -> None:
    """Calls ``build`` with an empty directory, which becomes ``cached(name)`` if it succeeds.

    If another emulator installs the same software, this one waits, and then finds it.
    """
    target, partial = cached(name), cached(f".{name}.partial")
    unusable = [character for character in _UNUSABLE if character in str(target)]
    if unusable:
        raise EngineError(
            f"{engine} cannot be installed in {target.parent}, because programs that it runs with a shell do not quote"
            f" {unusable[0]}. Set XDG_CACHE_HOME to another directory."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with cached(f".{name}.lock").open("w") as lock:
            _acquire(engine, lock)
            if target.exists():
                return
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            try:
                build(partial)
                partial.rename(target)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise EngineError(
            f"{engine} cannot be installed in {target.parent} ({error.strerror}). Set XDG_CACHE_HOME to a directory with"
            " free space that you can write."
        ) from error


def run_installer(
    engine: str, command: Sequence[str], directory: Path, hint: str, through: Sequence[str] = (), **variables: str
) -> None:
    """Runs a package manager that installs to an empty directory. ``variables`` replace those of the calling shell.

    ``through`` is a command that runs the package manager, such as unshare.
    """
    if not shutil.which(command[0]):
        raise EngineError(f"{engine} cannot be installed, because {command[0]} is not on the PATH. {hint}")
    log = directory / "install.log"
    # With PIP_USER=1, pip rejects --target.
    code = run([*through, *command], directory, log, environment.of_caller() | {"PIP_USER": "0"} | variables)
    if code:
        lines = log.read_text(errors="replace").strip().splitlines()
        # pip warns of each connection that fails, and tells the error at the end.
        errors = [line for line in lines if "error" in line.lower() and not line.startswith("WARNING")] or lines[-1:] or [f"exit code {code}"]
        raise EngineError(
            f"{engine} cannot be installed: {command[0]} failed ({errors[0]}).{shortage(directory.parent)} {hint}"
        )


def _acquire(engine: str, lock: IO[str]) -> None:
    """Waits for a lock until the emulator stops."""
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if installers_must_end(within=0.1):
            raise EngineError(f"{engine} is not installed, because the emulator is stopping.")


def _directory() -> Path:
    """As root, PostgreSQL runs as another user, who cannot read root's home directory.

    The specification of XDG_CACHE_HOME ignores a relative path.
    """
    home = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (chosen if chosen.is_absolute() else home) / _FOLDER
