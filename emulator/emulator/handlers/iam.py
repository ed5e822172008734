"""IAM: service-linked roles, permissions boundaries, and validation of policies."""

import json
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import iam

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, extend, register

# ---- roles, users, policies -----------------------------------------------------------------------------------------


def _validate_policies(properties: Properties) -> None:
    """Rejects policies of this account that do not exist. Every AWS managed policy is accepted."""
    for arn in (*properties.get("ManagedPolicyArns", []), properties.get("PermissionsBoundary")):
        if arn and f"::{get_account_id()}:" in arn and arn not in iam._policies:
            raise ValueError(f"The policy {arn} does not exist or is not attachable")


def validate_role(arn: str, service: str) -> None:
    """Rejects a role that does not exist, or whose trust policy does not allow the AWS service."""
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


def _validate_entities(properties: Properties) -> None:
    for name, known in (("Roles", iam._roles), ("Users", iam._users)):
        unknown = [entity for entity in properties.get(name, []) if entity not in known]
        if unknown:
            raise ValueError(f"{name}: {', '.join(unknown)} do not exist")


def _store_boundary(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    iam._roles[physical_id]["PermissionsBoundary"] = properties.get("PermissionsBoundary")


extend("AWS::IAM::Role", _store_boundary, validate=_validate_policies)
extend("AWS::IAM::User", lambda *_: None, validate=_validate_policies)
extend("AWS::IAM::Policy", lambda *_: None, validate=_validate_entities)
extend("AWS::IAM::ManagedPolicy", lambda *_: None, validate=_validate_entities)

# ---- service-linked roles -------------------------------------------------------------------------------------------


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    created = call("iam", "CreateServiceLinkedRole", AWSServiceName=properties["AWSServiceName"])
    name = created["Role"]["RoleName"]
    _set_description(name, properties)
    return name, {"RoleName": name}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _set_description(physical_id, new)
    return physical_id, {"RoleName": physical_id}


def _set_description(name: str, properties: Properties) -> None:
    iam._roles[name]["Description"] = properties.get("Description", "")


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("NoSuchEntity",), "iam", "DeleteServiceLinkedRole", RoleName=physical_id)


register(
    "AWS::IAM::ServiceLinkedRole",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("AWSServiceName",),
    blocking=True,
)
