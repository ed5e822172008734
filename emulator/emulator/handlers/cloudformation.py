"""CloudFormation: rejects changes to exports that other stacks import, and exports of the same name by two stacks."""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, stacks

_ministack_imported_names = handlers._imported_export_names


def _imported_names(stack: dict[str, Any], name: str) -> set[str]:
    """Returns the exports that a stack imports: none after its creation was rolled back, unlike MiniStack."""
    if stack["StackStatus"] in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE"):
        return set()
    return _ministack_imported_names(stack, name)


def _importers(export: str) -> list[str]:
    every_stack = cloudformation._stacks.items()
    return sorted(name for name, stack in every_stack if export in _imported_names(stack, name))


_ministack_resolve_outputs = stacks._resolve_stack_outputs


def _resolve_outputs(outputs: dict[str, Any], *rest: Any) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """Rejects the deletion or change of an imported export, and an export of another stack. MiniStack allows both.

    MiniStack calls this function after all resources are complete. An error rolls the stack operation back.
    """
    resolved, exports = _ministack_resolve_outputs(outputs, *rest)
    stack_id = rest[-1]
    for name in exports:
        owner = cloudformation._exports.get(name, {}).get("StackId", stack_id)
        if owner != stack_id:
            raise ValueError(f"Export with name {name} is already exported by stack {owner.split('/')[1]}")
    previous = {name: export for name, export in cloudformation._exports.items() if export["StackId"] == stack_id}
    for name, export in previous.items():
        verb = "delete" if name not in exports else "update" if exports[name]["Value"] != export["Value"] else None
        importers = _importers(name) if verb else []
        if importers:
            raise ValueError(f"Cannot {verb} export {name} as it is in use by {', '.join(importers)}")
    for name in previous.keys() - exports.keys():
        cloudformation._exports.pop(name, None)
    return resolved, exports


_ministack_delete_stack = handlers._ACTION_HANDLERS["DeleteStack"]


def _delete_stack(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Rejects the deletion of a stack with imported exports, also if the deletion of the importing stack failed."""
    stack = handlers._resolve_stack(handlers._p(request, "StackName")) or {}
    for output in stack.get("Outputs", []):
        importers = _importers(output["ExportName"]) if "ExportName" in output else []
        if importers:
            reason = f"Cannot delete export {output['ExportName']} as it is in use by {', '.join(importers)}"
            return handlers._error("ValidationError", reason)
    return _ministack_delete_stack(request)


handlers._imported_export_names = _imported_names
handlers._ACTION_HANDLERS["DeleteStack"] = _delete_stack
stacks._resolve_stack_outputs = _resolve_outputs
