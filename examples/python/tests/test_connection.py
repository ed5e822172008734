import json
from typing import Any

from pods.connection import read_connection, read_secret

PARAMETERS = {
    "/production/userservice/connection": json.dumps(
        {
            "accesses": [
                {
                    "settings": {"DATABASE_HOST": "users.example"},
                    "secrets": {"DATABASE_PASSWORD": {"secretArn": "arn:users", "field": "password"}},
                },
                {"settings": {"BROKER_ENDPOINT": "amqps://broker.example"}, "secrets": {}},
            ]
        }
    )
}


class Ssm:
    def get_parameter(self, Name: str) -> dict[str, Any]:
        return {"Parameter": {"Value": PARAMETERS[Name]}}


class SecretsManager:
    def get_secret_value(self, SecretId: str) -> dict[str, str]:
        return {"SecretString": json.dumps({"password": f"password of {SecretId}"})}


def test_the_settings_of_a_service_are_those_of_its_store_and_of_the_shared_parts() -> None:
    settings, secrets = read_connection(Ssm(), "production", "userservice")
    assert settings == {"DATABASE_HOST": "users.example", "BROKER_ENDPOINT": "amqps://broker.example"}
    assert list(secrets) == ["DATABASE_PASSWORD"]


def test_a_secret_is_a_field_of_a_json_object_or_a_text() -> None:
    assert read_secret(SecretsManager(), {"secretArn": "a", "field": "password"}) == "password of a"
    assert read_secret(SecretsManager(), {"secretArn": "a"}) == '{"password": "password of a"}'
