"""Calls to the emulator's own API, for handlers that create what they describe the way any client would.

A call goes over HTTP to this same process, so only handlers that run on a worker thread may make one
(``register(..., blocking=True)``): on the event loop it would wait for itself.
"""

import os
import threading
from collections.abc import Collection, Mapping
from typing import Any

from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import Shape
from botocore.session import Session
from ministack.core.responses import get_account_id, get_region

_session = Session()
_clients: dict[tuple[str, str, str], BaseClient] = {}
_lock = threading.Lock()


def call(service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
    """Call an operation. A parameter that the API does not know is an error, so nothing is dropped in silence."""
    client = _client(service)
    shape = client.meta.service_model.operation_model(operation).input_shape
    return getattr(client, xform_name(operation))(**_typed(shape, parameters))


def call_unless_gone(gone: Collection[str], service: str, operation: str, /, **parameters: Any) -> None:
    """Call a deleting operation; that there is nothing left to delete, by error code, is no failure."""
    try:
        call(service, operation, **parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] not in gone:
            raise


def cased(service: str, operation: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A template's properties with the names of an API that writes them in another case. The keys of maps stay.

    A name that the API does not have stays as it is, for ``call`` to refuse.
    """
    return _cased(_client(service).meta.service_model.operation_model(operation).input_shape, properties)


def choices(service: str, shape: str) -> list[str]:
    """The values of an enumeration of an API, which no client checks."""
    return list(_client(service).meta.service_model.shape_for(shape).enum)


def _client(service: str) -> BaseClient:
    # The account and the region of a request come from its credentials; ours go to where the stack is.
    key = (service, get_region(), get_account_id())
    with _lock:  # creating clients is not thread-safe in botocore
        if key not in _clients:
            _clients[key] = _session.create_client(
                service,
                region_name=key[1],
                aws_access_key_id=key[2],
                aws_secret_access_key="local",
                endpoint_url=f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return _clients[key]


def _typed(shape: Shape | None, value: Any) -> Any:
    """A template's value with the types of the API: templates write numbers and booleans as strings, too."""
    if shape is None:
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        return {k: _typed(shape.members.get(k), v) for k, v in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_typed(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {k: _typed(shape.value, v) for k, v in value.items()}
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)
    if shape.type_name == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    if shape.type_name == "string" and isinstance(value, (int, float)):
        return str(value)
    return value


def _cased(shape: Shape | None, value: Any) -> Any:
    kind = shape.type_name if shape else ""
    if kind == "structure" and isinstance(value, Mapping):
        names = {name.lower(): name for name in shape.members}
        found = {name: names.get(name.lower(), name) for name in value}
        return {to: _cased(shape.members.get(to), value[name]) for name, to in found.items()}
    if kind == "list" and isinstance(value, list):
        return [_cased(shape.member, item) for item in value]
    if kind == "map" and isinstance(value, Mapping):
        return {key: _cased(shape.value, item) for key, item in value.items()}
    return value
