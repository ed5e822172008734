"""Servers that do not run as root, for an emulator that does: they run as nobody."""

import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path

from emulator.engines.contract import EngineError

_USER = "nobody"


def command_of_server_user(name: str, command: Sequence[str]) -> Sequence[str]:
    """The capability lets the server reach its directory below directories that only root can read.

    Without the securebit, access(2), with which Java looks at its directories, would ignore the capability.
    """
    if os.geteuid() != 0:
        return command
    if not shutil.which("setpriv"):
        raise EngineError(f"{name} does not run as root. Run the emulator as another user.")
    capabilities = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup")
    user = (f"--reuid={_USER}", f"--regid={_group()}", "--clear-groups")
    return ["setpriv", *user, *capabilities, "--pdeathsig=KILL", "--", *command]


def give_to_server_user(directory: Path) -> None:
    if os.geteuid() == 0:
        for path in (directory, *directory.rglob("*")):
            shutil.chown(path, _USER, _group())


def _group() -> int:
    return pwd.getpwnam(_USER).pw_gid
