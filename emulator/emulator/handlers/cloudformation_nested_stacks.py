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
from ministack.services.cloudformation import changesets, handlers, stacks

from emulator.extension import Properties, Resource, register
from emulator.handlers.cloudformation_cleanup import OF_PARENT, PENDING, STACK, immediately, nested_stack, unfinished_update
from emulator.responses import EXTRA_FIELDS, add_response_fields

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
        members[f"Parameters.member.{number}.ParameterKey"] = name
        members[f"Parameters.member.{number}.ParameterValue"] = str(value).lower() if isinstance(value, bool) else str(value)
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
        raise ValueError(
            f"Embedded stack {stack_id} was not successfully updated. Currently in {status} with reason: {_failure(stack)}"
        )
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
        await (await _operate(_delete_unprotected, StackName=stack_id))
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

# ---- change sets ----------------------------------------------------------------------------------------------------

_ministack_diff_resources = stacks._diff_resources
_ministack_has_no_updates = handlers._stack_has_no_updates
_ministack_create_change_set = handlers._ACTION_HANDLERS["CreateChangeSet"]


def _nested(template: dict[str, Any]) -> set[str]:
    return {name for name, resource in (template.get("Resources") or {}).items() if resource.get("Type") == STACK}


def _diff_resources(
    old: dict[str, Any], new: dict[str, Any], resources: dict[str, Any] | None = None, *rest: Any
) -> list[dict[str, Any]]:
    """Lists each nested stack as changed, as CloudFormation does: it does not compare the templates of nested stacks."""
    changes = _ministack_diff_resources(old, new, resources, *rest)
    listed = {change["ResourceChange"]["LogicalResourceId"] for change in changes}
    target = {"Attribute": "Properties", "RequiresRecreation": "Never"}
    automatic = [
        {
            "ResourceChange": {
                "Action": "Modify",
                "LogicalResourceId": name,
                "PhysicalResourceId": (resources or {}).get(name, {}).get("PhysicalResourceId", ""),
                "ResourceType": STACK,
                "Replacement": "False",
                "Scope": ["Properties"],
                "Details": [{"Target": target, "Evaluation": "Dynamic", "ChangeSource": "Automatic"}],
            }
        }
        for name in sorted(_nested(old) & _nested(new) - listed)
    ]
    return [*changes, *automatic]


def _stack_has_no_updates(stack: Stack, template: dict[str, Any], *rest: Any, **named: Any) -> bool:
    """Accepts an update of a stack with nested stacks, and one that removes the resources that failed before."""
    accepted = _nested(template) or "_failed_operation" in stack
    return not accepted and _ministack_has_no_updates(stack, template, *rest, **named)


def _create_change_set(request: dict[str, Any]) -> Response:
    if handlers._p(request, "IncludeNestedStacks").lower() == "true":
        reason = "The local emulator does not support IncludeNestedStacks, with which nested stacks have change sets."
        return handlers._error("ValidationError", reason)
    return _ministack_create_change_set(request)


stacks._diff_resources = changesets._diff_resources = _diff_resources
handlers._stack_has_no_updates = _stack_has_no_updates
handlers._ACTION_HANDLERS["CreateChangeSet"] = _create_change_set

# ---- descriptions and termination protection ------------------------------------------------------------------------

_delete_unprotected = handlers._ACTION_HANDLERS["DeleteStack"]
_ministack_update_termination_protection = handlers._ACTION_HANDLERS["UpdateTerminationProtection"]


def _is_protected(stack: Stack) -> bool:
    """Returns the termination protection of the root of a nested stack."""
    return (handlers._resolve_stack(stack["RootId"]) or {}).get("EnableTerminationProtection", False)


def _delete_if_unprotected(request: dict[str, Any]) -> Response:
    """Rejects the deletion of a nested stack whose root has termination protection."""
    stack = handlers._resolve_stack(handlers._p(request, "StackName"))
    if stack and "RootId" in stack and _is_protected(stack):
        reason = f"Stack [{stack['StackId']}] cannot be deleted while TerminationProtection is enabled on its root stack"
        return handlers._error("ValidationError", reason)
    return _delete_unprotected(request)


def _update_termination_protection(request: dict[str, Any]) -> Response:
    stack = handlers._resolve_stack(handlers._p(request, "StackName"))
    if stack and "RootId" in stack:
        reason = f"TerminationProtection of the nested stack [{stack['StackId']}] is that of its root stack"
        return handlers._error("ValidationError", reason)
    return _ministack_update_termination_protection(request)


handlers._ACTION_HANDLERS["DeleteStack"] = _delete_if_unprotected
handlers._ACTION_HANDLERS["UpdateTerminationProtection"] = _update_termination_protection


def _relatives() -> dict[str, Stack]:
    return {
        stack["StackId"]: {EXTRA_FIELDS: {name: stack[name] for name in ("ParentId", "RootId")}}
        for stack in cloudformation._stacks.values()
        if "RootId" in stack
    }


def _relatives_and_protection() -> dict[str, Stack]:
    return {
        identifier: {
            EXTRA_FIELDS: fields[EXTRA_FIELDS]
            | {"EnableTerminationProtection": _is_protected(handlers._resolve_stack(identifier))}
        }
        for identifier, fields in _relatives().items()
    }


add_response_fields(cloudformation, "Stacks/member", "StackId", _relatives_and_protection, "member")
add_response_fields(cloudformation, "StackSummaries/member", "StackId", _relatives, "member")
