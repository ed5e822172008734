"""Valkey behind ElastiCache replication groups, as a client sees it."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import valkey
from valkey.exceptions import AuthenticationError, ConnectionError, NoPermissionError

from readers import Aws
from sockets import process_listening_on
from stack import Stack
from templates import generated
from test_stores import resource
from waiting import wait_until

ENGINE = "valkey"

CART = {
    "UserId": "cart",
    "UserName": "cart",
    "Engine": "valkey",
    "AccessString": "on ~cart:* &cart:* -@all +@read +@write +@connection",
}


def cache(*passwords: str, users: dict[str, dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    users = users or {"Cart": CART | {"AuthenticationMode": {"Type": "password", "Passwords": [*passwords]}}}
    group = {"UserGroupId": "users", "Engine": "valkey", "UserIds": [{"Ref": name} for name in users]}
    properties = {
        "ReplicationGroupDescription": "cache",
        "Engine": "valkey",
        "EngineVersion": "8.2",
        "CacheNodeType": "cache.t4g.micro",
        "NumCacheClusters": 2,
        "AutomaticFailoverEnabled": True,
        "TransitEncryptionEnabled": True,
        "UserGroupIds": [{"Ref": "Users"}],
        **more,
    }
    attributes = [f"{role}EndPoint.{name}" for role in ("Primary", "Reader") for name in ("Address", "Port")]
    return {
        "Resources": {
            **{name: resource("AWS::ElastiCache::User", **user) for name, user in users.items()},
            "Users": resource("AWS::ElastiCache::UserGroup", **group),
            "Subject": resource("AWS::ElastiCache::ReplicationGroup", **properties),
        },
        "Outputs": {name.replace(".", ""): {"Value": {"Fn::GetAtt": ["Subject", name]}} for name in attributes},
    }


def described(aws: Aws, stack: Stack) -> dict[str, Any]:
    groups = aws("elasticache").describe_replication_groups(ReplicationGroupId=stack.physical_id())
    return groups["ReplicationGroups"][0]


Connect = Callable[..., valkey.Valkey]


@pytest.fixture
def connect(stack: Stack, root: Path) -> Connect:
    def client(password: str, user: str = "cart", endpoint: str = "Primary", **more: Any) -> valkey.Valkey:
        outputs = stack.outputs()
        host, port = outputs[f"{endpoint}EndPointAddress"], int(outputs[f"{endpoint}EndPointPort"])
        options = {"ssl": True, "ssl_ca_certs": str(root), "decode_responses": True, "socket_timeout": 5, **more}
        return valkey.Valkey(host, port, username=user, password=password, **options)

    return client


def test_a_user_of_the_group_logs_in_with_tls_writes_and_reads(stack: Stack, connect: Connect) -> None:
    password = generated()
    stack.deploy(cache(password))
    assert connect(password).set("cart:1", "full")
    assert connect(password, endpoint="Reader").get("cart:1") == "full"


def test_a_wrong_password_the_default_user_and_a_connection_without_tls_are_rejected(
    stack: Stack, connect: Connect
) -> None:
    password = generated()
    stack.deploy(cache(password))
    with pytest.raises(AuthenticationError):
        connect(generated()).ping()
    with pytest.raises(AuthenticationError):
        connect(password, user="default").ping()
    outputs = stack.outputs()
    client = valkey.Valkey(outputs["PrimaryEndPointAddress"], int(outputs["PrimaryEndPointPort"]), socket_timeout=5)
    with pytest.raises(ConnectionError):
        client.ping()


def test_the_access_string_limits_a_user(stack: Stack, connect: Connect) -> None:
    password = generated()
    stack.deploy(cache(password))
    client = connect(password)
    for command in (("GET", "order:1"), ("CONFIG", "GET", "*"), ("ACL", "SETUSER", "other"), ("SHUTDOWN",)):
        with pytest.raises(NoPermissionError):
            client.execute_command(*command)


def test_no_user_may_run_commands_that_elasticache_restricts(stack: Stack, connect: Connect) -> None:
    password = generated()
    mode = {"AuthenticationMode": {"Type": "password", "Passwords": [password]}}
    stack.deploy(cache(users={"Cart": CART | mode | {"AccessString": "on ~* &* +@all"}}))
    client = connect(password)
    assert client.set("any", "value")
    for command in (("CONFIG", "GET", "*"), ("ACL", "SETUSER", "other"), ("SHUTDOWN",), ("SAVE",)):
        with pytest.raises(NoPermissionError):
            client.execute_command(*command)


def test_both_passwords_log_in_during_a_rotation_and_only_the_new_one_after_it(stack: Stack, connect: Connect) -> None:
    first, second = generated(), generated()
    stack.deploy(cache(first))
    connect(first).set("cart:1", "full")
    stack.deploy(cache(first, second))
    assert [connect(password).get("cart:1") for password in (first, second)] == ["full", "full"]
    stack.deploy(cache(second))
    assert connect(second).get("cart:1") == "full"
    with pytest.raises(AuthenticationError):
        connect(first).ping()


def test_a_password_that_the_api_changes_reaches_the_server(aws: Aws, stack: Stack, connect: Connect) -> None:
    first, second = generated(), generated()
    stack.deploy(cache(first))
    aws("elasticache").modify_user(UserId="cart", Passwords=[second])
    assert connect(second).ping()
    with pytest.raises(AuthenticationError):
        connect(first).ping()


def test_a_user_that_the_api_deletes_cannot_log_in_and_others_can(
    aws: Aws, stack: Stack, connect: Connect
) -> None:
    cart, order = generated(), generated()
    mode = lambda password: {"AuthenticationMode": {"Type": "password", "Passwords": [password]}}
    order_user = CART | mode(order) | {"UserId": "order", "UserName": "order"}
    stack.deploy(cache(users={"Cart": CART | mode(cart), "Order": order_user}))
    aws("elasticache").delete_user(UserId="order")
    assert connect(cart).ping()
    with pytest.raises(AuthenticationError):
        connect(order, user="order").ping()
    assert described(aws, stack)["Status"] == "available"


def test_a_user_that_joins_the_group_logs_in_and_one_that_leaves_it_does_not(stack: Stack, connect: Connect) -> None:
    cart, order = generated(), generated()
    mode = lambda password: {"AuthenticationMode": {"Type": "password", "Passwords": [password]}}
    both = {"Cart": CART | mode(cart), "Order": CART | mode(order) | {"UserId": "order", "UserName": "order"}}
    stack.deploy(cache(cart))
    with pytest.raises(AuthenticationError):
        connect(order, user="order").ping()
    stack.deploy(cache(users=both))
    connect(order, user="order").set("cart:1", "full")
    stack.deploy(cache(cart))
    with pytest.raises(AuthenticationError):
        connect(order, user="order").ping()
    assert connect(cart).get("cart:1") == "full"


def test_describe_and_the_attributes_answer_the_port_that_listens(aws: Aws, stack: Stack) -> None:
    stack.deploy(cache(generated()))
    shard = described(aws, stack)["NodeGroups"][0]
    endpoint = shard["PrimaryEndpoint"]
    members = [member["ReadEndpoint"] for member in shard["NodeGroupMembers"]]
    assert [shard["ReaderEndpoint"], *members] == [endpoint] * 3
    outputs = stack.outputs()
    assert (outputs["PrimaryEndPointAddress"], int(outputs["PrimaryEndPointPort"])) == (
        endpoint["Address"],
        endpoint["Port"],
    )
    assert endpoint["Port"] == 6379
    assert process_listening_on(endpoint["Address"], 6379)


def process_of(aws: Aws, stack: Stack) -> int | None:
    endpoint = described(aws, stack)["NodeGroups"][0]["PrimaryEndpoint"]
    return process_listening_on(endpoint["Address"], endpoint["Port"])


def test_the_server_ends_with_its_resource(aws: Aws, stack: Stack) -> None:
    stack.deploy(cache(generated()))
    pid = process_of(aws, stack)
    assert pid
    stack.delete()
    assert not Path(f"/proc/{pid}").exists()


def test_a_server_that_is_killed_shows_in_the_state_and_starts_at_the_next_update(
    aws: Aws, stack: Stack, connect: Connect
) -> None:
    password = generated()
    stack.deploy(cache(password))
    pid = process_of(aws, stack)
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["Status"] == "failed", "the state is failed")
    stack.deploy(cache(password, SnapshotRetentionLimit=1))
    assert described(aws, stack)["Status"] == "available"
    assert connect(password).ping()


def test_a_server_that_is_killed_starts_when_it_is_asked_to(
    aws: Aws, stack: Stack, connect: Connect, start_failed: Callable[[], dict[str, list[str]]]
) -> None:
    password = generated()
    stack.deploy(cache(password))
    pid = process_of(aws, stack)
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: described(aws, stack)["Status"] == "failed", "the state is failed")
    assert start_failed() == {"started": [described(aws, stack)["ARN"]], "problems": []}
    assert described(aws, stack)["Status"] == "available"
    assert connect(password).ping()


def test_without_user_groups_and_encryption_everybody_may_connect(stack: Stack, connect: Connect) -> None:
    template = cache(generated(), TransitEncryptionEnabled=False)
    del template["Resources"]["Subject"]["Properties"]["UserGroupIds"]
    stack.deploy(template)
    outputs = stack.outputs()
    client = valkey.Valkey(outputs["PrimaryEndPointAddress"], int(outputs["PrimaryEndPointPort"]))
    assert client.set("any", "value")
