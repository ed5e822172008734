"""EventBridge Scheduler: when a schedule is due, and universal targets, which call an operation of an AWS API.

With ``--enforce-iam``, the policies of the role of a schedule must allow the operation.
"""

import asyncio
import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from ministack.app import AUTH
from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate
from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region
from ministack.services import cloudwatch, ecs, eventbridge, scheduler

from emulator.asgi import respond
from emulator.client import call, with_api_names

_log = logging.getLogger("schedules")

Schedule = dict[str, Any]

RUN_PATH = "/_emulator/schedules/run"
_UNIVERSAL = re.compile(r"arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9-]+):([a-z]\w*)")
_ARN = re.compile(r"arn:aws[a-z-]*:scheduler:([a-z0-9-]+):(\d{12}):schedule/([^/]+/[^/]+)")
# How often the emulator looks for schedules that are due, in seconds.
_INTERVAL = 1


def install() -> None:
    scheduler._SCHEDULE_TICK_INTERVAL = _INTERVAL
    scheduler._tick_schedules = _run_due_schedules


def operation_of(target: dict[str, Any]) -> tuple[str, str] | None:
    """Returns the service and the operation of a universal target; None for a target of another kind."""
    match = _UNIVERSAL.fullmatch(target["Arn"])
    return (match[1], match[2][0].upper() + match[2][1:]) if match else None


# ---- time -----------------------------------------------------------------------------------------------------------


def next_time(schedule: Schedule, after: float) -> float | None:
    """Returns the first time after ``after`` at which a schedule is due, in seconds; None if there is none."""
    expression, zone = schedule["ScheduleExpression"], ZoneInfo(schedule["ScheduleExpressionTimezone"])
    interval = eventbridge._parse_rate_seconds(expression)
    if interval is not None:
        created = schedule["CreationDate"]
        return float(created + (int((after - created) // interval) + 1) * interval)
    fields = eventbridge._parse_cron_fields(expression)
    if fields is not None:
        # Without its zone, because the fields are of the clock on the wall.
        found = eventbridge._cron_next_fire(fields, datetime.fromtimestamp(after, zone).replace(tzinfo=None))
        return found and found.replace(tzinfo=zone).timestamp()
    once = datetime.fromisoformat(expression.removeprefix("at(").removesuffix(")")).replace(tzinfo=zone).timestamp()
    # A time in the past is due at once.
    due = max(once, schedule["LastModificationDate"])
    return due if due > after else None


def _run_due_schedules() -> None:
    now = time.time()
    for (account, region, key), schedule in list(scheduler._schedules._data.items()):
        last = max(scheduler._schedule_last_fired.get((account, region, key), 0), schedule["LastModificationDate"] - 1e-3)
        begin, end = (scheduler._to_epoch(schedule.get(name)) for name in ("StartDate", "EndDate"))
        due = next_time(schedule, max(last, begin or 0))
        if schedule["State"] != "ENABLED" or due is None or due > now or (end is not None and due > end):
            continue
        scheduler._schedule_last_fired[account, region, key] = now
        with _scope(account, region):
            _run(schedule)
            if schedule["ActionAfterCompletion"] == "DELETE" and next_time(schedule, now) is None:
                scheduler._schedules.pop(key, None)


@contextmanager
def _scope(account: str, region: str) -> Iterator[None]:
    """Makes an account and a region those of the request."""
    before = get_account_id(), get_region()
    set_request_account_id(account)
    set_request_region(region)
    try:
        yield
    finally:
        set_request_account_id(before[0])
        set_request_region(before[1])


# ---- targets --------------------------------------------------------------------------------------------------------


def _run(schedule: Schedule) -> str | None:
    """Calls the operation of a schedule. Returns why it failed. AWS shows no more than the metric TargetErrorCount."""
    target, dimensions = schedule["Target"], {"ScheduleGroup": schedule["GroupName"]}
    operation = operation_of(target)
    cloudwatch.record_metric("AWS/Scheduler", "InvocationAttemptCount", 1, "Count", dimensions)
    try:
        if operation is None:
            raise PermissionError(f"the emulator does not support the target {target['Arn']}")
        # The names of an input begin with a capital letter, whatever those of the API do.
        parameters = with_api_names(*operation, json.loads(target.get("Input") or "{}"))
        if AUTH:
            _require_permission(target["RoleArn"], operation, parameters)
        call(*operation, **parameters)
    except Exception as error:
        problem = str(error)
        cloudwatch.record_metric("AWS/Scheduler", "TargetErrorCount", 1, "Count", dimensions)
        _log.warning("%s: %s", schedule["Arn"], problem)
        return problem
    return None


def _require_permission(role: str, operation: tuple[str, str], parameters: dict[str, Any]) -> None:
    service, name = operation
    # The actions of DocumentDB have the prefix of RDS.
    action = f"{'rds' if service == 'docdb' else service}:{name}"
    resource = _resource(parameters)
    request = EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={"ecs:cluster": _ecs_arn("cluster", parameters["cluster"])} if "cluster" in parameters else {},
    )
    policies = _gather_role_policies(role.rpartition("/")[2], get_account_id())
    if evaluate(request, policies).decision != "Allow":
        raise PermissionError(f"the role {role} is not authorized to perform {action} on {resource}")


def _resource(parameters: dict[str, Any]) -> str:
    """Returns the ARN of the resource of an operation; ``*`` where the emulator does not know it."""
    for name, kind in (("DBInstanceIdentifier", "db"), ("DBClusterIdentifier", "cluster")):
        if name in parameters:
            return f"arn:aws:rds:{get_region()}:{get_account_id()}:{kind}:{parameters[name]}"
    if "service" in parameters:
        cluster = ecs._resolve_cluster_name(parameters.get("cluster", "default"))
        return _ecs_arn("service", f"{cluster}/{parameters['service'].rpartition('/')[2]}")
    return "*"


def _ecs_arn(kind: str, name: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:ecs:{get_region()}:{get_account_id()}:{kind}/{name}"


# ---- requests -------------------------------------------------------------------------------------------------------


def with_schedules(app: Any) -> Any:
    """Adds to an ASGI application the path that runs a schedule now, so that a test need not wait until it is due."""

    async def scheduled(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != RUN_PATH:
            await app(scope, receive, send)
        elif scope["method"] != "POST":
            await _respond(send, {"message": f"{RUN_PATH} runs a schedule: use POST."}, 405)
        else:
            arn = parse_qs(scope["query_string"].decode()).get("arn", [""])[0]
            found = await asyncio.to_thread(_run_now, arn)
            if found is None:
                await _respond(send, {"message": f"There is no schedule with the ARN {arn}."}, 404)
            else:
                await _respond(send, found)

    return scheduled


def _run_now(arn: str) -> dict[str, Any] | None:
    match = _ARN.fullmatch(arn)
    if not match:
        return None
    region, account, key = match.groups()
    with _scope(account, region):
        schedule = scheduler._schedules.get(key)
        return schedule and {"arn": arn, "problem": _run(schedule)}


async def _respond(send: Any, body: Any, status: int = 200) -> None:
    await respond(send, "application/json", json.dumps(body).encode(), status)
