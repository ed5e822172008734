"""The emulator refuses the requests that a browser sends for a web site, and answers those of AWS clients."""

import http.client
import json

import pytest

from emulator_process import Emulator
from readers import Aws

PATHS = ["/", "/_ministack/health", "/_ministack/reset", "/_emulator/engines", "/bucket/key"]
WEB_SITES = [
    {"Origin": "https://shop.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:3000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Host": "shop.example"},
    {"Host": "shop.example:4566"},
    {"Host": "localhost.shop.example"},
    {"Host": "127.0.0.1.shop.example"},
    {"Host": "notlocalhost"},
    {"Host": "192.168.0.1:4566"},
    {"Host": ""},
]


def request(emulator: Emulator, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, str, str]:
    """Returns the status, the allowed origin and the body of the response."""
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = (response.status, response.getheader("access-control-allow-origin", ""), response.read().decode())
    connection.close()
    return answer


@pytest.mark.parametrize("headers", WEB_SITES, ids=str)
def test_a_request_of_a_web_site_is_refused_with_one_sentence(emulator: Emulator, headers: dict[str, str]) -> None:
    for path in PATHS:
        for method in ("GET", "POST", "OPTIONS"):
            status, allowed, body = request(emulator, method, path, headers)
            assert (status, allowed, body.count("\n")) == (403, "", 1), f"{method} {path}: {body}"
            assert body.startswith("The emulator ")


def test_a_web_site_cannot_read_a_secret(emulator: Emulator) -> None:
    secret = {"Name": "of-the-platform", "SecretString": "not-for-web-sites"}
    target = {"Content-Type": "text/plain", "Authorization": "Credential=123456789012/x/eu-west-1/secretsmanager/x"}
    create = {**target, "X-Amz-Target": "secretsmanager.CreateSecret"}
    assert request(emulator, "POST", "/", create, json.dumps(secret))[0] == 200
    read = {**target, "X-Amz-Target": "secretsmanager.GetSecretValue"}
    body = json.dumps({"SecretId": "of-the-platform"})
    assert "not-for-web-sites" in request(emulator, "POST", "/", read, body)[2]
    for headers in WEB_SITES:
        assert "not-for-web-sites" not in request(emulator, "POST", "/", read | headers, body)[2]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Host": "localhost"},
        {"Host": "LOCALHOST:4566"},
        {"Host": "[::1]:4566"},
        {"Host": "bucket.localhost:4566"},
        {"Host": "my.bucket.s3.eu-west-1.localhost:4566"},
        {"Host": "abcd1234.execute-api.localhost:4566"},
    ],
    ids=str,
)
def test_a_request_to_this_machine_is_answered(emulator: Emulator, headers: dict[str, str]) -> None:
    assert request(emulator, "GET", "/_ministack/health", headers)[0] == 200


def test_a_connection_of_a_web_site_to_a_web_socket_is_refused(emulator: Emulator) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Origin": "https://shop.example",
    }
    assert request(emulator, "GET", "/_aws/execute-api/abcd1234/stage", upgrade)[0] == 403


def test_a_bucket_is_reached_by_its_host_name(emulator: Emulator, aws: Aws) -> None:
    aws("s3").create_bucket(Bucket="by-host", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    aws("s3").put_object(Bucket="by-host", Key="picture", Body=b"png")
    url = aws("s3").generate_presigned_url("get_object", Params={"Bucket": "by-host", "Key": "picture"})
    path = url.split("/by-host", 1)[1]
    assert request(emulator, "GET", path, {"Host": f"by-host.localhost:{emulator.port}"})[::2] == (200, "png")
