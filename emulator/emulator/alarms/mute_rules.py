"""The operations of CloudWatch's alarm mute rules, which MiniStack lacks, and whether a rule mutes an alarm now."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import cbor2
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import cloudwatch

Data = dict[str, Any]

rules = AccountRegionScopedDict()  # by name
tags = AccountRegionScopedDict()  # by name

_PREFIX = ":alarm-mute-rule:"
_ALARMS, _SHORTEST, _LONGEST = 100, timedelta(minutes=1), timedelta(days=15)
_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?")
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# The least and the greatest value of each field, and the names of its values.
_FIELDS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, _MONTHS), (0, 6, _DAYS),
)  # fmt: skip


class _Invalid(Exception):
    pass


def install() -> None:
    handle = cloudwatch.handle_request
    operations = {
        "PutAlarmMuteRule": _put,
        "GetAlarmMuteRule": _get,
        "ListAlarmMuteRules": _list,
        "DeleteAlarmMuteRule": _delete,
    }

    tagging = {"TagResource": _tag, "UntagResource": _untag, "ListTagsForResource": _list_tags}

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        # Clients use one of two protocols.
        is_cbor = "/operation/" in path
        name = path.rpartition("/operation/")[2] if is_cbor else headers.get("x-amz-target", "").rpartition(".")[2]
        data = (cbor2.loads(body) if is_cbor else json.loads(body)) if name in operations or name in tagging else {}
        operation = tagging.get(name) if _PREFIX in data.get("ResourceARN", "") else operations.get(name)
        if not operation:
            return await handle(method, path, headers, body, query)
        protocol = {"use_cbor": is_cbor, "use_json": not is_cbor}
        try:
            found = _with_timestamps(operation(data), is_cbor)
        except _Invalid as error:
            return cloudwatch._error("ValidationError", str(error), 400, **protocol)
        except KeyError as error:
            return cloudwatch._error("ResourceNotFoundException", f"{error} does not exist", 404, **protocol)
        return cloudwatch._cbor_ok(found) if is_cbor else cloudwatch._json_ok(found)

    cloudwatch.handle_request = handle_request


def is_muted(alarm: str) -> bool:
    return any(alarm in rule.get("MuteTargets", {}).get("AlarmNames", []) and _is_active(rule) for rule in rules.values())


def arn(name: str) -> str:
    return f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}{_PREFIX}{name}"


# ---- operations -----------------------------------------------------------------------------------------------------


def _put(data: Data) -> Data:
    problem = next(_problems(data), None)
    if problem:
        raise _Invalid(problem)
    name = data["Name"]
    if name not in rules:
        # As for alarms, tags apply only to a rule that is new.
        tags[name] = {tag["Key"]: tag["Value"] for tag in data.get("Tags", [])}
    dates = {field: _date(data[field]) for field in ("StartDate", "ExpireDate") if field in data}
    fields = {field: value for field, value in data.items() if field != "Tags"}
    rules[name] = {**fields, **dates, "LastUpdatedTimestamp": datetime.now(timezone.utc)}
    return {}


def _get(data: Data) -> Data:
    rule = rules[data["AlarmMuteRuleName"]]
    return {**rule, "AlarmMuteRuleArn": arn(rule["Name"]), "Status": _status(rule)}


def _list(data: Data) -> Data:
    alarm, statuses = data.get("AlarmName"), data.get("Statuses")
    found = [
        {
            "AlarmMuteRuleArn": arn(name),
            "Status": _status(rule),
            **{date: rule[date] for date in ("ExpireDate", "LastUpdatedTimestamp") if date in rule},
        }
        for name, rule in sorted(rules.items())
        if (not alarm or alarm in rule.get("MuteTargets", {}).get("AlarmNames", []))
        and (not statuses or _status(rule) in statuses)
    ]
    return {"AlarmMuteRuleSummaries": found}


def _delete(data: Data) -> Data:
    rules.pop(data["AlarmMuteRuleName"], None)
    tags.pop(data["AlarmMuteRuleName"], None)
    return {}


def _tags_of(data: Data) -> dict[str, str]:
    found: dict[str, str] = tags[data["ResourceARN"].rpartition(":")[2]]
    return found


def _tag(data: Data) -> Data:
    _tags_of(data).update({tag["Key"]: tag["Value"] for tag in data["Tags"]})
    return {}


def _untag(data: Data) -> Data:
    for key in data["TagKeys"]:
        _tags_of(data).pop(key, None)
    return {}


def _list_tags(data: Data) -> Data:
    return {"Tags": [{"Key": key, "Value": value} for key, value in _tags_of(data).items()]}


def _date(value: datetime | float) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromtimestamp(value, timezone.utc)


def _with_timestamps(value: Any, is_cbor: bool) -> Any:
    """Converts the dates of a response to those of the protocol."""
    if isinstance(value, dict):
        return {name: _with_timestamps(member, is_cbor) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_timestamps(member, is_cbor) for member in value]
    if isinstance(value, datetime):
        return cbor2.CBORTag(1, value.timestamp()) if is_cbor else value.timestamp()
    return value


# ---- validation -----------------------------------------------------------------------------------------------------


def _problems(data: Data) -> Iterator[str]:
    names = data.get("MuteTargets", {}).get("AlarmNames", [])
    if len(names) > _ALARMS:
        yield f"MuteTargets.AlarmNames has {len(names)} names, but must have at most {_ALARMS}"
    schedule = data["Rule"]["Schedule"]
    if schedule.get("Timezone", "UTC") not in available_timezones():
        yield f"Rule.Schedule.Timezone: there is no time zone {schedule['Timezone']}"
    expression = schedule["Expression"]
    if not _AT.fullmatch(expression) and _cron(expression) is None:
        yield (
            f"Rule.Schedule.Expression is {expression}, but must be at(yyyy-MM-ddThh:mm) or"
            " cron(Minutes Hours Day-of-month Month Day-of-week)"
        )
    duration = _duration(schedule["Duration"])
    if duration is None or not _SHORTEST <= duration <= _LONGEST:
        yield f"Rule.Schedule.Duration is {schedule['Duration']}, but must be an ISO 8601 duration from PT1M to P15D"
    if {"StartDate", "ExpireDate"} <= data.keys() and _date(data["StartDate"]) >= _date(data["ExpireDate"]):
        yield "StartDate must be before ExpireDate"


def _duration(text: str) -> timedelta | None:
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _cron(expression: str) -> list[set[int]] | None:
    """Returns the values of each field: minutes, hours, days of the month, months, days of the week."""
    match = _CRON.fullmatch(expression)
    if not match:
        return None
    try:
        return [_values(text.upper(), *field) for text, field in zip(match.groups(), _FIELDS, strict=True)]
    except ValueError:
        return None


def _values(text: str, least: int, greatest: int, names: tuple[str, ...]) -> set[int]:
    def number(value: str) -> int:
        found = names.index(value) + least if value in names else int(value)
        if not least <= found <= greatest:
            raise ValueError(value)
        return found

    values: set[int] = set()
    for part in text.split(","):
        first, _, last = (f"{least}-{greatest}" if part == "*" else part).partition("-")
        begin, end = number(first), number(last or first)
        # A range such as FRI-MON goes past the end.
        values |= set(range(begin, end + 1)) if begin <= end else {*range(begin, greatest + 1), *range(least, end + 1)}
    return values


# ---- time -----------------------------------------------------------------------------------------------------------


def _status(rule: Data) -> str:
    expires = rule.get("ExpireDate")
    if expires and expires <= datetime.now(timezone.utc):
        return "EXPIRED"
    return "ACTIVE" if _is_active(rule) else "SCHEDULED"


def _is_active(rule: Data) -> bool:
    now = datetime.now(timezone.utc)
    if rule.get("StartDate") and now < rule["StartDate"] or rule.get("ExpireDate") and now >= rule["ExpireDate"]:
        return False
    schedule = rule["Rule"]["Schedule"]
    zone, length = ZoneInfo(schedule.get("Timezone", "UTC")), _duration(schedule["Duration"])
    assert length is not None
    at = _AT.fullmatch(schedule["Expression"])
    if at:
        begin = datetime.fromisoformat(at[1]).replace(tzinfo=zone)
        return begin <= now < begin + length
    minute = now.replace(second=0, microsecond=0)
    ages = range(int(length / timedelta(minutes=1)) + 1)
    starts = (minute - timedelta(minutes=age) for age in ages)
    return any(now < start + length and _begins(schedule["Expression"], start.astimezone(zone)) for start in starts)


def _begins(expression: str, time: datetime) -> bool:
    fields = _cron(expression)
    assert fields is not None
    values = (time.minute, time.hour, time.day, time.month, time.isoweekday() % 7)
    return all(value in allowed for value, allowed in zip(values, fields, strict=True))
