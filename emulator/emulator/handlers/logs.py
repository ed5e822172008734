"""CloudWatch Logs: a log group that exists already is not taken over, and its key exists."""

from ministack.services import cloudwatch_logs as logs

from emulator.extension import Properties, Resource, register, theirs
from emulator.values import key_arn

_own = theirs("AWS::Logs::LogGroup")


def _refuse(properties: Properties) -> None:
    if "KmsKeyId" in properties:
        key_arn(properties["KmsKeyId"])


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse(properties)
    name = properties.get("LogGroupName")
    if name in logs._log_groups:
        raise ValueError(f"The log group {name} already exists")
    return _own["create"](logical_id, properties, stack)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse(new)
    return _own["update"](physical_id, old, new, stack, logical_id)


def _delete(physical_id: str, properties: Properties) -> None:
    _own["delete"](physical_id, properties)


register("AWS::Logs::LogGroup", create=_create, update=_update, delete=_delete, replaces=("LogGroupName",))
