"""RDS: enhanced monitoring, and Performance and Database Insights, of instances and of clusters."""

from typing import Any

from emulator.extension import Properties
from emulator.handlers.iam import refuse_role
from emulator.values import flag, key_arn

_INTERVALS = (0, 1, 5, 10, 15, 30, 60)
# A week, whole months of 31 days, or two years.
_RETENTIONS = (7, *(31 * months for months in range(1, 24)), 731)
_ADVANCED_FROM = 465


def monitoring(properties: Properties, enabled: str, key: str) -> dict[str, Any]:
    """What the service answers about the monitoring of a database, or the refusal of it.

    ``enabled`` and ``key`` are the two properties that instances and clusters name differently.
    """
    interval, role = int(properties.get("MonitoringInterval", 0)), properties.get("MonitoringRoleArn")
    if interval not in _INTERVALS:
        raise ValueError(f"MonitoringInterval is one of {', '.join(map(str, _INTERVALS))}, and not {interval}")
    if bool(interval) != bool(role):
        raise ValueError("A MonitoringInterval other than 0 and a MonitoringRoleArn go together")
    if role:
        refuse_role(role, "monitoring.rds.amazonaws.com")
    on, mode = flag(properties.get(enabled, False)), properties.get("DatabaseInsightsMode", "standard")
    retention = int(properties.get("PerformanceInsightsRetentionPeriod", 7))
    if retention not in _RETENTIONS:
        raise ValueError(f"PerformanceInsightsRetentionPeriod is 7, 731, or a multiple of 31, and not {retention}")
    if mode == "advanced" and not (on and retention >= _ADVANCED_FROM):
        raise ValueError(
            f"DatabaseInsightsMode advanced needs {enabled}, and a PerformanceInsightsRetentionPeriod of"
            f" {_ADVANCED_FROM} or more"
        )
    return {
        "DatabaseInsightsMode": mode,
        "MonitoringInterval": interval,
        "MonitoringRoleArn": role,
        "PerformanceInsightsEnabled": on,
        "PerformanceInsightsRetentionPeriod": retention if on else None,
        "PerformanceInsightsKMSKeyId": key_arn(properties[key]) if key in properties else None,
    }


def of_a_member(own: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    """The monitoring of an instance in a cluster: what the cluster turns on, it turns on for all."""
    shared = {"DatabaseInsightsMode": cluster["DatabaseInsightsMode"]}
    for switch, prefix in (("MonitoringInterval", "Monitoring"), ("PerformanceInsightsEnabled", "PerformanceInsights")):
        if cluster[switch]:
            shared |= {name: value for name, value in cluster.items() if name.startswith(prefix)}
    return own | shared
