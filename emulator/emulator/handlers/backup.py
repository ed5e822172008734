"""AWS Backup: vaults with their policy, lock and notifications, plans, and selections."""

import json
import time
from typing import Any

from ministack.services import backup, sns

from emulator.client import call, call_unless_gone, choices
from emulator.describe import KEPT
from emulator.extension import Properties, Resource, register
from emulator.handlers.iam import refuse_role
from emulator.values import document, flag, key_arn, picked

_GONE = ("ResourceNotFoundException",)
_DAY = 86400

# ---- vaults -------------------------------------------------------------------------------------------------------


def _lock(properties: Properties) -> dict[str, int]:
    return {name: int(value) for name, value in properties.get("LockConfiguration", {}).items()}


def _refuse_vault(properties: Properties) -> None:
    lock = _lock(properties)
    least, most = lock.get("MinRetentionDays", 1), lock.get("MaxRetentionDays", 36500)
    if not 1 <= least <= most <= 36500:
        raise ValueError(f"LockConfiguration takes 1 to 36500 days, and not from {least} to {most}")
    if lock.get("ChangeableForDays", 3) < 3:
        raise ValueError("ChangeableForDays is 3 or more")
    notifications = properties.get("Notifications")
    if notifications:
        if notifications["SNSTopicArn"] not in sns._topics:
            raise ValueError(f"The topic {notifications['SNSTopicArn']} does not exist")
        unknown = sorted(set(notifications["BackupVaultEvents"]) - set(choices("backup", "BackupVaultEvent")))
        if unknown:
            raise ValueError(f"BackupVaultEvents has {', '.join(unknown)}, which AWS Backup does not send")


def _vault_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse_vault(properties)
    name = properties["BackupVaultName"]
    call(
        "backup",
        "CreateBackupVault",
        **picked(properties, "BackupVaultName", "BackupVaultTags"),
        EncryptionKeyArn=key_arn(properties.get("EncryptionKeyArn", "alias/aws/backup")),
    )
    return name, _vault_keep(name, {}, properties)


def _vault_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse_vault(new)
    _tag(backup._vaults[physical_id]["BackupVaultArn"], "BackupVaultTags", old, new)
    return physical_id, _vault_keep(physical_id, old, new)


def _vault_keep(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    """Write what MiniStack has no operations for into the vault's record, and return the attributes."""
    vault = backup._vaults[name]
    vault[KEPT] = picked(new, "AccessPolicy", "Notifications")
    lock = _lock(new)
    if lock != _lock(old):
        days = lock.get("ChangeableForDays")
        vault |= {
            "Locked": bool(lock),
            "MinRetentionDays": lock.get("MinRetentionDays"),
            "MaxRetentionDays": lock.get("MaxRetentionDays"),
            # From this date on nobody takes the lock away; without one, whoever may can.
            "LockDate": time.time() + days * _DAY if days else None,
        }
    return {"BackupVaultArn": vault["BackupVaultArn"], "BackupVaultName": name}


def _vault_delete(physical_id: str, properties: Properties) -> None:
    if backup._vaults.get(physical_id, {}).get("NumberOfRecoveryPoints"):
        raise ValueError(f"Backup vault {physical_id} cannot be deleted because it contains recovery points")
    call_unless_gone(_GONE, "backup", "DeleteBackupVault", BackupVaultName=physical_id)


def _tag(arn: str, property_name: str, old: Properties, new: Properties) -> None:
    was, is_to_be = old.get(property_name, {}), new.get(property_name, {})
    call("backup", "UntagResource", ResourceArn=arn, TagKeyList=sorted(was.keys() - is_to_be.keys()))
    call("backup", "TagResource", ResourceArn=arn, Tags=is_to_be)


register(
    "AWS::Backup::BackupVault",
    create=_vault_create,
    update=_vault_update,
    delete=_vault_delete,
    replaces=("BackupVaultName", "EncryptionKeyArn"),
    blocking=True,
)


def _kept(name: str, setting: str) -> Any:
    return backup._vaults.get(name, {}).get(KEPT, {}).get(setting)


def _shown(name: str, **settings: Any) -> tuple[int, dict[str, str], bytes]:
    vault = picked(backup._vaults[name], "BackupVaultName", "BackupVaultArn")
    return 200, {"Content-Type": "application/json"}, json.dumps(vault | settings).encode()


def _policy(name: str) -> tuple[int, dict[str, str], bytes]:
    policy = _kept(name, "AccessPolicy")
    return _shown(name, Policy=document(policy)) if policy else _no_policy(name)


def _notifications(name: str) -> tuple[int, dict[str, str], bytes]:
    notifications = _kept(name, "Notifications")
    return _shown(name, **notifications) if notifications else _no_notifications(name)


# MiniStack answers that no vault has either.
_no_policy, backup._get_vault_access_policy = backup._get_vault_access_policy, _policy
_no_notifications, backup._get_vault_notifications = backup._get_vault_notifications, _notifications

# ---- plans --------------------------------------------------------------------------------------------------------


def _plan(properties: Properties) -> dict[str, Any]:
    """A plan as the API names it: two of its names are others in templates."""
    plan = properties["BackupPlan"]
    rules = [
        {
            **{name: value for name, value in rule.items() if name != "TargetBackupVault"},
            "TargetBackupVaultName": rule["TargetBackupVault"],
        }
        for rule in plan["BackupPlanRule"]
    ]
    for rule in rules:
        _refuse_rule(rule)
    return {"BackupPlanName": plan["BackupPlanName"], "Rules": rules}


def _refuse_rule(rule: dict[str, Any]) -> None:
    name, lifecycle = rule["RuleName"], rule.get("Lifecycle", {})
    if rule["TargetBackupVaultName"] not in backup._vaults:
        raise ValueError(f"Rule {name}: the backup vault {rule['TargetBackupVaultName']} does not exist")
    if not rule.get("ScheduleExpression", "cron(").startswith("cron("):
        raise ValueError(f"Rule {name}: a schedule is a cron expression, not {rule['ScheduleExpression']}")
    start, completion = int(rule.get("StartWindowMinutes", 480)), int(rule.get("CompletionWindowMinutes", 10080))
    if start < 60 or completion <= start:
        raise ValueError(f"Rule {name}: jobs start within 60 minutes or more, and have longer to complete")
    for life in (lifecycle, *(action.get("Lifecycle", {}) for action in rule.get("CopyActions", []))):
        _refuse_lifecycle(name, life)
    if flag(rule.get("EnableContinuousBackup", False)) and (
        "MoveToColdStorageAfterDays" in lifecycle or not 1 <= int(lifecycle.get("DeleteAfterDays", 0)) <= 35
    ):
        raise ValueError(f"Rule {name}: continuous backups are kept for 1 to 35 days, and never in cold storage")
    for action in rule.get("CopyActions", []):
        if ":backup-vault:" not in action["DestinationBackupVaultArn"]:
            raise ValueError(f"Rule {name}: {action['DestinationBackupVaultArn']} is not the ARN of a backup vault")


def _refuse_lifecycle(rule: str, lifecycle: dict[str, Any]) -> None:
    if not {"MoveToColdStorageAfterDays", "DeleteAfterDays"} <= lifecycle.keys():
        return
    cold, deleted = int(lifecycle["MoveToColdStorageAfterDays"]), int(lifecycle["DeleteAfterDays"])
    if deleted < cold + 90:
        raise ValueError(f"Rule {rule}: what is in cold storage after {cold} days stays for 90 more, to {cold + 90}")


def _plan_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    made = call("backup", "CreateBackupPlan", BackupPlan=_plan(properties), **picked(properties, "BackupPlanTags"))
    return made["BackupPlanId"], picked(made, "BackupPlanArn", "BackupPlanId", "VersionId")


def _plan_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    made = call("backup", "UpdateBackupPlan", BackupPlanId=physical_id, BackupPlan=_plan(new))
    _tag(made["BackupPlanArn"], "BackupPlanTags", old, new)
    return physical_id, picked(made, "BackupPlanArn", "BackupPlanId", "VersionId")


def _plan_delete(physical_id: str, properties: Properties) -> None:
    if any(selection["BackupPlanId"] == physical_id for selection in backup._selections.values()):
        raise ValueError(f"Related backup plan selections must be deleted prior to backup plan {physical_id}")
    call_unless_gone(_GONE, "backup", "DeleteBackupPlan", BackupPlanId=physical_id)


register("AWS::Backup::BackupPlan", create=_plan_create, update=_plan_update, delete=_plan_delete, blocking=True)

# ---- selections ---------------------------------------------------------------------------------------------------


def _selection_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    plan, selection = properties["BackupPlanId"], properties["BackupSelection"]
    refuse_role(selection["IamRoleArn"], "backup.amazonaws.com")
    if not selection.get("Resources") and not selection.get("ListOfTags"):
        raise ValueError("Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.")
    unknown = [arn for arn in selection.get("Resources", []) if arn != "*" and not arn.startswith("arn:")]
    if unknown:
        raise ValueError(f"Resources takes ARNs, and not {', '.join(unknown)}")
    made = call("backup", "CreateBackupSelection", BackupPlanId=plan, BackupSelection=selection)["SelectionId"]
    return f"{plan}_{made}", {"BackupPlanId": plan, "Id": f"{plan}_{made}", "SelectionId": made}


def _selection_delete(physical_id: str, properties: Properties) -> None:
    plan, selection = physical_id.split("_")
    call_unless_gone(_GONE, "backup", "DeleteBackupSelection", BackupPlanId=plan, SelectionId=selection)


register(
    "AWS::Backup::BackupSelection",
    create=_selection_create,
    delete=_selection_delete,
    replaces=("BackupPlanId", "BackupSelection"),
    blocking=True,
)
