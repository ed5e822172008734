"""The environment variables that MiniStack runs with: loopback only, no Docker, one temporary directory."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Variables of the calling shell that would redirect AWS clients inside the emulator or inside its Lambda handlers, or
# change how MiniStack listens.
_REMOVED_VARIABLES = (
    "AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy",
    "EDGE_PORT", "SERVICES", "USE_SSL", "AUTH",
)  # fmt: skip

# The environment variables of the calling shell.
_original = dict(os.environ)


def of_caller() -> dict[str, str]:
    """Returns the variables of the calling shell, such as proxies, for programs that download packages."""
    return dict(_original)


@contextmanager
def isolated(port: int, node_path: Path | None, log_level: str) -> Iterator[None]:
    """Sets the environment variables, and provides a temporary directory that is deleted on exit."""
    with tempfile.TemporaryDirectory(prefix="emulator-") as scratch:
        for name in [n for n in os.environ if n in _REMOVED_VARIABLES or n.startswith("AWS_ENDPOINT_URL_")]:
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
            PERSIST_STATE="0",
            S3_PERSIST="0",
            STATE_DIR=f"{scratch}/state",
            S3_DATA_DIR=f"{scratch}/s3",
            # MiniStack unpacks Lambda code here.
            TMPDIR=scratch,
            AWS_EC2_METADATA_DISABLED="true",
            NO_PROXY="127.0.0.1,localhost",
        )
        if node_path:
            os.environ["NODE_PATH"] = str(node_path.resolve())
        tempfile.tempdir = scratch
        yield
