"""Restricts MiniStack's enforcement of IAM policies to the requests that it judges as AWS does.

MiniStack tells the caller of every request by its signature: an account, which may do everything, an IAM user or a role.
"""

import json
import re
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam

from emulator import session_manager

# Those whose programs read and write data. Of most others, MiniStack does not know the resource of each request, so that a
# policy for one resource would allow nothing.
SERVICES = ("dynamodb", "events", "kms", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts")


_START_SESSION = "ssm:StartSession"
# Of these operations, MiniStack does not know the resources.
_OF_SESSION_MANAGER = re.compile(r"^ssm:\w+(Document|Session)")


def install() -> None:
    enforce = iam_evaluator.enforce

    def enforce_where_judged(access_key_id: str, action: str, service: str, *rest: Any, **named: Any) -> Any:
        if action.partition(":")[0] not in SERVICES or _OF_SESSION_MANAGER.search(action) and action != _START_SESSION:
            return iam_evaluator.check_credentials(access_key_id, service)
        if action != _START_SESSION:
            return enforce(access_key_id, action, service, *rest, **named)
        resources = named.pop("resource_arn").split()
        results = (enforce(access_key_id, action, service, *rest, resource_arn=one, **named) for one in resources)
        return next((result for result in results if result), None)

    iam_evaluator.enforce = enforce_where_judged
    _judge_sessions()
    _add_trust_policies()
    _pretend_secure_transport()


def _judge_sessions() -> None:
    """Gives StartSession its two resources, the target and the document, separated by a space."""
    extract = iam_actions.extract_resource_arn

    def extract_with_sessions(service: str, *request: Any, **named: Any) -> str:
        headers, body, account = request[2], request[3], request[6]
        if service == "ssm" and iam_actions._action_from_target(headers) == "StartSession":
            return " ".join(session_manager.resources_of_session(json.loads(body), request[5], account))
        return extract(service, *request, **named)

    iam_actions.extract_resource_arn = extract_with_sessions


def _add_trust_policies() -> None:
    """A role that the trust policy of another role names may assume it without a policy of its own.

    MiniStack has this rule for the policies of other resources.
    """
    resource_policy = iam_evaluator._resource_policy

    def with_trust_policies(service: str, resource_arn: str) -> tuple[Any, str | None] | None:
        if service != "sts" or ":role/" not in resource_arn:
            return resource_policy(service, resource_arn)
        account = resource_arn.split(":")[4]
        role = iam._roles.get_scoped(account, None, resource_arn.rsplit("/", 1)[-1])
        return role and ({"Statement": _statements(role["AssumeRolePolicyDocument"])}, account)

    iam_evaluator._resource_policy = with_trust_policies


def _statements(trust: str | dict[str, Any]) -> list[dict[str, Any]]:
    document = json.loads(trust) if isinstance(trust, str) else trust
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return [{**statement, "Resource": "*"} for statement in statements]


def _pretend_secure_transport() -> None:
    """Requests to the emulator have no TLS, but they do not leave this machine. Buckets reject those without TLS."""
    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)
