"""IAM: service-linked roles and their names, permissions boundaries, and validation of policies."""

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

_ROLE_NAMES = {
    "es.amazonaws.com": "AWSServiceRoleForAmazonElasticsearchService",
    "opensearchservice.amazonaws.com": "AWSServiceRoleForAmazonOpenSearchService",
}
_HOUR_AGO = -3600

_ministack_create_service_linked_role = iam._create_service_linked_role


def _create_service_linked_role(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Creates the role with the name that AWS gives it, once in an account. MiniStack derives a name from the service.

    The role is an hour old: services can use it at once, so a client that waits until they can need not wait.
    """
    name = _ROLE_NAMES.get(iam._p(request, "AWSServiceName"))
    if not name:
        return _ministack_create_service_linked_role(request)
    if name in iam._roles:
        reason = f"Service role name {name} has been taken in this account, please try a different suffix."
        return iam._error(400, "InvalidInput", reason, ns="iam")
    others = set(iam._roles)
    _ministack_create_service_linked_role(request)
    (derived,) = set(iam._roles) - others
    role = iam._roles.pop(derived)
    arn = role["Arn"].removesuffix(derived) + name
    iam._roles[name] = {**role, "RoleName": name, "Arn": arn, "CreateDate": iam._future(_HOUR_AGO)}
    result = f"<CreateServiceLinkedRoleResult><Role>{iam._role_xml(name)}</Role></CreateServiceLinkedRoleResult>"
    return iam._xml(200, "CreateServiceLinkedRoleResponse", result, ns="iam")


iam._IAM_HANDLERS["CreateServiceLinkedRole"] = _create_service_linked_role


def opensearch_may_access_vpcs() -> bool:
    """Returns whether the account has the service-linked role of OpenSearch Service, or that of its former name."""
    return any(name in iam._roles for name in _ROLE_NAMES.values())


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
