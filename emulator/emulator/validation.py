"""Validates the resource types and properties of a template against the supported ones."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.supported_types import SUPPORTED, SupportedType

# The handler of a custom resource receives all properties, so they are not validated.
_CUSTOM = "Custom::"


def validate_types(kinds: Iterable[str]) -> None:
    """Rejects resource types that are not supported."""
    unsupported = sorted({kind for kind in kinds if kind not in SUPPORTED and not kind.startswith(_CUSTOM)})
    if unsupported:
        raise ValueError(
            f"The local emulator does not support {', '.join(unsupported)}. Add a handler in "
            "emulator/emulator/handlers/ and an entry in emulator/emulator/supported_types.py."
        )


def validate_properties(kind: str, properties: Mapping[str, Any]) -> None:
    """Rejects properties that are not supported, at any depth that is listed. Ignores empty lists."""
    if kind.startswith(_CUSTOM):
        return
    present = {name: value for name, value in properties.items() if value != []}
    supported = SUPPORTED[kind]
    unsupported = sorted({name for name in property_names(present, supported) if not supported.includes(name)})
    if unsupported:
        raise ValueError(
            f"The local emulator does not support {', '.join(unsupported)} of {kind}. Implement it in "
            "emulator/emulator/handlers/ and list it in emulator/emulator/supported_types.py."
        )


def property_names(value: Any, supported: SupportedType, prefix: str = "") -> Iterator[str]:
    """Yields the dotted names of the properties in a value, to the depth that is listed. Lists add no level."""
    if prefix and not supported.lists_members_of(prefix):
        yield prefix
        return
    for member in value if isinstance(value, list) else [value]:
        if not isinstance(member, Mapping):
            yield prefix
            continue
        for name, inner in member.items():
            yield from property_names(inner, supported, f"{prefix}.{name}" if prefix else name)
