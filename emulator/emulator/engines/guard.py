"""Runs a command until it exits, or until the process that started this one ends, however that ends.

Usage: guard.py SIGNAL DIRECTORY LOCK COMMAND...

The parent holds the other end of stdin. Its end, which the operating system causes also when the parent is killed, ends
the command with SIGNAL. A shared lock on LOCK tells ``cleaner.py`` that the command may still run. This file imports
nothing of the emulator, so that it starts fast.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

_GRACE_PERIOD = 2
_PR_SET_PDEATHSIG = 1


def _end_with_guard() -> None:
    """On Linux, the command ends also with a guard that is killed. Other systems have no such setting."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]", number: int) -> None:
    process.send_signal(number)
    try:
        process.wait(_GRACE_PERIOD)
    except subprocess.TimeoutExpired:
        _kill_group(process)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def main() -> int:
    number, directory, lock, *command = sys.argv[1:]
    with open(lock, "w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        process = subprocess.Popen(
            command, cwd=directory, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_guard
        )
        signal.signal(signal.SIGTERM, lambda *_: process.send_signal(int(number)))

        def wait_for_parent() -> None:
            # Not sys.stdin: this thread would hold its lock when the interpreter exits.
            while os.read(0, 1024):
                pass
            _end(process, int(number))

        threading.Thread(target=wait_for_parent, daemon=True).start()
        code = process.wait()
        _kill_group(process)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
