"""CloudWatch: metric alarms with metric math and queries, composite alarms, mute rules, and dashboards."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ministack.services import cloudwatch

from emulator import alarms
from emulator.alarms import mute_rules
from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import pick, tag_map, tags

alarms.install()


def _replace_tags(stored: dict[str, Any], key: str, old: Properties, new: Properties) -> None:
    """Replaces the tags of the template. Tags that somebody added to the resource remain."""
    kept = {name: value for name, value in stored.get(key, {}).items() if name not in tag_map(old)}
    stored[key] = kept | tag_map(new)


# ---- alarms ---------------------------------------------------------------------------------------------------------

_COMMON = ("ActionsEnabled", "AlarmActions", "AlarmDescription", "InsufficientDataActions", "OKActions")
_METRIC = (
    *_COMMON, "ComparisonOperator", "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
    "EvaluationPeriods", "ExtendedStatistic", "MetricName", "Metrics", "Namespace", "Period", "Statistic", "Threshold",
    "TreatMissingData", "Unit",
)  # fmt: skip
_COMPOSITE = (*_COMMON, "AlarmRule")


def _alarm_arn(name: str) -> str:
    alarm: dict[str, str] = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms[name]
    return alarm["AlarmArn"]


def _register_alarm(kind: str, operation: str, names: tuple[str, ...]) -> None:
    def put(name: str, properties: Properties) -> Resource:
        call("cloudwatch", operation, AlarmName=name, **pick(properties, *names))
        return name, {"Arn": _alarm_arn(name)}

    def create(logical_id: str, properties: Properties, stack: str) -> Resource:
        name = properties.get("AlarmName") or physical_name(stack, logical_id, 255, lowercase=False)
        if name in cloudwatch._alarms or name in cloudwatch._composite_alarms:
            raise ValueError(f"AlarmName: the alarm {name} already exists")
        created = put(name, properties)
        call("cloudwatch", "TagResource", ResourceARN=_alarm_arn(name), Tags=tags(properties))
        return created

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
        updated = put(physical_id, new)
        _replace_tags(cloudwatch._resource_tags, _alarm_arn(physical_id), old, new)
        return updated

    def delete(physical_id: str, properties: Properties) -> None:
        call("cloudwatch", "DeleteAlarms", AlarmNames=[physical_id])

    register(kind, create=create, update=update, delete=delete, replaces=("AlarmName",), blocking=True)


_register_alarm("AWS::CloudWatch::Alarm", "PutMetricAlarm", _METRIC)
_register_alarm("AWS::CloudWatch::CompositeAlarm", "PutCompositeAlarm", _COMPOSITE)

# ---- mute rules -----------------------------------------------------------------------------------------------------



def _put_rule(name: str, properties: Properties) -> Resource:
    zone = ZoneInfo(properties["Rule"]["Schedule"].get("Timezone", "UTC"))
    dates = {
        date: datetime.fromisoformat(properties[date]).replace(tzinfo=zone)
        for date in ("StartDate", "ExpireDate")
        if date in properties
    }
    fields = pick(properties, "Description", "MuteTargets", "Rule")
    call("cloudwatch", "PutAlarmMuteRule", Name=name, **fields, **dates)
    return mute_rules.arn(name), {"Arn": mute_rules.arn(name)}


def _rule_name(physical_id: str) -> str:
    return physical_id.rpartition(":")[2]


def _rule_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("Name") or physical_name(stack, logical_id, 255, lowercase=False)
    if name in mute_rules.rules:
        raise ValueError(f"Name: the mute rule {name} already exists")
    created = _put_rule(name, properties)
    mute_rules.tags[name] = tag_map(properties)
    return created


def _rule_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    updated = _put_rule(_rule_name(physical_id), new)
    _replace_tags(mute_rules.tags, _rule_name(physical_id), old, new)
    return updated


def _rule_delete(physical_id: str, properties: Properties) -> None:
    call("cloudwatch", "DeleteAlarmMuteRule", AlarmMuteRuleName=_rule_name(physical_id))


register(
    "AWS::CloudWatch::AlarmMuteRule",
    create=_rule_create,
    update=_rule_update,
    delete=_rule_delete,
    replaces=("Name",),
    blocking=True,
)

# ---- dashboards -----------------------------------------------------------------------------------------------------


def _dashboard_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("DashboardName") or physical_name(stack, logical_id, 255, lowercase=False)
    if name in cloudwatch._dashboards:
        raise ValueError(f"DashboardName: the dashboard {name} already exists")
    return _put_dashboard(name, properties)


def _put_dashboard(name: str, properties: Properties) -> Resource:
    call("cloudwatch", "PutDashboard", DashboardName=name, DashboardBody=properties["DashboardBody"])
    return name, {}


def _dashboard_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    return _put_dashboard(physical_id, new)


def _dashboard_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(
        ("DashboardNotFoundError", "ResourceNotFound"), "cloudwatch", "DeleteDashboards", DashboardNames=[physical_id]
    )


register(
    "AWS::CloudWatch::Dashboard",
    create=_dashboard_create,
    update=_dashboard_update,
    delete=_dashboard_delete,
    replaces=("DashboardName",),
    blocking=True,
)
