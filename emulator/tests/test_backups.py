"""AWS Backup: vaults, plans and selections."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cases import CASES
from readers import Aws
from stack import Stack
from templates import Base, Properties, plan
from test_return_values import outputs
from test_stores import resource
from test_validation import assert_rejected

VAULT, PLAN, SELECTION = (f"AWS::Backup::Backup{name}" for name in ("Vault", "Plan", "Selection"))


def test_the_attributes_of_a_vault_a_plan_and_a_selection_match_their_descriptions(
    aws: Aws, base: Base, stack: Stack
) -> None:
    found = outputs(stack, VAULT, {"BackupVaultName": "mine"}, "BackupVaultArn", "BackupVaultName")
    vault = aws("backup").describe_backup_vault(BackupVaultName="mine")
    assert (found["Ref"], found["BackupVaultArn"]) == ("mine", vault["BackupVaultArn"])
    assert vault["EncryptionKeyArn"].endswith("alias/aws/backup")
    resources = {
        "Vault": resource(VAULT, BackupVaultName="mine"),
        "Subject": resource(PLAN, **plan({"Vault": {"Ref": "Vault"}})),
        "Selection": resource(SELECTION, **selection(base, {"Ref": "Subject"})),
    }
    values = {
        "Plan": {"Ref": "Subject"},
        "Arn": {"Fn::GetAtt": ["Subject", "BackupPlanArn"]},
        "Version": {"Fn::GetAtt": ["Subject", "VersionId"]},
        "Selection": {"Fn::GetAtt": ["Selection", "SelectionId"]},
    }
    stack.delete()
    stack.deploy({"Resources": resources, "Outputs": {name: {"Value": value} for name, value in values.items()}})
    found = stack.outputs()
    created = aws("backup").get_backup_plan(BackupPlanId=found["Plan"])
    assert (created["BackupPlanArn"], created["VersionId"]) == (found["Arn"], found["Version"])
    listed = aws("backup").list_backup_selections(BackupPlanId=found["Plan"])["BackupSelectionsList"]
    assert [item["SelectionId"] for item in listed] == [found["Selection"]]


def selection(base: Base, backup_plan: Any, **more: Any) -> Properties:
    properties = {"SelectionName": "all", "IamRoleArn": base["RoleArn"], "Resources": ["*"], **more}
    return {"BackupPlanId": backup_plan, "BackupSelection": properties}


TAGGED = {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "production"}


@pytest.mark.parametrize("resources", [[], ["arn:aws:s3:::orders"]], ids=["only tags", "tags and ARNs"])
def test_a_selection_selects_resources_by_tag(aws: Aws, base: Base, stack: Stack, resources: list[str]) -> None:
    by_tag = selection(base, base["Plan"], Resources=resources, ListOfTags=[TAGGED])
    stack.deploy_one(SELECTION, by_tag)
    plan_id, selection_id = stack.physical_id().split("_")
    found = aws("backup").get_backup_selection(BackupPlanId=plan_id, SelectionId=selection_id)["BackupSelection"]
    assert (found["Resources"], found["ListOfTags"]) == (resources, [TAGGED])


def test_removing_vault_settings_from_the_template_resets_them(aws: Aws, base: Base, stack: Stack) -> None:
    backup, properties = aws("backup"), CASES[VAULT].create(base)
    stack.deploy_one(VAULT, properties)
    lock = lambda: backup.describe_backup_vault(BackupVaultName="safe")["LockDate"]
    locked = lock()
    stack.deploy_one(VAULT, properties | {"AccessPolicy": {"Version": "2012-10-17", "Statement": []}})
    # An update does not restart the days until the lock becomes permanent.
    assert lock() == locked
    stack.deploy_one(VAULT, {name: properties[name] for name in ("BackupVaultName", "EncryptionKeyArn")})
    vault = backup.describe_backup_vault(BackupVaultName="safe")
    assert not vault["Locked"]
    assert not {"MinRetentionDays", "MaxRetentionDays", "LockDate"} & vault.keys()
    for operation in (backup.get_backup_vault_access_policy, backup.get_backup_vault_notifications):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            operation(BackupVaultName="safe")


def test_a_vault_with_recovery_points_is_not_deleted(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one(VAULT, {"BackupVaultName": "full"})
    aws("backup").start_backup_job(BackupVaultName="full", ResourceArn="arn", IamRoleArn=base["RoleArn"])
    stack.delete("DELETE_FAILED")
    assert "cannot be deleted because it contains recovery points" in "\n".join(stack.failures())
    aws("backup").delete_backup_vault(BackupVaultName="full")


def test_a_plan_with_a_selection_outside_the_stack_is_not_deleted(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one(PLAN, plan(base))
    properties = selection(base, stack.physical_id())
    created = aws("backup").create_backup_selection(**properties)
    stack.delete("DELETE_FAILED")
    assert "selections must be deleted prior to backup plan" in "\n".join(stack.failures())
    aws("backup").delete_backup_selection(BackupPlanId=stack.physical_id(), SelectionId=created["SelectionId"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"BackupVaultName": "vault"}, "AlreadyExistsException"),
        ({"EncryptionKeyArn": "0"}, "KMS key 0 does not exist"),
        (
            {"LockConfiguration": {"MinRetentionDays": 9, "MaxRetentionDays": 8}},
            "MinRetentionDays is 9 and MaxRetentionDays is 8",
        ),
        ({"LockConfiguration": {"MinRetentionDays": 0}}, "MinRetentionDays is 0 and MaxRetentionDays is 36500"),
        (
            {"LockConfiguration": {"MinRetentionDays": 1, "ChangeableForDays": 2}},
            "ChangeableForDays is 2, but must be 3 or more",
        ),
        (
            {"Notifications": {"SNSTopicArn": "arn:aws:sns:eu-west-1:123456789012:no", "BackupVaultEvents": []}},
            "the topic arn:aws:sns:eu-west-1:123456789012:no does not exist",
        ),
    ],
    ids=[
        "name in use",
        "missing key",
        "minimum above maximum",
        "minimum of 0 days",
        "changeable for 2 days",
        "missing topic",
    ],
)
def test_rejects_an_invalid_vault(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_rejected(stack, VAULT, {"BackupVaultName": "refused", **changes}, reason)


def test_rejects_a_vault_notification_for_an_unknown_event(stack: Stack, base: Base) -> None:
    notifications = {"SNSTopicArn": base["Topic"], "BackupVaultEvents": ["BACKUP_JOB_FAILED", "BACKUP_JOB_FAILURE"]}
    properties = {"BackupVaultName": "refused", "Notifications": notifications}
    assert_rejected(stack, VAULT, properties, "AWS Backup has no events named BACKUP_JOB_FAILURE")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"TargetBackupVault": "nowhere"}, "the vault nowhere does not exist"),
        ({"ScheduleExpression": "rate(1 day)"}, "ScheduleExpression is rate(1 day), but must be cron(...)"),
        ({"StartWindowMinutes": 30}, "StartWindowMinutes must be 60 or more"),
        ({"StartWindowMinutes": 60, "CompletionWindowMinutes": 60}, "and less than CompletionWindowMinutes"),
        (
            {"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}},
            "DeleteAfterDays is 119, but must be 120 or more",
        ),
        (
            {
                "CopyActions": [
                    {
                        "DestinationBackupVaultArn": "arn:aws:backup:eu-central-1:123456789012:backup-vault:copies",
                        "Lifecycle": {"MoveToColdStorageAfterDays": 1, "DeleteAfterDays": 2},
                    }
                ]
            },
            "DeleteAfterDays is 2, but must be 91 or more",
        ),
        ({"CopyActions": [{"DestinationBackupVaultArn": "copies"}]}, "copies is not the ARN of a backup vault"),
        (
            {"EnableContinuousBackup": True, "Lifecycle": {"DeleteAfterDays": 36}},
            "requires Lifecycle.DeleteAfterDays of 1 to 35",
        ),
        ({"EnableContinuousBackup": True}, "requires Lifecycle.DeleteAfterDays of 1 to 35"),
    ],
    ids=[
        "missing vault",
        "rate schedule",
        "start window below 60 minutes",
        "completion window equal to start window",
        "cold storage below 90 days",
        "copy in cold storage below 90 days",
        "destination that is no vault",
        "continuous backups for 36 days",
        "continuous backups without a limit",
    ],
)
def test_rejects_an_invalid_plan(stack: Stack, base: Base, rule: Properties, reason: str) -> None:
    assert_rejected(stack, PLAN, plan(base, **rule), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"IamRoleArn": "arn:aws:iam::123456789012:role/nobody"}, "role/nobody does not exist"),
        (lambda b: {"IamRoleArn": b["TasksRoleArn"]}, "cannot be assumed by backup.amazonaws.com"),
        (lambda b: {"Resources": []}, "Either 'ListOfTags' or 'Resources' section must be non-empty"),
        (lambda b: {"Resources": ["orders"]}, "BackupSelection.Resources: orders must be an ARN or *"),
        (
            lambda b: {"Resources": [f"arn:aws:rds:::db:{number}" for number in range(501)]},
            "has 501 ARNs, 0 of them with wildcards. The maximum is 500",
        ),
        (
            lambda b: {"Resources": [f"arn:aws:rds:::db:{number}*" for number in range(31)]},
            "has 31 ARNs, 31 of them with wildcards. The maximum is 500, and 30 with wildcards",
        ),
        (
            lambda b: {"ListOfTags": [{**TAGGED, "ConditionType": "STRINGLIKE"}]},
            "ListOfTags: ConditionType is STRINGLIKE, but must be STRINGEQUALS",
        ),
    ],
    ids=[
        "missing role",
        "role without trust",
        "no resources",
        "resource that is no ARN",
        "501 ARNs",
        "31 wildcards",
        "tag that is not compared for equality",
    ],
)
def test_rejects_an_invalid_selection(
    stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str
) -> None:
    assert_rejected(stack, SELECTION, selection(base, base["Plan"], **changes(base)), reason)


def test_rejects_a_selection_whose_plan_does_not_exist(stack: Stack, base: Base) -> None:
    assert_rejected(stack, SELECTION, selection(base, "nothing"), "Plan 'nothing' not found")
