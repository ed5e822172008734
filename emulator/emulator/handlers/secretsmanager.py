"""Secrets Manager: secrets with all rules for generated values, resource policies, and secrets of other services."""

import json
import secrets
import string
from typing import Any

from ministack.services import secretsmanager

from emulator.client import call, delete_if_exists
from emulator.extension import Properties, Resource, register
from emulator.values import json_text, pick, tags

_NOT_FOUND = ("ResourceNotFoundException",)


def _secret_value(properties: Properties) -> str:
    rules = dict(properties.get("GenerateSecretString", {}))
    if "SecretString" in properties or "GenerateSecretString" not in properties:
        return properties.get("SecretString", "")
    template, key = rules.pop("SecretStringTemplate", None), rules.pop("GenerateStringKey", None)
    if (template is None) != (key is None):
        raise ValueError("GenerateSecretString requires both SecretStringTemplate and GenerateStringKey, or neither")
    password = call("secretsmanager", "GetRandomPassword", **rules)["RandomPassword"]
    return password if template is None else json.dumps({**json.loads(template), key: password})


def _generated_name(logical_id: str) -> str:
    """Returns a name as CloudFormation generates it for secrets: without the name of the stack."""
    return f"{logical_id}-{''.join(secrets.choice(string.ascii_letters + string.digits) for _ in range(12))}"


def _create(logical_id: str, properties: Properties, stack: str) -> Resource:
    parameters = pick(properties, "Name", "Description", "KmsKeyId")
    parameters.setdefault("Name", _generated_name(logical_id))
    created = call(
        "secretsmanager", "CreateSecret", **parameters, SecretString=_secret_value(properties), Tags=tags(properties)
    )
    return created["ARN"], {"Id": created["ARN"]}


def _update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    changes = {"Description": new.get("Description", "")} | pick(new, "KmsKeyId")
    # Generates a new value only if its definition changes.
    if any(old.get(name) != new.get(name) for name in ("SecretString", "GenerateSecretString")):
        changes["SecretString"] = _secret_value(new)
    call("secretsmanager", "UpdateSecret", SecretId=physical_id, **changes)
    if "KmsKeyId" in old and "KmsKeyId" not in new:
        secretsmanager._resolve(physical_id)[1]["KmsKeyId"] = None
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("secretsmanager", "UntagResource", SecretId=physical_id, TagKeys=sorted(removed))
    call("secretsmanager", "TagResource", SecretId=physical_id, Tags=tags(new))
    return physical_id, {"Id": physical_id}


def _delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(
        _NOT_FOUND, "secretsmanager", "DeleteSecret", SecretId=physical_id, ForceDeleteWithoutRecovery=True
    )


register(
    "AWS::SecretsManager::Secret", create=_create, update=_update, delete=_delete, replaces=("Name",), blocking=True
)

# ---- resource policies ----------------------------------------------------------------------------------------------


def _put(properties: Properties) -> Resource:
    policy = json_text(properties["ResourcePolicy"])
    created = call("secretsmanager", "PutResourcePolicy", SecretId=properties["SecretId"], ResourcePolicy=policy)
    return created["ARN"], {"Id": created["ARN"]}


register(
    "AWS::SecretsManager::ResourcePolicy",
    create=lambda logical_id, properties, stack: _put(properties),
    update=lambda physical_id, old, new, stack, logical_id: _put(new),
    delete=lambda physical_id, properties: delete_if_exists(
        _NOT_FOUND, "secretsmanager", "DeleteResourcePolicy", SecretId=physical_id
    ),
    replaces=("SecretId",),
    blocking=True,
)

# ---- secrets of other services --------------------------------------------------------------------------------------


def create_managed_secret(name: str, value: dict[str, str], owner: str, resource_arn: str, key: str) -> str:
    """Creates a secret that the AWS service ``owner`` manages and rotates for one of its resources. Returns its ARN."""
    owner_type = "DBCluster" if ":cluster:" in resource_arn else "DBInstance"
    arn, _ = secretsmanager._store_new_secret(
        name,
        secret_string=json.dumps(value),
        description=f"Secret associated with {resource_arn}",
        tags=[
            {"Key": "aws:secretsmanager:owningService", "Value": owner},
            {"Key": f"aws:{owner}:primary{owner_type}Arn", "Value": resource_arn},
        ],
        kms_key_id=key,
        rotation_rules={"AutomaticallyAfterDays": 7},
    )
    secretsmanager._secrets[name] |= {"OwningService": owner, "RotationEnabled": True}
    return arn


def delete_managed_secret(arn: str) -> None:
    name, secret = secretsmanager._resolve(arn)
    if secret:
        secretsmanager._purge_secret(name, secret)


_ministack_handle_request = secretsmanager.handle_request


async def _handle_request(*request: Any) -> tuple[int, dict[str, str], bytes]:
    """Adds fields that MiniStack omits: the owning service and the last rotation, and in lists the KMS key."""
    status, headers, body = await _ministack_handle_request(*request)
    if status != 200 or b'"ARN"' not in body:
        return status, headers, body
    response = json.loads(body)
    for described in response.get("SecretList", [response] if "VersionIdsToStages" in response else []):
        _, secret = secretsmanager._resolve(described["ARN"])
        described |= {
            name: secret[name] for name in ("OwningService", "LastRotatedDate", "KmsKeyId") if secret.get(name)
        }
    return status, headers, json.dumps(response).encode()


secretsmanager.handle_request = _handle_request
