"""Rotation schedules, and rotation of secrets by the four steps of a Lambda function."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator_process import Emulator
from readers import Aws
from stack import Stack
from templates import Base, Properties, database
from test_stores import resource
from test_validation import assert_rejected
from waiting import wait_until

KIND = "AWS::SecretsManager::RotationSchedule"

# A rotation function like those of AWS. It creates a pending value once, and moves the AWSCURRENT label to it. It calls
# the API without the AWS SDK, which is not available in these tests.
_ROTATE = """
async function call(operation, input) {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const scope = `${AWS_ACCESS_KEY_ID}/20260101/${AWS_REGION}/secretsmanager/aws4_request`;
  const response = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok) throw Object.assign(new Error(output.message), { name: output.__type });
  return output;
}

exports.handler = async ({ Step, SecretId, ClientRequestToken: VersionId }) => {
  if (Step === process.env.FAILS) throw new Error('requested failure');
  const { VersionIdsToStages: stages } = await call('DescribeSecret', { SecretId });
  if (!stages[VersionId].includes('AWSPENDING')) throw new Error('not pending');
  if (Step === 'createSecret') {
    try {
      await call('GetSecretValue', { SecretId, VersionId, VersionStage: 'AWSPENDING' });
    } catch (error) {
      if (error.name !== 'ResourceNotFoundException') throw error;
      const value = { SecretString: '"new"', VersionStages: ['AWSPENDING'] };
      await call('PutSecretValue', { SecretId, ClientRequestToken: VersionId, ...value });
    }
  }
  if (Step === 'finishSecret') {
    const current = Object.keys(stages).find((id) => stages[id].includes('AWSCURRENT'));
    const move = { MoveToVersionId: VersionId, RemoveFromVersionId: current };
    await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', ...move });
  }
};
"""


def template(base: Base, fails: str = "", **more: Any) -> dict[str, Any]:
    function = {
        "Code": {"ZipFile": _ROTATE},
        "Runtime": "nodejs22.x",
        "Handler": "index.handler",
        "Role": base["RoleArn"],
        "Timeout": 30,
        "Environment": {"Variables": {"FAILS": fails}},
    }
    permission = {
        "FunctionName": {"Ref": "Function"},
        "Action": "lambda:InvokeFunction",
        "Principal": "secretsmanager.amazonaws.com",
    }
    schedule = {
        "SecretId": {"Ref": "Secret"},
        "RotationLambdaARN": {"Fn::GetAtt": ["Function", "Arn"]},
        "RotationRules": {"AutomaticallyAfterDays": 30},
        **more,
    }
    return {
        "Resources": {
            "Function": resource("AWS::Lambda::Function", **function),
            "Permission": resource("AWS::Lambda::Permission", **permission),
            "Secret": resource("AWS::SecretsManager::Secret", SecretString='"old"'),
            "Subject": resource(KIND, **schedule) | {"DependsOn": "Permission"},
        }
    }


def value(aws: Aws, stack: Stack) -> str:
    return json.loads(aws("secretsmanager").get_secret_value(SecretId=stack.physical_id("Secret"))["SecretString"])


def test_a_schedule_without_immediate_rotation_does_not_rotate_the_secret(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy(template(base, RotateImmediatelyOnUpdate=False))
    secret = aws("secretsmanager").describe_secret(SecretId=stack.physical_id("Secret"))
    assert secret["RotationEnabled"]
    assert secret["RotationRules"] == {"AutomaticallyAfterDays": 30}
    assert list(secret["VersionIdsToStages"].values()) == [["AWSCURRENT"]]
    assert "LastRotatedDate" not in secret


def test_the_four_steps_make_the_new_value_current(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy(template(base))
    arn = stack.physical_id()
    described = lambda: aws("secretsmanager").describe_secret(SecretId=arn)
    wait_until(lambda: described().get("LastRotatedDate"), "the first rotation")
    assert value(aws, stack) == "new"
    assert sorted(described()["VersionIdsToStages"].values()) == [["AWSPENDING", "AWSCURRENT"], ["AWSPREVIOUS"]]


@pytest.mark.parametrize("step", ["createSecret", "testSecret"])
def test_a_failed_step_retains_the_current_value(
    aws: Aws, base: Base, stack: Stack, emulator: Emulator, step: str
) -> None:
    stack.deploy(template(base, fails=step, RotateImmediatelyOnUpdate=False))
    secrets, arn = aws("secretsmanager"), stack.physical_id()
    secrets.rotate_secret(SecretId=arn)
    failure = f"rotation of {secrets.describe_secret(SecretId=arn)['Name']} failed in {step}"
    wait_until(lambda: failure in emulator.log.read_text(), failure)
    assert value(aws, stack) == "old"
    assert "LastRotatedDate" not in secrets.describe_secret(SecretId=arn)


def test_rotate_secret_without_immediate_rotation_changes_only_the_rules(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy(template(base, RotateImmediatelyOnUpdate=False))
    secrets, arn = aws("secretsmanager"), stack.physical_id()
    rules = {"AutomaticallyAfterDays": 60}
    assert "VersionId" not in secrets.rotate_secret(SecretId=arn, RotationRules=rules, RotateImmediately=False)
    assert secrets.describe_secret(SecretId=arn)["RotationRules"] == rules
    assert value(aws, stack) == "old"


def test_deleting_the_schedule_disables_rotation(aws: Aws, base: Base, stack: Stack) -> None:
    scheduled = template(base, RotateImmediatelyOnUpdate=False)
    stack.deploy(scheduled)
    arn = stack.physical_id()
    del scheduled["Resources"]["Subject"]
    stack.deploy(scheduled)
    assert not aws("secretsmanager").describe_secret(SecretId=arn)["RotationEnabled"]
    with pytest.raises(ClientError, match="No Lambda rotation function ARN is associated with this secret"):
        aws("secretsmanager").rotate_secret(SecretId=arn)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"SecretId": f"{b['Secret']}-not"}, "-not does not exist"),
        (lambda b: {"RotationLambdaARN": f"{b['FunctionArn']}-not"}, "-not does not exist"),
        (lambda b: {"RotationLambdaARN": b["UninvokableFunctionArn"]}, "Ensure that the function policy grants access"),
        (
            lambda b: {"RotationRules": {"AutomaticallyAfterDays": 0}},
            "requires either AutomaticallyAfterDays (1 to 1000)",
        ),
        (
            lambda b: {"RotationRules": {"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(4 hours)"}},
            "or ScheduleExpression; got",
        ),
        (lambda b: {"HostedRotationLambda": {"RotationType": "x"}}, "does not support HostedRotationLambda"),
    ],
    ids=[
        "missing secret",
        "missing function",
        "function without permission",
        "0 days",
        "days and schedule",
        "hosted function",
    ],
)
def test_rejects_an_invalid_rotation_schedule(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    properties = {
        "SecretId": base["Secret"],
        "RotationLambdaARN": base["FunctionArn"],
        "RotateImmediatelyOnUpdate": False,
    }
    assert_rejected(stack, KIND, properties | changes(base), reason)


def test_rejects_a_rotation_schedule_for_a_secret_that_rds_manages(base: Base, stack: Stack) -> None:
    schedule = {
        "SecretId": {"Fn::GetAtt": ["Database", "MasterUserSecret.SecretArn"]},
        "RotationLambdaARN": base["FunctionArn"],
    }
    resources = {"Database": resource("AWS::RDS::DBInstance", **database()), "Subject": resource(KIND, **schedule)}
    stack.deploy({"Resources": resources}, "ROLLBACK_COMPLETE")
    assert "is managed and rotated by rds" in "\n".join(stack.failures())
