"""CloudFormation: the clean-up phase, in which an update or its rollback deletes replaced and removed resources.

MiniStack deletes them in the middle of the operation. CloudFormation deletes them after the whole operation is complete,
including all stacks of a tree of nested stacks, so that the tree can still be rolled back.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import now_iso
from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

_logger = logging.getLogger("cloudformation")

STACK = "AWS::CloudFormation::Stack"
PENDING = "_pending_clean_up"

# Whether the operation of the parent stack started that of the stack.
OF_PARENT: ContextVar[bool] = ContextVar("of_parent", default=False)


@dataclass(frozen=True)
class _Deletion:
    """The arguments of MiniStack's function that deletes a resource, and whether to create a snapshot of it first."""

    kind: str
    physical_id: str
    properties: dict[str, Any]
    stack: str
    logical_id: str
    snapshot: bool


@dataclass
class CleanUp:
    """The deletions of one operation of a stack, in their order.

    ``template`` contains the resources to delete. ``previous`` is the stack before an update, and ``operation`` what its
    rollback needs. ``status`` is that of the stack after the phase.
    """

    deletions: list[_Deletion | Callable[[], object]] = field(default_factory=list)
    snapshots: set[str] = field(default_factory=set)
    template: dict[str, Any] = field(default_factory=dict)
    previous: dict[str, Any] = field(default_factory=dict)
    status: str = ""
    operation: dict[str, Any] = field(default_factory=dict)

    def follow(self, earlier: "CleanUp") -> None:
        """Includes an earlier update of the same nested stack, which had not been cleaned up."""
        self.deletions = [*earlier.deletions, *self.deletions]
        self.template = {"Resources": self.template.get("Resources", {}) | earlier.template.get("Resources", {})}
        self.previous = earlier.previous
        self.operation = {**self.operation, "previous_stack": earlier.previous}


_clean_up: ContextVar[CleanUp | None] = ContextVar("clean_up", default=None)

# ---- deferring ------------------------------------------------------------------------------------------------------


@contextmanager
def _deferring(clean_up: CleanUp | None) -> Iterator[None]:
    token = _clean_up.set(clean_up)
    try:
        yield
    finally:
        _clean_up.reset(token)


def immediately() -> AbstractContextManager[None]:
    """Deletes resources at once, in an operation of another stack or in the clean-up phase itself."""
    return _deferring(None)


_ministack_delete = stacks._delete_resource
_ministack_snapshot = stacks._snapshot_resource
_ministack_delete_predecessor = provisioners._delete_predecessor
_ministack_add_event = stacks._add_event


def _delete(kind: str, physical_id: str, properties: dict[str, Any], stack: str, logical_id: str) -> None:
    clean_up = _clean_up.get()
    if clean_up is None:
        _ministack_delete(kind, physical_id, properties, stack, logical_id)
    else:
        snapshot = physical_id in clean_up.snapshots
        clean_up.deletions.append(_Deletion(kind, physical_id, properties, stack, logical_id, snapshot))


def _snapshot(kind: str, physical_id: str, properties: dict[str, Any]) -> None:
    clean_up = _clean_up.get()
    if clean_up is None:
        _ministack_snapshot(kind, physical_id, properties)
    else:
        clean_up.snapshots.add(physical_id)


def _delete_predecessor(delete: Callable[..., object], *arguments: Any, **named: Any) -> None:
    """Defers the deletion of a resource that its update handler replaced."""
    clean_up = _clean_up.get()

    def deferred(*arguments: Any, **named: Any) -> None:
        clean_up.deletions.append(lambda: delete(*arguments, **named))

    _ministack_delete_predecessor(delete if clean_up is None else deferred, *arguments, **named)


def _add_event(
    stack_id: str, stack: str, logical_id: str, kind: str, status: str, reason: str = "", physical_id: str = "",
    **more: Any,
) -> None:  # fmt: skip
    """Adds the physical id of an existing resource, which MiniStack omits, and omits the events of deferred deletions."""
    if _clean_up.get() is not None and status in ("DELETE_IN_PROGRESS", "DELETE_COMPLETE"):
        return
    resource = cloudformation._stacks.get(stack, {}).get("_resources", {}).get(logical_id, {})
    physical_id = physical_id or resource.get("PhysicalResourceId", "")
    _ministack_add_event(stack_id, stack, logical_id, kind, status, reason, physical_id, **more)


# ---- operations -----------------------------------------------------------------------------------------------------

_ministack_deploy_stack = stacks._deploy_stack_async
_ministack_roll_back = stacks._roll_back_operation
_ministack_delete_stack = stacks._delete_stack_async


async def _deploy_stack(
    name: str, stack_id: str, template: dict[str, Any], values: dict[str, Any], disable_rollback: bool, *rest: Any,
    **named: Any,
) -> None:  # fmt: skip
    stack, previous = cloudformation._stacks[name], named.get("previous_stack") or {}
    # Nested stacks are not rolled back either.
    stack["_rollback_disabled"] = disable_rollback
    clean_up = CleanUp(template=previous.get("_template") or {}, previous=previous, status="UPDATE_COMPLETE")
    with _deferring(clean_up):
        await _ministack_deploy_stack(name, stack_id, template, values, disable_rollback, *rest, **named)
    if stack["StackStatus"] == "UPDATE_COMPLETE":
        created = [name for name in _ordered(template) if name in stack["_resources"]]
        tags = (stack["Tags"], previous.get("Tags", []))
        clean_up.operation = stacks._failed_operation(
            True, previous, created, None, None, [], False, template, values, False, *tags
        )
        await _start_clean_up(stack, clean_up)


async def _roll_back(
    name: str, stack_id: str, stack: dict[str, Any], operation: dict[str, Any], *rest: Any, **named: Any
) -> None:
    if not operation["is_update"]:
        with immediately():
            await _ministack_roll_back(name, stack_id, stack, operation, *rest, **named)
        return
    clean_up = CleanUp(template=operation["template"], status="UPDATE_ROLLBACK_COMPLETE")
    with _deferring(clean_up):
        await _ministack_roll_back(name, stack_id, stack, operation, *rest, **named)
    if stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE":
        cloudformation._stack_events[stack_id].pop()
        await _start_clean_up(stack, clean_up)
    else:
        clean_up.status, stack[PENDING] = stack["StackStatus"], clean_up
        await _finish(stack)


async def _delete_stack(name: str, *rest: Any, **named: Any) -> None:
    await _finish(cloudformation._stacks[name])
    await _ministack_delete_stack(name, *rest, **named)


async def _start_clean_up(stack: dict[str, Any], clean_up: CleanUp) -> None:
    """Starts the phase. It ends at once, except in a nested stack: there, it ends with that of the parent."""
    stack["StackStatus"], stack[PENDING] = f"{clean_up.status}_CLEANUP_IN_PROGRESS", clean_up
    events = cloudformation._stack_events[stack["StackId"]]
    if events[-1]["ResourceStatus"] == clean_up.status:
        events[-1]["ResourceStatus"] = stack["StackStatus"]
    if not OF_PARENT.get():
        await _finish(stack)


async def _finish(stack: dict[str, Any]) -> None:
    """Deletes dependents first, also across nested stacks."""
    clean_up: CleanUp | None = stack.pop(PENDING, None)
    if clean_up is None:
        return
    deletions = list(clean_up.deletions)
    for logical_id in reversed(_ordered(clean_up.template)):
        nested = nested_stack(stack["_resources"].get(logical_id, {}))
        if nested:
            await _finish(nested)
        for deletion in [item for item in deletions if getattr(item, "logical_id", None) == logical_id]:
            deletions.remove(deletion)
            await _run(stack, deletion, clean_up)
    for deletion in deletions:
        await _run(stack, deletion, clean_up)
    if stack["StackStatus"] != clean_up.status:
        stack["StackStatus"] = clean_up.status
        identifier, name = stack["StackId"], stack["StackName"]
        _add_event(identifier, name, name, STACK, clean_up.status, physical_id=identifier)


async def _run(stack: dict[str, Any], deletion: _Deletion | Callable[[], object], clean_up: CleanUp) -> None:
    """Deletes one resource. A failure does not fail the operation. A resource that the template removed stays listed."""
    if not isinstance(deletion, _Deletion):
        try:
            deletion()
        except Exception:
            _logger.exception("a replaced resource of %s was not deleted", stack["StackName"])
        return
    kind, physical_id, logical_id = deletion.kind, deletion.physical_id, deletion.logical_id

    def event(status: str, reason: str = "") -> None:
        _add_event(stack["StackId"], stack["StackName"], logical_id, kind, status, reason, physical_id)

    arguments = (kind, physical_id, deletion.properties, deletion.stack, logical_id)
    with immediately():
        event("DELETE_IN_PROGRESS")
        try:
            if deletion.snapshot:
                _ministack_snapshot(kind, physical_id, deletion.properties)
            if stacks._runs_on_worker_thread(kind):
                await run_reentrant(_delete, *arguments)
            else:
                _delete(*arguments)
            event("DELETE_COMPLETE")
        except Exception as error:
            event("DELETE_FAILED", str(error))
            removed = clean_up.previous.get("_resources", {}).get(logical_id)
            if removed and logical_id not in stack["_resources"]:
                failed = {"ResourceStatus": "DELETE_FAILED", "ResourceStatusReason": str(error), "Timestamp": now_iso()}
                stack["_resources"][logical_id] = {**removed, **failed}


def _ordered(template: dict[str, Any]) -> list[str]:
    """Returns the logical ids of a template, those that others depend on first."""
    resources = template.get("Resources", {})
    try:
        return engine._topological_sort(resources, {})
    except ValueError:  # resources whose conditions exclude each other may form a circle
        return [*resources]


def nested_stack(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the nested stack of a resource of a stack, if the resource is one."""
    is_stack = resource.get("ResourceType") == STACK
    return handlers._resolve_stack(resource["PhysicalResourceId"]) if is_stack else None


def unfinished_update(stack: dict[str, Any]) -> CleanUp | None:
    """Returns the clean-up of a nested stack whose update is complete, and whose parent is still being updated."""
    clean_up: CleanUp | None = stack.get(PENDING)
    return clean_up if clean_up and clean_up.status == "UPDATE_COMPLETE" else None


stacks._delete_resource = _delete
stacks._snapshot_resource = _snapshot
provisioners._delete_predecessor = _delete_predecessor
stacks._add_event = _add_event
stacks._deploy_stack_async = handlers._deploy_stack_async = changesets._deploy_stack_async = _deploy_stack
stacks._roll_back_operation = handlers._roll_back_operation = _roll_back
stacks._delete_stack_async = handlers._delete_stack_async = _delete_stack
