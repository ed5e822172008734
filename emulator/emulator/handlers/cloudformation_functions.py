"""CloudFormation: intrinsic functions in conditions, and template errors before an operation begins."""

import re
from collections.abc import Iterator
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers, stacks

# The name and the id of a stack that does not exist yet.
_PLACEHOLDERS = ("name", "arn:aws:cloudformation:region:account:stack/name/id")
_CONDITION_FUNCTIONS = {"Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Condition"}

# ---- conditions -----------------------------------------------------------------------------------------------------

_ministack_evaluate_conditions = engine._evaluate_conditions


def _evaluate_conditions(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, bool]:
    """Resolves every function in the operands of conditions. MiniStack resolves only some of them."""
    mappings = template.get("Mappings", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, dict) and not _CONDITION_FUNCTIONS & node.keys():
            return engine._resolve_refs(node, {}, parameters, {}, mappings, *_PLACEHOLDERS)
        if isinstance(node, dict):
            return {name: resolved(value) for name, value in node.items()}
        return [resolved(item) for item in node] if isinstance(node, list) else node

    return _ministack_evaluate_conditions({"Conditions": resolved(template.get("Conditions", {}))}, parameters)


# ---- template errors ------------------------------------------------------------------------------------------------

_ministack_validate_template_support = engine.validate_template_support


def _validate_template_support(
    template: dict[str, Any], conditions: dict[str, bool], params: dict[str, Any] | None = None
) -> None:
    """Also rejects selections of values that do not exist, if they depend only on parameters.

    MiniStack rejects them when it creates the resource, after others.
    """
    _ministack_validate_template_support(template, conditions, params)
    if params is None:
        return
    resources = template.get("Resources") or {}
    for node in _active(template, conditions):
        for selection in _selections(node, conditions):
            references = {name for name, _ in engine._intrinsic_references(selection)}
            if not references & resources.keys() and not _imports(selection):
                engine._resolve_refs(selection, {}, params, conditions, template.get("Mappings", {}), *_PLACEHOLDERS)


def _active(template: dict[str, Any], conditions: dict[str, bool]) -> Iterator[Any]:
    """Yields the properties of resources and the values of outputs whose condition is true."""
    for section, member in (("Resources", "Properties"), ("Outputs", "Value")):
        for definition in (template.get(section) or {}).values():
            if conditions.get(definition.get("Condition"), True):
                yield definition.get(member)


def _selections(node: Any, conditions: dict[str, bool]) -> Iterator[dict[str, Any]]:
    """Yields each ``Fn::Select`` that is evaluated: of ``Fn::If``, only the branch of its condition."""
    if isinstance(node, dict) and "Fn::If" in node:
        condition, yes, no = node["Fn::If"]
        yield from _selections(yes if conditions.get(condition) else no, conditions)
    elif isinstance(node, dict) and "Fn::Select" in node:
        yield node
    elif isinstance(node, dict | list):
        for member in node.values() if isinstance(node, dict) else node:
            yield from _selections(member, conditions)


def _imports(node: Any) -> bool:
    if isinstance(node, dict):
        return "Fn::ImportValue" in node or any(_imports(value) for value in node.values())
    return isinstance(node, list) and any(_imports(item) for item in node)


# ---- imports --------------------------------------------------------------------------------------------------------

_ministack_resolve_refs = engine._resolve_refs


def _resolve_refs(*arguments: Any) -> Any:
    """Rejects an import of an export that does not exist with AWS's reason."""
    try:
        return _ministack_resolve_refs(*arguments)
    except ValueError as error:
        if missing := re.fullmatch(r"Export '(.*)' not found", str(error)):
            raise ValueError(f"No export named {missing[1]} found") from error
        raise


engine.validate_template_support = _validate_template_support
stacks._resolve_refs = _resolve_refs
for module in (engine, handlers, changesets, stacks):
    module._evaluate_conditions = _evaluate_conditions
