"""Free space, which explains why an installation or a server failed."""

import shutil
from pathlib import Path

# An installation or a server with little data needs less.
_ENOUGH = 300 * 2**20


def shortage(directory: Path) -> str:
    """Returns a sentence about the disk of a directory if it is almost full, and otherwise an empty string."""
    free = shutil.disk_usage(directory).free
    return f" The disk of {directory} has only {free // 2**20} MB free." if free < _ENOUGH else ""
