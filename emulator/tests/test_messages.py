"""Topics, queues and event subscriptions: what they refuse, and what of them stays."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from readers import Aws, tags
from support import Stack, awaited
from templates import CASES, Base, Properties, statement
from test_refusals import assert_refused, assert_refused_in_update
from test_stores import resource
from test_values import outputs

# ---- topics -------------------------------------------------------------------------------------------------------


def test_a_topic_is_referred_to_by_its_arn_and_has_a_name(aws: Aws, stack: Stack) -> None:
    found = outputs(stack, "AWS::SNS::Topic", {"KmsMasterKeyId": "alias/aws/sns"}, "TopicArn", "TopicName")
    attributes = aws("sns").get_topic_attributes(TopicArn=found["Ref"])["Attributes"]
    assert found["Ref"] == found["TopicArn"] == attributes["TopicArn"]
    assert found["Ref"].endswith(f":{found['TopicName']}")
    assert attributes["KmsMasterKeyId"] == "alias/aws/sns"


def test_a_topic_loses_the_settings_that_a_template_takes_away_and_keeps_its_subscriptions(
    aws: Aws, base: Base, stack: Stack
) -> None:
    sns, kind = aws("sns"), "AWS::SNS::Topic"
    stack.deploy_one(kind, CASES[kind].create(base))
    topic = stack.physical_id()
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="shop@example.org")
    stack.deploy_one(kind, {"TopicName": "topic"})
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (attributes["KmsMasterKeyId"], attributes["DisplayName"]) == ("", "")
    assert tags(sns.list_tags_for_resource(ResourceArn=topic)["Tags"]) == []
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1


def test_a_topic_that_leaves_a_policy_has_its_first_one_again(aws: Aws, base: Base, stack: Stack) -> None:
    def policy() -> dict[str, Any]:
        return json.loads(aws("sns").get_topic_attributes(TopicArn=base["Topic"])["Attributes"]["Policy"])

    first, own = policy(), CASES["AWS::SNS::TopicPolicy"].create(base)
    stack.deploy_one("AWS::SNS::TopicPolicy", own)
    stack.deploy_one("AWS::SNS::TopicPolicy", own | {"PolicyDocument": statement("sns:Subscribe")})
    assert policy() == statement("sns:Subscribe")
    stack.deploy_one("AWS::SNS::TopicPolicy", own | {"Topics": [base["OtherTopic"]]})
    assert policy() == first


def test_a_message_to_a_topic_reaches_the_queue_that_subscribes(aws: Aws, stack: Stack) -> None:
    subscription = {
        "TopicArn": {"Ref": "Topic"},
        "Protocol": "sqs",
        "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
        "RawMessageDelivery": True,
    }
    stack.deploy(
        {
            "Resources": {
                "Topic": resource("AWS::SNS::Topic"),
                "Queue": resource("AWS::SQS::Queue"),
                "It": resource("AWS::SNS::Subscription", **subscription),
            }
        }
    )
    aws("sns").publish(TopicArn=stack.physical_id("Topic"), Message="ordered")
    queue = stack.physical_id("Queue")
    messages = awaited(lambda: aws("sqs").receive_message(QueueUrl=queue).get("Messages"), "a message")
    assert [message["Body"] for message in messages] == ["ordered"]


@pytest.mark.parametrize(
    ("kind", "properties", "reason"),
    [
        ("AWS::SNS::Topic", lambda b: {"KmsMasterKeyId": "0"}, "KMS key 0 does not exist"),
        ("AWS::SNS::Topic", lambda b: {"TopicName": b["Topic"].rpartition(":")[2]}, "already exists"),
        (
            "AWS::SNS::TopicPolicy",
            lambda b: {"Topics": [f"{b['Topic']}-not"], "PolicyDocument": statement("sns:Publish")},
            "-not do not exist",
        ),
        (
            "AWS::SNS::TopicPolicy",
            lambda b: {"Topics": [b["Topic"]], "PolicyDocument": statement(["sns:Publish", "sns:CreateTopic"])},
            "Policy statement action out of service scope: sns:CreateTopic",
        ),
        (
            "AWS::SNS::Subscription",
            lambda b: {"TopicArn": f"{b['Topic']}-not", "Protocol": "sqs", "Endpoint": b["QueueArn"]},
            "-not does not exist",
        ),
        (
            "AWS::SNS::Subscription",
            lambda b: {"TopicArn": b["Topic"], "Protocol": "lambda", "Endpoint": b["QueueArn"]},
            "is not the ARN of a resource for lambda",
        ),
        (
            "AWS::SNS::Subscription",
            lambda b: {"TopicArn": b["Topic"], "Protocol": "sqs", "Endpoint": f"{b['QueueArn']}-not"},
            "-not does not exist",
        ),
        ("AWS::SQS::Queue", lambda b: {"KmsMasterKeyId": "0"}, "KMS key 0 does not exist"),
        ("AWS::SQS::Queue", lambda b: {"QueueName": b["QueueArn"].rpartition(":")[2]}, "already exists"),
        ("AWS::SQS::Queue", lambda b: {"MessageRetentionPeriod": 59}, "Value must be between 60 and 1209600"),
        (
            "AWS::SQS::Queue",
            lambda b: {"KmsMasterKeyId": b["Key"], "SqsManagedSseEnabled": True},
            "A queue has one encryption at a time",
        ),
        (
            "AWS::SQS::Queue",
            lambda b: {"RedrivePolicy": {"deadLetterTargetArn": f"{b['QueueArn']}-not", "maxReceiveCount": 1}},
            "Invalid value for the parameter RedrivePolicy",
        ),
        (
            "AWS::SQS::QueuePolicy",
            lambda b: {"Queues": ["http://127.0.0.1/not"], "PolicyDocument": statement("sqs:*")},
            "The queues http://127.0.0.1/not do not exist",
        ),
    ],
    ids=[
        "topic key", "topic name", "topic of a policy", "action", "topic of a subscription", "protocol", "endpoint",
        "queue key", "queue name", "retention", "encryption", "letters", "queue of a policy",
    ],
)  # fmt: skip
def test_what_carries_messages_is_refused(
    stack: Stack, base: Base, kind: str, properties: Callable[[Base], Properties], reason: str
) -> None:
    assert_refused(stack, kind, properties(base), reason)


def test_a_queue_keeps_its_messages_and_goes_back_to_its_own_encryption(aws: Aws, base: Base, stack: Stack) -> None:
    sqs = aws("sqs")
    stack.deploy_one("AWS::SQS::Queue", {"KmsMasterKeyId": base["KeyArn"]})
    queue = stack.physical_id()
    sqs.send_message(QueueUrl=queue, MessageBody="kept")
    stack.deploy_one("AWS::SQS::Queue", {})
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["SqsManagedSseEnabled"] == "true"
    assert "KmsMasterKeyId" not in attributes
    stack.deploy_one("AWS::SQS::Queue", {"KmsMasterKeyId": base["KeyArn"]})
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == base["KeyArn"]
    assert "SqsManagedSseEnabled" not in attributes
    assert attributes["ApproximateNumberOfMessages"] == "1"


# ---- events of RDS ------------------------------------------------------------------------------------------------

EVENTS = "AWS::RDS::EventSubscription"


def test_an_event_subscription_is_to_everything_and_on_unless_it_says_less(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one(EVENTS, {"SnsTopicArn": base["Topic"]})
    listed = {s["CustSubscriptionId"]: s for s in aws("rds").describe_event_subscriptions()["EventSubscriptionsList"]}
    own = listed[stack.physical_id()]
    assert (own["Enabled"], own["Status"], own["SourceIdsList"]) == (True, "active", [])
    assert own["EventSubscriptionArn"].endswith(f":es:{stack.physical_id()}")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SnsTopicArn": "arn:aws:sns:eu-west-1:123456789012:no"}, "123456789012:no does not exist"),
        ({"SourceType": "db-thing"}, "RDS has no events of the SourceType db-thing"),
        ({"SourceIds": ["orders"]}, "SourceIds needs a SourceType"),
        ({"SourceType": "db-instance", "SourceIds": ["nobody"]}, "SourceIds has nobody, which do not exist"),
        ({"EventCategories": ["failure", "configuration-change"]}, "no events of the categories configuration-change"),
    ],
    ids=["topic", "type", "no type", "source", "category"],
)
def test_an_event_subscription_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    own = {"SnsTopicArn": base["Topic"]}
    assert_refused_in_update(stack, EVENTS, own, own | changes, reason)


def test_a_named_event_subscription_does_not_go_to_another_topic(stack: Stack, base: Base) -> None:
    own = {"SubscriptionName": "mine", "SnsTopicArn": base["Topic"]}
    new = {**own, "SnsTopicArn": base["OtherTopic"]}
    assert_refused_in_update(stack, EVENTS, own, new, "The event subscription mine already exists")
