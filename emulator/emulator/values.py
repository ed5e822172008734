"""Conversions of template values to the values that the service APIs use."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ministack.core.responses import get_account_id, get_region
from ministack.services import kms


def to_bool(value: Any) -> bool:
    """Converts a template value to a boolean. Templates may contain the string "true"."""
    return str(value).lower() == "true"


def pick(properties: Mapping[str, Any], *names: str, **renamed: str) -> dict[str, Any]:
    """Selects the named properties that are present. ``Name="ApiName"`` also renames a property."""
    names_in_api = {**{name: name for name in names}, **renamed}
    return {to: properties[name] for name, to in names_in_api.items() if name in properties}


def tags(properties: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"Key": str(tag["Key"]), "Value": str(tag["Value"])} for tag in properties.get("Tags") or []]


def tag_map(properties: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags(properties)}


def json_text(value: Any) -> str:
    """Converts a policy document to the JSON string that the APIs require."""
    return value if isinstance(value, str) else json.dumps(value)


def key_arn(key: str) -> str:
    """Returns the ARN of a KMS key, given its id, alias or ARN."""
    found = kms._resolve_key(key)
    if found:
        return found["Arn"]
    if key.startswith("alias/"):
        return f"arn:aws:kms:{get_region()}:{get_account_id()}:{key}"
    raise ValueError(f"KMS key {key} does not exist")


def endpoint_host(*labels: str) -> str:
    """Returns a host name for an endpoint. No engine listens there.

    Names under .localhost are reserved for the local machine, so that a connection attempt never leaves it.
    """
    unique = hashlib.sha256("/".join((get_account_id(), get_region(), *labels)).encode()).hexdigest()[:8]
    return ".".join((labels[0], unique, get_region(), *labels[1:], _NO_ENGINE))


def is_endpoint_without_engine(text: str) -> bool:
    """Whether a host, or the host in a URL, is one of ``endpoint_host``."""
    host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    return host.endswith(f".{_NO_ENGINE}")


_NO_ENGINE = "localhost"
