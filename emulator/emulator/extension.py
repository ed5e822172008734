"""What joins our CloudFormation handlers to MiniStack's.

MiniStack keeps its handlers in a table by resource type, and its stack engine runs the ones that block on threads
of their own. This module adds to that table, and puts the refusal of what is not supported in front of it. It leans
on internals of one exact release of MiniStack, which requirements.txt pins.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from ministack.services.cloudformation import changesets, engine, provisioners, stacks
from ministack.services.cloudformation import handlers as api

from emulator import handlers, support

Properties = dict[str, Any]
# The physical id and the attributes for Fn::GetAtt.
Resource = tuple[str, dict[str, Any]]
Create = Callable[[str, Properties, str], Resource]
Delete = Callable[[str, Properties], None]


class Update(Protocol):
    def __call__(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource: ...


_blocking: set[str] = set()


def install() -> None:
    """Register every handler of the package, and refuse what the table does not list."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"{handlers.__name__}.{module.name}")
    blocks = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind in _blocking or blocks(kind)
    _refuse_types()
    _refuse_properties()


def _refuse_types() -> None:
    """Before a stack operation starts, where MiniStack refuses the types it has no handler for."""
    validate = engine.validate_template_support

    def checked(template: dict[str, Any], conditions: dict[str, bool], *rest: Any, **named: Any) -> None:
        resources = (template.get("Resources") or {}).values()
        support.check_types(
            resource["Type"] for resource in resources if conditions.get(resource.get("Condition"), True)
        )
        validate(template, conditions, *rest, **named)

    api.validate_template_support = changesets.validate_template_support = checked


def _refuse_properties() -> None:
    """When a resource's turn comes: only then are its properties resolved."""
    provision, update = stacks._provision_resource, stacks._update_resource

    def checked_provision(kind: str, logical_id: str, properties: Properties, stack: str) -> Resource:
        support.check_properties(kind, properties)
        return provision(kind, logical_id, properties, stack)

    def checked_update(kind: str, physical_id: str, old: Properties, new: Properties, *rest: Any) -> Resource:
        support.check_properties(kind, new)
        return update(kind, physical_id, old, new, *rest)

    stacks._provision_resource, stacks._update_resource = checked_provision, checked_update


def register(
    kind: str,
    *,
    create: Create,
    delete: Delete,
    update: Update | None = None,
    snapshot: Delete | None = None,
    replaces: Sequence[str] = (),
    blocking: bool = False,
) -> None:
    """Take a resource type over. What MiniStack has for the deletion policy Snapshot stays, unless given anew.

    A change to a property in ``replaces`` makes a new resource and, when the stack update has succeeded, deletes the
    old one. Every other change goes to ``update``, which must refuse before it changes anything: CloudFormation does
    not send the resource whose update failed back. ``blocking`` is for handlers that call the emulator's API.
    """
    ours: dict[str, Any] = {"create": create, "delete": delete}
    if update:
        ours |= {"update": update, "update_with_logical_id": True}
    snapshot = snapshot or provisioners._RESOURCE_HANDLERS.get(kind, {}).get("snapshot")
    provisioners._RESOURCE_HANDLERS[kind] = ours | ({"snapshot": snapshot} if snapshot else {})
    replacing(kind, *replaces)
    if blocking:
        _blocking.add(kind)


def replacing(kind: str, *names: str) -> None:
    """Say which properties CloudFormation replaces a resource for, beside those MiniStack knows."""
    known = provisioners._REPLACING_PROPERTIES.get(kind, ())
    provisioners._REPLACING_PROPERTIES[kind] = tuple(dict.fromkeys((*known, *names)))


def theirs(kind: str) -> dict[str, Any]:
    """MiniStack's own handlers of a type, for ours to build on. Its updates take a logical id where they say so."""
    return dict(provisioners._RESOURCE_HANDLERS[kind])


def complete(
    kind: str,
    after: Callable[[str, Properties, dict[str, Any]], dict[str, Any] | None],
    before: Callable[[Properties], None] | None = None,
    on_delete: Delete | None = None,
) -> None:
    """Keep MiniStack's handlers of a type, and add what they leave out.

    ``before`` refuses properties; ``after`` gets the physical id, the properties and the attributes, and returns the
    attributes that are to be added; ``on_delete`` takes back what ``after`` did elsewhere.
    """
    own = theirs(kind)

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        if before:
            before(properties)
        physical_id, attributes = own["create"](logical_id, properties, stack)
        with undone_by(lambda: delete(physical_id, properties)):
            return physical_id, {**attributes, **(after(physical_id, properties, attributes) or {})}

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        if before:
            before(new)
        logical = (logical_id,) if own.get("update_with_logical_id") else ()
        physical_id, attributes = own["update"](physical_id, old, new, stack, *logical)
        return physical_id, {**attributes, **(after(physical_id, new, attributes) or {})}

    def delete(physical_id: str, properties: Properties) -> None:
        if on_delete:
            on_delete(physical_id, properties)
        own["delete"](physical_id, properties)

    register(kind, create=create, delete=delete, update=update if "update" in own else None)


@contextmanager
def undone_by(undo: Callable[[], None]) -> Iterator[None]:
    """Undo a first step when a later one fails: CloudFormation never hears of a resource whose creation failed."""
    try:
        yield
    except Exception:
        undo()
        raise


def physical_name(stack: str, logical_id: str, length: int, *, lowercase: bool = True) -> str:
    """The name CloudFormation gives a resource that has none; another one when it is replaced."""
    return provisioners._physical_name(stack, logical_id, lowercase=lowercase, max_len=length)


def snapshot_name(physical_id: str) -> str:
    """The name of the snapshot that the deletion policy Snapshot makes."""
    return provisioners._snapshot_id(physical_id)
