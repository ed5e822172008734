"""Deletes a directory when the process that started this one ends, after the last guard has ended.

Usage: cleaner.py DIRECTORY LOCK

The emulator deletes its temporary directory itself, unless it is killed.
"""

import fcntl
import shutil
import sys


def main() -> None:
    directory, lock = sys.argv[1:]
    with open(lock, "w") as held:
        sys.stdin.buffer.read()
        fcntl.flock(held, fcntl.LOCK_EX)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
