"""SQS: queues of which there is one by each name, and policies of queues that exist."""

from ministack.services import sqs

from emulator.extension import Properties, Resource, complete, register, theirs
from emulator.values import flag, key_arn

# ---- queues -------------------------------------------------------------------------------------------------------

_own = theirs("AWS::SQS::Queue")


def _refuse(properties: Properties) -> None:
    if "KmsMasterKeyId" in properties:
        key_arn(properties["KmsMasterKeyId"])
        if flag(properties.get("SqsManagedSseEnabled", False)):
            raise ValueError("A queue has one encryption at a time: KmsMasterKeyId or SqsManagedSseEnabled")


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    if properties.get("QueueName") in sqs._queue_name_to_url:
        raise ValueError(f"The queue {properties['QueueName']} already exists")
    return _own["create"](logical_id, properties, stack)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    made = _own["update"](physical_id, old, new, stack, logical_id)
    # MiniStack leaves the encryption that the template took away beside the one it brought.
    if "KmsMasterKeyId" in new:
        sqs._queues[physical_id]["attributes"].pop("SqsManagedSseEnabled", None)
    return made


def _delete(physical_id: str, properties: Properties) -> None:
    _own["delete"](physical_id, properties)


register("AWS::SQS::Queue", create=_create, update=_update, delete=_delete)

# ---- policies of queues -------------------------------------------------------------------------------------------


def _refuse_policy(properties: Properties) -> None:
    unknown = [queue for queue in properties["Queues"] if queue not in sqs._queues]
    if unknown:
        raise ValueError(f"The queues {', '.join(unknown)} do not exist")


complete("AWS::SQS::QueuePolicy", lambda *_: None, before=_refuse_policy)
