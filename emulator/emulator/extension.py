"""Registers CloudFormation handlers in MiniStack.

MiniStack has a table of handlers by resource type, and its stack engine runs blocking handlers on worker threads. This
module adds handlers to that table, and validates templates before MiniStack does. It depends on internals of one exact
release of MiniStack, which requirements.txt pins.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from ministack.services.cloudformation import changesets, engine, provisioners, stacks
from ministack.services.cloudformation import handlers as api

from emulator import handlers, validation

Properties = dict[str, Any]
# The physical id of a resource, and its attributes for Fn::GetAtt.
Resource = tuple[str, dict[str, Any]]
Create = Callable[[str, Properties, str], Resource]
Delete = Callable[[str, Properties], None]


class Update(Protocol):
    def __call__(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource: ...


_blocking: set[str] = set()


def install() -> None:
    """Registers every handler of this package, and the validation of resource types and properties."""
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"{handlers.__name__}.{module.name}")
    runs_on_worker_thread = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind in _blocking or runs_on_worker_thread(kind)
    _install_type_validation()
    _install_property_validation()


def _install_type_validation() -> None:
    """Validates resource types before a stack operation starts, as MiniStack does for types without a handler."""
    validate = engine.validate_template_support

    def validate_supported(template: dict[str, Any], conditions: dict[str, bool], *rest: Any, **named: Any) -> None:
        resources = (template.get("Resources") or {}).values()
        validation.validate_types(
            resource["Type"] for resource in resources if conditions.get(resource.get("Condition"), True)
        )
        validate(template, conditions, *rest, **named)

    api.validate_template_support = changesets.validate_template_support = validate_supported


def _install_property_validation() -> None:
    """Validates properties when a resource is created or updated, because intrinsic functions are resolved then."""
    provision, update = stacks._provision_resource, stacks._update_resource

    def validate_and_provision(kind: str, logical_id: str, properties: Properties, stack: str) -> Resource:
        validation.validate_properties(kind, properties)
        return provision(kind, logical_id, properties, stack)

    def validate_and_update(kind: str, physical_id: str, old: Properties, new: Properties, *rest: Any) -> Resource:
        validation.validate_properties(kind, new)
        return update(kind, physical_id, old, new, *rest)

    stacks._provision_resource, stacks._update_resource = validate_and_provision, validate_and_update


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
    """Replaces MiniStack's handlers of a resource type.

    ``snapshot`` implements the deletion policy Snapshot; the default is MiniStack's implementation. A change to a
    property in ``replaces`` creates a new resource, and deletes the old one after the stack update succeeds. ``update``
    receives every other change. It must reject invalid properties before it changes anything, because CloudFormation
    does not roll back a resource whose update failed. ``blocking`` is for handlers that call the emulator's API.
    """
    registered: dict[str, Any] = {"create": create, "delete": delete}
    if update:
        registered |= {"update": update, "update_with_logical_id": True}
    snapshot = snapshot or provisioners._RESOURCE_HANDLERS.get(kind, {}).get("snapshot")
    provisioners._RESOURCE_HANDLERS[kind] = registered | ({"snapshot": snapshot} if snapshot else {})
    replace_on_change(kind, *replaces)
    if blocking:
        _blocking.add(kind)


def replace_on_change(kind: str, *names: str) -> None:
    """Adds properties whose change replaces the resource to those that MiniStack knows."""
    known = provisioners._REPLACING_PROPERTIES.get(kind, ())
    provisioners._REPLACING_PROPERTIES[kind] = tuple(dict.fromkeys((*known, *names)))


def ministack_handlers(kind: str) -> dict[str, Any]:
    """Returns MiniStack's handlers of a type, for use in a handler of this package.

    The update handler takes the logical id as its last argument if ``update_with_logical_id`` is set.
    """
    return dict(provisioners._RESOURCE_HANDLERS[kind])


def extend(
    kind: str,
    store: Callable[[str, Properties, dict[str, Any]], dict[str, Any] | None],
    validate: Callable[[Properties], None] | None = None,
    on_delete: Delete | None = None,
) -> None:
    """Extends MiniStack's handlers of a type.

    ``validate`` runs first and raises an error for invalid properties. ``store`` runs after MiniStack's handler, with
    the physical id, the properties and the attributes. It writes the properties that MiniStack ignores, and returns
    additional attributes. ``on_delete`` runs before the deletion and reverts changes of ``store`` to other resources.
    """
    ministack = ministack_handlers(kind)

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        if validate:
            validate(properties)
        physical_id, attributes = ministack["create"](logical_id, properties, stack)
        with undo_on_error(lambda: delete(physical_id, properties)):
            return physical_id, {**attributes, **(store(physical_id, properties, attributes) or {})}

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        if validate:
            validate(new)
        logical = (logical_id,) if ministack.get("update_with_logical_id") else ()
        physical_id, attributes = ministack["update"](physical_id, old, new, stack, *logical)
        return physical_id, {**attributes, **(store(physical_id, new, attributes) or {})}

    def delete(physical_id: str, properties: Properties) -> None:
        if on_delete:
            on_delete(physical_id, properties)
        ministack["delete"](physical_id, properties)

    register(kind, create=create, delete=delete, update=update if "update" in ministack else None)


def complete(
    kind: str, changed: Callable[[str], dict[str, Any]], deleted: Callable[[str], object] = lambda physical_id: None
) -> None:
    """Adds work to the registered handlers of a type, such as to start a server. It runs on a worker thread.

    ``changed`` runs after the creation and after each update, and returns attributes that replace those of the
    handlers. ``deleted`` runs after the deletion. Both receive the physical id.
    """
    handlers_of_type = ministack_handlers(kind)

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        physical_id, attributes = handlers_of_type["create"](logical_id, properties, stack)
        with undo_on_error(lambda: delete(physical_id, properties)):
            return physical_id, {**attributes, **changed(physical_id)}

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        def apply(before: Properties, after: Properties) -> Resource:
            logical = (logical_id,) if handlers_of_type.get("update_with_logical_id") else ()
            return handlers_of_type["update"](physical_id, before, after, stack, *logical)

        def apply_old() -> None:
            # The error of the update says more than one of its reversal.
            with suppress(Exception):
                changed(apply(new, old)[0])

        updated_id, attributes = apply(old, new)
        with undo_on_error(apply_old):
            return updated_id, {**attributes, **changed(updated_id)}

    def delete(physical_id: str, properties: Properties) -> None:
        handlers_of_type["delete"](physical_id, properties)
        deleted(physical_id)

    register(kind, create=create, delete=delete, update=update if "update" in handlers_of_type else None, blocking=True)


@contextmanager
def undo_on_error(undo: Callable[[], None]) -> Iterator[None]:
    """Undoes a completed step if a later step fails.

    CloudFormation does not delete a resource whose creation failed, because it never receives its physical id, and does
    not roll back a resource whose update failed.
    """
    try:
        yield
    except Exception:
        undo()
        raise


def physical_name(stack: str, logical_id: str, length: int, *, lowercase: bool = True) -> str:
    """Generates the physical name of a resource without a name, and a different one when the resource is replaced."""
    return provisioners._physical_name(stack, logical_id, lowercase=lowercase, max_len=length)


def snapshot_name(physical_id: str) -> str:
    """Returns the name of the snapshot that the deletion policy Snapshot creates."""
    return provisioners._snapshot_id(physical_id)
