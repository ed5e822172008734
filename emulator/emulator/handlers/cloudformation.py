"""CloudFormation: exports that another stack imports stay as they are, and each has one owner."""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, stacks

_imported = handlers._imported_export_names


def _imported_names(stack: dict[str, Any], name: str) -> set[str]:
    """A stack whose creation was rolled back imports nothing any more; MiniStack says it does."""
    return set() if stack["StackStatus"] in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE") else _imported(stack, name)


def _importers(export: str) -> list[str]:
    every = cloudformation._stacks.items()
    return sorted(name for name, stack in every if export in _imported_names(stack, name))


_resolve = stacks._resolve_stack_outputs


def _resolve_checked(outputs: dict[str, Any], *rest: Any) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """MiniStack lets an update take away or change what others import, and a stack take over another's export.

    It runs when every resource is done, and what it raises rolls the stack operation back.
    """
    resolved, exports = _resolve(outputs, *rest)
    stack_id = rest[-1]
    for name in exports:
        owner = cloudformation._exports.get(name, {}).get("StackId", stack_id)
        if owner != stack_id:
            raise ValueError(f"Export with name {name} is already exported by stack {owner.split('/')[1]}")
    own = {name: export for name, export in cloudformation._exports.items() if export["StackId"] == stack_id}
    for name, export in own.items():
        verb = "delete" if name not in exports else "update" if exports[name]["Value"] != export["Value"] else None
        importers = _importers(name) if verb else []
        if importers:
            raise ValueError(f"Cannot {verb} export {name} as it is in use by {', '.join(importers)}")
    for name in own.keys() - exports.keys():
        cloudformation._exports.pop(name, None)
    return resolved, exports


_delete = handlers._ACTION_HANDLERS["DeleteStack"]


def _delete_checked(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """MiniStack looks at importers that are complete only, and not at one whose deletion failed."""
    stack = handlers._resolve_stack(handlers._p(request, "StackName")) or {}
    for output in stack.get("Outputs", []):
        importers = _importers(output["ExportName"]) if "ExportName" in output else []
        if importers:
            reason = f"Cannot delete export {output['ExportName']} as it is in use by {', '.join(importers)}"
            return handlers._error("ValidationError", reason)
    return _delete(request)


handlers._imported_export_names = _imported_names
handlers._ACTION_HANDLERS["DeleteStack"] = _delete_checked
stacks._resolve_stack_outputs = _resolve_checked
