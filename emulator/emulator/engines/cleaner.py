"""Deletes a directory when the process that started this one ends, after the last guard has ended.

Usage: cleaner.py DIRECTORY LOCK

The emulator deletes its temporary directory itself, unless it is killed.
"""

import fcntl
import shutil
import sys
import time
from pathlib import Path

# A process that was killed with its group may write a file while the directory is deleted.
_ATTEMPTS = 50
_PAUSE = 0.2


def main() -> None:
    directory, lock = sys.argv[1:]
    with open(lock, "w") as held:
        sys.stdin.buffer.read()
        fcntl.flock(held, fcntl.LOCK_EX)
        for _ in range(_ATTEMPTS):
            shutil.rmtree(directory, ignore_errors=True)
            if not Path(directory).exists():
                return
            time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
