"""RDS: Enhanced Monitoring, Performance Insights and Database Insights of instances and clusters."""

from typing import Any

from emulator.extension import Properties
from emulator.handlers.iam import validate_role
from emulator.values import key_arn, to_bool

_INTERVALS = (0, 1, 5, 10, 15, 30, 60)
# Days: one week, 1 to 23 months of 31 days, or two years.
_RETENTIONS = (7, *(31 * months for months in range(1, 24)), 731)
_ADVANCED_MIN_RETENTION = 465


def monitoring_fields(properties: Properties, enabled: str, key: str) -> dict[str, Any]:
    """Validates the monitoring properties, and returns the fields of the service's response.

    ``enabled`` and ``key`` are the two property names that differ between instances and clusters.
    """
    interval, role = int(properties.get("MonitoringInterval", 0)), properties.get("MonitoringRoleArn")
    if interval not in _INTERVALS:
        raise ValueError(f"MonitoringInterval is {interval}, but must be one of {', '.join(map(str, _INTERVALS))}")
    if bool(interval) != bool(role):
        raise ValueError("A MonitoringInterval other than 0 requires a MonitoringRoleArn, and vice versa")
    if role:
        validate_role(role, "monitoring.rds.amazonaws.com")
    insights_enabled, mode = to_bool(properties.get(enabled, False)), properties.get("DatabaseInsightsMode", "standard")
    retention = int(properties.get("PerformanceInsightsRetentionPeriod", 7))
    if retention not in _RETENTIONS:
        raise ValueError(
            f"PerformanceInsightsRetentionPeriod is {retention}, but must be 7, a multiple of 31 up to 713, or 731"
        )
    if mode == "advanced" and not (insights_enabled and retention >= _ADVANCED_MIN_RETENTION):
        raise ValueError(
            f"DatabaseInsightsMode advanced requires {enabled}, and a PerformanceInsightsRetentionPeriod of"
            f" {_ADVANCED_MIN_RETENTION} or more"
        )
    return {
        "DatabaseInsightsMode": mode,
        "MonitoringInterval": interval,
        "MonitoringRoleArn": role,
        "PerformanceInsightsEnabled": insights_enabled,
        "PerformanceInsightsRetentionPeriod": retention if insights_enabled else None,
        "PerformanceInsightsKMSKeyId": key_arn(properties[key]) if key in properties else None,
    }


def member_monitoring_fields(instance: dict[str, Any], cluster: dict[str, Any]) -> dict[str, Any]:
    """Returns the monitoring fields of a cluster member. Monitoring of the cluster applies to all its members."""
    shared = {"DatabaseInsightsMode": cluster["DatabaseInsightsMode"]}
    for switch, prefix in (("MonitoringInterval", "Monitoring"), ("PerformanceInsightsEnabled", "PerformanceInsights")):
        if cluster[switch]:
            shared |= {name: value for name, value in cluster.items() if name.startswith(prefix)}
    return instance | shared
