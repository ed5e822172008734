import os

import valkey  # redis has the same classes
from login import read_login


class SecretLogin(valkey.CredentialProvider):
    """The login that the secret has when a connection is opened."""

    def get_credentials(self) -> tuple[str, str]:
        login = read_login(os.environ["CACHE_SECRET_ARN"])
        return login["username"], login["password"]


cache = valkey.Valkey(
    host=os.environ["CACHE_ENDPOINT"],
    port=int(os.environ["CACHE_PORT"]),
    ssl=True,
    credential_provider=SecretLogin(),
    max_connections=10,
)


def key(name: str) -> str:
    """Returns the name of a key of the service."""
    return f"{os.environ['CACHE_KEY_PREFIX']}{name}"
