"""What a client does to prove that a server works: log in, write, and read."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar

# The environment variables of a connected workload, with the values of its secrets, and the login for migrations of its
# service, if there is one, in MIGRATION_USERNAME and MIGRATION_PASSWORD.
Variables = Mapping[str, str]


class Client(ABC):
    # The variable that a wrong login changes.
    credential: ClassVar[str]
    # How the client reports that the server refused a login.
    refusals: ClassVar[tuple[type[Exception], ...]]

    def own_name(self, variables: Variables, name: str) -> str:
        """Returns a name as the service may use it: services that share a server have names of their own."""
        return name

    @abstractmethod
    def connect(self, variables: Variables, root: str) -> AbstractContextManager[Any]:
        """Logs in. ``root`` is the file of the root certificate to trust."""

    @abstractmethod
    def write(self, connection: Any, name: str, text: str) -> None:
        """Writes a text under a name that nothing else has."""

    @abstractmethod
    def take(self, connection: Any, name: str) -> str:
        """Reads and deletes the text."""
