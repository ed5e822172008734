"""EventBridge Scheduler: schedules, and universal targets, with which a schedule calls an operation of an AWS API."""

import json
import re
from typing import Any

from ministack.services import eventbridge

from emulator.client import call, delete_if_exists, operations, with_api_names
from emulator.extension import Properties, Resource, physical_name, register
from emulator.handlers.iam import validate_role
from emulator.values import pick

# ---- universal targets ----------------------------------------------------------------------------------------------

_UNIVERSAL = re.compile(r"arn:aws:scheduler:::aws-sdk:([a-z0-9-]+):([a-z]\w*)")
_invoke_other_target = eventbridge._invoke_target


def _operation(target: Properties) -> tuple[str, str] | None:
    """Returns the service and the operation of a universal target; None for a target of another kind."""
    match = _UNIVERSAL.fullmatch(target["Arn"])
    return (match[1], match[2][0].upper() + match[2][1:]) if match else None


def _invoke_target(target: dict[str, Any], *event: Any) -> None:
    operation = _operation(target)
    if operation:
        # The names of an input begin with a capital letter, whatever those of the API do.
        call(*operation, **with_api_names(*operation, json.loads(target.get("Input") or "{}")))
    else:
        _invoke_other_target(target, *event)


eventbridge._invoke_target = _invoke_target

# ---- schedules ------------------------------------------------------------------------------------------------------

_EXPRESSION = re.compile(r"rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")
_PROPERTIES = ("Description", "FlexibleTimeWindow", "ScheduleExpression", "State", "Target")


def _validate(properties: Properties) -> None:
    if not _EXPRESSION.fullmatch(properties["ScheduleExpression"]):
        raise ValueError("ScheduleExpression: the emulator supports only rates and single times")
    if properties["FlexibleTimeWindow"]["Mode"] != "OFF":
        raise ValueError("FlexibleTimeWindow.Mode: the emulator supports only OFF")
    target = properties["Target"]
    validate_role(target["RoleArn"], "scheduler.amazonaws.com")
    operation = _operation(target)
    if not operation:
        raise ValueError("Target.Arn: the emulator supports only operations of AWS APIs, arn:aws:scheduler:::aws-sdk:*")
    if operation[1] not in operations(operation[0]):
        raise ValueError(f"Target.Arn: {operation[0]} has no operation {operation[1]}")
    json.loads(target.get("Input") or "{}")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("Name") or physical_name(stack, logical_id, 64, lowercase=False)
    arn = call("scheduler", "CreateSchedule", Name=name, **pick(properties, *_PROPERTIES))["ScheduleArn"]
    return name, {"Arn": arn}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    arn = call("scheduler", "UpdateSchedule", Name=physical_id, **pick(new, *_PROPERTIES))["ScheduleArn"]
    return physical_id, {"Arn": arn}


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("ResourceNotFoundException",), "scheduler", "DeleteSchedule", Name=physical_id)


register(
    "AWS::Scheduler::Schedule",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("Name",),
    blocking=True,
)
