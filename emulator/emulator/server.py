"""Serve MiniStack with our extension until a signal ends it."""

import asyncio
import os
import signal
import socket
import subprocess
import weakref
from typing import Any, ClassVar

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app

from emulator import extension

# How long open requests may finish after a signal, in seconds.
_GRACE = 1


class _Child(subprocess.Popen[Any]):
    """Every process that runs a Lambda handler. MiniStack forgets those that are busy; none may outlive us."""

    _started: ClassVar["weakref.WeakSet[_Child]"] = weakref.WeakSet()
    _ending = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if self._ending:
            raise OSError("the emulator is ending")
        super().__init__(*arguments, **options)
        self._started.add(self)

    @classmethod
    def end_all(cls) -> None:
        cls._ending = True
        children = [child for child in cls._started if child.poll() is None]
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(timeout=_GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def run(listener: socket.socket) -> None:
    subprocess.Popen = _Child  # type: ignore[misc]
    extension.install()
    # Not asyncio.run, which at its end waits for every task: one may wait an hour for a custom resource to answer.
    asyncio.new_event_loop().run_until_complete(_serve(listener))


async def _serve(listener: socket.socket) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    host, port = listener.getsockname()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = _GRACE
    config.keep_alive_timeout = 75
    config.loglevel = os.environ["LOG_LEVEL"]
    # The socket is listening already: a client that reads this line may connect at once.
    print(f"Ready on http://{host}:{port}", flush=True)
    await serve(app, config, shutdown_trigger=stop.wait)
    _Child.end_all()
