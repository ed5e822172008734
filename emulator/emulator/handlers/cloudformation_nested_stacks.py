"""CloudFormation: nested stacks.

A nested stack is created, updated and deleted with the operations of CloudFormation's API, as any other stack. The
operation of the parent waits for it.
"""

import asyncio
import secrets
import string
import xml.etree.ElementTree as ET
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from ministack import app
from ministack.core.responses import now_iso
from ministack.services import cloudformation, s3
from ministack.services.cloudformation import handlers, stacks

from emulator.extension import Properties, Resource, register
from emulator.handlers import cloudformation as exports
from emulator.handlers.cloudformation_cleanup import (
    OF_PARENT,
    PENDING,
    STACK,
    immediately,
    nested_stack,
    unfinished_update,
)

Stack = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]

_NAME_LENGTH, _SUFFIX_LENGTH = 128, 12
_NO_UPDATES = "No updates are to be performed."

# ---- operations -----------------------------------------------------------------------------------------------------


def _on_event_loop(operation: Coroutine[Any, Any, Resource | None]) -> Resource | None:
    """Waits for an operation of a stack. Handlers of this type run on worker threads, and stacks on the event loop."""
    return asyncio.run_coroutine_threadsafe(operation, app._MAIN_LOOP).result()


async def _operate(handler: Callable[[dict[str, Any]], Response], **request: str) -> asyncio.Task[None]:
    """Starts an operation of the API, and returns the task that performs it."""
    before = asyncio.all_tasks()
    status, _, body = handler({name: [value] for name, value in request.items()})
    if status != 200:
        raise ValueError(ET.fromstring(body).findtext(".//{*}Message"))
    (task,) = asyncio.all_tasks() - before
    return task


def _request(parent: Stack, properties: Properties) -> dict[str, str]:
    parameters = properties.get("Parameters") or {}
    if any(isinstance(value, list | dict) for value in parameters.values()):
        raise ValueError("Value of property Parameters must be an object with String (or simple type) properties")
    members = {}
    for number, (name, value) in enumerate(parameters.items(), start=1):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        members |= {f"Parameters.member.{number}.ParameterKey": name, f"Parameters.member.{number}.ParameterValue": text}
    # Tags of the parent are tags of the nested stack, except those that CloudFormation adds to each resource.
    tags = [tag for tag in properties.get("Tags", []) if not tag["Key"].startswith("aws:")]
    for number, tag in enumerate(tags, start=1):
        members |= {f"Tags.member.{number}.Key": tag["Key"], f"Tags.member.{number}.Value": tag["Value"]}
    for number, capability in enumerate(parent.get("Capabilities", []), start=1):
        members[f"Capabilities.member.{number}"] = capability
    # An update without tags removes those of the stack.
    return {"Tags": "", **members, "TemplateURL": _template_url(properties["TemplateURL"])}


def _template_url(url: str) -> str:
    """Returns the URL with the bucket in its path, as MiniStack expects it, if the object exists."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path.lstrip("/")
    if parts.scheme not in ("https", "http") or not path:
        raise ValueError("TemplateURL must be a supported URL.")
    bucket, separator, _ = host.partition(".s3")
    path = f"{bucket}/{path}" if separator and host.endswith((".amazonaws.com", ".amazonaws.com.cn")) else path
    if "/" not in path or s3._get_object_data(*path.split("/", 1)) is None:
        raise ValueError("TemplateURL must reference a valid S3 object to which you have access.")
    return f"https://s3.amazonaws.com/{path}"


def _name(parent: str, logical_id: str) -> str:
    suffix = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(_SUFFIX_LENGTH))
    return f"{f'{parent}-{logical_id}'[: _NAME_LENGTH - _SUFFIX_LENGTH - 1]}-{suffix}"


def _outputs(stack: Stack) -> Resource:
    return stack["StackId"], {f"Outputs.{output['OutputKey']}": output["OutputValue"] for output in stack["Outputs"]}


def _failure(stack: Stack) -> str:
    """Returns the reason why the last operation of a stack failed: its first resource that failed, or its own reason."""
    operation = stack.get("_failed_operation") or {}
    events = cloudformation._stack_events[stack["StackId"]]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    last = failed[-1] if failed else {}
    if operation.get("failed_logical_id"):
        verb = "update" if operation["failed_update"] else "create"
        return f"The following resource(s) failed to {verb}: [{operation['failed_logical_id']}]."
    rollbacks = [event for event in events if event["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS"]
    reason = rollbacks[-1]["ResourceStatusReason"] if rollbacks else ""
    # MiniStack gives no reason for the rollback of a stack whose outputs failed.
    return reason.strip() if reason.startswith("The following") else last.get("ResourceStatusReason", "")


# ---- resources ------------------------------------------------------------------------------------------------------


async def _create_stack(logical_id: str, properties: Properties, parent_name: str) -> Resource:
    OF_PARENT.set(True)
    parent, name = cloudformation._stacks[parent_name], _name(parent_name, logical_id)
    request = _request(parent, properties)
    with immediately():
        # The parent deletes a nested stack whose creation failed, when it is rolled back.
        task = await _operate(handlers._create_stack, StackName=name, DisableRollback="true", **request)
    stack = cloudformation._stacks[name]
    stack |= {
        "ParentId": parent["StackId"],
        "RootId": parent.get("RootId", parent["StackId"]),
        "DisableRollback": parent["DisableRollback"],
    }
    record = {
        "PhysicalResourceId": stack["StackId"],
        "ResourceType": STACK,
        "ResourceStatus": "CREATE_IN_PROGRESS",
        "LogicalResourceId": logical_id,
        "Properties": properties,
        "Attributes": {},
        "Timestamp": now_iso(),
    }
    parent["_resources"][logical_id] = record
    initiated = (STACK, "CREATE_IN_PROGRESS", "Resource creation Initiated", stack["StackId"])
    stacks._add_event(parent["StackId"], parent_name, logical_id, *initiated)
    await task
    if stack["StackStatus"] != "CREATE_COMPLETE":
        record["ResourceStatus"] = "CREATE_FAILED"
        raise ValueError(f"Embedded stack {stack['StackId']} was not successfully created: {_failure(stack)}")
    return _outputs(stack)


async def _update_stack(stack_id: str, properties: Properties, parent_name: str) -> Resource:
    OF_PARENT.set(True)
    parent, stack = cloudformation._stacks[parent_name], handlers._resolve_stack(stack_id)
    if parent["StackStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS":
        await _roll_back(stack)
        return _outputs(stack)
    request = _request(parent, properties)
    disable_rollback = str(parent["_rollback_disabled"]).lower()
    # An earlier update, if an update of the parent failed, was not rolled back and now continues.
    earlier = unfinished_update(stack)
    if earlier:
        del stack[PENDING]
        stack["StackStatus"] = earlier.status
    try:
        with immediately():
            task = await _operate(
                handlers._ACTION_HANDLERS["UpdateStack"], StackName=stack_id, DisableRollback=disable_rollback, **request
            )
    except ValueError as error:
        if earlier:
            stack["StackStatus"], stack[PENDING] = f"{earlier.status}_CLEANUP_IN_PROGRESS", earlier
        if str(error) != _NO_UPDATES:
            raise
        return _outputs(stack)
    await task
    later = unfinished_update(stack)
    if not later:
        status = "UPDATE_FAILED" if stack["StackStatus"] == "UPDATE_FAILED" else "UPDATE_ROLLBACK_IN_PROGRESS"
        reason = f"Currently in {status} with reason: {_failure(stack)}"
        raise ValueError(f"Embedded stack {stack_id} was not successfully updated. {reason}")
    if earlier:
        later.follow(earlier)
    return _outputs(stack)


async def _roll_back(stack: Stack) -> None:
    """Rolls a nested stack back with its parent, unless its own operation failed and has rolled it back."""
    with immediately():
        clean_up = unfinished_update(stack)
        if clean_up:
            del stack[PENDING]
            await stacks._roll_back_operation(stack["StackName"], stack["StackId"], stack, clean_up.operation)
        elif stack["StackStatus"] in ("CREATE_FAILED", "UPDATE_FAILED"):
            await (await _operate(handlers._rollback_stack, StackName=stack["StackId"]))
        elif stack["StackStatus"] == "UPDATE_ROLLBACK_FAILED":
            await (await _operate(handlers._continue_update_rollback, StackName=stack["StackId"]))
    if stack["StackStatus"].endswith("_FAILED"):
        raise ValueError(f"Embedded stack {stack['StackId']} was not successfully rolled back: {_failure(stack)}")


async def _delete_stack(stack_id: str) -> None:
    stack = handlers._resolve_stack(stack_id)
    if not stack or stack["StackStatus"] == "DELETE_COMPLETE":
        return
    OF_PARENT.set(True)
    with immediately():
        await (await _operate(exports._delete_stack, StackName=stack_id))
    if stack["StackStatus"] != "DELETE_COMPLETE":
        reason = stack["StackStatusReason"]
        raise ValueError(f"Embedded stack {stack_id} was not successfully deleted: {reason}")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    return _on_event_loop(_create_stack(logical_id, properties, stack))


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    return _on_event_loop(_update_stack(physical_id, new, stack))


def _delete(physical_id: str, properties: Properties) -> None:
    _on_event_loop(_delete_stack(physical_id))


register(STACK, create=_create, update=_update, delete=_delete, blocking=True)

_ministack_update_resource = stacks._update_resource


def _update_resource(kind: str, physical_id: str, old: Properties, new: Properties, stack: str, *rest: Any) -> Resource:
    """Also updates nested stacks without changed properties: their template or a stored parameter may have changed."""
    if kind == STACK:
        return _update(physical_id, old, new, stack, "")
    return _ministack_update_resource(kind, physical_id, old, new, stack, *rest)


stacks._update_resource = _update_resource

# ---- rollbacks ------------------------------------------------------------------------------------------------------

# The deletion policies that do not retain a resource, because the operation that created it is rolled back.
_deleting: ContextVar[tuple[str, ...]] = ContextVar("deleting", default=())

_ministack_resource_policy = stacks._resource_policy
_ministack_roll_back = stacks._roll_back_operation


def _resource_policy(definition: Any, attribute: str, *rest: Any) -> str:
    policy = _ministack_resource_policy(definition, attribute, *rest)
    return "Delete" if attribute == "DeletionPolicy" and policy in _deleting.get() else policy


async def _roll_back_unchanged(stack: Stack, operation: dict[str, Any]) -> None:
    """Rolls back nested stacks that were updated without changed properties. MiniStack rolls back only the others."""
    previous = (operation.get("previous_stack") or {}).get("_resources", {})
    token = OF_PARENT.set(True)
    try:
        for logical_id in reversed(operation["created"]):
            record = stack["_resources"][logical_id]
            nested = nested_stack(record)
            unchanged = record["Properties"] == previous.get(logical_id, {}).get("Properties")
            if nested and unchanged and unfinished_update(nested):
                await _roll_back(nested)
    finally:
        OF_PARENT.reset(token)


async def _roll_back_operation(
    name: str, stack_id: str, stack: Stack, operation: dict[str, Any], *rest: Any, **named: Any
) -> None:
    also = ("Retain",) if operation.get("retain_except_on_create") else ()
    token = _deleting.set((*_deleting.get(), "RetainExceptOnCreate", *also))
    try:
        await _roll_back_unchanged(stack, operation)
        await _ministack_roll_back(name, stack_id, stack, operation, *rest, **named)
    finally:
        _deleting.reset(token)


stacks._resource_policy = _resource_policy
stacks._roll_back_operation = handlers._roll_back_operation = _roll_back_operation
