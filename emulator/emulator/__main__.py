"""Command line of ``python -m emulator``."""

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from emulator import environment, supported_types
from emulator.engines import registry

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m emulator",
        description="Run a local AWS emulator on 127.0.0.1 until SIGTERM or SIGINT. Its state is in memory and is lost "
        "when it stops.",
        epilog="Prints one line to stdout when it is ready and logs to stderr. To connect an AWS client, set "
        "AWS_ENDPOINT_URL=http://127.0.0.1:PORT and use any credentials.",
    )
    parser.add_argument("--port", type=port, default=4566, help="the port to listen on (default: %(default)s)")
    parser.add_argument(
        "--node-path",
        type=Path,
        metavar="DIR",
        help="a node_modules directory with the @aws-sdk/client-* packages that custom resource handlers use; "
        "without it, those handlers use a stub of the SDK and fail",
    )
    parser.add_argument(
        "--log-level",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING",
        help="the lowest level to log to stderr (default: %(default)s)",
    )
    parser.add_argument(
        "--with-parent",
        action="store_true",
        help="stop when standard input ends, as a pipe does when the process that started the emulator ends, however it "
        "ended",
    )
    parser.add_argument(
        "--engines",
        type=engines,
        default=(),
        metavar="NAME,...",
        help="the engines to run behind the endpoints of resources, comma-separated: "
        f"{', '.join(registry.ENGINES)} (default: none, so that nothing listens on the endpoints)",
    )
    parser.add_argument(
        "--enforce-iam",
        action="store_true",
        help="reject the requests of roles and IAM users that their policies do not allow; without it, all are allowed",
    )
    parser.add_argument("--table", action="store_true", help="print the table of supported types as Markdown, and exit")
    options = parser.parse_args(arguments)
    if options.node_path and not options.node_path.is_dir():
        parser.error(f"--node-path {options.node_path}: the directory does not exist")
    return options


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a valid port: use 1 to 65535")
    return number


def stop(*_: object) -> None:
    """Exits on the first signal. A second one would interrupt the clean-up."""
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def stop_with_parent() -> None:
    """Waits for the end of standard input, and sends this process the signal that stops it."""
    # Not sys.stdin: this thread would hold its lock when the interpreter exits.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def engines(text: str) -> Sequence[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    known = ", ".join(registry.ENGINES)
    if not names:
        raise argparse.ArgumentTypeError(f"no engine is named: use {known}")
    unknown = [name for name in names if name not in registry.ENGINES]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no engine named {', '.join(unknown)}: use {known}")
    return names


def main() -> int:
    options = parse()
    if options.table:
        print(supported_types.markdown_table())
        return 0
    try:
        listener = socket.create_server(("127.0.0.1", options.port), backlog=128)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"emulator: cannot listen on 127.0.0.1:{options.port}: {reason}. Choose another --port.", file=sys.stderr)
        return 1
    # Until the server installs its own signal handlers, a signal exits through the "with" blocks, which clean up.
    for number in _STOP_SIGNALS:
        signal.signal(number, stop)
    if options.with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    with environment.isolated(options.port, options.node_path, options.log_level, options.enforce_iam):
        # MiniStack reads its environment variables on import, so it must not be imported before this line.
        from emulator import server

        server.run(listener, options.engines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
