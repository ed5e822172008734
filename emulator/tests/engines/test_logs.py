"""No secret of a deployment is in the log of the emulator, nor in those of its engines."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.client import BaseClient

from conftest import names
from emulator_process import Emulator
from readers import Aws
from stack import FAILING_RESOURCE, Stack
from templates import TRUST, generated
from test_postgres import SECRET, connect, instance, secret
from test_rabbitmq import template as broker_template
from test_stores import resource
from test_valkey import CART
from test_valkey import cache as cache_template

Servers = Callable[[], list[dict[str, Any]]]


# Amazon MQ rejects commas, colons and equals signs.
FOR_A_BROKER = {
    "SecretStringTemplate": '{"username": "shop"}',
    "GenerateStringKey": "password",
    "ExcludePunctuation": True,
}


def password_of(name: str) -> dict[str, str]:
    return {"Fn::Sub": f"{{{{resolve:secretsmanager:${{{name}}}:SecretString:password}}}}"}


def platform() -> dict[str, Any]:
    """A server of each engine whose password is in a secret, and a function that rotates a secret and fails."""
    secrets = {name: SECRET for name in ("CacheSecret", "RotatedSecret")}
    login = {"Type": "password", "Passwords": [password_of("CacheSecret")]}
    cache = cache_template(users={"Cart": CART | {"AuthenticationMode": login}})["Resources"]
    resources = {**instance()["Resources"], **secrets, "Cache": cache.pop("Subject"), **cache}
    if "rabbitmq" in names():
        broker = broker_template("x")["Resources"]
        broker["Subject"]["Properties"]["Users"][0]["Password"] = password_of("BrokerSecret")
        resources |= {"Vpc": broker["Vpc"], "Subnet": broker["Subnet"], "Broker": broker["Subject"]}
        resources["BrokerSecret"] = resource("AWS::SecretsManager::Secret", GenerateSecretString=FOR_A_BROKER)
    function = resource(
        "AWS::Lambda::Function",
        Code={"ZipFile": "exports.handler = async () => { throw new Error('The rotation fails.') }"},
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
    )
    allowed = {"FunctionName": {"Ref": "Function"}, "Action": "lambda:InvokeFunction"}
    schedule = resource(
        "AWS::SecretsManager::RotationSchedule",
        SecretId={"Ref": "RotatedSecret"},
        RotationLambdaARN={"Fn::GetAtt": ["Function", "Arn"]},
        RotationRules={"AutomaticallyAfterDays": 30},
    )
    return {
        "Resources": {
            **resources,
            "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST),
            "Function": function,
            "Permission": resource("AWS::Lambda::Permission", **allowed, Principal="secretsmanager.amazonaws.com"),
            "Schedule": {**schedule, "DependsOn": "Permission"},
        }
    }


def values(secretsmanager: BaseClient) -> list[str]:
    """Returns the passwords of all secrets, and the texts of those without JSON."""
    found = []
    for entry in secretsmanager.list_secrets(MaxResults=100)["SecretList"]:
        text = secretsmanager.get_secret_value(SecretId=entry["ARN"])["SecretString"]
        try:
            found.append(json.loads(text)["password"])
        except (ValueError, KeyError):
            found.append(text)
    return found


def test_no_log_contains_a_secret(
    aws: Aws, stack: Stack, root: Path, emulator: Emulator, servers: Servers
) -> None:
    stack.deploy(platform())
    deployed = values(aws("secretsmanager"))
    failing = platform()
    failing["Resources"]["Failing"] = {**FAILING_RESOURCE, "DependsOn": ["Subject", "Cache"]}
    failing["Resources"]["Subject"]["Properties"]["MasterUserPassword"] = changed = generated()
    stack.deploy(failing, "UPDATE_ROLLBACK_COMPLETE")
    login = secret(aws, stack.physical_id("Secret"))
    endpoint = {"Address": login["host"], "Port": login["port"]}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(endpoint, root, login["username"], changed)
    connect(endpoint, root, login["username"], login["password"]).close()
    log = emulator.log.read_text()
    assert "Failing" in log
    logs = {server["engine"]: Path(server["log"]).read_text(errors="replace") for server in servers()}
    assert "password authentication failed" in logs["postgres"]
    assert len(deployed) >= 4
    for name, text in {"emulator": log, **logs}.items():
        assert [value for value in (*deployed, changed) if value in text] == [], name
