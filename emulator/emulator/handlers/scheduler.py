"""EventBridge Scheduler: schedules of universal targets, and groups of schedules."""

import json
import re
from typing import Any
from zoneinfo import available_timezones

from ministack.services import eventbridge, scheduler

from emulator import schedules
from emulator.client import call, delete_if_exists, operations, with_api_names
from emulator.extension import Properties, Resource, physical_name, register
from emulator.handlers.iam import validate_role
from emulator.values import key_arn, pick, tag_map, tags

schedules.install()

_NOT_FOUND = ("ResourceNotFoundException",)

# ---- groups ---------------------------------------------------------------------------------------------------------


def _group_values(name: str) -> dict[str, Any]:
    group = scheduler._schedule_groups[name]
    return {"Arn": group["Arn"], "State": group["State"]}


def _group_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("Name") or physical_name(stack, logical_id, 64, lowercase=False)
    call("scheduler", "CreateScheduleGroup", Name=name, Tags=tags(properties))
    return name, _group_values(name)


def _group_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    arn = scheduler._schedule_groups[physical_id]["Arn"]
    kept = {name: value for name, value in scheduler._tags.get(arn, {}).items() if name not in tag_map(old)}
    scheduler._tags[arn] = kept | tag_map(new)
    return physical_id, _group_values(physical_id)


def _group_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(_NOT_FOUND, "scheduler", "DeleteScheduleGroup", Name=physical_id)


register(
    "AWS::Scheduler::ScheduleGroup",
    create=_group_create,
    update=_group_update,
    delete=_group_delete,
    replaces=("Name",),
    blocking=True,
)

# ---- schedules ------------------------------------------------------------------------------------------------------

_RATE = re.compile(r"rate\([1-9]\d* (minute|hour|day)s?\)")
_AT = re.compile(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")
_PROPERTIES = (
    "Description", "EndDate", "FlexibleTimeWindow", "GroupName", "KmsKeyArn", "ScheduleExpression",
    "ScheduleExpressionTimezone", "StartDate", "State", "Target",
)  # fmt: skip


def _validate(properties: Properties) -> None:
    expression = properties["ScheduleExpression"]
    if not _RATE.fullmatch(expression) and not _AT.fullmatch(expression):
        if not eventbridge._parse_cron_fields(expression):
            raise ValueError(f"ScheduleExpression: {expression} is no rate, single time or cron expression")
    zone = properties.get("ScheduleExpressionTimezone", "UTC")
    if zone not in available_timezones():
        raise ValueError(f"ScheduleExpressionTimezone: there is no time zone {zone}")
    window = properties["FlexibleTimeWindow"]
    minutes = int(window.get("MaximumWindowInMinutes", 0))
    if (window["Mode"] == "FLEXIBLE") != bool(minutes) or not 0 <= minutes <= 1440:
        raise ValueError("FlexibleTimeWindow: FLEXIBLE requires MaximumWindowInMinutes from 1 to 1440, and OFF has none")
    if "KmsKeyArn" in properties:
        key_arn(properties["KmsKeyArn"])
    _validate_target(properties["Target"])


def _validate_target(target: Properties) -> None:
    validate_role(target["RoleArn"], "scheduler.amazonaws.com")
    operation = schedules.operation_of(target)
    if not operation:
        raise ValueError("Target.Arn: the emulator supports only operations of AWS APIs, arn:aws:scheduler:::aws-sdk:*")
    if operation[1] not in operations(operation[0]):
        raise ValueError(f"Target.Arn: {operation[0]} has no operation {operation[1]}")
    with_api_names(*operation, json.loads(target.get("Input") or "{}"))


def _fields(properties: Properties) -> dict[str, Any]:
    return pick(properties, *_PROPERTIES)


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("Name") or physical_name(stack, logical_id, 64, lowercase=False)
    return name, {"Arn": call("scheduler", "CreateSchedule", Name=name, **_fields(properties))["ScheduleArn"]}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    if old.get("GroupName") == new.get("GroupName"):
        arn = call("scheduler", "UpdateSchedule", Name=physical_id, **_fields(new))["ScheduleArn"]
    else:
        arn = call("scheduler", "CreateSchedule", Name=physical_id, **_fields(new))["ScheduleArn"]
        _delete(physical_id, old)
    return physical_id, {"Arn": arn}


def _delete(physical_id: str, properties: Properties) -> None:
    group = properties.get("GroupName", "default")
    delete_if_exists(_NOT_FOUND, "scheduler", "DeleteSchedule", Name=physical_id, GroupName=group)


register(
    "AWS::Scheduler::Schedule",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("Name",),
    blocking=True,
)
