"""CloudWatch Logs: rejects log groups whose name is in use or whose KMS key does not exist."""

from ministack.services import cloudwatch_logs as logs

from emulator.extension import Properties, Resource, ministack_handlers, register
from emulator.values import key_arn

_ministack = ministack_handlers("AWS::Logs::LogGroup")


def _validate(properties: Properties) -> None:
    if "KmsKeyId" in properties:
        key_arn(properties["KmsKeyId"])


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate(properties)
    name = properties.get("LogGroupName")
    if name in logs._log_groups:
        raise ValueError(f"LogGroupName: the log group {name} already exists")
    return _ministack["create"](logical_id, properties, stack)


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate(new)
    return _ministack["update"](physical_id, old, new, stack, logical_id)


def _delete(physical_id: str, properties: Properties) -> None:
    _ministack["delete"](physical_id, properties)


register("AWS::Logs::LogGroup", create=_create, update=_update, delete=_delete, replaces=("LogGroupName",))
