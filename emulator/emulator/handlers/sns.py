"""SNS: topics with all attributes, and validation of topic policies and subscriptions."""

import json
from typing import Any

from ministack.services import lambda_svc, sns, sqs

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, extend, physical_name, register, replace_on_change
from emulator.values import json_text, key_arn, pick, tags

# ---- topics ---------------------------------------------------------------------------------------------------------

# The attributes of a topic, with the values they have if the template does not set them.
_DEFAULTS = {"DisplayName": "", "KmsMasterKeyId": "", "SignatureVersion": "1", "TracingConfig": "PassThrough"}


def _attributes(properties: Properties) -> dict[str, str]:
    return {name: str(properties.get(name, default)) for name, default in _DEFAULTS.items()}


def _validate(properties: Properties) -> None:
    if "KmsMasterKeyId" in properties:
        key_arn(properties["KmsMasterKeyId"])


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("TopicName") or physical_name(stack, logical_id, 256, lowercase=False)
    if any(topic["name"] == name for topic in sns._topics.values()):
        raise ValueError(f"TopicName: the topic {name} already exists")
    arn = call("sns", "CreateTopic", Name=name, Attributes=_attributes(properties), Tags=tags(properties))["TopicArn"]
    return arn, _return_values(arn)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    for name, value in _attributes(new).items():
        call("sns", "SetTopicAttributes", TopicArn=physical_id, AttributeName=name, AttributeValue=value)
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("sns", "UntagResource", ResourceArn=physical_id, TagKeys=sorted(removed))
    call("sns", "TagResource", ResourceArn=physical_id, Tags=tags(new))
    return physical_id, _return_values(physical_id)


def _return_values(arn: str) -> dict[str, Any]:
    return {"TopicArn": arn, "TopicName": arn.rpartition(":")[2]}


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("NotFound",), "sns", "DeleteTopic", TopicArn=physical_id)


register("AWS::SNS::Topic", create=_create, update=_update, delete=_delete, replaces=("TopicName",), blocking=True)

# ---- policies of topics ---------------------------------------------------------------------------------------------

# The actions that a topic policy may contain. The other SNS operations do not act on a topic.
_POLICY_ACTIONS = frozenset(
    f"sns:{action}".lower()
    for action in (
        "*", "AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes",
        "ListSubscriptionsByTopic", "ListTagsForResource", "Publish", "PutDataProtectionPolicy", "Receive",
        "RemovePermission", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource",
    )
)  # fmt: skip


def _validate_policy(properties: Properties) -> None:
    unknown = [topic for topic in properties["Topics"] if topic not in sns._topics]
    if unknown:
        raise ValueError(f"Topics: {', '.join(unknown)} do not exist")
    for statement in json.loads(json_text(properties["PolicyDocument"]))["Statement"]:
        action = statement.get("Action", [])
        actions = {action} if isinstance(action, str) else set(action)
        out_of_scope = sorted(action for action in actions if action.lower() not in _POLICY_ACTIONS)
        if out_of_scope:
            raise ValueError(f"Policy statement action out of service scope: {', '.join(out_of_scope)}")


def _set_policies(old: Properties, new: Properties) -> None:
    """Sets the policy of the topics. Restores the initial policy of topics that are no longer in the list."""
    policies = {topic: sns._topics[topic]["_initial_policy"] for topic in old.get("Topics", []) if topic in sns._topics}
    policies |= {topic: json_text(new["PolicyDocument"]) for topic in new.get("Topics", [])}
    for topic, policy in policies.items():
        sns._topics[topic].setdefault("_initial_policy", sns._topics[topic]["attributes"]["Policy"])
        call("sns", "SetTopicAttributes", TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _policy_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_policy(properties)
    _set_policies({}, properties)
    identifier = physical_name(stack, logical_id, 128, lowercase=False)
    return identifier, {"Id": identifier}


def _policy_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate_policy(new)
    _set_policies(old, new)
    return physical_id, {"Id": physical_id}


register(
    "AWS::SNS::TopicPolicy",
    create=_policy_create,
    update=_policy_update,
    delete=lambda physical_id, properties: _set_policies(properties, {}),
    blocking=True,
)

# ---- subscriptions --------------------------------------------------------------------------------------------------


def _validate_subscription(properties: Properties) -> None:
    topic, protocol, endpoint = properties["TopicArn"], properties["Protocol"], properties["Endpoint"]
    if topic not in sns._topics:
        raise ValueError(f"TopicArn: the topic {topic} does not exist")
    if sns._validate_subscription_endpoint(protocol, endpoint):
        raise ValueError(f"Endpoint: {endpoint} is not valid for the protocol {protocol}")
    known = {"sqs": _queue_arns, "lambda": _function_arns}.get(protocol)
    if known and endpoint not in known():
        raise ValueError(f"Endpoint: {endpoint} does not exist")


def _queue_arns() -> list[str]:
    return [queue["attributes"]["QueueArn"] for queue in sqs._queues.values()]


def _function_arns() -> list[str]:
    return [function["config"]["FunctionArn"] for function in lambda_svc._functions.values()]


def _add_attributes(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    """Adds the attributes that MiniStack omits from its responses."""
    topic = sns._sub_arn_to_topic[physical_id]
    subscription = sns._find_subscription(topic, physical_id)
    subscription["attributes"] |= {
        "SubscriptionArn": physical_id,
        "Owner": subscription["owner"],
        "PendingConfirmation": str(not subscription["confirmed"]).lower(),
        **pick(properties, "TopicArn", "Protocol", "Endpoint"),
    }


extend("AWS::SNS::Subscription", _add_attributes, validate=_validate_subscription)
# Otherwise MiniStack replaces the subscription when one of these changes, and bypasses this module.
replace_on_change("AWS::SNS::Subscription", "TopicArn", "Protocol", "Endpoint")
