"""CloudFormation: stacks whose creation or update failed, and was not rolled back or could not be rolled back."""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

# The statuses of a stack after an operation failed whose rollback is disabled.
_PAUSED = ("CREATE_FAILED", "UPDATE_FAILED")


def _keep_definitions(stack: dict[str, Any], operation: dict[str, Any]) -> None:
    """Stores the template of the existing resources. MiniStack stores a template only after a success.

    Without it, MiniStack would delete resources with the deletion policy Retain, and every resource would be new to a
    change set.
    """
    template = operation["template"]
    definitions = dict((stack["_template"] or {}).get("Resources", {}))
    definitions |= {name: template["Resources"][name] for name in operation["created"]}
    existing = {name: definition for name, definition in definitions.items() if name in stack["_resources"]}
    stack["_template"] = {**template, "Resources": existing}
    stack["_resolved_params"] = operation["param_values"]


def _with_failed(stack: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """Adds the resource whose creation failed to those that an operation created, if it exists.

    Nested stacks and custom resources may exist then. MiniStack does not delete them in a rollback.
    """
    failed = operation.get("failed_logical_id")
    status = stack["_resources"].get(failed, {}).get("ResourceStatus")
    if status == "CREATE_FAILED" and failed not in operation["created"]:
        return {**operation, "created": [*operation["created"], failed]}
    return operation


_ministack_deploy_stack = stacks._deploy_stack_async


async def _deploy_stack(name: str, *arguments: Any, **named: Any) -> None:
    """Continues a failed operation where it stopped. If it fails again, RollbackStack rolls both operations back."""
    stack = cloudformation._stacks[name]
    unfinished = stack.get("_failed_operation")
    await _ministack_deploy_stack(name, *arguments, **named)
    operation = stack.get("_failed_operation")
    if operation is None:
        return
    operation = stack["_failed_operation"] = _with_failed(stack, operation)
    _keep_definitions(stack, operation)
    if unfinished:
        created = dict.fromkeys([*unfinished["created"], *operation["created"]])
        replaced = dict.fromkeys([*unfinished["replaced_ids"], *operation["replaced_ids"]])
        stack["_failed_operation"] = {
            **operation,
            "is_update": unfinished["is_update"],
            "previous_stack": unfinished["previous_stack"],
            "failed_update": operation["failed_update"] if unfinished["is_update"] else None,
            "created": [*created],
            "replaced_ids": [*replaced],
        }


_ministack_roll_back = stacks._roll_back_operation


async def _roll_back(
    name: str, stack_id: str, stack: dict[str, Any], operation: dict[str, Any], *rest: Any, **named: Any
) -> None:
    """Lists the resources that a rolled back creation could not delete; MiniStack removes them from the stack."""
    resources = dict(stack["_resources"])
    operation = _with_failed(stack, operation)
    await _ministack_roll_back(name, stack_id, stack, operation, *rest, **named)
    if stack["StackStatus"] == "ROLLBACK_FAILED":
        for logical_id in stack["_rollback_failed"]:
            stack["_resources"][logical_id] = {**resources[logical_id], "ResourceStatus": "DELETE_FAILED"}
        _keep_definitions(stack, operation)


def _needs_no_rollback(request: dict[str, Any], status: str) -> tuple[int, dict[str, str], bytes] | None:
    """Rejects an operation with a rollback on a stack that has not been rolled back."""
    if status not in _PAUSED or handlers._p(request, "DisableRollback").lower() == "true":
        return None
    return handlers._error(
        "ValidationError",
        f"This stack is currently in a non-terminal [{status}] state. To update the stack from this state, please use "
        "the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the "
        "rollback-stack API",
    )


_ministack_execute_change_set = handlers._ACTION_HANDLERS["ExecuteChangeSet"]


def _execute_change_set(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    _, change_set = changesets._find_change_set(
        handlers._p(request, "ChangeSetName"), handlers._p(request, "StackName")
    )
    status = cloudformation._stacks[change_set["StackName"]]["StackStatus"] if change_set else ""
    return _needs_no_rollback(request, status) or _ministack_execute_change_set(request)


_ministack_update_stack = handlers._ACTION_HANDLERS["UpdateStack"]


def _update_stack(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Also updates a stack that has not been rolled back, which MiniStack rejects."""
    stack = handlers._resolve_stack(handlers._p(request, "StackName")) or {}
    status = stack.get("StackStatus", "")
    if status not in _PAUSED:
        return _ministack_update_stack(request)
    if rejected := _needs_no_rollback(request, status):
        return rejected
    stack["StackStatus"] = "UPDATE_COMPLETE"
    response = _ministack_update_stack(request)
    if stack["StackStatus"] == "UPDATE_COMPLETE":  # the request was rejected for another reason
        stack["StackStatus"] = status
    return response


_ministack_create_change_set = handlers._ACTION_HANDLERS["CreateChangeSet"]


def _create_change_set(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Rejects change sets of a stack whose creation was rolled back: it can only be deleted. MiniStack replaces it."""
    stack = handlers._resolve_stack(handlers._p(request, "StackName")) or {}
    status = stack.get("StackStatus")
    if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
        reason = f"Stack:{stack['StackId']} is in {status} state and can not be updated."
        return handlers._error("ValidationError", reason)
    return _ministack_create_change_set(request)


stacks._deploy_stack_async = handlers._deploy_stack_async = changesets._deploy_stack_async = _deploy_stack
stacks._roll_back_operation = handlers._roll_back_operation = _roll_back
handlers._ACTION_HANDLERS["ExecuteChangeSet"] = _execute_change_set
handlers._ACTION_HANDLERS["UpdateStack"] = _update_stack
handlers._ACTION_HANDLERS["CreateChangeSet"] = _create_change_set
