"""Systems Manager: rejects names and values that Parameter Store rejects, and selects the tier of a parameter."""

import json
import re
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import ssm
from ministack.services.cloudformation import provisioners

from emulator.extension import Properties, Resource, register
from emulator.values import pick

_MAX_LEVELS = 15
_MAX_ARN_LENGTH = 1011
_MAX_BYTES = {"Standard": 4096, "Advanced": 8192}

# ---- PutParameter ---------------------------------------------------------------------------------------------------


class _Refused(Exception):
    """A request that PutParameter refuses."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _validate_name(name: str) -> None:
    if not re.fullmatch(r"[a-zA-Z0-9_.\-/]+", name):
        raise _Refused("ValidationException", "Parameter name: only a-z, A-Z, 0-9 and the symbols .-_/ are allowed.")
    if "/" in name and not name.startswith("/"):
        raise _Refused("ValidationException", "Parameter name must be a fully qualified name.")
    if len(ssm._param_arn(name)) > _MAX_ARN_LENGTH:
        raise _Refused("ValidationException", f"The ARN of the parameter is longer than {_MAX_ARN_LENGTH} characters.")
    if len(name.removeprefix("/").split("/")) > _MAX_LEVELS:
        reason = f"A hierarchy can have a maximum of {_MAX_LEVELS} levels."
        raise _Refused("HierarchyLevelLimitExceededException", reason)


def _tier(request: dict[str, Any], size: int, existing: dict[str, Any] | None) -> str:
    """Returns the tier of the parameter. MiniStack stores the requested one, also if that is Intelligent-Tiering."""
    is_advanced = bool(existing) and existing["Tier"] == "Advanced"
    requested = request.get("Tier") or ssm._default_tier(request, request.get("Value", ""), existing)
    if requested == "Intelligent-Tiering":
        return "Advanced" if is_advanced or size > _MAX_BYTES["Standard"] else "Standard"
    if requested == "Standard" and is_advanced:
        raise _Refused(
            "ValidationException",
            "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the"
            " advanced-parameter tier to the standard-parameter tier.",
        )
    return requested


def _validate_size(tier: str, size: int) -> None:
    if size == 0:
        raise _Refused("ValidationException", "Parameter value: Member must have length greater than or equal to 1")
    if size > _MAX_BYTES[tier]:
        raise _Refused(
            "ValidationException",
            f"{tier} tier parameters support a maximum parameter value of {_MAX_BYTES[tier]} characters.",
        )


_ministack_put_parameter = ssm._put_parameter


def _put_parameter(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    name, size = request.get("Name", ""), len(request.get("Value", "").encode())
    try:
        _validate_name(name)
        tier = _tier(request, size, ssm._parameters.get(name))
        _validate_size(tier, size)
    except _Refused as refused:
        return error_response_json(refused.code, str(refused), 400)
    return _ministack_put_parameter({**request, "Tier": tier})


# ---- parameters of stacks -------------------------------------------------------------------------------------------

_PROPERTIES = ("AllowedPattern", "DataType", "Description", "Tier", "Type", "Value")


def _put(name: str, properties: Properties, **options: Any) -> Resource:
    status, _, body = ssm._put_parameter({"Name": name, **pick(properties, *_PROPERTIES), **options})
    if status != 200:
        raise ValueError(json.loads(body)["message"])
    stored = ssm._parameters[name]
    return name, {"Arn": stored["ARN"], **pick(stored, "Type", "Value")}


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    provisioners._ssm_check_type(properties, logical_id)
    name = properties.get("Name", f"/{stack}/{logical_id}")
    if name in ssm._parameters:
        raise ValueError(
            f"Resource of type 'AWS::SSM::Parameter' with identifier '{name}' already exists."
            " (HandlerErrorCode: AlreadyExists)"
        )
    return _put(name, properties, Tags=[{"Key": key, "Value": value} for key, value in _tags(properties).items()])


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    provisioners._ssm_check_type(new, logical_id)
    updated = _put(physical_id, {"Description": "", **new}, Overwrite=True)
    stored = ssm._tags.setdefault(updated[1]["Arn"], {})
    for key in _tags(old):
        stored.pop(key, None)
    stored |= _tags(new)
    return updated


def _tags(properties: Properties) -> dict[str, str]:
    return properties.get("Tags", {})


def _delete(physical_id: str, properties: Properties) -> None:
    ssm._delete_parameter({"Name": physical_id})


ssm._put_parameter = _put_parameter
register("AWS::SSM::Parameter", create=_create, update=_update, delete=_delete, replaces=("Name",))
