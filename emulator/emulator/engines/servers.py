"""The servers of an emulator: each belongs to one resource, and ends with it and with the emulator."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from emulator.engines.certificates import Authority
from emulator.engines.contract import Driver, EngineError, Place
from emulator.engines.disk import shortage
from emulator.engines.processes import Cleaner, Process, end_installers, installers_must_end
from emulator.engines.sockets import free_address, free_port, require_free

_log = logging.getLogger("engines")
_LOG_LINES = 3


def install(driver: Driver, version: str) -> None:
    """Installs the software of a driver if it is missing."""
    if not driver.is_installed(version):
        _log.info("installing %s %s", driver.name, version)
        begin = time.monotonic()
        driver.install(version)
        _log.info("installed %s %s in %.0f s", driver.name, version, time.monotonic() - begin)


def install_all(drivers: Sequence[Driver]) -> list[Driver]:
    """Installs the software of all drivers at the same time.

    Returns the drivers whose servers can run on this machine, and logs why those of the others cannot.
    """

    def try_to_install(driver: Driver) -> bool:
        try:
            _require_addresses(driver)
            install(driver, driver.version(None))
        except EngineError as error:
            # A signal ends installations, too.
            if not installers_must_end(within=0):
                _log.error("%s The emulator continues without it.", error)
            return False
        return True

    with ThreadPoolExecutor(len(drivers)) as threads:
        try:
            return [driver for driver, here in zip(drivers, threads.map(try_to_install, drivers)) if here]
        except BaseException:
            # The block waits for the threads.
            end_installers()
            raise


def _require_addresses(driver: Driver) -> None:
    """Raises ``EngineError`` if the servers of a usual app could not listen, which would fail its deployment."""
    if driver.usual_port:
        ports = (driver.usual_port, *driver.further_ports)
        found: list[tuple[str, int]] = []
        for _ in range(driver.usual_servers):
            found.append((free_address(driver.name, ports, found), driver.usual_port))


def _cannot_start(driver: Driver, place: Place, error: OSError) -> EngineError:
    return EngineError(
        f"{driver.name} cannot start on {place.address} ({error.strerror}).{shortage(place.directory.parent)}"
    )


@dataclass(frozen=True)
class Resource:
    """What the resource of a server does."""

    # Shows in its state that the server ended unexpectedly.
    on_crash: Callable[[], None]
    # Starts the server again, and shows that in its state.
    bring_up: Callable[[], None]


class Server:
    """A server of one resource. Its directory and its port remain when it is stopped and started again."""

    def __init__(self, driver: Driver, requested_version: str, place: Place, lock: Path, resource: Resource) -> None:
        self.driver, self.place, self.resource = driver, place, resource
        self.version, self.requested_version = driver.version(requested_version), requested_version
        self.failed = False
        self._lock = lock
        self._processes: list[Process] = []
        self._starting, self._adding = threading.RLock(), threading.Lock()
        self._closed = False
        self._settings: Any = None

    @property
    def is_running(self) -> bool:
        return bool(self._processes) and all(process.is_running for process in self._processes)

    def start(self, settings: Any) -> None:
        with self._starting:
            self.stop()
            self.failed = False
            try:
                for port in (self.place.port, *self.driver.further_ports):
                    require_free(self.driver.name, self.place.host, port)
                _log.info("starting %s %s on %s", self.driver.name, self.version, self.place.address)
                for command in self.driver.commands(self.place, self.version, settings):
                    self._start_process(command)
                self._wait_until_ready(settings)
                self.apply(settings)
            except BaseException as error:
                self.stop()
                self.failed = True
                if isinstance(error, OSError) and error.strerror:
                    raise _cannot_start(self.driver, self.place, error) from error
                raise

    def listen_on(self, host: str, port: int) -> None:
        """Changes the address. The server must be started again."""
        self.stop()
        self.place = replace(self.place, host=host, port=port)

    def apply(self, settings: Any) -> None:
        """Brings changed settings to the running server."""
        if self._settings is not None and self.driver.needs_restart(self._settings, settings):
            self._settings = None
            self.start(settings)
        elif settings != self._settings:
            self.driver.apply(self.place, self.version, settings, self._settings)
            self._settings = settings

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.stop()
        self._processes = []

    def close(self) -> None:
        """Stops the server for good. A start that is in progress fails first, so that no file is written after this."""
        with self._adding:
            self._closed = True
        self.stop()
        with self._starting:
            self.stop()

    def _start_process(self, command: Sequence[str]) -> None:
        with self._adding:
            if self._closed:
                raise EngineError("the emulator is stopping")
            self._processes.append(
                Process(
                    command,
                    directory=self.place.directory,
                    log=self.driver.log(self.place),
                    lock=self._lock,
                    stop_signal=self.driver.stop_signal,
                    on_exit=self._crashed,
                )
            )

    def _crashed(self) -> None:
        self.failed = True
        _log.error("%s on %s ended: %s", self.driver.name, self.place.address, self._last_lines())
        self.resource.on_crash()

    def _wait_until_ready(self, settings: Any) -> None:
        deadline = time.monotonic() + self.driver.ready_timeout
        while not self.driver.is_ready(self.place, settings):
            if not self.is_running:
                raise EngineError(
                    f"{self.driver.name} did not start on {self.place.address}: {self._last_lines()}."
                    f"{shortage(self.place.directory)}"
                )
            if time.monotonic() > deadline:
                raise EngineError(
                    f"{self.driver.name} on {self.place.address} did not accept a login within"
                    f" {self.driver.ready_timeout:g} s: {self._last_lines()}"
                )
            time.sleep(0.03)

    def _last_lines(self) -> str:
        log = self.driver.log(self.place)
        lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
        return " / ".join(lines[-_LOG_LINES:]) or "its log is empty"


class Servers:
    """All servers. A key identifies the resource to which a server belongs."""

    def __init__(self, directory: Path) -> None:
        self.authority = Authority()
        self._directory = directory / "engines"
        self._directory.mkdir()
        # The root certificate that clients must trust.
        self.root = self._directory / "root.pem"
        self.root.write_bytes(self.authority.certificate)
        self._lock_file = self._directory / "lock"
        self._cleaner = Cleaner(directory, self._lock_file)
        self._servers: dict[str, Server] = {}
        self._lock = threading.Lock()
        self._closed = False

    def create(
        self,
        key: str,
        driver: Driver,
        requested: str,
        resource: Resource,
        host: str,
        port: int,
    ) -> Server:
        """Installs the software of a driver if necessary, and creates a server that is not started yet."""
        version = driver.version(requested)
        install(driver, version)
        if not version.startswith(requested):
            _log.warning("%s %s runs in place of %s for %s", driver.name, version, requested, key)
        directory = self._directory / f"{driver.name}-{len(self._servers)}-{time.monotonic_ns():x}"
        place = Place(
            directory,
            host,
            port or free_port(host),
            key=directory / "key.pem",
            certificate=directory / "certificate.pem",
            authority=directory / "authority.pem",
        )
        with self._lock:
            if self._closed:
                raise EngineError("the emulator is stopping")
            try:
                directory.mkdir(mode=0o700)
                self.authority.issue(place)
            except OSError as error:
                shutil.rmtree(directory, ignore_errors=True)
                raise _cannot_start(driver, place, error) from error
            self._servers[key] = Server(driver, requested, place, self._lock_file, resource)
        return self._servers[key]

    def get(self, key: str) -> Server | None:
        return self._servers.get(key)

    def items(self) -> Iterator[tuple[str, Server]]:
        return iter(list(self._servers.items()))

    def start_failed(self) -> tuple[list[str], list[str]]:
        """Starts the servers again that ended unexpectedly. Returns their keys, and why the others could not start."""
        failed = [(key, server) for key, server in self.items() if server.failed]
        started: list[str] = []
        problems: list[str] = []

        def start(item: tuple[str, Server]) -> None:
            key, server = item
            try:
                server.resource.bring_up()
            except Exception as error:
                problems.append(f"{key}: {error}")
            else:
                # The server of a resource that is stopped does not start.
                started.extend([key] if server.is_running else [])

        if failed:
            with ThreadPoolExecutor(len(failed)) as threads:
                list(threads.map(start, failed))
        return started, problems

    def addresses(self) -> list[tuple[str, int]]:
        return [(server.place.host, server.place.port) for server in list(self._servers.values())]

    def remove(self, key: str) -> None:
        """Stops a server and deletes its data."""
        with self._lock:
            server = self._servers.pop(key, None)
        if server:
            server.close()
            shutil.rmtree(server.place.directory, ignore_errors=True)

    def close(self) -> None:
        """Stops all servers at the same time. Servers that start now fail."""
        with self._lock:
            self._closed = True
            servers = list(self._servers.values())
        if servers:
            with ThreadPoolExecutor(len(servers)) as threads:
                list(threads.map(Server.close, servers))
        self._cleaner.close()
