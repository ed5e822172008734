"""SNS: topics with every attribute, and policies and subscriptions of topics that exist."""

import json
from typing import Any

from ministack.services import lambda_svc, sns, sqs

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, complete, physical_name, register, replacing
from emulator.values import document, key_arn, picked, tags

# ---- topics -------------------------------------------------------------------------------------------------------

# What a topic has when the template says nothing.
_DEFAULTS = {"DisplayName": "", "KmsMasterKeyId": "", "SignatureVersion": "1", "TracingConfig": "PassThrough"}


def _attributes(properties: Properties) -> dict[str, str]:
    return {name: str(properties.get(name, default)) for name, default in _DEFAULTS.items()}


def _refuse(properties: Properties) -> None:
    if "KmsMasterKeyId" in properties:
        key_arn(properties["KmsMasterKeyId"])


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    name = properties.get("TopicName") or physical_name(stack, logical_id, 256, lowercase=False)
    if any(topic["name"] == name for topic in sns._topics.values()):
        raise ValueError(f"The topic {name} already exists")
    arn = call("sns", "CreateTopic", Name=name, Attributes=_attributes(properties), Tags=tags(properties))["TopicArn"]
    return arn, _named(arn)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    for name, value in _attributes(new).items():
        call("sns", "SetTopicAttributes", TopicArn=physical_id, AttributeName=name, AttributeValue=value)
    dropped = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("sns", "UntagResource", ResourceArn=physical_id, TagKeys=sorted(dropped))
    call("sns", "TagResource", ResourceArn=physical_id, Tags=tags(new))
    return physical_id, _named(physical_id)


def _named(arn: str) -> dict[str, Any]:
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2]}


def _delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(("NotFound",), "sns", "DeleteTopic", TopicArn=physical_id)


register("AWS::SNS::Topic", create=_create, update=_update, delete=_delete, replaces=("TopicName",), blocking=True)

# ---- policies of topics -------------------------------------------------------------------------------------------

# What a policy of a topic can be about; the other operations have no topic.
_ACTIONS = frozenset(
    f"sns:{action}".lower()
    for action in (
        "*", "AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes",
        "ListSubscriptionsByTopic", "ListTagsForResource", "Publish", "PutDataProtectionPolicy", "Receive",
        "RemovePermission", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource",
    )
)  # fmt: skip


def _refuse_policy(properties: Properties) -> None:
    unknown = [topic for topic in properties["Topics"] if topic not in sns._topics]
    if unknown:
        raise ValueError(f"The topics {', '.join(unknown)} do not exist")
    for statement in json.loads(document(properties["PolicyDocument"]))["Statement"]:
        given = statement.get("Action", [])
        actions = {given} if isinstance(given, str) else set(given)
        outside = sorted(action for action in actions if action.lower() not in _ACTIONS)
        if outside:
            raise ValueError(f"Policy statement action out of service scope: {', '.join(outside)}")


def _put_policies(old: Properties, new: Properties) -> None:
    """Give topics the policy, and those that leave the list the one they were made with."""
    policies = {topic: sns._topics[topic]["_first_policy"] for topic in old.get("Topics", []) if topic in sns._topics}
    policies |= {topic: document(new["PolicyDocument"]) for topic in new.get("Topics", [])}
    for topic, policy in policies.items():
        sns._topics[topic].setdefault("_first_policy", sns._topics[topic]["attributes"]["Policy"])
        call("sns", "SetTopicAttributes", TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _policy_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse_policy(properties)
    _put_policies({}, properties)
    identifier = physical_name(stack, logical_id, 128, lowercase=False)
    return identifier, {"Id": identifier}


def _policy_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse_policy(new)
    _put_policies(old, new)
    return physical_id, {"Id": physical_id}


register(
    "AWS::SNS::TopicPolicy",
    create=_policy_create,
    update=_policy_update,
    delete=lambda physical_id, properties: _put_policies(properties, {}),
    blocking=True,
)

# ---- subscriptions ------------------------------------------------------------------------------------------------


def _refuse_subscription(properties: Properties) -> None:
    topic, protocol, endpoint = properties["TopicArn"], properties["Protocol"], properties["Endpoint"]
    if topic not in sns._topics:
        raise ValueError(f"The topic {topic} does not exist")
    if sns._validate_subscription_endpoint(protocol, endpoint):
        raise ValueError(f"Endpoint {endpoint} is not the ARN of a resource for {protocol}")
    known = {"sqs": _queue_arns, "lambda": _function_arns}.get(protocol)
    if known and endpoint not in known():
        raise ValueError(f"The endpoint {endpoint} does not exist")


def _queue_arns() -> list[str]:
    return [queue["attributes"]["QueueArn"] for queue in sqs._queues.values()]


def _function_arns() -> list[str]:
    return [function["config"]["FunctionArn"] for function in lambda_svc._functions.values()]


def _describe(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    """MiniStack answers a subscription's attributes without what it subscribes."""
    topic = sns._sub_arn_to_topic[physical_id]
    subscription = sns._find_subscription(topic, physical_id)
    subscription["attributes"] |= {
        "SubscriptionArn": physical_id,
        "Owner": subscription["owner"],
        "PendingConfirmation": str(not subscription["confirmed"]).lower(),
        **picked(properties, "TopicArn", "Protocol", "Endpoint"),
    }


complete("AWS::SNS::Subscription", _describe, before=_refuse_subscription)
# MiniStack would replace for these by itself, past this module.
replacing("AWS::SNS::Subscription", "TopicArn", "Protocol", "Endpoint")
