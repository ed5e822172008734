"""Reads the settings and the secrets of a service at run time, in a pod or on an instance.

`boto3.client("ssm")` and `boto3.client("secretsmanager")` are such clients, with the role of `Workload.identity`.
"""

import json
from typing import Any

Secret = dict[str, str]


def read_connection(ssm: Any, environment: str, service: str) -> tuple[dict[str, str], dict[str, Secret]]:
    """Return the settings and the secrets of a service, by the names of environment variables."""
    parameter = ssm.get_parameter(Name=f"/{environment}/{service}/connection")
    settings: dict[str, str] = {}
    secrets: dict[str, Secret] = {}
    for access in json.loads(parameter["Parameter"]["Value"])["accesses"]:
        settings.update(access["settings"])
        secrets.update(access["secrets"])
    return settings, secrets


def read_secret(secrets_manager: Any, secret: Secret) -> str:
    """Return the value of a secret: one field of a JSON object, or the whole text."""
    text: str = secrets_manager.get_secret_value(SecretId=secret["secretArn"])["SecretString"]
    return str(json.loads(text)[secret["field"]]) if "field" in secret else text
