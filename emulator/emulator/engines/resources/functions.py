"""Lambda: what functions need to log in to the servers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import iam, lambda_svc, sts

Configuration = dict[str, Any]
# The authorities of AWS, in the runtime of Lambda.
_AUTHORITIES_OF_AWS = "/var/runtime/ca-cert.pem"


def trust(root: Path) -> None:
    """Makes functions for Node.js trust the servers, unless they bring authorities of their own."""

    def variables(configuration: Configuration) -> dict[str, str]:
        own = configuration.get("Environment", {}).get("Variables", {}).get("NODE_EXTRA_CA_CERTS", _AUTHORITIES_OF_AWS)
        return {"NODE_EXTRA_CA_CERTS": str(root)} if own == _AUTHORITIES_OF_AWS else {}

    _add_variables(variables)


def sign_as_roles() -> None:
    """Gives functions credentials of their roles. Without it, all functions have the same ones."""

    def credentials(configuration: Configuration) -> dict[str, str]:
        role = configuration["Role"]
        account, name = role.split(":")[4], role.rsplit("/", 1)[-1]
        key, secret, token = iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token()
        session = {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{configuration['FunctionName']}",
            "UserId": f"{name}:{configuration['FunctionName']}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
        }
        sts.register_session(key, session)
        return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}

    _add_variables(credentials)


def _add_variables(variables: Callable[[Configuration], dict[str, str]]) -> None:
    """MiniStack updates the environment of a function with its credentials."""
    before = lambda_runtime.execution_credentials
    after = lambda configuration: before(configuration) | variables(configuration)
    for module in (lambda_runtime, lambda_svc):
        module.execution_credentials = after
