"""``--enforce-iam``: requests of roles and users that are allowed, and those that are refused."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from emulator_process import Emulator
from stack import Stack
from templates import TRUST, statement
from test_process import client

ACCOUNT = "123456789012"
Clients = Callable[[str], BaseClient]


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator.start(tmp_path_factory.mktemp("enforcing"), "--enforce-iam")
    for name in ("own", "other"):
        client(running, "dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "sku", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "sku", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client(running, "secretsmanager").create_secret(Name=name, SecretString="text")
        client(running, "ssm").put_parameter(Name=f"/{name}/record", Value="text", Type="String")
    client(running, "s3").create_bucket(Bucket="pictures")
    without_tls = {"Bool": {"aws:SecureTransport": "false"}}
    policy = statement("s3:*", "arn:aws:s3:::pictures/*", Principal="*", Condition=without_tls)
    policy["Statement"][0]["Effect"] = "Deny"
    client(running, "s3").put_bucket_policy(Bucket="pictures", Policy=json.dumps(policy))
    yield running
    assert running.stop() == 0


def trust(principal: str) -> dict[str, Any]:
    policy = statement("sts:AssumeRole", Principal={"AWS": principal})
    del policy["Statement"][0]["Resource"]
    return policy


def create_role(emulator: Emulator, name: str, principal: str = f"arn:aws:iam::{ACCOUNT}:root") -> str:
    role = client(emulator, "iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(principal)))
    return role["Role"]["Arn"]


def allow(emulator: Emulator, role: str, action: str, resource: str) -> None:
    policy = json.dumps(statement(action, resource))
    client(emulator, "iam").put_role_policy(RoleName=role, PolicyName="policy", PolicyDocument=policy)


def clients_of(emulator: Emulator, credentials: dict[str, str]) -> Clients:
    return lambda service: Session().create_client(
        service,
        region_name="us-east-1",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials.get("SessionToken"),
        endpoint_url=emulator.url,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def assume(emulator: Emulator, role: str, sts: BaseClient | None = None) -> Clients:
    session = (sts or client(emulator, "sts")).assume_role(RoleArn=role, RoleSessionName="program")
    return clients_of(emulator, session["Credentials"])


def read_secret(aws: Clients, name: str) -> None:
    aws("secretsmanager").get_secret_value(SecretId=name)


def put_item(aws: Clients, name: str) -> None:
    aws("dynamodb").put_item(TableName=name, Item={"sku": {"S": "1"}})


def put_object(aws: Clients, name: str) -> None:
    aws("s3").put_object(Bucket="pictures", Key=f"{name}/1", Body=b"png")


def read_parameter(aws: Clients, name: str) -> None:
    aws("ssm").get_parameter(Name=f"/{name}/record")


USES = [
    (read_secret, "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:own-*"),
    (put_item, "dynamodb:PutItem", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/own"),
    (put_object, "s3:PutObject", "arn:aws:s3:::pictures/own/*"),
    (read_parameter, "ssm:GetParameter", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/own/record"),
]


@pytest.mark.parametrize(("use", "action", "resource"), USES, ids=[use.__name__ for use, *_ in USES])
def test_a_role_uses_its_own_resource_and_is_refused_another_one(
    enforcing: Emulator, use: Callable[[Clients, str], None], action: str, resource: str
) -> None:
    name = f"uses-{use.__name__.replace('_', '-')}"
    program = assume(enforcing, create_role(enforcing, name))
    with pytest.raises(ClientError, match="AccessDenied"):
        use(program, "own")
    allow(enforcing, name, action, resource)
    use(program, "own")
    with pytest.raises(ClientError, match="AccessDenied"):
        use(program, "other")
    account = clients_of(enforcing, {"AccessKeyId": ACCOUNT, "SecretAccessKey": "local"})
    use(account, "other")


def test_a_role_assumes_another_role_that_its_policy_names(enforcing: Emulator) -> None:
    program = assume(enforcing, create_role(enforcing, "assumes"))
    search = create_role(enforcing, "search")
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(enforcing, search, program("sts"))
    allow(enforcing, "assumes", "sts:AssumeRole", search)
    allow(enforcing, "search", "dynamodb:PutItem", "*")
    put_item(assume(enforcing, search, program("sts")), "own")


def test_a_role_assumes_another_role_whose_trust_policy_names_it(enforcing: Emulator) -> None:
    own = create_role(enforcing, "named")
    trusting, distrusting = create_role(enforcing, "trusting", own), create_role(enforcing, "distrusting", f"{own}-2")
    sts = assume(enforcing, own)("sts")
    assume(enforcing, trusting, sts)
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(enforcing, distrusting, sts)


def test_an_iam_user_is_judged_as_a_role_is(enforcing: Emulator) -> None:
    iam = client(enforcing, "iam")
    iam.create_user(UserName="user")
    user = clients_of(enforcing, iam.create_access_key(UserName="user")["AccessKey"])
    with pytest.raises(ClientError, match="AccessDenied"):
        read_secret(user, "own")
    policy = json.dumps(statement("secretsmanager:GetSecretValue"))
    iam.put_user_policy(UserName="user", PolicyName="policy", PolicyDocument=policy)
    read_secret(user, "own")


def test_a_service_whose_resources_the_emulator_does_not_know_allows_every_role(enforcing: Emulator) -> None:
    program = assume(enforcing, create_role(enforcing, "reads-network"))
    assert program("ec2").describe_vpcs()["Vpcs"]


@pytest.mark.parametrize("service", ["secretsmanager", "ec2"])
def test_credentials_that_do_not_exist_are_refused(enforcing: Emulator, service: str) -> None:
    unknown = clients_of(enforcing, {"AccessKeyId": "ASIAUNKNOWN000000000", "SecretAccessKey": "x", "SessionToken": "x"})
    requests = {"secretsmanager": lambda: read_secret(unknown, "own"), "ec2": lambda: unknown("ec2").describe_vpcs()}
    with pytest.raises(ClientError, match="(UnrecognizedClientException|AuthFailure|InvalidClientTokenId)"):
        requests[service]()


def test_a_request_without_a_signature_is_refused(enforcing: Emulator) -> None:
    unsigned = Session().create_client(
        "secretsmanager", region_name="us-east-1", endpoint_url=enforcing.url, config=Config(signature_version=UNSIGNED)
    )
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        unsigned.get_secret_value(SecretId="own")


def test_a_function_has_the_permissions_of_its_role(enforcing: Emulator) -> None:
    iam = client(enforcing, "iam")
    role = iam.create_role(RoleName="of-function", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    fields = {"AccessKeyId": "ACCESS_KEY_ID", "SecretAccessKey": "SECRET_ACCESS_KEY", "SessionToken": "SESSION_TOKEN"}
    values = ", ".join(f"{field}: process.env.AWS_{name}" for field, name in fields.items())
    properties = {
        "FunctionName": "function",
        "Code": {"ZipFile": f"exports.handler = async () => ({{ {values} }})"},
        "Runtime": "nodejs22.x",
        "Handler": "index.handler",
        "Role": role,
    }
    Stack(client(enforcing, "cloudformation"), "function").deploy_one("AWS::Lambda::Function", properties)
    credentials = json.load(client(enforcing, "lambda").invoke(FunctionName="function")["Payload"])
    function = clients_of(enforcing, credentials)
    with pytest.raises(ClientError, match="AccessDenied"):
        read_secret(function, "own")
    allow(enforcing, "of-function", "secretsmanager:GetSecretValue", "*")
    read_secret(function, "own")


def test_without_the_option_every_request_is_allowed(emulator: Emulator) -> None:
    client(emulator, "secretsmanager").create_secret(Name="of-another-role", SecretString="text")
    program = assume(emulator, create_role(emulator, "without-enforcement"))
    read_secret(program, "of-another-role")
