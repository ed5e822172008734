"""Custom resources: asynchronous invocations, timeouts, and the limits of responses."""

import json
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from typing import Any

from ministack import app
from ministack.core.responses import new_uuid, now_iso
from ministack.services import cloudformation, lambda_svc
from ministack.services.cloudformation import custom_resource, provisioners

from emulator.extension import Properties, Resource
from emulator.values import is_endpoint_without_engine

_PATH = "/_ministack/cfn-response/"
_TIMEOUT, _LONGEST_RESPONSE = 3600, 4096
# The assertions of integration tests, which expect whole descriptions of resources on the emulator only.
_ASSERTIONS = "Custom::DeployAssert@"
_FAILED_STATUS = "CREATE_FAILED"
# What the code of a function needs at most, in bytes; most need much less.
_SPACE = 10 * 2**20

# ---- responses ------------------------------------------------------------------------------------------------------


class _Rejected(ValueError):
    """A response that reports a failure, with the physical id of the resource, if it has one."""

    def __init__(self, reason: str, physical_id: str = "") -> None:
        super().__init__(reason)
        self.physical_id = physical_id


@dataclass
class _Response:
    """The response to one request. Only the first one counts."""

    arrived: threading.Event = field(default_factory=threading.Event)
    body: bytes = b""


_awaited: dict[str, _Response] = {}
_ministack_shortcuts = app._handle_post_body_shortcuts


async def _receive(
    method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any
) -> tuple[int, dict[str, str], bytes] | None:
    """Accepts the upload of a response, as S3 does, also if CloudFormation no longer waits for it."""
    if method != "PUT" or not path.startswith(_PATH):
        return await _ministack_shortcuts(method, path, headers, body, *rest)
    response = _awaited.pop(path.removeprefix(_PATH), None)
    if response:
        response.body = body
        response.arrived.set()
    return 200, {}, b""


def _result(body: bytes, request: dict[str, Any]) -> Resource:
    if len(body) > _LONGEST_RESPONSE and not request["ResourceType"].startswith(_ASSERTIONS):
        raise _Rejected("Response object is too long.")
    try:
        response = json.loads(body)
    except ValueError as error:
        raise _Rejected("Invalid response object: it is not JSON.") from error
    physical_id = response.get("PhysicalResourceId") or request.get("PhysicalResourceId") or request["RequestId"]
    if response.get("Status") != "SUCCESS":
        raise _Rejected(
            f"Received response status [{response.get('Status')}] from custom resource. Message returned: "
            f"{response.get('Reason', '')} (RequestId: {request['RequestId']})",
            physical_id,
        )
    return physical_id, response.get("Data") or {}


# ---- logins without a server ----------------------------------------------------------------------------------------

# The custom resources of the library whose functions log in to a server.
_LOGINS = ("Custom::SearchSettings", "Custom::ServiceLogin")


def _has_no_server(kind: str, configuration: dict[str, Any]) -> bool:
    """Whether a function would wait for a server that does not run, because the emulator has no engine for it."""
    variables = configuration.get("Environment", {}).get("Variables", {})
    return kind in _LOGINS and any(is_endpoint_without_engine(value) for value in variables.values())


def _undeclared_login(properties: Properties) -> Resource:
    """Returns what the function answers, except that no login exists: ARNs of secrets and roles, or names of IAM users."""
    service = properties.get("Service", "")
    attributes = {**properties, "Username": service, "MigrationUsername": f"{service}_migrator"}
    return f"{properties['System']}/{service}", attributes


# ---- requests -------------------------------------------------------------------------------------------------------


def _timeout(properties: Properties) -> int:
    """Returns the time that the function has to respond, in seconds, from ``ServiceTimeout``."""
    text = str(properties.get("ServiceTimeout", _TIMEOUT))
    if not text.isdecimal() or not 1 <= int(text) <= _TIMEOUT:
        raise ValueError(f"ServiceTimeout must be an integer from 1 to {_TIMEOUT}: {text}")
    return int(text)


def _require_space() -> None:
    """Without space for its code, no function runs, and CloudFormation would wait until the timeout."""
    directory = tempfile.gettempdir()
    free = shutil.disk_usage(directory).free
    if free < _SPACE:
        raise ValueError(f"No function can run, because the disk of {directory} has only {free // 2**20} MB free.")


def _invoke(
    request_type: str, logical_id: str, properties: Properties, stack_name: str, stack_id: str, kind: str,
    physical_id: str | None = None, old_props: Properties | None = None,
) -> Resource:  # fmt: skip
    """Invokes the function asynchronously, and waits for its response. Lambda invokes a function that fails twice more.

    MiniStack invokes it once, and waits only after it has ended.
    """
    timeout = _timeout(properties)
    _require_space()
    function, configuration, _ = lambda_svc._get_func_record_for_ref(properties.get("ServiceToken", ""))
    if not function or not configuration:
        raise ValueError(f"ServiceToken: the function {properties.get('ServiceToken')} does not exist")
    if _has_no_server(kind, configuration):
        return _undeclared_login(properties)
    token = new_uuid()
    request = {
        "RequestType": request_type,
        "RequestId": new_uuid(),
        "StackId": stack_id,
        "ResponseURL": custom_resource._response_url(token),
        "ResourceType": kind,
        "LogicalResourceId": logical_id,
        "ResourceProperties": custom_resource._normalise_resource_properties(properties),
    }
    if physical_id is not None:
        request["PhysicalResourceId"] = physical_id
    if old_props is not None:
        request["OldResourceProperties"] = custom_resource._normalise_resource_properties(old_props)
    response = _awaited[token] = _Response()
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, configuration), request)
    try:
        if not response.arrived.wait(timeout):
            raise _Rejected(
                "CloudFormation did not receive a response from your Custom Resource. Please check your logs for "
                f"requestId [{request['RequestId']}]. If you are using the Python cfn-response module, you may need to "
                "update your Lambda function code so that CloudFormation can attach the updated version."
            )
    finally:
        _awaited.pop(token, None)
    return _result(response.body, request)


# ---- failed creations -----------------------------------------------------------------------------------------------


def _create(logical_id: str, properties: Properties, stack: str, kind: str) -> Resource:
    """Lists a resource whose creation failed, so that a rollback deletes it, as CloudFormation does."""
    record = cloudformation._stacks[stack]
    try:
        return _invoke("Create", logical_id, properties, stack, record["StackId"], kind)
    except _Rejected as error:
        record["_resources"][logical_id] = {
            "PhysicalResourceId": error.physical_id or f"{stack}-{logical_id}-{new_uuid()[:8]}",
            "ResourceType": kind,
            "ResourceStatus": _FAILED_STATUS,
            "LogicalResourceId": logical_id,
            "Properties": properties,
            "Attributes": {},
            "Timestamp": now_iso(),
        }
        raise


_ministack_update = provisioners._custom_resource_update


def _update(
    physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str, resource_type: str
) -> Resource:
    """Creates the resource again if its creation failed and was not rolled back."""
    record = cloudformation._stacks[stack]["_resources"].get(logical_id, {})
    if record.get("ResourceStatus") == _FAILED_STATUS:
        return _create(logical_id, new, stack, resource_type)
    return _ministack_update(physical_id, old, new, stack, logical_id, resource_type)


app._handle_post_body_shortcuts = _receive
custom_resource.invoke_custom_resource = _invoke
provisioners._custom_resource_create = _create
provisioners._custom_resource_update = _update
