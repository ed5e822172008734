"""The operations of Route 53 Resolver for query logs. MiniStack lacks the service."""

import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import router
from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)

Parameters = dict[str, Any]

_configs = AccountRegionScopedDict()  # by id
_associations = AccountRegionScopedDict()  # by id
_tags = AccountRegionScopedDict()  # by the ARN of the configuration, then by key


class _UnknownResource(Exception):
    pass


def install() -> None:
    """Adds the service to those that MiniStack routes requests to."""
    router.SERVICE_PATTERNS["route53resolver"] = {"target_prefixes": ["Route53Resolver."]}
    app.SERVICE_HANDLERS["route53resolver"] = _handle_request


async def _handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
) -> tuple[int, dict[str, str], bytes]:
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if operation not in _OPERATIONS:
        return error_response_json("UnknownOperationException", f"the emulator does not support {operation}")
    try:
        return json_response(_OPERATIONS[operation](json.loads(body)))
    except _UnknownResource as error:
        return error_response_json("ResourceNotFoundException", f"{error} does not exist")


def _record(records: AccountRegionScopedDict, identifier: str) -> Parameters:
    if identifier not in records:
        raise _UnknownResource(identifier)
    return records[identifier]


def _create(parameters: Parameters) -> Parameters:
    identifier = f"rqlc-{new_uuid().replace('-', '')[:16]}"
    arn = f"arn:aws:route53resolver:{get_region()}:{get_account_id()}:resolver-query-log-config/{identifier}"
    _configs[identifier] = {
        "Id": identifier,
        "Arn": arn,
        "OwnerId": get_account_id(),
        "Status": "CREATED",
        "ShareStatus": "NOT_SHARED",
        "Name": parameters["Name"],
        "DestinationArn": parameters["DestinationArn"],
        "CreatorRequestId": parameters["CreatorRequestId"],
    }
    _tags[arn] = {tag["Key"]: tag["Value"] for tag in parameters.get("Tags", [])}
    return _config(identifier)


def _config(identifier: str) -> Parameters:
    count = sum(one["ResolverQueryLogConfigId"] == identifier for one in _associations.values())
    return {"ResolverQueryLogConfig": {**_record(_configs, identifier), "AssociationCount": count}}


def _delete(parameters: Parameters) -> Parameters:
    deleted = _config(parameters["ResolverQueryLogConfigId"])
    record = _configs.pop(parameters["ResolverQueryLogConfigId"])
    _tags.pop(record["Arn"])
    return deleted


def _associate(parameters: Parameters) -> Parameters:
    _record(_configs, parameters["ResolverQueryLogConfigId"])
    identifier = f"rqlca-{new_uuid().replace('-', '')[:16]}"
    _associations[identifier] = {"Id": identifier, "Status": "ACTIVE", "Error": "NONE", **parameters}
    return _association(identifier)


def _association(identifier: str) -> Parameters:
    return {"ResolverQueryLogConfigAssociation": _record(_associations, identifier)}


def _disassociate(parameters: Parameters) -> Parameters:
    for identifier, one in list(_associations.items()):
        if {name: one[name] for name in parameters} == parameters:
            return {"ResolverQueryLogConfigAssociation": _associations.pop(identifier)}
    raise _UnknownResource(parameters["ResolverQueryLogConfigId"])


def _tag(parameters: Parameters) -> Parameters:
    _record(_tags, parameters["ResourceArn"]).update({tag["Key"]: tag["Value"] for tag in parameters["Tags"]})
    return {}


def _untag(parameters: Parameters) -> Parameters:
    tags = _record(_tags, parameters["ResourceArn"])
    for key in parameters["TagKeys"]:
        tags.pop(key, None)
    return {}


def _list_tags(parameters: Parameters) -> Parameters:
    tags = _record(_tags, parameters["ResourceArn"])
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


_OPERATIONS: dict[str, Callable[[Parameters], Parameters]] = {
    "CreateResolverQueryLogConfig": _create,
    "GetResolverQueryLogConfig": lambda parameters: _config(parameters["ResolverQueryLogConfigId"]),
    "DeleteResolverQueryLogConfig": _delete,
    "AssociateResolverQueryLogConfig": _associate,
    "GetResolverQueryLogConfigAssociation": lambda parameters: _association(
        parameters["ResolverQueryLogConfigAssociationId"]
    ),
    "DisassociateResolverQueryLogConfig": _disassociate,
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsForResource": _list_tags,
}
