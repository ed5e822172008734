"""Evaluates an alarm on one metric when the metric receives data. MiniStack takes the data of all dimensions together."""

import time
from typing import Any

from ministack.services import cloudwatch

Alarm = dict[str, Any]

_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def install() -> None:
    cloudwatch._evaluate_alarm = _evaluate


def _evaluate(alarm: Alarm) -> None:
    values = _values(alarm) if alarm.get("MetricName") else []
    if not any(value is not None for value in values):
        # Without data, and for metric math and queries, the state remains.
        return
    breaches = sum(_is_breaching(alarm, value) for value in values)
    required = alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    old_state, new_state = alarm["StateValue"], "ALARM" if breaches >= required else "OK"
    if old_state != new_state:
        known = [value for value in values if value is not None]
        reason = (
            f"Threshold Crossed: {breaches} of {len(values)} datapoints, the latest of which is {known[-1]:g}, breach"
            f" the threshold {alarm['Threshold']:g} ({alarm['ComparisonOperator']})."
        )
        alarm |= {"StateValue": new_state, "StateReason": reason, "StateUpdatedTimestamp": int(time.time())}
        cloudwatch._record_history(alarm["AlarmName"], old_state, new_state, reason)
        cloudwatch._dispatch_alarm_actions(alarm, old_state, new_state, reason)
        cloudwatch._evaluate_parent_alarms(alarm)


def _values(alarm: Alarm) -> list[float | None]:
    """Returns the statistic in each evaluated period, the oldest first; None for a period without data."""
    dimensions = cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))
    points = cloudwatch._metrics.get(key) or []
    period, now = alarm["Period"], time.time()
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    values = []
    for number in range(alarm["EvaluationPeriods"], 0, -1):
        begin = now - number * period
        inside = [point for point in points if begin < point["Timestamp"] <= begin + period]
        statistics = cloudwatch._calc_stats(inside)
        values.append(cloudwatch._stat_value(statistics, statistic, inside) if statistics else None)
    return values


def _is_breaching(alarm: Alarm, value: float | None) -> bool:
    if value is None:
        return alarm["TreatMissingData"] == "breaching"
    return _COMPARISONS[alarm["ComparisonOperator"]](value, alarm["Threshold"])
