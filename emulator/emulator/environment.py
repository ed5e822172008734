"""The environment MiniStack runs in: loopback, no Docker, nothing on disk but one directory that is removed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Variables of the caller that would send a client inside the emulator (or a handler it runs) somewhere else.
_FOREIGN = (
    "AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy",
    "EDGE_PORT", "SERVICES", "USE_SSL", "AUTH",
)  # fmt: skip


@contextmanager
def prepared(port: int, node_path: Path | None, log_level: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="emulator-") as scratch:
        for name in [n for n in os.environ if n in _FOREIGN or n.startswith("AWS_ENDPOINT_URL_")]:
            del os.environ[name]
        os.environ.update(
            GATEWAY_PORT=str(port),
            BIND_HOST="127.0.0.1",
            MINISTACK_HOST="localhost",
            REDIS_HOST="localhost",
            # Without this an MQTT listener opens on 0.0.0.0:8883.
            IOT_MTLS_ENABLED="0",
            SFTP_ENABLED="0",
            LAMBDA_EXECUTOR="local",
            LOG_LEVEL=log_level,
            # A Docker daemon on the machine stays out of it: the emulator behaves the same everywhere.
            DOCKER_HOST=f"unix://{scratch}/no-docker.sock",
            PERSIST_STATE="0",
            S3_PERSIST="0",
            STATE_DIR=f"{scratch}/state",
            S3_DATA_DIR=f"{scratch}/s3",
            # Where Lambda code is unpacked.
            TMPDIR=scratch,
            AWS_EC2_METADATA_DISABLED="true",
            NO_PROXY="127.0.0.1,localhost",
        )
        if node_path:
            os.environ["NODE_PATH"] = str(node_path.resolve())
        tempfile.tempdir = scratch
        yield
