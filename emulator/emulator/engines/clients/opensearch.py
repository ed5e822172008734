"""A client of OpenSearch, which signs its requests as a client of a domain does."""

import json
from contextlib import AbstractContextManager, closing
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib3 import PoolManager

from emulator.engines.clients.contract import Client, Variables


class Refused(Exception):
    """A request with a status of 401 or 403."""


class _Connection:
    def __init__(self, variables: Variables, root: str) -> None:
        self._url = f"https://{variables['SEARCH_ENDPOINT']}"
        credentials = Credentials(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_SESSION_TOKEN"]
        )
        self._signer = SigV4Auth(credentials, "es", variables["AWS_REGION"])
        self._pool = PoolManager(ca_certs=root, timeout=30.0, retries=False)

    def request(self, method: str, path: str, document: dict[str, str] | None = None) -> Any:
        body = None if document is None else json.dumps(document)
        request = AWSRequest(method, self._url + path, {"content-type": "application/json"} if body else {}, body)
        self._signer.add_auth(request)
        response = self._pool.request(method, request.url, body=body, headers=dict(request.headers))
        if response.status in (401, 403):
            raise Refused(response.data.decode())
        if response.status >= 300:
            raise RuntimeError(f"{method} answers {response.status}: {response.data.decode()}")
        return response.json()

    def close(self) -> None:
        self._pool.clear()


class OpenSearchClient(Client):
    credential = "AWS_SECRET_ACCESS_KEY"
    refusals = (Refused,)

    def own_name(self, variables: Variables, name: str) -> str:
        return f"{variables['SEARCH_INDEX']}.{name}" if "SEARCH_INDEX" in variables else name

    def connect(self, variables: Variables, root: str) -> AbstractContextManager[_Connection]:
        connection = _Connection(variables, root)
        connection.request("GET", "/")  # each request has its own signature
        return closing(connection)

    def write(self, connection: _Connection, name: str, text: str) -> None:
        connection.request("PUT", f"/{name}/_doc/1", {"text": text})

    def take(self, connection: _Connection, name: str) -> str:
        text = connection.request("GET", f"/{name}/_doc/1")["_source"]["text"]
        connection.request("DELETE", f"/{name}")
        return text


CLIENT = OpenSearchClient()
