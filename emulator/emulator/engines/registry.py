"""The engines by name: the driver of each, and the resources that it serves."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

_log = logging.getLogger("engines")

# The modules in drivers/ and in resources/. They are imported only if the engine is asked for.
ENGINES = {
    "ferretdb": ("ferretdb", "docdb"),
    "opensearch": ("opensearch", "opensearch"),
    "postgres": ("postgres", "rds"),
    "rabbitmq": ("rabbitmq", "mq"),
    "valkey": ("valkey", "elasticache"),
}


@contextmanager
def started(names: Sequence[str], directory: Path) -> Iterator[Callable[[Any], Any]]:
    """Installs the software that is missing, and gives each resource of these engines a server until the block ends.

    An engine that cannot be installed is left out: nothing listens on the endpoints of its resources. Yields a function
    that adds the description of the servers to the emulator's HTTP application.
    """
    if not names:
        yield lambda app: app
        return
    from emulator.engines.callers import with_callers
    from emulator.engines.description import with_description
    from emulator.engines.resources import functions
    from emulator.engines.servers import Servers, install_all

    # An installation takes up to minutes, so each is logged whatever the level of the other lines.
    _log.setLevel(logging.INFO)
    with closing(Servers(directory)) as servers:
        functions.trust(servers.root)
        drivers = [import_module(f"emulator.engines.drivers.{ENGINES[name][0]}").DRIVER for name in names]
        for driver in install_all(drivers):
            _, resources = ENGINES[driver.name]
            import_module(f"emulator.engines.resources.{resources}").attach(servers, driver)
        yield lambda app: with_callers(with_description(app, servers))
