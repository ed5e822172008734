"""Processes that end with the emulator: each runs under a guard (``guard.py``)."""

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from signal import SIGTERM, Signals
from typing import IO

from emulator.engines import cleaner, guard

# A guard kills its command after 2 s.
_GRACE_PERIOD = 6

# The standard input of the guards of all installers. They end when the other end is closed.
_installing, _installers = os.pipe()


class Process:
    """A command under a guard. ``on_exit`` is called if it ends by itself."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        directory: Path,
        log: Path,
        lock: Path,
        stop_signal: Signals,
        on_exit: Callable[[], None],
    ) -> None:
        self._stopping, self._on_exit = False, on_exit
        with log.open("ab") as output:
            self._guard = _start(
                guard.__file__, str(stop_signal.value), str(directory), str(lock), *command, output=output
            )
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def is_running(self) -> bool:
        return self._guard.poll() is None

    def stop(self) -> None:
        self._stopping = True
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait(_GRACE_PERIOD)

    def _watch(self) -> None:
        self._guard.wait()
        if not self._stopping:
            self._on_exit()


def run(command: Sequence[str], directory: Path, log: Path, environment: Mapping[str, str]) -> int:
    """Runs an installer, which ends with the emulator or with ``end_installers``. Returns its exit code."""
    with log.open("wb") as output:
        arguments = (str(SIGTERM.value), str(directory), str(directory / ".lock"), *command)
        return _start(guard.__file__, *arguments, stdin=_installing, output=output, environment=environment).wait()


def end_installers() -> None:
    """Ends the installers that run. Those that start later end at once."""
    os.close(_installers)


def installers_must_end(within: float) -> bool:
    """Waits until ``end_installers`` is called, but not longer than a number of seconds."""
    return bool(select.select([_installing], [], [], within)[0])


class Cleaner:
    """Deletes the emulator's temporary directory if the emulator is killed."""

    def __init__(self, directory: Path, lock: Path) -> None:
        self._process = _start(cleaner.__file__, str(directory), str(lock))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def _start(
    script: str,
    *arguments: str,
    stdin: int = subprocess.PIPE,
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    # In a session of its own, because a terminal sends SIGINT to every process of its session.
    return subprocess.Popen(
        [sys.executable, "-I", "-S", script, *arguments],
        stdin=stdin,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=environment,
    )
