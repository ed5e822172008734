"""What a driver does for one engine: is it here, install, start, ready, log, stop."""

import signal
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

# The addresses on which servers listen: two databases have the same port, that of their templates. macOS only has the last.
LOOPBACK_ADDRESSES = (*(f"127.0.1.{number}" for number in range(1, 251)), "127.0.0.1")


class EngineError(Exception):
    """An engine that cannot be installed or started. Its message is one sentence, with what to do."""


@dataclass(frozen=True)
class Place:
    """Where one server runs: its directory, its address, and its TLS certificate."""

    directory: Path
    host: str
    port: int
    key: Path
    certificate: Path
    authority: Path

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"


class Driver(ABC):
    """The software of one engine, of which any number of servers run."""

    # The name in --engines.
    name: ClassVar[str]
    # The port of its servers in most templates; None if any port will do.
    usual_port: ClassVar[int | None] = None
    # How many servers a usual app has, each of which needs an address.
    usual_servers: ClassVar[int] = 1
    # The ports on which a server listens in addition to that of its endpoint.
    further_ports: ClassVar[Sequence[int]] = ()
    # The signal that ends a server of which no data need remain.
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    # How long a server may take until a client can log in, in seconds.
    ready_timeout: ClassVar[float] = 90

    @abstractmethod
    def version(self, requested: str | None) -> str:
        """Returns the version that runs for a version of the template, or the default one."""

    @abstractmethod
    def is_installed(self, version: str) -> bool:
        """Returns whether the software is on this machine."""

    @abstractmethod
    def install(self, version: str) -> None:
        """Installs the software, outside of the project. Raises ``EngineError`` where it cannot be had."""

    @abstractmethod
    def commands(self, place: Place, version: str, settings: Any) -> Sequence[Sequence[str]]:
        """Prepares the directory of a server, also of one that ran before, and returns the commands that start it."""

    @abstractmethod
    def is_ready(self, place: Place, settings: Any) -> bool:
        """Returns whether a client can log in."""

    @abstractmethod
    def apply(self, place: Place, version: str, settings: Any, previous: Any) -> None:
        """Brings settings to a server that is ready: first with ``previous`` None, and then each change."""

    def needs_restart(self, previous: Any, settings: Any) -> bool:
        """Returns whether a change of settings takes effect only when the server starts."""
        return False

    def log(self, place: Place) -> Path:
        return place.directory / "log"
