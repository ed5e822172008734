"""CloudFormation: template parameters whose value is the name of a parameter in Systems Manager."""

from typing import Any

from ministack.services import cloudformation, ssm
from ministack.services.cloudformation import changesets, engine, handlers, stacks

from emulator.responses import EXTRA_FIELDS, add_response_fields

_VALUE, _NAME = "AWS::SSM::Parameter::Value<", "AWS::SSM::Parameter::Name"
_CONSTRAINTS = ("AllowedPattern", "AllowedValues", "MaxLength", "MinLength")

Definitions = dict[str, dict[str, Any]]
# The values of template parameters, as MiniStack stores them.
Values = dict[str, dict[str, Any]]

# ---- values ---------------------------------------------------------------------------------------------------------


def _reads_value(definition: dict[str, Any]) -> bool:
    return definition.get("Type", "").startswith(_VALUE)


def _given(name: str, definition: dict[str, Any], request: Definitions, previous: Values) -> str | None:
    """Returns the value of a template parameter in a request: a name in Parameter Store, not what is stored there."""
    entry = request.get(name, {})
    if entry and not entry.get("UsePreviousValue"):
        return entry.get("Value", "")
    if entry and name in previous:
        return previous[name].get("SsmName", previous[name]["Value"])
    return definition.get("Default")


def _stored(name: str) -> dict[str, Any] | None:
    return ssm._lookup_parameter(name, allow_arn_region=True)[1] or ssm._public_parameter(name)


def _validate_names(names: dict[str, str], definitions: Definitions) -> None:
    stored = {name: _stored(name) for name in names.values()}
    missing = [name for name, found in stored.items() if not found]
    if missing:
        raise ValueError(f"Unable to fetch parameters [{','.join(missing)}] from parameter store for this account.")
    read = {name for key, name in names.items() if _reads_value(definitions[key])}
    secure = [name for name, found in stored.items() if name in read and found["Type"] == "SecureString"]
    if secure:
        raise ValueError(
            f"Parameters [{','.join(secure)}] referenced by template have types not supported by CloudFormation."
        )


def _validate_constraints(key: str, definition: dict[str, Any], name: str) -> None:
    allowed = [str(value) for value in definition.get("AllowedValues", [name])]
    if name not in allowed:
        raise ValueError(f"Parameter '{key}' must be one of AllowedValues")
    engine._check_parameter_constraints(key, definition, "String", name)


_ministack_resolve_parameters = engine._resolve_parameters


def _resolve_parameters(
    template: dict[str, Any], provided: list[dict[str, Any]], previous: Values | None = None
) -> Values:
    """Rejects unknown parameters, and names that are not in Parameter Store. Applies constraints to names, not values."""
    definitions: Definitions = template.get("Parameters") or {}
    request = {entry["Key"]: entry for entry in provided if "Key" in entry}
    if unknown := [key for key in request if key not in definitions]:
        raise ValueError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    names = {
        key: name
        for key, definition in definitions.items()
        if _reads_value(definition) or definition.get("Type") == _NAME
        if (name := _given(key, definition, request, previous or {})) is not None
    }
    _validate_names(names, definitions)
    for key, name in names.items():
        _validate_constraints(key, definitions[key], name)
    unconstrained = {
        key: {name: value for name, value in definitions[key].items() if name not in _CONSTRAINTS} for key in names
    }
    return _ministack_resolve_parameters({**template, "Parameters": definitions | unconstrained}, provided, previous)


engine._resolve_parameters = handlers._resolve_parameters = changesets._resolve_parameters = _resolve_parameters

# ---- descriptions ---------------------------------------------------------------------------------------------------


def _described(values: Values) -> list[dict[str, str]]:
    """Returns the parameters as DescribeStacks does. MiniStack omits ``ResolvedValue``."""
    return [{"ParameterKey": key, **_described_value(value)} for key, value in values.items()]


def _described_value(value: dict[str, Any]) -> dict[str, str]:
    if value["NoEcho"]:
        return {"ParameterValue": "****"}
    if "SsmName" in value:
        return {"ParameterValue": value["SsmName"], "ResolvedValue": value["Value"]}
    return {"ParameterValue": value["Value"]}


_deploy_stack_async = stacks._deploy_stack_async


def _deploy_stack(name: str, stack_id: str, template: dict[str, Any], values: Values, *rest: Any, **named: Any) -> Any:
    """Describes the parameters of the operation that begins. A rollback restores those of the operation before."""
    cloudformation._stacks[name]["Parameters"] = _described(values)
    return _deploy_stack_async(name, stack_id, template, values, *rest, **named)


stacks._deploy_stack_async = handlers._deploy_stack_async = changesets._deploy_stack_async = _deploy_stack
add_response_fields(
    cloudformation,
    "Stacks/member",
    "StackId",
    lambda: {
        stack["StackId"]: {EXTRA_FIELDS: {"Parameters": stack["Parameters"]}}
        for stack in cloudformation._stacks.values()
    },
    "member",
)
add_response_fields(
    cloudformation,
    "DescribeChangeSetResult",
    "ChangeSetId",
    lambda: {
        identifier: {EXTRA_FIELDS: {"Parameters": _described(change_set["_resolved_params"])}}
        for identifier, change_set in cloudformation._change_sets.items()
    },
    "member",
)
