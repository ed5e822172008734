import json

import boto3

secrets_manager = boto3.client("secretsmanager")


def read_login(secret_arn: str) -> dict[str, str]:
    """Returns the fields of a secret, among them `username` and `password`."""
    return json.loads(secrets_manager.get_secret_value(SecretId=secret_arn)["SecretString"])
