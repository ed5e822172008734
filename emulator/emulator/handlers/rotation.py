"""Secrets Manager: rotation schedules, and rotation itself by the four steps of the function."""

import json
import time
from typing import Any

from ministack.core.concurrency import spawn_background
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import lambda_svc, secretsmanager

from emulator.client import call
from emulator.extension import Properties, Resource, register
from emulator.values import flag

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")

# ---- rotation -----------------------------------------------------------------------------------------------------


def _rotate_secret(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """MiniStack makes a copy of the value the current one, whatever the function."""
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    if not secret:
        return error_response_json("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400)
    function = request.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    try:
        _refuse(secret, function)
    except ValueError as error:
        return error_response_json("InvalidRequestException", str(error), 400)
    _schedule(secret, function, request.get("RotationRules") or secret.get("RotationRules"))
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if not request.get("RotateImmediately", True):
        return json_response(answer)
    return json_response({**answer, "VersionId": _start(secret, request.get("ClientRequestToken") or new_uuid())})


def _refuse(secret: dict[str, Any], function: str | None) -> None:
    if secret.get("OwningService"):
        raise ValueError(f"{secret['Name']} is rotated by {secret['OwningService']}, which manages it")
    if not function:
        raise ValueError("No Lambda rotation function ARN is associated with this secret.")
    allowed = lambda_svc.function_policy_for_arn(function)
    if not allowed:
        raise ValueError(f"The function {function} does not exist")
    principals = [statement["Principal"] for statement in allowed[0]["Statement"]]
    if {"Service": "secretsmanager.amazonaws.com"} not in principals:
        raise ValueError(
            f"Secrets Manager cannot invoke {function}. Ensure that the function policy grants access to the principal"
            " secretsmanager.amazonaws.com."
        )


def _schedule(secret: dict[str, Any], function: str, rules: dict[str, Any] | None) -> None:
    secret |= {"RotationEnabled": True, "RotationLambdaARN": function, "RotationRules": rules}


def _start(secret: dict[str, Any], token: str) -> str:
    pending = {"SecretString": None, "SecretBinary": None, "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]}
    secretsmanager._remove_stage_everywhere(secret, "AWSPENDING")
    secret["Versions"][token] = pending
    spawn_background(_run, secret, token, thread_name="rotation")
    return token


def _run(secret: dict[str, Any], token: str) -> None:
    """A step that fails ends the rotation, and leaves the current value as it is."""
    for step in _STEPS:
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        answer = call("lambda", "Invoke", FunctionName=secret["RotationLambdaARN"], Payload=json.dumps(event))
        if "FunctionError" in answer:
            reason = answer["Payload"].read().decode()
            raise ValueError(f"rotation of {secret['Name']} failed in {step}: {reason}")
    secret["LastRotatedDate"] = int(time.time())


_value = secretsmanager._get_secret_value


def _get_secret_value(request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """A pending version without a value is not there yet; a rotation function asks, and makes it."""
    status, headers, body = _value(request)
    if status == 200 and not {"SecretString", "SecretBinary"} & json.loads(body).keys():
        return error_response_json(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret value.", 400
        )
    return status, headers, body


secretsmanager._rotate_secret = _rotate_secret
secretsmanager._get_secret_value = _get_secret_value

# ---- schedules ----------------------------------------------------------------------------------------------------


def _put(properties: Properties) -> Resource:
    _, secret = secretsmanager._resolve(properties["SecretId"])
    if not secret:
        raise ValueError(f"The secret {properties['SecretId']} does not exist")
    rules = {**properties.get("RotationRules", {})}
    if "AutomaticallyAfterDays" in rules:
        rules["AutomaticallyAfterDays"] = int(rules["AutomaticallyAfterDays"])
        if "ScheduleExpression" in rules or not 1 <= rules["AutomaticallyAfterDays"] <= 1000:
            raise ValueError("RotationRules has AutomaticallyAfterDays, from 1 to 1000, or a ScheduleExpression")
    _refuse(secret, properties["RotationLambdaARN"])
    _schedule(secret, properties["RotationLambdaARN"], rules)
    if flag(properties.get("RotateImmediatelyOnUpdate", True)):
        _start(secret, new_uuid())
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
