"""CloudFormation: change sets that change only outputs or parameters."""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

_ministack_create_change_set = handlers._ACTION_HANDLERS["CreateChangeSet"]


def _create_change_set(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Lets a change set without changes of resources be executed if it changes outputs or parameters.

    AWS lists no changes for it. MiniStack fails it, so that the CDK CLI would not add an export to a deployed stack.
    """
    response = _ministack_create_change_set(request)
    name, stack_name = handlers._p(request, "ChangeSetName"), handlers._p(request, "StackName")
    stack = handlers._resolve_stack(stack_name) or {}
    _, change_set = changesets._find_change_set(name, stack.get("StackName", stack_name))
    if change_set and change_set["ChangeSetType"] == "UPDATE" and not change_set["Changes"] and _differs(change_set):
        change_set |= {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "StatusReason": ""}
    return response


def _differs(change_set: dict[str, Any]) -> bool:
    stack = cloudformation._stacks[change_set["StackName"]]
    return _described(change_set) != _described(stack)


def _described(record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Returns the outputs and the values of the parameters of a stack or a change set."""
    values = {name: parameter["Value"] for name, parameter in record["_resolved_params"].items()}
    return record["_template"].get("Outputs", {}), values


handlers._ACTION_HANDLERS["CreateChangeSet"] = _create_change_set
