"""SNS topics, SQS queues and RDS event subscriptions."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cases import CASES
from readers import Aws, tags
from stack import Stack
from templates import Base, Properties, statement
from test_return_values import outputs
from test_stores import resource
from test_validation import assert_rejected, assert_update_rejected
from waiting import wait_until

# ---- topics ---------------------------------------------------------------------------------------------------------


def test_ref_of_a_topic_returns_its_arn(aws: Aws, stack: Stack) -> None:
    found = outputs(stack, "AWS::SNS::Topic", {"KmsMasterKeyId": "alias/aws/sns"}, "TopicArn", "TopicName")
    attributes = aws("sns").get_topic_attributes(TopicArn=found["Ref"])["Attributes"]
    assert found["Ref"] == found["TopicArn"] == attributes["TopicArn"]
    assert found["Ref"].endswith(f":{found['TopicName']}")
    assert attributes["KmsMasterKeyId"] == "alias/aws/sns"


def test_removing_topic_settings_from_the_template_resets_them_and_retains_subscriptions(
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


def test_removing_a_topic_from_a_topic_policy_restores_its_initial_policy(aws: Aws, base: Base, stack: Stack) -> None:
    def policy() -> dict[str, Any]:
        return json.loads(aws("sns").get_topic_attributes(TopicArn=base["Topic"])["Attributes"]["Policy"])

    first, properties = policy(), CASES["AWS::SNS::TopicPolicy"].create(base)
    stack.deploy_one("AWS::SNS::TopicPolicy", properties)
    stack.deploy_one("AWS::SNS::TopicPolicy", properties | {"PolicyDocument": statement("sns:Subscribe")})
    assert policy() == statement("sns:Subscribe")
    stack.deploy_one("AWS::SNS::TopicPolicy", properties | {"Topics": [base["OtherTopic"]]})
    assert policy() == first


def test_a_topic_delivers_a_message_to_a_subscribed_queue(aws: Aws, stack: Stack) -> None:
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
                "Subject": resource("AWS::SNS::Subscription", **subscription),
            }
        }
    )
    aws("sns").publish(TopicArn=stack.physical_id("Topic"), Message="ordered")
    queue = stack.physical_id("Queue")
    messages = wait_until(lambda: aws("sqs").receive_message(QueueUrl=queue).get("Messages"), "a message")
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
            "is not valid for the protocol lambda",
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
            "KmsMasterKeyId and SqsManagedSseEnabled are mutually exclusive",
        ),
        (
            "AWS::SQS::Queue",
            lambda b: {"RedrivePolicy": {"deadLetterTargetArn": f"{b['QueueArn']}-not", "maxReceiveCount": 1}},
            "Invalid value for the parameter RedrivePolicy",
        ),
        (
            "AWS::SQS::QueuePolicy",
            lambda b: {"Queues": ["http://127.0.0.1/not"], "PolicyDocument": statement("sqs:*")},
            "Queues: http://127.0.0.1/not do not exist",
        ),
    ],
    ids=[
        "missing key of a topic", "topic name in use", "policy of a missing topic", "action that is not for topics",
        "subscription of a missing topic", "endpoint of another protocol", "missing endpoint", "missing key of a queue",
        "queue name in use", "retention below 60 seconds", "two kinds of encryption", "missing dead-letter queue",
        "policy of a missing queue",
    ],
)  # fmt: skip
def test_rejects_an_invalid_topic_queue_policy_or_subscription(
    stack: Stack, base: Base, kind: str, properties: Callable[[Base], Properties], reason: str
) -> None:
    assert_rejected(stack, kind, properties(base), reason)


def test_changing_the_encryption_of_a_queue_retains_its_messages(aws: Aws, base: Base, stack: Stack) -> None:
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


# ---- RDS events -----------------------------------------------------------------------------------------------------

EVENTS = "AWS::RDS::EventSubscription"


def test_an_event_subscription_is_enabled_for_all_sources_by_default(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one(EVENTS, {"SnsTopicArn": base["Topic"]})
    listed = {s["CustSubscriptionId"]: s for s in aws("rds").describe_event_subscriptions()["EventSubscriptionsList"]}
    properties = listed[stack.physical_id()]
    assert (properties["Enabled"], properties["Status"], properties["SourceIdsList"]) == (True, "active", [])
    assert properties["EventSubscriptionArn"].endswith(f":es:{stack.physical_id()}")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SnsTopicArn": "arn:aws:sns:eu-west-1:123456789012:no"}, "123456789012:no does not exist"),
        ({"SourceType": "db-thing"}, "RDS has no source type db-thing"),
        ({"SourceIds": ["orders"]}, "SourceIds requires a SourceType"),
        ({"SourceType": "db-instance", "SourceIds": ["nobody"]}, "SourceIds: nobody do not exist"),
        ({"EventCategories": ["failure", "configuration-change"]}, "RDS has no categories named configuration-change"),
        (
            {"SourceType": "db-cluster", "EventCategories": ["failure", "low storage"]},
            "the source type db-cluster has no categories named low storage",
        ),
    ],
    ids=[
        "missing topic", "unknown source type", "sources without source type", "missing source", "unknown category",
        "category of another source type",
    ],  # fmt: skip
)
def test_rejects_an_update_to_an_invalid_event_subscription(
    stack: Stack, base: Base, changes: Properties, reason: str
) -> None:
    properties = {"SnsTopicArn": base["Topic"]}
    assert_update_rejected(stack, EVENTS, properties, properties | changes, reason)


def test_rejects_the_replacement_of_a_named_event_subscription(stack: Stack, base: Base) -> None:
    properties = {"SubscriptionName": "mine", "SnsTopicArn": base["Topic"]}
    new = {**properties, "SnsTopicArn": base["OtherTopic"]}
    assert_update_rejected(stack, EVENTS, properties, new, "the event subscription mine already exists")
