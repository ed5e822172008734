"""Keeps the servers of a service equal to its resources.

The records of the emulator's handlers are the truth. After each change to them, by CloudFormation or by the service's
API, ``Served`` starts, changes, restarts or removes servers, and writes their addresses to the records.
"""

import contextvars
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs

from ministack.core.concurrency import run_offloop
from ministack.core.responses import get_account_id, get_region

from emulator.engines.contract import Driver, Place
from emulator.engines.servers import Resource, Server, Servers
from emulator.engines.sockets import free_address

_log = logging.getLogger("engines")
_READ_ONLY = ("Describe", "List", "Get", "Download")
ANY_PORT = 0

Record = dict[str, Any]


class ServedType(Protocol):
    """A kind of resource of which each has a server."""

    driver: Driver

    def records(self) -> Mapping[str, Record]:
        """Returns the records that have a server, by physical id."""

    def arn(self, record: Record) -> str: ...

    def version(self, record: Record) -> str: ...

    def port(self, record: Record) -> int:
        """Returns the port of the template, the one that AWS fixes, or ANY_PORT."""

    def settings(self, record: Record) -> Any: ...

    def publish(self, record: Record, place: Place) -> None:
        """Writes the address to the record."""

    def is_stopped(self, record: Record) -> bool: ...

    def set_failed(self, record: Record, failed: bool) -> None:
        """Shows in the record that the server ended unexpectedly, or that it runs again."""


class Served:
    """The servers of one kind of resource."""

    def __init__(self, servers: Servers, served: ServedType) -> None:
        self._servers, self._type = servers, served
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        # Two servers must not choose the same address.
        self._creating = threading.Lock()
        self._keys: set[str] = set()

    def bring_up(self, physical_id: str) -> None:
        """Gives a resource its server, and starts it again if it ended."""
        record = self._type.records().get(physical_id)
        if record is None:
            return
        try:
            self._reconcile(physical_id, record, restart_failed=True)
        except Exception:
            if self._servers.get(self._key(record)):
                self._type.set_failed(record, True)
            else:
                # A resource that never worked can be deleted.
                record["DeletionProtection"] = False
            raise
        if not self._type.is_stopped(record):
            self._type.set_failed(record, False)

    def reconcile(self) -> None:
        """Brings all servers of the account and region to the state of their records. Logs errors."""
        records = self._type.records()
        for physical_id, record in list(records.items()):
            try:
                self._reconcile(physical_id, record, restart_failed=False)
            except Exception as error:
                _log.error("%s: %s", self._type.arn(record), error)
                self._type.set_failed(record, True)
        known = {self._key(record) for record in records.values()}
        scope = f":{get_region()}:{get_account_id()}:"
        for key in [key for key in list(self._keys) if scope in key and key not in known]:
            with self._locks[key]:
                # Again: a handler may have replaced the record meanwhile.
                if key not in map(self._key, self._type.records().values()):
                    self._keys.discard(key)
                    self._servers.remove(key)

    def restart(self, physical_id: str) -> None:
        record = self._type.records()[physical_id]
        with self._locks[self._key(record)]:
            server = self._servers.get(self._key(record))
            if server:
                server.stop()
                server.start(self._type.settings(record))

    def _key(self, record: Record) -> str:
        return self._type.arn(record)

    def _reconcile(self, physical_id: str, record: Record, restart_failed: bool) -> None:
        key = self._key(record)
        with self._locks[key]:
            server = self._servers.get(key)
            if server:
                self._follow_port(server, self._type.port(record))
            if not server:
                server = self._create(key, physical_id, record)
            elif self._type.is_stopped(record):
                server.stop()
            elif server.is_running:
                server.apply(self._type.settings(record))
            elif restart_failed or not server.failed:
                server.start(self._type.settings(record))
            self._type.publish(record, server.place)

    def _follow_port(self, server: Server, port: int) -> None:
        """Changes the port, and with it the address if another server has this port there."""
        if port not in (ANY_PORT, server.place.port):
            with self._creating:
                server.listen_on(self._free_address(port), port)

    def _create(self, key: str, physical_id: str, record: Record) -> Server:
        # The account and the region of the resource. A copy for each call, because no two threads can enter a context.
        context = contextvars.copy_context()
        resource = Resource(
            on_crash=lambda: context.copy().run(self._crashed, physical_id),
            bring_up=lambda: context.copy().run(self.bring_up, physical_id),
        )
        with self._creating:
            driver, port = self._type.driver, self._type.port(record)
            host = self._free_address(port)
            server = self._servers.create(key, driver, self._type.version(record), resource, host, port)
        self._keys.add(key)
        try:
            if not self._type.is_stopped(record):
                server.start(self._type.settings(record))
        except BaseException:
            self._keys.discard(key)
            self._servers.remove(key)
            raise
        return server

    def _free_address(self, port: int) -> str:
        driver = self._type.driver
        return free_address(driver.name, (port, *driver.further_ports), self._servers.addresses())

    def _crashed(self, physical_id: str) -> None:
        record = self._type.records().get(physical_id)
        if record:
            self._type.set_failed(record, True)


def after_requests(module: Any, changed: Callable[[str, dict[str, str]], object]) -> None:
    """Calls ``changed`` on a worker thread after each request to a service that changes a resource.

    It receives the name of the operation and its parameters.
    """
    handle = module.handle_request

    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        response = await handle(method, path, headers, body, query)
        parameters = {name: values[-1] for name, values in parse_qs((body or b"").decode(errors="replace")).items()}
        operation = parameters.get("Action") or headers.get("x-amz-target", "").rpartition(".")[2]
        # Services with a REST API have no names of operations.
        is_change = not operation.startswith(_READ_ONLY) if operation else method != "GET"
        if response[0] == 200 and is_change:
            await run_offloop(changed, operation, parameters)
        return response

    module.handle_request = handle_request
