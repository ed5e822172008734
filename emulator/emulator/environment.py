"""The environment variables that MiniStack runs with: loopback only, no Docker, one temporary directory."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The variables of the calling shell that pass: the user, the folders, the language, and version managers, whose programs on
# the path choose a version of Node. All others could redirect AWS clients inside the emulator or its Lambda handlers, change
# what Node and Python load, or change how MiniStack listens.
_PASSED = re.compile(
    r"(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|XDG_\w+|LD_LIBRARY_PATH"
    r"|(ASDF|FNM|MISE|NODENV|NVM|PYENV|VOLTA)_\w+)"
)

# What the emulator writes before it has deployed anything, in bytes.
_NEEDED = 64 * 1024

# The environment variables of the calling shell.
_original = dict(os.environ)


def of_caller() -> dict[str, str]:
    """Returns the variables of the calling shell, such as proxies, for programs that download packages."""
    return dict(_original)


@contextmanager
def isolated(port: int, node_path: Path | None, log_level: str, enforce_iam: bool) -> Iterator[None]:
    """Sets the environment variables, and provides a temporary directory that is deleted on exit."""
    with _temporary_directory() as scratch:
        for name in [name for name in os.environ if not _PASSED.fullmatch(name)]:
            del os.environ[name]
        os.environ.update(
            GATEWAY_PORT=str(port),
            BIND_HOST="127.0.0.1",
            MINISTACK_HOST="localhost",
            REDIS_HOST="localhost",
            # Otherwise MiniStack opens an MQTT listener on 0.0.0.0:8883.
            IOT_MTLS_ENABLED="0",
            SFTP_ENABLED="0",
            LAMBDA_EXECUTOR="local",
            LOG_LEVEL=log_level,
            # The emulator never uses a Docker daemon, so that it behaves the same on every machine.
            DOCKER_HOST=f"unix://{scratch}/no-docker.sock",
            AUTH=str(enforce_iam).lower(),
            PERSIST_STATE="0",
            S3_PERSIST="0",
            STATE_DIR=f"{scratch}/state",
            S3_DATA_DIR=f"{scratch}/s3",
            # MiniStack unpacks Lambda code here.
            TMPDIR=scratch,
            # The AWS SDKs inside the emulator and its handlers read no settings of the user's ~/.aws.
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_EC2_METADATA_DISABLED="true",
            # Without it, Python would look for a proxy in the settings of macOS.
            NO_PROXY="127.0.0.1,localhost",
        )
        if node_path:
            os.environ["NODE_PATH"] = str(node_path.resolve())
        tempfile.tempdir = scratch
        yield


@contextmanager
def _temporary_directory() -> Iterator[str]:
    """Provides a directory that can be written, and is deleted on exit."""
    # Not tempfile's choice, which would silently pass over a full disk to another directory.
    parent = os.environ.get("TMPDIR") or tempfile.gettempdir()
    try:
        # With the process id, so that the process that started the emulator can delete the directory of a killed one.
        created = tempfile.TemporaryDirectory(prefix=f"emulator-{os.getpid()}-", dir=parent)
    except OSError as error:
        raise _cannot_write(parent, error) from error
    with created as scratch:
        try:
            probe = Path(scratch, "probe")
            probe.write_bytes(bytes(_NEEDED))
            probe.unlink()
        except OSError as error:
            raise _cannot_write(parent, error) from error
        yield scratch


def _cannot_write(parent: str, error: OSError) -> SystemExit:
    return SystemExit(
        f"emulator: cannot write to {parent} ({error.strerror}). Set TMPDIR to a directory with free space that you can write."
    )
