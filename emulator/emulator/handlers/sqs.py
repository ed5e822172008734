"""SQS: queues with unique names and one kind of encryption, and validation of queue policies."""

from ministack.services import sqs

from emulator.extension import Properties, Resource, extend, ministack_handlers, register
from emulator.values import key_arn, to_bool

# ---- queues ---------------------------------------------------------------------------------------------------------

_ministack = ministack_handlers("AWS::SQS::Queue")


def _validate(properties: Properties) -> None:
    if "KmsMasterKeyId" in properties:
        key_arn(properties["KmsMasterKeyId"])
        if to_bool(properties.get("SqsManagedSseEnabled", False)):
            raise ValueError("KmsMasterKeyId and SqsManagedSseEnabled are mutually exclusive")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    if properties.get("QueueName") in sqs._queue_name_to_url:
        raise ValueError(f"QueueName: the queue {properties['QueueName']} already exists")
    return _ministack["create"](logical_id, properties, stack)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    updated = _ministack["update"](physical_id, old, new, stack, logical_id)
    # MiniStack does not remove the previous encryption when the template changes it.
    if "KmsMasterKeyId" in new:
        sqs._queues[physical_id]["attributes"].pop("SqsManagedSseEnabled", None)
    return updated


def _delete(physical_id: str, properties: Properties) -> None:
    _ministack["delete"](physical_id, properties)


register("AWS::SQS::Queue", create=_create, update=_update, delete=_delete)

# ---- policies of queues ---------------------------------------------------------------------------------------------


def _validate_policy(properties: Properties) -> None:
    unknown = [queue for queue in properties["Queues"] if queue not in sqs._queues]
    if unknown:
        raise ValueError(f"Queues: {', '.join(unknown)} do not exist")


extend("AWS::SQS::QueuePolicy", lambda *_: None, validate=_validate_policy)
