"""IAM: service-linked roles, permissions boundaries, and policies that go to who exists."""

import json
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import iam

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, complete, register

# ---- roles, users, policies ---------------------------------------------------------------------------------------


def _refuse_policies(properties: Properties) -> None:
    """The policies of this account exist; those of AWS do, too."""
    for arn in (*properties.get("ManagedPolicyArns", []), properties.get("PermissionsBoundary")):
        if arn and f"::{get_account_id()}:" in arn and arn not in iam._policies:
            raise ValueError(f"The policy {arn} does not exist or is not attachable")


def refuse_role(arn: str, service: str) -> None:
    """Refuse a role that does not exist, or that the AWS service may not assume."""
    role = next((role for role in iam._roles.values() if role["Arn"] == arn), None)
    if not role:
        raise ValueError(f"The role {arn} does not exist")
    trusted = [
        statement["Principal"].get("Service", [])
        for statement in json.loads(role["AssumeRolePolicyDocument"])["Statement"]
        if isinstance(statement["Principal"], dict)
    ]
    if service not in [name for names in trusted for name in ([names] if isinstance(names, str) else names)]:
        raise ValueError(f"The role {arn} cannot be assumed by {service}")


def _refuse_entities(properties: Properties) -> None:
    for name, known in (("Roles", iam._roles), ("Users", iam._users)):
        unknown = [entity for entity in properties.get(name, []) if entity not in known]
        if unknown:
            raise ValueError(f"{name} has {', '.join(unknown)}, which do not exist")


def _keep_boundary(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    iam._roles[physical_id]["PermissionsBoundary"] = properties.get("PermissionsBoundary")


complete("AWS::IAM::Role", _keep_boundary, before=_refuse_policies)
complete("AWS::IAM::User", lambda *_: None, before=_refuse_policies)
complete("AWS::IAM::Policy", lambda *_: None, before=_refuse_entities)
complete("AWS::IAM::ManagedPolicy", lambda *_: None, before=_refuse_entities)

# ---- service-linked roles -----------------------------------------------------------------------------------------


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
