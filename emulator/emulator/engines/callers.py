"""Tells a front who signed a request, over HTTP. The keys of the callers do not leave the emulator."""

import json
from typing import Any
from urllib.parse import parse_qs

from ministack.core.iam_evaluator import (
    CredentialResolutionError,
    ResolvedCredential,
    find_iam_access_key_account,
    resolve_credential,
)
from ministack.core.responses import _account_from_sts_session
from ministack.core.sigv4 import header_signature_failure, parse_header_signature, request_time_failure
from ministack.services import iam

from emulator.asgi import respond

CALLER_PATH = "/_emulator/engines/caller"
_UNKNOWN_KEY = "The security token included in the request is invalid."


class _Rejected(Exception):
    pass


def with_callers(app: Any) -> Any:
    """Adds the path to an ASGI application."""

    async def answered(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != CALLER_PATH:
            await app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        try:
            status, answer = 200, _caller(json.loads(body))
        except _Rejected as error:
            status, answer = 403, {"message": str(error)}
        await respond(send, "application/json", json.dumps(answer).encode(), status)

    return answered


def _caller(request: dict[str, Any]) -> dict[str, Any]:
    """Returns the caller as OpenSearch Service tells it to a domain: the ARN of the IAM user or role."""
    headers = request["headers"]
    signature = parse_header_signature(headers)
    if isinstance(signature, tuple):
        raise _Rejected(signature[1])
    if signature.service != "es":
        raise _Rejected(f"Credential should be scoped to correct service: 'es', not '{signature.service}'.")
    credential = _credential(signature.access_key_id, headers.get("x-amz-security-token", ""))
    failure = request_time_failure(signature) or header_signature_failure(
        signature,
        credential.secret_access_key,
        request["method"],
        request["path"],
        parse_qs(request["query"], keep_blank_values=True),
        headers,
        b"",
    )
    if failure:
        raise _Rejected(failure[1])
    if credential.principal_type != "AssumedRole":
        return {"user": credential.principal_arn, "roles": []}
    role = _role(credential)
    return {"user": role, "roles": [role]}


def _credential(key: str, token: str) -> ResolvedCredential:
    """Rejects the keys of an account, with any secret: any 12 digits are one."""
    account = _account_from_sts_session(key) or find_iam_access_key_account(key)
    if not account:
        raise _Rejected(_UNKNOWN_KEY)
    credential = resolve_credential(key, account, token)
    if isinstance(credential, CredentialResolutionError):
        raise _Rejected(credential.message)
    return credential


def _role(credential: ResolvedCredential) -> str:
    name = credential.principal_arn.split("/")[1]
    role = iam._roles.get_scoped(credential.account_id, None, name)
    return role["Arn"] if role else f"arn:aws:iam::{credential.account_id}:role/{name}"
