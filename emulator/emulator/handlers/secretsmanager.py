"""Secrets Manager: secrets whose generated values follow every rule of the template, and resource policies."""

import json
from typing import Any

from ministack.services import secretsmanager

from emulator.client import call, call_unless_gone
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import document, picked, tags

_GONE = ("ResourceNotFoundException",)


def _value(properties: Properties) -> str:
    rules = dict(properties.get("GenerateSecretString", {}))
    if "SecretString" in properties or "GenerateSecretString" not in properties:
        return properties.get("SecretString", "")
    template, key = rules.pop("SecretStringTemplate", None), rules.pop("GenerateStringKey", None)
    if (template is None) != (key is None):
        raise ValueError("GenerateSecretString takes SecretStringTemplate and GenerateStringKey together")
    password = call("secretsmanager", "GetRandomPassword", **rules)["RandomPassword"]
    return password if template is None else json.dumps({**json.loads(template), key: password})


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    given = picked(properties, "Name", "Description", "KmsKeyId")
    given.setdefault("Name", physical_name(stack, logical_id, 128, lowercase=False))
    made = call("secretsmanager", "CreateSecret", **given, SecretString=_value(properties), Tags=tags(properties))
    return made["ARN"], {"Id": made["ARN"]}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    described = {"Description": new.get("Description", "")} | picked(new, "KmsKeyId")
    # An unchanged definition keeps its generated value.
    if any(old.get(name) != new.get(name) for name in ("SecretString", "GenerateSecretString")):
        described["SecretString"] = _value(new)
    call("secretsmanager", "UpdateSecret", SecretId=physical_id, **described)
    if "KmsKeyId" in old and "KmsKeyId" not in new:
        secretsmanager._resolve(physical_id)[1]["KmsKeyId"] = None
    dropped = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("secretsmanager", "UntagResource", SecretId=physical_id, TagKeys=sorted(dropped))
    call("secretsmanager", "TagResource", SecretId=physical_id, Tags=tags(new))
    return physical_id, {"Id": physical_id}


def _delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(_GONE, "secretsmanager", "DeleteSecret", SecretId=physical_id, ForceDeleteWithoutRecovery=True)


register(
    "AWS::SecretsManager::Secret", create=_create, update=_update, delete=_delete, replaces=("Name",), blocking=True
)

# ---- resource policies --------------------------------------------------------------------------------------------


def _put(properties: Properties) -> Resource:
    policy = document(properties["ResourcePolicy"])
    made = call("secretsmanager", "PutResourcePolicy", SecretId=properties["SecretId"], ResourcePolicy=policy)
    return made["ARN"], {"Id": made["ARN"]}


register(
    "AWS::SecretsManager::ResourcePolicy",
    create=lambda logical_id, properties, stack: _put(properties),
    update=lambda physical_id, old, new, stack, logical_id: _put(new),
    delete=lambda physical_id, properties: call_unless_gone(
        _GONE, "secretsmanager", "DeleteResourcePolicy", SecretId=physical_id
    ),
    replaces=("SecretId",),
    blocking=True,
)

# ---- secrets that another service owns ----------------------------------------------------------------------------


def create_managed(name: str, value: dict[str, str], owner: str, resource_arn: str, key: str) -> str:
    """A secret that AWS service ``owner`` keeps for one of its resources, and rotates itself. Returns its ARN."""
    owned = "DBCluster" if ":cluster:" in resource_arn else "DBInstance"
    arn, _ = secretsmanager._store_new_secret(
        name,
        secret_string=json.dumps(value),
        description=f"Secret associated with {resource_arn}",
        tags=[
            {"Key": "aws:secretsmanager:owningService", "Value": owner},
            {"Key": f"aws:{owner}:primary{owned}Arn", "Value": resource_arn},
        ],
        kms_key_id=key,
        rotation_rules={"AutomaticallyAfterDays": 7},
    )
    secretsmanager._secrets[name] |= {"OwningService": owner, "RotationEnabled": True}
    return arn


def delete_managed(arn: str) -> None:
    name, secret = secretsmanager._resolve(arn)
    if secret:
        secretsmanager._purge_secret(name, secret)


_answer = secretsmanager.handle_request


async def _with_owner(*request: Any) -> tuple[int, dict[str, str], bytes]:
    """MiniStack's answers about a secret have neither its owner nor its last rotation nor, in lists, its key."""
    status, headers, body = await _answer(*request)
    if status != 200 or b'"ARN"' not in body:
        return status, headers, body
    answer = json.loads(body)
    for shown in answer.get("SecretList", [answer] if "VersionIdsToStages" in answer else []):
        _, secret = secretsmanager._resolve(shown["ARN"])
        shown |= {name: secret[name] for name in ("OwningService", "LastRotatedDate", "KmsKeyId") if secret.get(name)}
    return status, headers, json.dumps(answer).encode()


secretsmanager.handle_request = _with_owner
