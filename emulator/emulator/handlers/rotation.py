"""Secrets Manager: rotation schedules, and rotation by the four steps of a Lambda function."""

import json
import time
from typing import Any

from ministack.core.concurrency import spawn_background
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import lambda_svc, secretsmanager

from emulator.client import call
from emulator.extension import Properties, Resource, register
from emulator.values import to_bool

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")

# ---- rotation -------------------------------------------------------------------------------------------------------


def _rotate_secret(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Rotates a secret with its Lambda function. MiniStack only copies the current value."""
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    if not secret:
        return error_response_json("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400)
    function = request.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    try:
        _validate(secret, function)
    except ValueError as error:
        return error_response_json("InvalidRequestException", str(error), 400)
    _set_schedule(secret, function, request.get("RotationRules") or secret.get("RotationRules"))
    response = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if not request.get("RotateImmediately", True):
        return json_response(response)
    return json_response(
        {**response, "VersionId": _start_rotation(secret, request.get("ClientRequestToken") or new_uuid())}
    )


def _validate(secret: dict[str, Any], function: str | None) -> None:
    if secret.get("OwningService"):
        raise ValueError(f"SecretId: {secret['Name']} is managed and rotated by {secret['OwningService']}")
    if not function:
        raise ValueError("No Lambda rotation function ARN is associated with this secret.")
    policy = lambda_svc.function_policy_for_arn(function)
    if not policy:
        raise ValueError(f"RotationLambdaARN: the function {function} does not exist")
    principals = [statement["Principal"] for statement in policy[0]["Statement"]]
    if {"Service": "secretsmanager.amazonaws.com"} not in principals:
        raise ValueError(
            f"Secrets Manager cannot invoke {function}. Ensure that the function policy grants access to the principal"
            " secretsmanager.amazonaws.com."
        )


def _set_schedule(secret: dict[str, Any], function: str, rules: dict[str, Any] | None) -> None:
    secret |= {"RotationEnabled": True, "RotationLambdaARN": function, "RotationRules": rules}


def _start_rotation(secret: dict[str, Any], token: str) -> str:
    pending = {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]}
    secretsmanager._remove_stage_everywhere(secret, "AWSPENDING")
    secret["Versions"][token] = pending
    spawn_background(_run_steps, secret, token, thread_name="rotation")
    return token


def _run_steps(secret: dict[str, Any], token: str) -> None:
    """Invokes the function once per step. A failed step ends the rotation, and the current value is unchanged."""
    for step in _STEPS:
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        response = call("lambda", "Invoke", FunctionName=secret["RotationLambdaARN"], Payload=json.dumps(event))
        if "FunctionError" in response:
            reason = response["Payload"].read().decode()
            raise ValueError(f"rotation of {secret['Name']} failed in {step}: {reason}")
    secret["LastRotatedDate"] = int(time.time())


_ministack_get_secret_value = secretsmanager._get_secret_value


def _get_secret_value(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Responds that a pending version without a value does not exist, so that the rotation function creates it."""
    status, headers, body = _ministack_get_secret_value(request)
    if status == 200 and not {"SecretString", "SecretBinary"} & json.loads(body).keys():
        return error_response_json(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret value.", 400
        )
    return status, headers, body


secretsmanager._rotate_secret = _rotate_secret
secretsmanager._get_secret_value = _get_secret_value

# ---- schedules ------------------------------------------------------------------------------------------------------


def _put(properties: Properties) -> Resource:
    _, secret = secretsmanager._resolve(properties["SecretId"])
    if not secret:
        raise ValueError(f"SecretId: the secret {properties['SecretId']} does not exist")
    rules = {**properties.get("RotationRules", {})}
    if "AutomaticallyAfterDays" in rules:
        rules["AutomaticallyAfterDays"] = int(rules["AutomaticallyAfterDays"])
        if "ScheduleExpression" in rules or not 1 <= rules["AutomaticallyAfterDays"] <= 1000:
            raise ValueError(
                f"RotationRules requires either AutomaticallyAfterDays (1 to 1000) or ScheduleExpression; got {rules}"
            )
    _validate(secret, properties["RotationLambdaARN"])
    _set_schedule(secret, properties["RotationLambdaARN"], rules)
    if to_bool(properties.get("RotateImmediatelyOnUpdate", True)):
        _start_rotation(secret, new_uuid())
    return secret["ARN"], {"Id": secret["ARN"]}


def _delete(physical_id: str, properties: Properties) -> None:
    _, secret = secretsmanager._resolve(physical_id)
    if secret:
        secret |= {"RotationEnabled": False, "RotationLambdaARN": None, "RotationRules": None}


register(
    "AWS::SecretsManager::RotationSchedule",
    create=lambda logical_id, properties, stack: _put(properties),
    update=lambda physical_id, old, new, stack, logical_id: _put(new),
    delete=_delete,
    replaces=("SecretId",),
)
