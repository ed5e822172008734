"""CloudFormation: change sets, descriptions and termination protection of stacks with nested stacks."""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

from emulator.handlers.cloudformation_cleanup import STACK
from emulator.responses import EXTRA_FIELDS, add_response_fields

Stack = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]

# ---- change sets ----------------------------------------------------------------------------------------------------

_ministack_diff_resources = stacks._diff_resources
_ministack_has_no_updates = handlers._stack_has_no_updates


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


stacks._diff_resources = changesets._diff_resources = _diff_resources
handlers._stack_has_no_updates = _stack_has_no_updates

# ---- descriptions and termination protection ------------------------------------------------------------------------

_delete_stack = handlers._ACTION_HANDLERS["DeleteStack"]
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
    return _delete_stack(request)


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
