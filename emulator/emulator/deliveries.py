"""Messages that an AWS service publishes to a topic.

With ``--enforce-iam``, the policy of the topic must allow the service, and so must that of the key with which the topic is
encrypted. In AWS, the service otherwise delivers nothing, and tells neither the topic nor the deployment.
"""

import logging
from collections.abc import Mapping
from typing import Any

from ministack.app import AUTH
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_region
from ministack.services import kms, sns

_log = logging.getLogger("deliveries")


class Refused(Exception):
    """The message is not delivered. The text says which policy refuses it."""


def publish(
    service: str,
    topic: str,
    message: str,
    subject: str,
    *,
    to_topic: Mapping[str, str],
    to_key: Mapping[str, str],
) -> None:
    """Publishes as ``service``, such as ``events.amazonaws.com``; raises ``Refused``.

    ``to_topic`` and ``to_key`` are the condition keys, such as ``aws:SourceArn``, of the requests to the topic and to its
    key. They differ: EventBridge sends none to a key.
    """
    record = sns._topic_by_arn_any_scope(topic)
    if record is None:
        raise Refused(f"the topic {topic} does not exist")
    if AUTH:
        _judge(service, record, to_topic, to_key)
    try:
        sns.publish_internal(topic, message, subject)
    except sns.SnsPublishError as error:
        raise Refused(str(error)) from error


def log_refusal(source: str, refusal: Refused) -> None:
    _log.warning("%s: the message is not delivered: %s", source, refusal)


def _judge(service: str, topic: dict[str, Any], to_topic: Mapping[str, str], to_key: Mapping[str, str]) -> None:
    attributes = topic["attributes"]
    if not _allows(attributes.get("Policy"), service, "sns:Publish", topic["arn"], to_topic):
        raise Refused(f"the policy of the topic {topic['arn']} does not allow {service} to publish")
    if not attributes.get("KmsMasterKeyId"):
        return
    key = kms._resolve_key(attributes["KmsMasterKeyId"])
    context = {**to_key, "kms:EncryptionContext:aws:sns:topicArn": topic["arn"]}
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        # The policy of a key that AWS manages, such as alias/aws/sns, allows no other service.
        if not key or not _allows(key["Policy"], service, action, key["Arn"], context):
            raise Refused(f"the policy of the key of the topic {topic['arn']} does not allow {service} {action}")


def _allows(policy: str | None, service: str, action: str, resource: str, context: Mapping[str, str]) -> bool:
    request = EvalContext(
        # A statement for an account does not admit a service.
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={name.lower(): value for name, value in context.items()},
    )
    return evaluate_resource_policy(policy, request, service=service).decision == "Allow"
