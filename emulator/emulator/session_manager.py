"""Systems Manager: documents, and sessions of Session Manager, which MiniStack lacks.

A session is only a record: the emulator does not speak the protocol of the Session Manager plugin, because no container
runs.
"""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)
from ministack.services import ecs, ssm

Parameters = dict[str, Any]

documents = AccountRegionScopedDict()  # by name
tags = AccountRegionScopedDict()  # by name
_sessions = AccountRegionScopedDict()  # by id

_AWS_DOCUMENTS = {
    "AWS-StartPortForwardingSessionToRemoteHost": {"host", "portNumber", "localPortNumber"},
    "AWS-StartPortForwardingSession": {"portNumber", "localPortNumber"},
    "AWS-StartInteractiveCommand": {"command"},
    "SSM-SessionManagerRunShell": set[str](),
}
_DEFAULT = "SSM-SessionManagerRunShell"
_NAME = re.compile(r"[a-zA-Z0-9_\-.]{3,128}")
_TASK = re.compile(r"ecs:([^_]\S*?)_([0-9a-f-]+)_([0-9a-zA-Z-]+)")


class _Error(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def install() -> None:
    handle = ssm.handle_request
    operations: dict[str, Callable[[Parameters], Parameters]] = {
        "CreateDocument": _create,
        "UpdateDocument": _update,
        "UpdateDocumentDefaultVersion": _set_default_version,
        "DescribeDocument": lambda parameters: {"Document": _describe(_document(parameters))},
        "GetDocument": _get,
        "DeleteDocument": _delete,
        "StartSession": _start_session,
        "TerminateSession": _terminate_session,
        "DescribeSessions": _describe_sessions,
    }

    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        name = headers.get("x-amz-target", "").rpartition(".")[2]
        parameters = json.loads(body) if body else {}
        try:
            if name in operations:
                return json_response(operations[name](parameters))
            if parameters.get("ResourceType") == "Document" and name in _TAGS:
                return json_response(_TAGS[name](parameters))
        except _Error as error:
            return error_response_json(error.code, str(error))
        return await handle(method, path, headers, body, query)

    ssm.handle_request = handle_request


# ---- documents ------------------------------------------------------------------------------------------------------


def _document(parameters: Parameters) -> Parameters:
    name = parameters["Name"].rpartition("/")[2]
    if name not in documents:
        raise _Error("InvalidDocument", f"Document with name {name} does not exist.")
    found: Parameters = documents[name]
    return found


def _create(parameters: Parameters) -> Parameters:
    name = parameters["Name"]
    if not _NAME.fullmatch(name) or name.lower().startswith(("aws", "amazon", "amzn")):
        raise _Error("ValidationException", f"The name {name} of the document is not valid")
    if name in documents:
        raise _Error("DocumentAlreadyExists", f"Document with same name {name} already exists")
    _validate_content(parameters)
    documents[name] = {
        "Name": name,
        "Owner": get_account_id(),
        "CreatedDate": int(time.time()),
        "Status": "Active",
        "DocumentType": parameters.get("DocumentType", "Command"),
        "Versions": [_version({}, parameters)],
        "Default": 1,
    }
    tags[name] = {tag["Key"]: tag["Value"] for tag in parameters.get("Tags", [])}
    return {"DocumentDescription": _describe(documents[name])}


def _version(previous: Parameters, parameters: Parameters) -> Parameters:
    names = ("Content", "DocumentFormat", "TargetType", "VersionName")
    given = {name: parameters[name] for name in names if name in parameters}
    return {"DocumentFormat": "JSON", **previous, **given}


def default_version(document: Parameters) -> Parameters:
    found: Parameters = document["Versions"][document["Default"] - 1]
    return found


def _validate_content(parameters: Parameters) -> None:
    """Validates JSON. The emulator accepts YAML as it is."""
    if parameters.get("DocumentFormat", "JSON") != "JSON":
        return
    try:
        content = json.loads(parameters["Content"])
    except ValueError as error:
        raise _Error("InvalidDocumentContent", f"The content is not valid JSON: {error}") from error
    if not content.get("schemaVersion"):
        raise _Error("InvalidDocumentSchemaVersion", "The content has no schemaVersion")
    if parameters.get("DocumentType", "Command") == "Session":
        _validate_session(content)


def _validate_session(content: Parameters) -> None:
    if content["schemaVersion"] != "1.0":
        raise _Error("InvalidDocumentSchemaVersion", "A session document must have the schemaVersion 1.0")
    kind = content.get("sessionType")
    if kind not in ("InteractiveCommands", "NonInteractiveCommands", "Port", "Standard_Stream"):
        raise _Error("InvalidDocumentContent", f"There is no sessionType {kind}")
    if kind == "Port":
        properties = content.get("properties") or {}
        if properties.get("type") not in ("LocalPortForwarding", None) or "portNumber" not in properties:
            raise _Error("InvalidDocumentContent", "A session of type Port requires a portNumber in its properties")
    known = content.get("parameters") or {}
    used = re.findall(r"\{\{\s*(\w+)\s*\}\}", json.dumps(content.get("properties") or {}))
    unknown = sorted(set(used) - set(known))
    if unknown:
        raise _Error("InvalidDocumentContent", f"The content uses parameters that it does not have: {unknown}")


def _update(parameters: Parameters) -> Parameters:
    document = _document(parameters)
    _validate_content({**document, **parameters})
    if parameters["Content"] in [version["Content"] for version in document["Versions"]]:
        raise _Error("DuplicateDocumentContent", "The content of the association document matches another document.")
    document["Versions"].append(_version(document["Versions"][-1], parameters))
    return {"DocumentDescription": {**_describe(document), "DocumentVersion": str(len(document["Versions"]))}}


def _set_default_version(parameters: Parameters) -> Parameters:
    document = _document(parameters)
    document["Default"] = int(parameters["DocumentVersion"])
    return {"Description": {"Name": document["Name"], "DefaultVersion": parameters["DocumentVersion"]}}


def _describe(document: Parameters) -> Parameters:
    version = default_version(document)
    return {
        **{name: value for name, value in document.items() if name not in ("Versions", "Default")},
        **{name: value for name, value in version.items() if name != "Content"},
        "DocumentVersion": str(document["Default"]),
        "DefaultVersion": str(document["Default"]),
        "LatestVersion": str(len(document["Versions"])),
        "SchemaVersion": _parsed(version).get("schemaVersion"),
        "Tags": [{"Key": key, "Value": value} for key, value in tags[document["Name"]].items()],
    }


def _parsed(version: Parameters) -> Parameters:
    return json.loads(version["Content"]) if version["DocumentFormat"] == "JSON" else {}


def _get(parameters: Parameters) -> Parameters:
    document = _document(parameters)
    described = _describe(document)
    names = ("Name", "DocumentVersion", "Status", "DocumentType", "DocumentFormat", "VersionName", "CreatedDate")
    return {name: described[name] for name in names if name in described} | {"Content": default_version(document)["Content"]}


def _delete(parameters: Parameters) -> Parameters:
    name = _document(parameters)["Name"]
    documents.pop(name)
    tags.pop(name)
    return {}


def _add_tags(parameters: Parameters) -> Parameters:
    _document({"Name": parameters["ResourceId"]})
    tags[parameters["ResourceId"]] |= {tag["Key"]: tag["Value"] for tag in parameters["Tags"]}
    return {}


def _remove_tags(parameters: Parameters) -> Parameters:
    _document({"Name": parameters["ResourceId"]})
    for key in parameters["TagKeys"]:
        tags[parameters["ResourceId"]].pop(key, None)
    return {}


def _list_tags(parameters: Parameters) -> Parameters:
    _document({"Name": parameters["ResourceId"]})
    return {"TagList": [{"Key": key, "Value": value} for key, value in tags[parameters["ResourceId"]].items()]}


_TAGS = {"AddTagsToResource": _add_tags, "RemoveTagsFromResource": _remove_tags, "ListTagsForResource": _list_tags}

# ---- sessions -------------------------------------------------------------------------------------------------------


def _start_session(parameters: Parameters) -> Parameters:
    target, name = parameters["Target"], parameters.get("DocumentName", _DEFAULT).rpartition("/")[2]
    given = parameters.get("Parameters") or {}
    if name not in _AWS_DOCUMENTS:
        document = _document({"Name": name})
        if document["DocumentType"] != "Session":
            raise _Error("InvalidDocument", f"The document {name} is no session document.")
        allowed = set(_parsed(default_version(document)).get("parameters") or {})
    else:
        allowed = _AWS_DOCUMENTS[name]
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise _Error("InvalidParameters", f"The document {name} has no parameters named {', '.join(unknown)}.")
    if not _is_connected(target):
        raise _Error("TargetNotConnected", f"{target} is not connected.")
    identifier = f"emulator-{new_uuid().replace('-', '')[:17]}"
    _sessions[identifier] = {
        "SessionId": identifier,
        "Target": target,
        "Status": "Connected",
        "StartDate": int(time.time()),
        "DocumentName": name,
        "Owner": f"arn:aws:iam::{get_account_id()}:root",
    }
    url = f"wss://ssmmessages.{get_region()}.localhost/v1/data-channel/{identifier}?role=publish_subscribe"
    return {"SessionId": identifier, "TokenValue": "the emulator opens no channel", "StreamUrl": url}


def _is_connected(target: str) -> bool:
    """Whether the target is a container of a running task on which commands can be executed."""
    match = _TASK.fullmatch(target)
    if not match:
        return False
    cluster, identifier, runtime = match.groups()
    task = ecs._resolve_task(identifier, cluster)
    return bool(
        task
        and task["clusterArn"].endswith(f"/{cluster}")
        and task["lastStatus"] == "RUNNING"
        and task["enableExecuteCommand"]
        and runtime in [container["runtimeId"] for container in task["containers"]]
    )


def _terminate_session(parameters: Parameters) -> Parameters:
    identifier = parameters["SessionId"]
    if identifier not in _sessions:
        raise _Error("DoesNotExistException", f"The session {identifier} does not exist")
    _sessions[identifier] |= {"Status": "Terminated", "EndDate": int(time.time())}
    return {"SessionId": identifier}


def _describe_sessions(parameters: Parameters) -> Parameters:
    active = parameters["State"] == "Active"
    return {"Sessions": [one for one in _sessions.values() if (one["Status"] == "Connected") == active]}
