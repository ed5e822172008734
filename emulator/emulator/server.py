"""Runs MiniStack with the extension until the process receives a signal."""

import asyncio
import os
import signal
import socket
import subprocess
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import AUTH, app

from emulator import extension, iam_enforcement
from emulator.engines import registry
from emulator.schedules import with_schedules
from emulator.web_sites import without_web_sites

# How long open requests and handler processes may take to finish after a signal, in seconds.
_GRACE_PERIOD = 1


class _HandlerProcess(subprocess.Popen[Any]):
    """A process that runs a Lambda handler.

    Tracks every started process, because MiniStack does not track busy ones and all must end with the emulator.
    """

    _started: ClassVar["weakref.WeakSet[_HandlerProcess]"] = weakref.WeakSet()
    _stopping = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if self._stopping:
            raise OSError("the emulator is stopping")
        super().__init__(*arguments, **options)
        self._started.add(self)

    @classmethod
    def terminate_all(cls) -> None:
        cls._stopping = True
        running = [process for process in cls._started if process.poll() is None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=_GRACE_PERIOD)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def run(listener: socket.socket, engines: Sequence[str]) -> None:
    subprocess.Popen = _HandlerProcess  # type: ignore[misc]
    extension.install()
    if AUTH:
        iam_enforcement.install()
    with registry.started(engines, Path(os.environ["TMPDIR"])) as with_engines:
        # asyncio.run would wait for every pending task on exit. A task can wait one hour for a custom resource
        # response.
        asyncio.new_event_loop().run_until_complete(_serve(listener, without_web_sites(with_schedules(with_engines(app)))))
    _HandlerProcess.terminate_all()


async def _serve(listener: socket.socket, app: Any) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    host, port = listener.getsockname()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = _GRACE_PERIOD
    config.keep_alive_timeout = 75
    config.loglevel = os.environ["LOG_LEVEL"]
    # The socket is already listening, so a client may connect as soon as it reads this line.
    print(f"Ready on http://{host}:{port}", flush=True)
    await serve(app, config, shutdown_trigger=stop.wait)
