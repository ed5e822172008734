"""Vaults, plans and selections: what they refuse, and what of them stays."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from support import Stack
from templates import CASES, Base, Properties, plan
from test_refusals import assert_refused
from test_stores import resource
from test_values import outputs

VAULT, PLAN, SELECTION = (f"AWS::Backup::Backup{name}" for name in ("Vault", "Plan", "Selection"))


def test_a_plan_and_its_selection_have_attributes(aws: Aws, base: Base, stack: Stack) -> None:
    found = outputs(stack, VAULT, {"BackupVaultName": "mine"}, "BackupVaultArn", "BackupVaultName")
    vault = aws("backup").describe_backup_vault(BackupVaultName="mine")
    assert (found["Ref"], found["BackupVaultArn"]) == ("mine", vault["BackupVaultArn"])
    assert vault["EncryptionKeyArn"].endswith("alias/aws/backup")
    resources = {
        "Vault": resource(VAULT, BackupVaultName="mine"),
        "It": resource(PLAN, **plan({"Vault": {"Ref": "Vault"}})),
        "Selection": resource(SELECTION, **selection(base, {"Ref": "It"})),
    }
    values = {
        "Plan": {"Ref": "It"},
        "Arn": {"Fn::GetAtt": ["It", "BackupPlanArn"]},
        "Version": {"Fn::GetAtt": ["It", "VersionId"]},
        "Selection": {"Fn::GetAtt": ["Selection", "SelectionId"]},
    }
    stack.delete()
    stack.deploy({"Resources": resources, "Outputs": {name: {"Value": value} for name, value in values.items()}})
    found = stack.outputs()
    made = aws("backup").get_backup_plan(BackupPlanId=found["Plan"])
    assert (made["BackupPlanArn"], made["VersionId"]) == (found["Arn"], found["Version"])
    listed = aws("backup").list_backup_selections(BackupPlanId=found["Plan"])["BackupSelectionsList"]
    assert [item["SelectionId"] for item in listed] == [found["Selection"]]


def selection(base: Base, backup_plan: Any, **more: Any) -> Properties:
    own = {"SelectionName": "all", "IamRoleArn": base["RoleArn"], "Resources": ["*"], **more}
    return {"BackupPlanId": backup_plan, "BackupSelection": own}


def test_a_vault_loses_the_settings_that_a_template_takes_away(aws: Aws, base: Base, stack: Stack) -> None:
    backup, own = aws("backup"), CASES[VAULT].create(base)
    stack.deploy_one(VAULT, own)
    lock = lambda: backup.describe_backup_vault(BackupVaultName="safe")["LockDate"]
    locked = lock()
    stack.deploy_one(VAULT, own | {"AccessPolicy": {"Version": "2012-10-17", "Statement": []}})
    # The days until the lock is for ever do not start anew with every update.
    assert lock() == locked
    stack.deploy_one(VAULT, {name: own[name] for name in ("BackupVaultName", "EncryptionKeyArn")})
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


def test_a_plan_with_foreign_selections_is_not_deleted(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one(PLAN, plan(base))
    own = selection(base, stack.physical_id())
    made = aws("backup").create_backup_selection(**own)
    stack.delete("DELETE_FAILED")
    assert "selections must be deleted prior to backup plan" in "\n".join(stack.failures())
    aws("backup").delete_backup_selection(BackupPlanId=stack.physical_id(), SelectionId=made["SelectionId"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"BackupVaultName": "vault"}, "AlreadyExistsException"),
        ({"EncryptionKeyArn": "0"}, "KMS key 0 does not exist"),
        ({"LockConfiguration": {"MinRetentionDays": 9, "MaxRetentionDays": 8}}, "and not from 9 to 8"),
        ({"LockConfiguration": {"MinRetentionDays": 0}}, "and not from 0 to 36500"),
        ({"LockConfiguration": {"MinRetentionDays": 1, "ChangeableForDays": 2}}, "ChangeableForDays is 3 or more"),
        (
            {"Notifications": {"SNSTopicArn": "arn:aws:sns:eu-west-1:123456789012:no", "BackupVaultEvents": []}},
            "The topic arn:aws:sns:eu-west-1:123456789012:no does not exist",
        ),
    ],
    ids=["name", "key", "range", "nothing", "days", "topic"],
)
def test_a_vault_is_refused(stack: Stack, base: Base, changes: Properties, reason: str) -> None:
    assert_refused(stack, VAULT, {"BackupVaultName": "refused", **changes}, reason)


def test_a_vault_notifies_of_what_aws_backup_sends(stack: Stack, base: Base) -> None:
    notifications = {"SNSTopicArn": base["Topic"], "BackupVaultEvents": ["BACKUP_JOB_FAILED", "BACKUP_JOB_FAILURE"]}
    own = {"BackupVaultName": "refused", "Notifications": notifications}
    assert_refused(stack, VAULT, own, "BackupVaultEvents has BACKUP_JOB_FAILURE, which AWS Backup does not send")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"TargetBackupVault": "nowhere"}, "the backup vault nowhere does not exist"),
        ({"ScheduleExpression": "rate(1 day)"}, "a schedule is a cron expression, not rate(1 day)"),
        ({"StartWindowMinutes": 30}, "jobs start within 60 minutes or more"),
        ({"StartWindowMinutes": 60, "CompletionWindowMinutes": 60}, "and have longer to complete"),
        (
            {"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}},
            "after 30 days stays for 90 more, to 120",
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
            "after 1 days stays for 90 more, to 91",
        ),
        ({"CopyActions": [{"DestinationBackupVaultArn": "copies"}]}, "copies is not the ARN of a backup vault"),
        ({"EnableContinuousBackup": True, "Lifecycle": {"DeleteAfterDays": 36}}, "are kept for 1 to 35 days"),
        ({"EnableContinuousBackup": True}, "are kept for 1 to 35 days"),
    ],
    ids=["vault", "schedule", "start", "completion", "cold", "copy", "destination", "continuous", "kept for ever"],
)
def test_a_plan_is_refused(stack: Stack, base: Base, rule: Properties, reason: str) -> None:
    assert_refused(stack, PLAN, plan(base, **rule), reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (lambda b: {"IamRoleArn": "arn:aws:iam::123456789012:role/nobody"}, "role/nobody does not exist"),
        (lambda b: {"IamRoleArn": b["TasksRoleArn"]}, "cannot be assumed by backup.amazonaws.com"),
        (lambda b: {"Resources": []}, "Either 'ListOfTags' or 'Resources' section must be non-empty"),
        (lambda b: {"Resources": ["orders"]}, "Resources takes ARNs, and not orders"),
    ],
    ids=["role", "trust", "nothing", "name"],
)
def test_a_selection_is_refused(stack: Stack, base: Base, changes: Callable[[Base], Properties], reason: str) -> None:
    assert_refused(stack, SELECTION, selection(base, base["Plan"], **changes(base)), reason)


def test_a_selection_is_of_a_plan_that_exists(stack: Stack, base: Base) -> None:
    assert_refused(stack, SELECTION, selection(base, "nothing"), "Plan 'nothing' not found")
