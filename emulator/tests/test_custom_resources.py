"""Custom resources: responses, timeouts, invocations, replacements and failures."""

import json
from pathlib import Path
from typing import Any

import pytest

from readers import Aws
from stack import FAILING_RESOURCE, Stack
from templates import Base
from waiting import wait_until

# Appends each request to a file, and responds as the properties say.
_HANDLER = """
const fs = require('fs');
const http = require('http');
exports.handler = async (event) => {
  const { Log, Mode = '', Id = 'custom', Size } = event.ResourceProperties;
  fs.appendFileSync(Log, JSON.stringify(event) + '\\n');
  const requests = fs.readFileSync(Log, 'utf8').trim().split('\\n').map((line) => JSON.parse(line));
  const attempts = requests.filter(({ RequestId }) => RequestId === event.RequestId).length;
  const deletes = event.RequestType === 'Delete';
  if (Mode === 'silent' && !deletes) return;
  if (Mode === 'throws' && !deletes) throw new Error('thrown');
  if (Mode === 'throws twice' && attempts < 3) throw new Error('thrown');
  if (Mode === 'late' && !deletes) await new Promise((resolve) => setTimeout(resolve, 2500));
  const fails =
    (Mode === 'fails' && !deletes) ||
    Mode === `fails ${event.RequestType}` ||
    (Mode === 'fails while broken' && fs.existsSync(`${Log}.broken`));
  const response = {
    Status: fails ? 'FAILED' : 'SUCCESS',
    Reason: 'the reason', PhysicalResourceId: Id, StackId: event.StackId, RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId, NoEcho: Mode === 'secret', Data: { Value: 'shown', Fill: '' },
  };
  if (Size && !deletes) response.Data.Fill = 'x'.repeat(Size - JSON.stringify(response).length);
  const put = (body) => new Promise((resolve, reject) => {
    const options = { method: 'PUT', headers: { 'content-length': body.length } };
    const request = http.request(event.ResponseURL, options, (answer) => {
      fs.appendFileSync(`${Log}.status`, `${answer.statusCode}\\n`);
      answer.resume().on('end', resolve);
    });
    request.on('error', reject);
    request.end(body);
  });
  await put(JSON.stringify(response));
  if (Mode === 'answers twice') await put(JSON.stringify({ ...response, Status: 'FAILED' }));
};
"""


class Custom:
    def __init__(self, base: Base, log: Path) -> None:
        self._base, self._log = base, log

    def template(self, *, timeout: int | str | None = None, fails: bool = False, **properties: Any) -> dict[str, Any]:
        function = {
            "Code": {"ZipFile": _HANDLER},
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Role": self._base["RoleArn"],
            "Timeout": 30,
        }
        options = {} if timeout is None else {"ServiceTimeout": timeout}
        token = {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, "Log": str(self._log)}
        return {
            "Resources": {
                "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
                "Subject": {"Type": "Custom::Thing", "Properties": {**token, **options, **properties}},
                **({"Fails": FAILING_RESOURCE} if fails else {}),
            },
            "Outputs": {"Value": {"Value": {"Fn::GetAtt": ["Subject", "Value"]}}},
        }

    def requests(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []

    def types(self) -> list[str]:
        return [request["RequestType"] for request in self.requests()]

    def break_provider(self) -> None:
        self._broken.touch()

    def repair_provider(self) -> None:
        self._broken.unlink()

    @property
    def _broken(self) -> Path:
        return Path(f"{self._log}.broken")

    def upload_statuses(self) -> list[str]:
        return Path(f"{self._log}.status").read_text().splitlines()


@pytest.fixture
def custom(base: Base, tmp_path: Path) -> Custom:
    return Custom(base, tmp_path / "requests")


def reasons(stack: Stack) -> str:
    return "\n".join(stack.failures())


# ---- responses ------------------------------------------------------------------------------------------------------


def test_a_failed_response_fails_the_resource_with_its_reason_and_deletes_it(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="fails", Id="failed"), "ROLLBACK_COMPLETE")
    create, delete = custom.requests()
    assert reasons(stack) == (
        "Subject: Received response status [FAILED] from custom resource. Message returned: the reason "
        f"(RequestId: {create['RequestId']})"
    )
    assert (delete["RequestType"], delete["PhysicalResourceId"]) == ("Delete", "failed")


@pytest.mark.parametrize(("size", "status"), [(4096, "CREATE_COMPLETE"), (4097, "ROLLBACK_COMPLETE")])
def test_a_response_has_at_most_4096_bytes(stack: Stack, custom: Custom, size: int, status: str) -> None:
    stack.deploy(custom.template(Size=str(size)), status)
    assert ("Response object is too long." in reasons(stack)) == (size > 4096)


def test_only_the_first_response_counts(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="answers twice"))
    wait_until(lambda: len(custom.upload_statuses()) == 2, "both responses are uploaded")
    assert custom.upload_statuses() == ["200", "200"]
    assert stack.status() == "CREATE_COMPLETE"


def test_a_response_with_no_echo_has_usable_attributes(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="secret"))
    # CloudFormation does not mask outputs.
    assert stack.outputs()["Value"] == "shown"


# ---- timeouts and invocations ---------------------------------------------------------------------------------------


def test_a_function_that_does_not_respond_in_time_fails_the_resource(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="silent", timeout=1), "ROLLBACK_COMPLETE")
    create, delete = custom.requests()
    assert reasons(stack) == (
        "Subject: CloudFormation did not receive a response from your Custom Resource. Please check your logs for "
        f"requestId [{create['RequestId']}]. If you are using the Python cfn-response module, you may need to update "
        "your Lambda function code so that CloudFormation can attach the updated version."
    )
    assert create["ResourceProperties"]["ServiceTimeout"] == "1"
    assert delete["PhysicalResourceId"].startswith(f"{stack.name}-Subject-")


def test_a_response_after_the_timeout_is_ignored(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="late", timeout=1), "ROLLBACK_COMPLETE")
    # The responses to the deletion and, later, to the creation.
    wait_until(lambda: len(custom.upload_statuses()) == 2, "the late response is uploaded")
    assert custom.upload_statuses() == ["200", "200"]
    assert stack.status() == "ROLLBACK_COMPLETE"
    assert custom.types() == ["Create", "Delete"]


def test_a_function_that_fails_is_invoked_twice_more(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="throws twice"))
    assert custom.types() == ["Create"] * 3
    assert len({request["RequestId"] for request in custom.requests()}) == 1


def test_a_function_that_always_fails_is_invoked_three_times(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="throws", timeout=6), "ROLLBACK_COMPLETE")
    assert custom.types() == ["Create", "Create", "Create", "Delete"]


@pytest.mark.parametrize("timeout", [0, 3601, "soon"])
def test_rejects_a_timeout_outside_one_hour(stack: Stack, custom: Custom, timeout: int | str) -> None:
    stack.deploy(custom.template(timeout=timeout), "ROLLBACK_COMPLETE")
    assert f"ServiceTimeout must be an integer from 1 to 3600: {timeout}" in reasons(stack)
    assert custom.requests() == []


def test_a_deletion_that_fails_fails_the_deletion_of_the_stack(aws: Aws, stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Mode="fails Delete"))
    stack.delete("DELETE_FAILED")
    assert "Message returned: the reason" in reasons(stack)
    aws("cloudformation").delete_stack(StackName=stack.name, RetainResources=["Subject"])
    stack.wait_for("DELETE_COMPLETE", stack_id(aws, stack))


def stack_id(aws: Aws, stack: Stack) -> str:
    pages = aws("cloudformation").get_paginator("list_stacks").paginate()
    return next(
        found["StackId"] for page in pages for found in page["StackSummaries"] if found["StackName"] == stack.name
    )


# ---- updates --------------------------------------------------------------------------------------------------------


def test_a_changed_physical_id_deletes_the_old_resource_in_the_clean_up_phase(
    aws: Aws, stack: Stack, custom: Custom
) -> None:
    stack.deploy(custom.template(Id="old"))
    stack.deploy(custom.template(Id="new"))
    create, update, delete = custom.requests()
    assert (update["RequestType"], update["PhysicalResourceId"]) == ("Update", "old")
    assert update["OldResourceProperties"]["Id"] == "old"
    assert (delete["RequestType"], delete["PhysicalResourceId"]) == ("Delete", "old")
    assert delete["ResourceProperties"]["Id"] == "old"
    assert stack.physical_id() == "new"
    found = aws("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    events = [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(found)]
    assert events[-4:] == [
        (stack.name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Subject", "DELETE_IN_PROGRESS"),
        ("Subject", "DELETE_COMPLETE"),
        (stack.name, "UPDATE_COMPLETE"),
    ]


def test_a_rolled_back_update_deletes_the_new_resource_and_keeps_the_old_one(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Id="old"))
    stack.deploy(custom.template(Id="new", fails=True), "UPDATE_ROLLBACK_COMPLETE")
    assert stack.physical_id() == "old"
    assert [(request["RequestType"], request.get("PhysicalResourceId")) for request in custom.requests()] == [
        ("Create", None),
        ("Update", "old"),
        ("Delete", "new"),
    ]


def test_a_failed_update_is_sent_back_with_the_previous_properties(stack: Stack, custom: Custom) -> None:
    stack.deploy(custom.template(Value="one"))
    stack.deploy(custom.template(Value="two", Mode="fails Update"), "UPDATE_ROLLBACK_COMPLETE")
    assert custom.types() == ["Create", "Update", "Update"]
    back = custom.requests()[-1]
    assert (back["ResourceProperties"]["Value"], back["OldResourceProperties"]["Value"]) == ("one", "two")


def test_a_failed_creation_without_a_rollback_is_created_again(stack: Stack, custom: Custom) -> None:
    stack.create_change_set(custom.template(Mode="fails", Id="failed"), "CREATE")
    stack.execute_change_set("CREATE_FAILED", DisableRollback=True)
    stack.create_change_set(custom.template(Id="created"), "UPDATE")
    stack.execute_change_set("UPDATE_COMPLETE", DisableRollback=True)
    assert [(request["RequestType"], request.get("PhysicalResourceId")) for request in custom.requests()] == [
        ("Create", None),
        ("Create", None),
        ("Delete", "failed"),
    ]
    assert stack.physical_id() == "created"


# ---- logins without a server ----------------------------------------------------------------------------------------


def login(custom: Custom, endpoint: str, attribute: str = "SecretArn") -> dict[str, Any]:
    template = custom.template(System="database", Service="orders", SecretArn="the secret", Id="database/orders")
    template["Resources"]["Subject"]["Type"] = "Custom::ServiceLogin"
    template["Resources"]["Function"]["Properties"]["Environment"] = {"Variables": {"ENDPOINT": endpoint}}
    template["Outputs"]["Value"]["Value"] = {"Fn::GetAtt": ["Subject", attribute]}
    return template


@pytest.mark.parametrize("endpoint", ["orders.ab12.eu-west-1.rds.localhost", "https://b-1.ab12.eu-west-1.mq.localhost"])
def test_a_function_does_not_wait_for_a_server_that_does_not_run(stack: Stack, custom: Custom, endpoint: str) -> None:
    stack.deploy(login(custom, endpoint))
    assert stack.physical_id() == "database/orders"
    assert stack.outputs() == {"Value": "the secret"}
    stack.deploy(login(custom, endpoint, "MigrationUsername"))
    assert stack.outputs() == {"Value": "orders_migrator"}
    stack.delete()
    assert custom.requests() == []


def test_a_function_declares_a_login_on_a_server_that_runs(stack: Stack, custom: Custom) -> None:
    stack.deploy(login(custom, "127.0.1.1", "Value"))
    assert stack.outputs() == {"Value": "shown"}
    assert custom.types() == ["Create"]
