"""RDS: event subscriptions and DescribeEventSubscriptions, which MiniStack lacks."""

from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import rds, sns

from emulator.client import enum_values
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import tags, to_bool

_subscriptions = AccountRegionScopedDict()

# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
_CATEGORIES = {
    "blue-green-deployment": {"creation", "deletion", "failure"},
    "custom-engine-version": {"creation", "failure", "restoration"},
    "db-cluster": {
        "configuration change", "creation", "deletion", "failover", "failure", "global-failover", "maintenance",
        "migration", "notification", "serverless",
    },
    "db-cluster-snapshot": {"backup", "notification"},
    "db-instance": {
        "availability", "backtrack", "backup", "configuration change", "creation", "deletion", "failover", "failure",
        "low storage", "maintenance", "notification", "read replica", "recovery", "restoration", "security",
        "security patching",
    },
    "db-parameter-group": {"configuration change"},
    "db-proxy": {"configuration change", "creation", "deletion", "failure"},
    "db-security-group": {"configuration change", "failure"},
    "db-snapshot": {"creation", "deletion", "notification", "restoration"},
}  # fmt: skip
_ANY_CATEGORY = set().union(*_CATEGORIES.values())
_SOURCES = {
    "db-cluster": lambda: rds._clusters,
    "db-cluster-snapshot": lambda: rds._db_cluster_snapshots,
    "db-instance": lambda: rds._instances,
    "db-parameter-group": lambda: rds._param_groups,
    "db-proxy": lambda: rds._db_proxies,
    "db-snapshot": lambda: rds._snapshots,
}


def _validate(properties: Properties) -> None:
    topic, kind, sources = properties["SnsTopicArn"], properties.get("SourceType"), properties.get("SourceIds", [])
    if topic not in sns._topics:
        raise ValueError(f"SnsTopicArn: the topic {topic} does not exist")
    if kind and kind not in enum_values("rds", "SourceType"):
        raise ValueError(f"SourceType: RDS has no source type {kind}")
    if sources and not kind:
        raise ValueError("SourceIds requires a SourceType")
    missing = [source for source in sources if kind in _SOURCES and source not in _SOURCES[kind]()]
    if missing:
        raise ValueError(f"SourceIds: {', '.join(missing)} do not exist")
    unknown = sorted(set(properties.get("EventCategories", [])) - _CATEGORIES.get(kind, _ANY_CATEGORY))
    if unknown:
        source = f"the source type {kind}" if kind in _CATEGORIES else "RDS"
        raise ValueError(f"EventCategories: {source} has no categories named {', '.join(unknown)}")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("SubscriptionName") or physical_name(stack, logical_id, 255)
    if name in _subscriptions:
        raise ValueError(f"SubscriptionName: the event subscription {name} already exists")
    return _store(name, properties)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    return _store(physical_id, new)


def _store(name: str, properties: Properties) -> Resource:
    _subscriptions[name] = properties
    rds._tags[_arn(name)] = tags(properties)
    return name, {}


def _delete(physical_id: str, properties: Properties) -> None:
    _subscriptions.pop(physical_id, None)
    rds._tags.pop(_arn(physical_id), None)


def _arn(name: str) -> str:
    return f"arn:aws:rds:{get_region()}:{get_account_id()}:es:{name}"


register(
    "AWS::RDS::EventSubscription",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("SnsTopicArn", "SubscriptionName"),
)


def _describe(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    name = rds._p(request, "SubscriptionName")
    if name and name not in _subscriptions:
        return rds._error("SubscriptionNotFound", f"Subscription {name} not found.", 404)
    subscriptions_xml = "".join(_xml(known, value) for known, value in _subscriptions.items() if name in ("", known))
    return rds._xml(
        200,
        "DescribeEventSubscriptionsResponse",
        f"<DescribeEventSubscriptionsResult><EventSubscriptionsList>{subscriptions_xml}</EventSubscriptionsList>"
        "</DescribeEventSubscriptionsResult>",
    )


def _xml(name: str, properties: Properties) -> str:
    def elements(tag: str, values: list[str]) -> str:
        return "".join(f"<{tag}>{rds._esc(value)}</{tag}>" for value in values)

    fields = {
        "CustomerAwsId": get_account_id(),
        "CustSubscriptionId": rds._esc(name),
        "Enabled": str(to_bool(properties.get("Enabled", True))).lower(),
        "EventCategoriesList": elements("EventCategory", properties.get("EventCategories", [])),
        "EventSubscriptionArn": _arn(rds._esc(name)),
        "SnsTopicArn": rds._esc(properties["SnsTopicArn"]),
        "SourceIdsList": elements("SourceId", properties.get("SourceIds", [])),
        "SourceType": rds._esc(properties.get("SourceType", "")),
        "Status": "active",
    }
    return (
        f"<EventSubscription>{''.join(f'<{tag}>{value}</{tag}>' for tag, value in fields.items())}</EventSubscription>"
    )


rds._ACTION_MAP["DescribeEventSubscriptions"] = _describe
