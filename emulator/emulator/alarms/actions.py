"""What an alarm does when its state changes: it publishes to topics, and the history of the alarm tells the result."""

import json
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch

from emulator.alarms.mute_rules import is_muted
from emulator.deliveries import Refused, log_refusal, publish

Alarm = dict[str, Any]

_SERVICE = "cloudwatch.amazonaws.com"
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def install() -> None:
    cloudwatch._dispatch_alarm_actions = _run_actions


def _run_actions(alarm: Alarm, old_state: str, new_state: str, reason: str) -> None:
    if not alarm.get("ActionsEnabled", True) or is_muted(alarm["AlarmName"]):
        return
    message = json.dumps(_message(alarm, old_state, new_state, reason))
    subject = f'{new_state}: "{alarm["AlarmName"]}" in {get_region()}'[:100]
    source = {"aws:SourceAccount": get_account_id(), "aws:SourceArn": alarm["AlarmArn"]}
    for action in alarm.get(_ACTIONS[new_state]) or []:
        if action.split(":")[2] != "sns":
            error = "The emulator runs only actions that publish to a topic"
            _record(alarm, action, f"Failed to execute action {action}. {error}", error)
            continue
        try:
            publish(_SERVICE, action, message, subject, to_topic=source, to_key=source)
        except Refused as refusal:
            log_refusal(f"alarm {alarm['AlarmName']}", refusal)
            _record(alarm, action, f'Failed to execute action {action}. Received error: "{refusal}"', str(refusal))
        else:
            _record(alarm, action, f"Successfully executed action {action}", None)


def _record(alarm: Alarm, action: str, summary: str, error: str | None) -> None:
    state = "Failed" if error else "Succeeded"
    data = {"actionState": state, "notificationResource": action, "publishedMessage": None, "error": error}
    cloudwatch._history_entries().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
            "Timestamp": cloudwatch._ts_iso(time.time()),
            "HistoryItemType": "Action",
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
    )


def _message(alarm: Alarm, old_state: str, new_state: str, reason: str) -> dict[str, Any]:
    common = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": get_account_id(),
        "AlarmConfigurationUpdatedTimestamp": cloudwatch._ts_iso(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": new_state,
        "NewStateReason": reason,
        "StateChangeTime": cloudwatch._ts_iso(time.time()),
        "Region": get_region(),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{name: alarm.get(name) or [] for name in _ACTIONS.values()},
    }
    if "AlarmRule" in alarm:
        children = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms", [])
        return {**common, "AlarmRule": alarm["AlarmRule"], "TriggeringChildren": children}
    trigger = (
        "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Unit", "Dimensions", "Metrics", "Period",
        "EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator", "Threshold", "TreatMissingData",
    )  # fmt: skip
    return {**common, "Trigger": {name: alarm[name] for name in trigger if alarm.get(name) is not None}}
