"""Calls the emulator's own API from handlers that create a resource through the service API, as any client does.

A call is an HTTP request to this process. Only handlers that run on a worker thread (``register(..., blocking=True)``)
may make one: on the event loop, the call would wait for itself.
"""

import os
import threading
from collections.abc import Collection, Mapping
from typing import Any

from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError, UnknownServiceError
from botocore.model import Shape
from botocore.session import Session
from ministack.core.responses import get_account_id, get_region

_session = Session()
_clients: dict[tuple[str, str, str], BaseClient] = {}
_lock = threading.Lock()


def call(service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
    """Calls an operation. Unknown parameters raise an error, so that no property is silently ignored."""
    client = _client(service)
    shape = client.meta.service_model.operation_model(operation).input_shape
    return getattr(client, xform_name(operation))(**_with_api_types(shape, parameters))


def delete_if_exists(not_found: Collection[str], service: str, operation: str, /, **parameters: Any) -> None:
    """Calls a delete operation. Ignores the ``not_found`` error codes, which mean that the resource does not exist."""
    try:
        call(service, operation, **parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] not in not_found:
            raise


def with_api_names(service: str, operation: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the case of property names to that of the API's parameters. Keys of maps are unchanged.

    Names without a matching parameter are unchanged, so that ``call`` rejects them.
    """
    return _with_api_names(_client(service).meta.service_model.operation_model(operation).input_shape, properties)


def operations(service: str) -> list[str]:
    """Returns the names of the operations of an API; none for a service that does not exist."""
    try:
        return list(_client(service).meta.service_model.operation_names)
    except UnknownServiceError:
        return []


def enum_values(service: str, shape: str) -> list[str]:
    """Returns the values of an API enumeration. AWS clients do not validate them."""
    return list(_client(service).meta.service_model.shape_for(shape).enum)


def _client(service: str) -> BaseClient:
    # MiniStack takes the account and the region of a request from its credentials. Use those of the stack.
    key = (service, get_region(), get_account_id())
    with _lock:  # botocore is not thread-safe when it creates clients
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


def _with_api_types(shape: Shape | None, value: Any) -> Any:
    """Converts a template value to the types of the API. Templates may contain numbers and booleans as strings."""
    if shape is None:
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        return {k: _with_api_types(shape.members.get(k), v) for k, v in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_with_api_types(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {k: _with_api_types(shape.value, v) for k, v in value.items()}
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)
    if shape.type_name == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    if shape.type_name == "string" and isinstance(value, (int, float)):
        return str(value)
    return value


def _with_api_names(shape: Shape | None, value: Any) -> Any:
    kind = shape.type_name if shape else ""
    if kind == "structure" and isinstance(value, Mapping):
        names = {name.lower(): name for name in shape.members}
        renamed = {name: names.get(name.lower(), name) for name in value}
        return {api: _with_api_names(shape.members.get(api), value[name]) for name, api in renamed.items()}
    if kind == "list" and isinstance(value, list):
        return [_with_api_names(shape.member, item) for item in value]
    if kind == "map" and isinstance(value, Mapping):
        return {key: _with_api_names(shape.value, item) for key, item in value.items()}
    return value
