"""Systems Manager: documents, such as those of Session Manager."""

import json

from botocore.exceptions import ClientError

from emulator import session_manager
from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import pick, tag_map, tags

session_manager.install()


def _fields(properties: Properties) -> Properties:
    content = properties["Content"]
    fields = pick(properties, "DocumentFormat", "TargetType", "VersionName")
    return {**fields, "Content": content if isinstance(content, str) else json.dumps(content)}


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("Name") or physical_name(stack, logical_id, 128, lowercase=False)
    kind = pick(properties, "DocumentType")
    call("ssm", "CreateDocument", Name=name, **kind, **_fields(properties), Tags=tags(properties))
    return name, {}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    if _fields(old) != _fields(new):
        if new.get("UpdateMethod", "Replace") == "Replace":
            # CloudFormation would create another document first, which fails if the document has a Name.
            raise ValueError(f"UpdateMethod: the emulator changes the document {physical_id} only by NewVersion")
        try:
            updated = call("ssm", "UpdateDocument", Name=physical_id, DocumentVersion="$LATEST", **_fields(new))
            version = updated["DocumentDescription"]["DocumentVersion"]
        except ClientError as error:
            # A rollback returns to a version that exists.
            if error.response["Error"]["Code"] != "DuplicateDocumentContent":
                raise
            versions = session_manager.documents[physical_id]["Versions"]
            version = str([one["Content"] for one in versions].index(_fields(new)["Content"]) + 1)
        call("ssm", "UpdateDocumentDefaultVersion", Name=physical_id, DocumentVersion=version)
    kept = {key: value for key, value in session_manager.tags[physical_id].items() if key not in tag_map(old)}
    session_manager.tags[physical_id] = kept | tag_map(new)
    return physical_id, {}


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(("InvalidDocument",), "ssm", "DeleteDocument", Name=physical_id)


register(
    "AWS::SSM::Document",
    create=_create,
    update=_update,
    delete=_delete,
    replaces=("DocumentType", "Name"),
    blocking=True,
)
