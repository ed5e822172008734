"""Small conversions from what a template says to what a service keeps."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import kms


def flag(value: Any) -> bool:
    """A boolean; templates also write "true"."""
    return str(value).lower() == "true"


def picked(properties: Mapping[str, Any], *names: str, **renamed: str) -> dict[str, Any]:
    """The properties given, under their own names or, ``Name="ApiName"``, under the API's."""
    names_in_api = {**{name: name for name in names}, **renamed}
    return {to: properties[name] for name, to in names_in_api.items() if name in properties}


def tags(properties: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"Key": str(tag["Key"]), "Value": str(tag["Value"])} for tag in properties.get("Tags") or []]


def tag_map(properties: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags(properties)}


def document(value: Any) -> str:
    """A policy as the string that APIs take."""
    return value if isinstance(value, str) else json.dumps(value)


def key_arn(key: str) -> str:
    """The ARN that services answer for a key given by id, alias or ARN."""
    found = kms._resolve_key(key)
    if found:
        return found["Arn"]
    if key.startswith("alias/"):
        return f"arn:aws:kms:{get_region()}:{get_account_id()}:{key}"
    raise ValueError(f"KMS key {key} does not exist")


def host(*labels: str) -> str:
    """A host name for an endpoint with no engine behind it.

    Names under .localhost never leave the machine, whatever tries to connect to them.
    """
    unique = hashlib.sha256("/".join((get_account_id(), get_region(), *labels)).encode()).hexdigest()[:8]
    return ".".join((labels[0], unique, get_region(), *labels[1:], "localhost"))
