"""EventBridge: rules, and their messages to topics."""

import json
from contextvars import ContextVar
from typing import Any

from ministack.services import cloudwatch, eventbridge

from emulator.client import call, delete_if_exists
from emulator.deliveries import Refused, log_refusal, publish
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import json_text, pick, tag_map, tags

# ---- rules ----------------------------------------------------------------------------------------------------------

_TARGETS = 5
_NOT_FOUND = ("ResourceNotFoundException",)


def _validate(properties: Properties) -> None:
    if not properties.get("EventPattern") and not properties.get("ScheduleExpression"):
        raise ValueError("A rule requires an EventPattern or a ScheduleExpression")
    targets = properties.get("Targets", [])
    if len(targets) > _TARGETS:
        raise ValueError(f"Targets has {len(targets)} members, but a rule has at most {_TARGETS} targets")
    identifiers = [target["Id"] for target in targets]
    if len(set(identifiers)) < len(identifiers):
        raise ValueError("Targets: the ids must be unique")
    for target in targets:
        inputs = sorted({"Input", "InputPath", "InputTransformer"} & target.keys())
        if len(inputs) > 1:
            raise ValueError(f"Targets: only one of {', '.join(inputs)} is allowed in the target {target['Id']}")


def _bus(properties: Properties) -> dict[str, str]:
    return {"EventBusName": properties.get("EventBusName", "default")}


def _put(name: str, properties: Properties) -> Resource:
    fields = pick(properties, "Description", "RoleArn", "ScheduleExpression", "State")
    if "EventPattern" in properties:
        fields["EventPattern"] = json_text(properties["EventPattern"])
    # MiniStack keeps a description and a role that an update omits.
    fields = {"Description": "", "State": "ENABLED", **fields}
    arn = call("events", "PutRule", Name=name, **_bus(properties), **fields)["RuleArn"]
    if properties.get("Targets"):
        call("events", "PutTargets", Rule=name, **_bus(properties), Targets=properties["Targets"])
    return name, {"Arn": arn, "RuleName": name}


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("Name") or physical_name(stack, logical_id, 64, lowercase=False)
    if eventbridge._rule_key(name, _bus(properties)["EventBusName"]) in eventbridge._rules:
        raise ValueError(f"Name: the rule {name} already exists")
    created = _put(name, properties)
    call("events", "TagResource", ResourceARN=created[1]["Arn"], Tags=tags(properties))
    return created


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    updated = _put(physical_id, new)
    removed = {target["Id"] for target in old.get("Targets", [])} - {target["Id"] for target in new.get("Targets", [])}
    if removed:
        call("events", "RemoveTargets", Rule=physical_id, **_bus(new), Ids=sorted(removed))
    arn = updated[1]["Arn"]
    call("events", "UntagResource", ResourceARN=arn, TagKeys=sorted(tag_map(old).keys() - tag_map(new).keys()))
    call("events", "TagResource", ResourceARN=arn, Tags=tags(new))
    return updated


def _delete(physical_id: str, properties: Properties) -> None:
    key = eventbridge._rule_key(physical_id, _bus(properties)["EventBusName"])
    targets = [target["Id"] for target in eventbridge._targets.get(key, [])]
    if targets:
        call("events", "RemoveTargets", Rule=physical_id, **_bus(properties), Ids=targets)
    delete_if_exists(_NOT_FOUND, "events", "DeleteRule", Name=physical_id, **_bus(properties))


register(
    "AWS::Events::Rule",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("EventBusName", "Name"),
    blocking=True,
)

# ---- messages to topics ---------------------------------------------------------------------------------------------

_rule: ContextVar[dict[str, Any]] = ContextVar("rule")
_invoke_any_target = eventbridge._invoke_target


def _invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], *view: Any) -> None:
    token = _rule.set(rule)
    try:
        _invoke_any_target(target, event, rule, *view)
    finally:
        _rule.reset(token)


def _publish(topic: str, payload: str) -> None:
    """Publishes as EventBridge, which sends the ARN of the rule to the topic, and no condition key to the topic's key."""
    rule = _rule.get()
    try:
        publish("events.amazonaws.com", topic, payload, "", to_topic={"aws:SourceArn": rule["Arn"]}, to_key={})
    except Refused as refusal:
        log_refusal(f"rule {rule['Name']}", refusal)
        cloudwatch.record_metric("AWS/Events", "FailedInvocations", 1, "Count", {"RuleName": rule["Name"]})


eventbridge._invoke_target = _invoke_target
eventbridge._dispatch_to_sns = _publish

# ---- events of CloudWatch -------------------------------------------------------------------------------------------

_record_history = cloudwatch._record_history


def _record_and_send(name: str, old: str, new: str, reason: str, *more: Any) -> None:
    """Sends each change of the state of an alarm to EventBridge, as CloudWatch does."""
    _record_history(name, old, new, reason, *more)
    if old == new:
        return
    alarm = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms[name]
    detail = {"alarmName": name, "state": {"value": new, "reason": reason}, "previousState": {"value": old}}
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Resources": [alarm["AlarmArn"]],
        "Detail": json.dumps(detail),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


cloudwatch._record_history = _record_and_send
