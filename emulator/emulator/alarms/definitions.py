"""Definitions of alarms: their validation as in AWS, and metric math and queries, which MiniStack does not store."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import get_region
from ministack.services import cloudwatch

Data = dict[str, Any]

_DAY, _WEEK = 86400, 604800
_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_COMPARISONS = (
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
)  # fmt: skip
_MISSING = ("breaching", "notBreaching", "ignore", "missing")
_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_EXTENDED = re.compile(r"(p(\d{1,2}(\.\d+)?|100)|(tm|wm|tc|ts)\d{1,2}(\.\d+)?|IQM|(TM|WM|PR|TC|TS)\(.*\))")
_OF_ONE_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit")
_MATH_METRICS, _RULE_LENGTH, _RULE_CHILDREN, _RULE_ELEMENTS, _LIST = 10, 10240, 100, 500, 5
_QUERY = re.compile(r"\s*SELECT\s", re.IGNORECASE)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_ID = re.compile(r"[a-z]\w*")


def install() -> None:
    cloudwatch._put_metric_alarm = _validated(cloudwatch._put_metric_alarm, _problems_of_metric_alarm, _store_metrics)
    cloudwatch._put_composite_alarm = _validated(
        cloudwatch._put_composite_alarm, _problems_of_composite_alarm, lambda data: None
    )


def _validated(
    put: Callable[..., Any], problems: Callable[[Data], Iterator[str]], store: Callable[[Data], None]
) -> Callable[..., Any]:
    def put_valid(params: Any, data: Data, is_cbor: bool, is_json: bool = False) -> Any:
        if not is_cbor and not is_json:
            # The protocol of old clients.
            return put(params, data, is_cbor, is_json)
        problem = next(problems(data), None)
        if problem:
            return cloudwatch._error("ValidationError", problem, 400, use_json=is_json, use_cbor=is_cbor)
        response = put(params, data, is_cbor, is_json)
        if response[0] == 200:
            store(data)
        return response

    return put_valid


# ---- all alarms -----------------------------------------------------------------------------------------------------


def _problems_of_every_alarm(data: Data) -> Iterator[str]:
    if not 1 <= len(data["AlarmName"]) <= 255:
        yield "AlarmName must have 1 to 255 characters"
    if len(data.get("AlarmDescription") or "") > 1024:
        yield "AlarmDescription must have at most 1024 characters"
    for name in _ACTIONS:
        actions = data.get(name) or []
        if len(actions) > _LIST:
            yield f"{name} must have at most {_LIST} members"
        for action in actions:
            parts = action.split(":")
            if len(parts) < 6 or parts[0] != "arn":
                yield f"Invalid arn syntax: {action}"
            elif parts[3] and parts[3] != get_region():
                yield f"Invalid region {parts[3]} specified. Only {get_region()} is supported."


# ---- metric alarms --------------------------------------------------------------------------------------------------


def _problems_of_metric_alarm(data: Data) -> Iterator[str]:
    yield from _problems_of_every_alarm(data)
    if bool(data.get("MetricName")) == bool(data.get("Metrics")):
        yield "Exactly one of MetricName and Metrics is required"
    if data.get("ComparisonOperator") not in _COMPARISONS:
        yield f"ComparisonOperator {data.get('ComparisonOperator')} is none that the emulator supports"
    if data.get("Threshold") is None:
        yield "Threshold is required"
    if data.get("TreatMissingData", "missing") not in _MISSING:
        yield f"TreatMissingData must be one of {', '.join(_MISSING)}"
    yield from _problems_of_metrics(data["Metrics"]) if data.get("Metrics") else _problems_of_metric(data)
    periods = data.get("EvaluationPeriods") or 0
    if periods < 1:
        yield "EvaluationPeriods must be at least 1"
    if (data.get("DatapointsToAlarm") or 0) > periods:
        yield "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
    longest = max(_periods(data), default=60)
    limit = _WEEK if longest >= 3600 else _DAY
    if periods * longest > limit:
        yield f"Metrics cannot be checked across more than {limit} seconds (EvaluationPeriods * Period)"


def _problems_of_metric(data: Data) -> Iterator[str]:
    if not data.get("Namespace"):
        yield "Namespace is required"
    if len(data.get("Dimensions") or []) > 30:
        yield "Dimensions must have at most 30 members"
    yield from _problems_of_period(data.get("Period"))
    if bool(data.get("Statistic")) == bool(data.get("ExtendedStatistic")):
        yield "Exactly one of Statistic and ExtendedStatistic is required"
    yield from _problems_of_statistic(data.get("Statistic") or data["ExtendedStatistic"])


def _problems_of_statistic(statistic: str) -> Iterator[str]:
    if statistic not in _STATISTICS and not _EXTENDED.fullmatch(statistic):
        yield f"The statistic {statistic} does not exist"


def _problems_of_period(period: int | None) -> Iterator[str]:
    if not period or (period not in (10, 20, 30) and period % 60):
        yield f"Period is {period}, but must be 10, 20, 30, or a multiple of 60"


def _problems_of_metrics(queries: list[Data]) -> Iterator[str]:
    ids = [query.get("Id", "") for query in queries]
    if sum(query.get("ReturnData", True) for query in queries) != 1:
        yield "Exactly one element of the metrics list should return data."
    if sum("MetricStat" in query for query in queries) > _MATH_METRICS:
        yield f"An alarm can use at most {_MATH_METRICS} metrics"
    if len(set(ids)) < len(ids):
        yield "The ids of the metrics list must be unique"
    for query in queries:
        if not _ID.fullmatch(query.get("Id", "")):
            yield f"The id {query.get('Id')} must begin with a lowercase letter and have only letters, digits and _"
        if ("MetricStat" in query) == ("Expression" in query):
            yield f"The metric {query['Id']} must have either MetricStat or Expression"
        if "MetricStat" in query:
            yield from _problems_of_period(query["MetricStat"].get("Period"))
            yield from _problems_of_statistic(query["MetricStat"]["Stat"])
        else:
            yield from _problems_of_expression(query, ids)


def _problems_of_expression(query: Data, ids: list[str]) -> Iterator[str]:
    expression = query["Expression"]
    if _QUERY.match(expression):
        if not query.get("Period"):
            yield f"The query {query['Id']} must have a Period"
        return
    without_text = _TEXT.sub("", expression)
    if re.search(r"\bSEARCH\b", without_text):
        yield "SEARCH is not supported on Metric Alarms."
    unknown = [name for name in re.findall(r"\b[a-z]\w*\b", without_text) if name not in ids]
    if unknown:
        yield f"Error in expression '{query['Id']}' [Undefined variable {unknown[0]}]"


def _periods(data: Data) -> list[int]:
    queries = data.get("Metrics") or [data]
    periods = [query.get("MetricStat", query).get("Period") for query in queries]
    return [period for period in periods if period]


def _store_metrics(data: Data) -> None:
    alarm = cloudwatch._alarms[data["AlarmName"]]
    if data.get("Metrics"):
        for name in _OF_ONE_METRIC:
            alarm.pop(name, None)
        alarm["Metrics"] = [{"ReturnData": True, **query} for query in data["Metrics"]]
    elif data.get("ExtendedStatistic"):
        alarm.pop("Statistic")
    sample_count = data.get("EvaluateLowSampleCountPercentile")
    if sample_count:
        alarm["EvaluateLowSampleCountPercentile"] = sample_count


# ---- composite alarms -----------------------------------------------------------------------------------------------


def _problems_of_composite_alarm(data: Data) -> Iterator[str]:
    yield from _problems_of_every_alarm(data)
    rule = data["AlarmRule"]
    if len(rule) > _RULE_LENGTH:
        yield f"AlarmRule has {len(rule)} characters, but must have at most {_RULE_LENGTH}"
    try:
        tree = cloudwatch._parse_alarm_rule(rule)
    except ValueError as error:
        yield str(error)
        return
    children = {cloudwatch._rule_ref_name(name) for name in cloudwatch._rule_refs(tree)}
    if len(children) > _RULE_CHILDREN:
        yield f"AlarmRule names {len(children)} alarms, but must name at most {_RULE_CHILDREN}"
    elements = len(re.findall(r"\b(AND|OR|NOT|TRUE|FALSE|ALARM|OK|INSUFFICIENT_DATA)\b", _TEXT.sub("", rule)))
    if elements > _RULE_ELEMENTS:
        yield f"AlarmRule has {elements} elements, but must have at most {_RULE_ELEMENTS}"
