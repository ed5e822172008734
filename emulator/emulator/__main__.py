"""``python -m emulator``: the command line."""

import argparse
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from emulator import environment, support


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m emulator",
        description="Run a local AWS emulator on 127.0.0.1 until SIGTERM or SIGINT. Its state ends with it.",
        epilog="One line on stdout says when it is ready; the log goes to stderr. Point AWS clients at it with "
        "AWS_ENDPOINT_URL=http://127.0.0.1:PORT and any credentials.",
    )
    parser.add_argument("--port", type=port, default=4566, help="the port to listen on (default: %(default)s)")
    parser.add_argument(
        "--node-path",
        type=Path,
        metavar="DIR",
        help="a node_modules directory with the @aws-sdk/client-* packages that custom resource handlers use; "
        "without it those handlers run on a stub of the SDK and fail",
    )
    parser.add_argument(
        "--log-level",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
        default="WARNING",
        help="how much to log on stderr (default: %(default)s)",
    )
    parser.add_argument("--table", action="store_true", help="print the table of supported types as Markdown, and end")
    options = parser.parse_args(arguments)
    if options.node_path and not options.node_path.is_dir():
        parser.error(f"--node-path {options.node_path}: there is no such directory")
    return options


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port (1 to 65535)")
    return number


def main() -> int:
    options = parse()
    if options.table:
        print(support.markdown())
        return 0
    try:
        listener = socket.create_server(("127.0.0.1", options.port), backlog=128)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        print(f"emulator: cannot listen on 127.0.0.1:{options.port}: {reason}. Choose another --port.", file=sys.stderr)
        return 1
    # Until the server takes over, a signal ends the process the usual way: through every "with".
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with environment.prepared(options.port, options.node_path, options.log_level):
        # MiniStack reads its environment when it is imported, so nothing may import it before this line.
        from emulator import server

        server.run(listener)
    return 0


if __name__ == "__main__":
    sys.exit(main())
