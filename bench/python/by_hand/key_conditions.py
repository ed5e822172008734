"""Conditions on the use of keys."""

from .env import REGION

Conditions = dict[str, dict[str, str]]


def only_by(service: str) -> Conditions:
    """The condition that an AWS service uses a key, and nobody does so directly."""
    return {"StringEquals": {"kms:ViaService": _via_service(service)}}


def only_for_secret(secret_arn: str) -> Conditions:
    """The condition that Secrets Manager uses a key, and for this secret."""
    return {
        "StringEquals": {
            "kms:ViaService": _via_service("secretsmanager"),
            "kms:EncryptionContext:SecretARN": secret_arn,
        }
    }


def _via_service(service: str) -> str:
    return f"{service}.{REGION}.amazonaws.com"
