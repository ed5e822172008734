"""Restricts MiniStack's enforcement of IAM policies to the requests that it judges as AWS does.

MiniStack tells the caller of every request by its signature: an account, which may do everything, an IAM user or a role.
"""

import json
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import iam

# Those whose programs read and write data. Of most others, MiniStack does not know the resource of each request, so that a
# policy for one resource would allow nothing.
SERVICES = ("dynamodb", "events", "kms", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts")


def install() -> None:
    enforce = iam_evaluator.enforce

    def enforce_where_judged(access_key_id: str, action: str, service: str, *rest: Any, **named: Any) -> Any:
        if action.partition(":")[0] in SERVICES:
            return enforce(access_key_id, action, service, *rest, **named)
        return iam_evaluator.check_credentials(access_key_id, service)

    iam_evaluator.enforce = enforce_where_judged
    _add_trust_policies()
    _pretend_secure_transport()


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
