"""IAM: service-linked roles."""

from ministack.services import iam

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, register


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    made = call("iam", "CreateServiceLinkedRole", AWSServiceName=properties["AWSServiceName"])
    name = made["Role"]["RoleName"]
    _describe(name, properties)
    return name, {"RoleName": name}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _describe(physical_id, new)
    return physical_id, {"RoleName": physical_id}


def _describe(name: str, properties: Properties) -> None:
    iam._roles[name]["Description"] = properties.get("Description", "")


def _delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(("NoSuchEntity",), "iam", "DeleteServiceLinkedRole", RoleName=physical_id)


register(
    "AWS::IAM::ServiceLinkedRole",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("AWSServiceName",),
    blocking=True,
)
