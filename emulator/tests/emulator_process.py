"""Starts and stops emulator processes."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class Emulator:
    process: subprocess.Popen[str]
    port: int
    log: Path
    scratch: Path

    @classmethod
    def start(
        cls,
        directory: Path,
        *arguments: str,
        port: int | None = None,
        wait: bool = True,
        stdin: int = subprocess.DEVNULL,
        package: Path = PACKAGE,
    ) -> "Emulator":
        """Starts the emulator in ``package``, which writes its log and its temporary files to ``directory``."""
        port = port or free_port()
        log, scratch = directory / "log", directory / "scratch"
        scratch.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "emulator", "--port", str(port), *arguments],
            cwd=package,
            env={**os.environ, "TMPDIR": str(scratch)},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
        )
        running = cls(process, port, log, scratch)
        if wait:
            assert process.stdout and process.stdout.readline() == f"Ready on {running.url}\n", log.read_text()
        return running

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, number: int = 15) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=5)
