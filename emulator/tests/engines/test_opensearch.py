"""OpenSearch behind domains of OpenSearch Service, as a client sees it."""

import json
import os
import re
import signal
import ssl
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from emulator_process import Emulator
from readers import Aws
from sockets import descendants, is_loopback, listening_on
from stack import Stack
from templates import generated, statement
from test_search import domain
from test_stores import resource
from waiting import wait_until

ENGINE = "opensearch"
TRUST = statement("sts:AssumeRole", Principal={"AWS": "*"})
TRUST["Statement"][0].pop("Resource")
ENCRYPTED = {
    "EncryptionAtRestOptions": {"Enabled": True},
    "NodeToNodeEncryptionOptions": {"Enabled": True},
    "DomainEndpointOptions": {"EnforceHTTPS": True},
}
# One server for most tests, because its start takes half a minute.
SECONDS = 400


def template(name: str, security: dict[str, Any], **more: Any) -> dict[str, Any]:
    roles = {role: resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST) for role in ("Admin", "Cart", "Other")}
    secured = {"AdvancedSecurityOptions": security, **ENCRYPTED} if security else {}
    return {
        "Resources": {
            **roles,
            "User": resource("AWS::IAM::User"),
            "Function": resource("AWS::Lambda::Function", **function({"Fn::GetAtt": ["Cart", "Arn"]})),
            "Subject": domain(name, **secured, **more),
        },
        "Outputs": {
            "Endpoint": {"Value": {"Fn::GetAtt": ["Subject", "DomainEndpoint"]}},
            **{role: {"Value": {"Fn::GetAtt": [role, "Arn"]}} for role in roles},
            "User": {"Value": {"Ref": "User"}},
            "Function": {"Value": {"Ref": "Function"}},
        },
    }


def function(role: Any) -> dict[str, Any]:
    """A function that returns its credentials."""
    variables = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    code = f"exports.handler = async () => {json.dumps(variables)}.map((name) => process.env[name]);"
    return {"Code": {"ZipFile": code}, "Runtime": "nodejs22.x", "Handler": "index.handler", "Role": role}


def with_master_role(**more: Any) -> dict[str, Any]:
    master = {"MasterUserARN": {"Fn::GetAtt": ["Admin", "Arn"]}}
    return template("shared", {"Enabled": True, "MasterUserOptions": master}, **more)


def with_master_user(password: str) -> dict[str, Any]:
    master = {"MasterUserName": "shop", "MasterUserPassword": password}
    security = {"Enabled": True, "InternalUserDatabaseEnabled": True, "MasterUserOptions": master}
    return template("internal", security)


@dataclass(frozen=True)
class Client:
    """A client that signs its requests, or has other headers."""

    endpoint: str
    root: Path
    credentials: Credentials | None = None
    headers: tuple[tuple[str, str], ...] = ()
    service: str = "es"

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} if data else {}
        request = AWSRequest(method, f"https://{self.endpoint}{path}", headers, data)
        if self.credentials:
            SigV4Auth(self.credentials, self.service, "eu-west-1").add_auth(request)
        sent = urllib.request.Request(request.url, data, {**dict(request.headers), **dict(self.headers)}, method=method)
        trust = ssl.create_default_context(cafile=str(self.root))
        with urllib.request.urlopen(sent, context=trust) as response:
            return json.load(response)

    def status(self, method: str, path: str, body: Any = None) -> int:
        """Returns the status of a request that is rejected."""
        with pytest.raises(urllib.error.HTTPError) as raised:
            self(method, path, body)
        return raised.value.code


def assumed(aws: Aws, role: str) -> Credentials:
    issued = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return Credentials(issued["AccessKeyId"], issued["SecretAccessKey"], issued["SessionToken"])


@dataclass(frozen=True)
class Domain:
    stack: Stack
    root: Path
    aws: Aws

    @property
    def anonymous(self) -> Client:
        return Client(self.stack.outputs()["Endpoint"], self.root)

    def as_role(self, name: str) -> Client:
        return replace(self.anonymous, credentials=assumed(self.aws, self.stack.outputs()[name]))

    def with_password(self, password: str) -> Client:
        login = b64encode(f"shop:{password}".encode()).decode()
        return replace(self.anonymous, headers=(("authorization", f"Basic {login}"),))

    def described(self) -> dict[str, Any]:
        return self.aws("opensearch").describe_domain(DomainName=self.stack.physical_id())["DomainStatus"]


@pytest.fixture(scope="module")
def shared(aws: Aws, root: Path) -> Iterator[Domain]:
    """A domain whose master user is the role ``Admin``."""
    created = Domain(Stack(aws("cloudformation"), "search", SECONDS), root, aws)
    created.stack.deploy(with_master_role())
    yield created
    created.stack.delete()


@pytest.fixture
def another(aws: Aws, root: Path) -> Iterator[Domain]:
    created = Domain(Stack(aws("cloudformation"), "another", SECONDS), root, aws)
    yield created
    created.stack.delete()


def test_the_master_role_writes_and_reads(shared: Domain) -> None:
    admin = shared.as_role("Admin")
    admin("PUT", "/orders/_doc/a%20b?refresh=true", {"total": 5})
    assert admin("GET", "/orders/_doc/a%20b")["_source"] == {"total": 5}
    found = admin("POST", "/orders,other*/_search?ignore_unavailable&q=total%3A5", {"size": 1})
    assert found["hits"]["total"]["value"] == 1
    assert admin("GET", "/")["version"]["number"] == "3.4.0"


def test_the_endpoint_is_that_of_the_api(shared: Domain) -> None:
    assert shared.described()["Endpoint"] == shared.anonymous.endpoint
    assert shared.anonymous.endpoint.startswith("127.0.1.")


def test_a_role_has_the_permissions_that_the_master_maps_and_no_others(shared: Domain) -> None:
    admin, cart = shared.as_role("Admin"), shared.as_role("Cart")
    for tenant in ("cart", "other"):
        admin("PUT", f"/{tenant}-1/_doc/1?refresh=true", {"tenant": tenant})
        admin("PUT", f"/all/_doc/{tenant}?refresh=true", {"tenant": tenant})
    assert cart.status("GET", "/cart-1/_search") == 403
    own = {"index_patterns": ["cart-*"], "allowed_actions": ["crud"]}
    filtered = {"index_patterns": ["all"], "allowed_actions": ["read"], "dls": '{"term": {"tenant": "cart"}}'}
    admin("PUT", "/_plugins/_security/api/roles/cart", {"index_permissions": [own, filtered]})
    mapping = {"backend_roles": [shared.stack.outputs()["Cart"]]}
    admin("PUT", "/_plugins/_security/api/rolesmapping/cart", mapping)
    assert cart("GET", "/cart-1/_doc/1")["_source"] == {"tenant": "cart"}
    assert [hit["_id"] for hit in cart("GET", "/all/_search")["hits"]["hits"]] == ["cart"]
    assert cart.status("GET", "/other-1/_search") == 403
    assert cart.status("GET", "/_plugins/_security/api/internalusers") == 403
    assert shared.as_role("Other").status("GET", "/cart-1/_search") == 403


def test_a_function_signs_as_its_role(shared: Domain) -> None:
    admin, outputs = shared.as_role("Admin"), shared.stack.outputs()
    answer = shared.aws("lambda").invoke(FunctionName=outputs["Function"])
    function_client = replace(shared.anonymous, credentials=Credentials(*json.load(answer["Payload"])))
    admin("PUT", "/_plugins/_security/api/roles/info", {"cluster_permissions": ["cluster:monitor/health"]})
    assert function_client.status("GET", "/_cluster/health") == 403
    admin("PUT", "/_plugins/_security/api/rolesmapping/info", {"backend_roles": [outputs["Cart"]]})
    assert function_client("GET", "/_cluster/health")["status"] in ("green", "yellow")


def test_an_iam_user_signs_with_its_access_key(shared: Domain) -> None:
    name = shared.stack.outputs()["User"]
    key = shared.aws("iam").create_access_key(UserName=name)["AccessKey"]
    user = replace(shared.anonymous, credentials=Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    admin = shared.as_role("Admin")
    admin("PUT", "/read/_doc/1", {"total": 5})
    assert user.status("GET", "/read/_doc/1") == 403
    arn = shared.aws("iam").get_user(UserName=name)["User"]["Arn"]
    admin("PUT", "/_plugins/_security/api/rolesmapping/readall", {"users": [arn]})
    assert user("GET", "/read/_doc/1")["_source"] == {"total": 5}
    shared.aws("iam").delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    assert user.status("GET", "/read/_doc/1") == 403


def test_a_wrong_signature_is_rejected(shared: Domain) -> None:
    admin = shared.as_role("Admin")
    key, secret, token = admin.credentials.access_key, admin.credentials.secret_key, admin.credentials.token
    wrong = [
        Credentials(key, generated(), token),
        Credentials(key, secret, generated()),
        Credentials(key, secret),
        Credentials(f"ASIA{generated(16).upper()}", secret, token),
        # The keys of the emulator's account, with which everybody may call its API.
        Credentials("123456789012", "local"),
        Credentials("123456789012", "test"),
    ]
    assert [replace(admin, credentials=each).status("GET", "/") for each in wrong] == [403] * len(wrong)
    assert replace(admin, service="s3").status("GET", "/") == 403


def test_a_request_that_was_changed_after_its_signature_is_rejected(shared: Domain) -> None:
    admin = shared.as_role("Admin")
    signed = AWSRequest("PUT", f"https://{admin.endpoint}/orders/_doc/1", {}, b'{"total": 5}')
    SigV4Auth(admin.credentials, "es", "eu-west-1").add_auth(signed)
    headers = tuple({**dict(signed.headers), "content-type": "application/json"}.items())
    sent = replace(admin, credentials=None, headers=headers)
    assert sent.status("PUT", "/orders/_doc/1", {"total": 6}) == 403
    assert sent.status("PUT", "/orders/_doc/2", {"total": 5}) == 403
    hashed = (*headers, ("x-amz-content-sha256", "0" * 64))
    assert replace(sent, headers=hashed).status("PUT", "/orders/_doc/1", {"total": 5}) == 403
    assert sent("PUT", "/orders/_doc/1", {"total": 5})["_id"] == "1"


def test_requests_without_a_signature_are_rejected(shared: Domain) -> None:
    forged = (("x-proxy-user", "admin"), ("x-proxy-roles", shared.stack.outputs()["Admin"]))
    assert shared.anonymous.status("GET", "/") == 403
    assert replace(shared.anonymous, headers=forged).status("GET", "/") == 403
    assert replace(shared.as_role("Other"), headers=forged).status("GET", "/_cat/indices") == 403
    assert shared.with_password(generated()).status("GET", "/") == 403
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://{shared.anonymous.endpoint}/")


def test_the_server_itself_admits_no_other_client(shared: Domain, emulator: Emulator) -> None:
    (port,) = emulator.scratch.glob("**/engines/opensearch-*/port")
    trust = ssl._create_unverified_context()
    forged = {"x-proxy-user": "admin", "x-proxy-roles": shared.stack.outputs()["Admin"], "x-forwarded-for": "127.0.0.1"}
    request = urllib.request.Request(f"https://127.0.0.1:{port.read_text()}/", headers=forged)
    with pytest.raises(OSError, match="certificate required"):
        urllib.request.urlopen(request, context=trust)


def test_the_version_that_runs_in_place_of_that_of_the_template_is_in_the_log(
    shared: Domain, emulator: Emulator
) -> None:
    assert f"opensearch 3.4.0 runs in place of 3.7 for {shared.described()['ARN']}" in emulator.log.read_text()


def test_a_server_that_is_killed_shows_in_the_state_and_an_update_starts_it_again(
    shared: Domain, emulator: Emulator
) -> None:
    shared.as_role("Admin")("PUT", "/kept/_doc/1", {"total": 5})
    (java,) = [pid for pid in descendants(emulator.process.pid) if name(pid) == "java"]
    os.kill(java, signal.SIGKILL)
    wait_until(lambda: shared.described().get("DomainProcessingStatus") == "Isolated", "the state shows it")
    assert shared.as_role("Admin").status("GET", "/kept/_doc/1") == 503
    shared.stack.deploy(with_master_role(AdvancedOptions={"override_main_response_version": "true"}))
    assert shared.described()["DomainProcessingStatus"] == "Active"
    assert shared.as_role("Admin")("GET", "/kept/_doc/1")["_source"] == {"total": 5}


def test_the_servers_listen_on_127_0_0_1_only(shared: Domain, emulator: Emulator) -> None:
    assert shared.anonymous.endpoint
    assert all(is_loopback(address) for address in listening_on(descendants(emulator.process.pid)))


def test_the_native_library_is_in_the_directory_of_the_emulator(shared: Domain, emulator: Emulator) -> None:
    maps = [Path(f"/proc/{pid}/maps").read_text() for pid in descendants(emulator.process.pid)]
    libraries = {match for text in maps for match in re.findall(r"/\S*/jna\d+\.tmp", text)}
    assert libraries
    assert [path for path in libraries if not path.startswith(str(emulator.scratch))] == []


def test_a_user_of_the_internal_database_logs_in_and_an_update_of_its_password_reaches_the_server(
    another: Domain, emulator: Emulator
) -> None:
    first, second, third = (f"Aa1_{generated()}" for _ in range(3))
    before = descendants(emulator.process.pid)
    another.stack.deploy(with_master_user(first))
    assert another.with_password(first)("PUT", "/orders/_doc/1", {"total": 5})["_id"] == "1"
    assert another.with_password(second).status("GET", "/") == 401
    another.stack.deploy(with_master_user(second))
    assert another.with_password(second)("GET", "/orders/_doc/1")["_source"] == {"total": 5}
    assert another.with_password(first).status("GET", "/") == 401
    master = {"MasterUserName": "shop", "MasterUserPassword": third}
    another.aws("opensearch").update_domain_config(
        DomainName="internal", AdvancedSecurityOptions={"MasterUserOptions": master}
    )
    assert another.with_password(third)("GET", "/orders/_doc/1")["_source"] == {"total": 5}
    assert another.as_role("Admin").status("GET", "/") == 403
    servers = descendants(emulator.process.pid) - before
    another.stack.delete()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in servers), "the processes end")


def test_without_fine_grained_access_control_every_signed_request_is_allowed(another: Domain) -> None:
    another.stack.deploy(template("plain", {}))
    assert another.as_role("Other")("PUT", "/orders/_doc/1", {"total": 5})["_id"] == "1"
    assert another.anonymous.status("GET", "/") == 403


def name(pid: int) -> str | None:
    """Returns the name of a process, or None if it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None
