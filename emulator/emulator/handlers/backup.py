"""AWS Backup: vaults with access policy, lock and notifications, plans, and selections."""

import json
import time
from typing import Any

from ministack.services import backup, sns

from emulator.client import call, delete_if_exists, enum_values
from emulator.extension import Properties, Resource, register
from emulator.handlers.iam import validate_role
from emulator.responses import EXTRA_FIELDS
from emulator.values import json_text, key_arn, pick, to_bool

_NOT_FOUND = ("ResourceNotFoundException",)
_DAY = 86400

# ---- vaults ---------------------------------------------------------------------------------------------------------


def _lock(properties: Properties) -> dict[str, int]:
    return {name: int(value) for name, value in properties.get("LockConfiguration", {}).items()}


def _validate_vault(properties: Properties) -> None:
    lock = _lock(properties)
    minimum, maximum = lock.get("MinRetentionDays", 1), lock.get("MaxRetentionDays", 36500)
    if not 1 <= minimum <= maximum <= 36500:
        raise ValueError(
            f"LockConfiguration: MinRetentionDays is {minimum} and MaxRetentionDays is {maximum}. Both must be 1 to"
            " 36500, and MinRetentionDays at most MaxRetentionDays"
        )
    if lock.get("ChangeableForDays", 3) < 3:
        raise ValueError(f"LockConfiguration.ChangeableForDays is {lock['ChangeableForDays']}, but must be 3 or more")
    notifications = properties.get("Notifications")
    if notifications:
        if notifications["SNSTopicArn"] not in sns._topics:
            raise ValueError(f"Notifications: the topic {notifications['SNSTopicArn']} does not exist")
        unknown = sorted(set(notifications["BackupVaultEvents"]) - set(enum_values("backup", "BackupVaultEvent")))
        if unknown:
            raise ValueError(f"Notifications.BackupVaultEvents: AWS Backup has no events named {', '.join(unknown)}")


def _vault_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_vault(properties)
    name = properties["BackupVaultName"]
    call(
        "backup",
        "CreateBackupVault",
        **pick(properties, "BackupVaultName", "BackupVaultTags"),
        EncryptionKeyArn=key_arn(properties.get("EncryptionKeyArn", "alias/aws/backup")),
    )
    return name, _store_vault(name, {}, properties)


def _vault_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate_vault(new)
    _tag(backup._vaults[physical_id]["BackupVaultArn"], "BackupVaultTags", old, new)
    return physical_id, _store_vault(physical_id, old, new)


def _store_vault(name: str, old: Properties, new: Properties) -> dict[str, Any]:
    """Writes the properties without a MiniStack operation to the vault's record, and returns the attributes."""
    vault = backup._vaults[name]
    vault[EXTRA_FIELDS] = pick(new, "AccessPolicy", "Notifications")
    lock = _lock(new)
    if lock != _lock(old):
        days = lock.get("ChangeableForDays")
        vault |= {
            "Locked": bool(lock),
            "MinRetentionDays": lock.get("MinRetentionDays"),
            "MaxRetentionDays": lock.get("MaxRetentionDays"),
            # From this date on, the lock cannot be removed. Without a date, a user with permission can remove it.
            "LockDate": time.time() + days * _DAY if days else None,
        }
    return {"BackupVaultArn": vault["BackupVaultArn"], "BackupVaultName": name}


def _vault_delete(physical_id: str, properties: Properties) -> None:
    if backup._vaults.get(physical_id, {}).get("NumberOfRecoveryPoints"):
        raise ValueError(f"Backup vault {physical_id} cannot be deleted because it contains recovery points")
    delete_if_exists(_NOT_FOUND, "backup", "DeleteBackupVault", BackupVaultName=physical_id)


def _tag(arn: str, property_name: str, old: Properties, new: Properties) -> None:
    old_tags, new_tags = old.get(property_name, {}), new.get(property_name, {})
    call("backup", "UntagResource", ResourceArn=arn, TagKeyList=sorted(old_tags.keys() - new_tags.keys()))
    call("backup", "TagResource", ResourceArn=arn, Tags=new_tags)


register(
    "AWS::Backup::BackupVault",
    create=_vault_create,
    update=_vault_update,
    delete=_vault_delete,
    replaces=("BackupVaultName", "EncryptionKeyArn"),
    blocking=True,
)


def _stored(name: str, setting: str) -> Any:
    return backup._vaults.get(name, {}).get(EXTRA_FIELDS, {}).get(setting)


def _vault_response(name: str, **settings: Any) -> tuple[int, dict[str, str], bytes]:
    vault = pick(backup._vaults[name], "BackupVaultName", "BackupVaultArn")
    return 200, {"Content-Type": "application/json"}, json.dumps(vault | settings).encode()


def _get_access_policy(name: str) -> tuple[int, dict[str, str], bytes]:
    policy = _stored(name, "AccessPolicy")
    return _vault_response(name, Policy=json_text(policy)) if policy else _access_policy_not_found(name)


def _get_notifications(name: str) -> tuple[int, dict[str, str], bytes]:
    notifications = _stored(name, "Notifications")
    return _vault_response(name, **notifications) if notifications else _notifications_not_found(name)


# MiniStack always responds that the vault has no access policy and no notifications.
_access_policy_not_found, backup._get_vault_access_policy = backup._get_vault_access_policy, _get_access_policy
_notifications_not_found, backup._get_vault_notifications = backup._get_vault_notifications, _get_notifications

# ---- plans ----------------------------------------------------------------------------------------------------------


def _plan(properties: Properties) -> dict[str, Any]:
    """Returns the plan with the property names of the API. Two of them differ from those of templates."""
    plan = properties["BackupPlan"]
    rules = [
        {
            **{name: value for name, value in rule.items() if name != "TargetBackupVault"},
            "TargetBackupVaultName": rule["TargetBackupVault"],
        }
        for rule in plan["BackupPlanRule"]
    ]
    for rule in rules:
        _validate_rule(rule)
    return {"BackupPlanName": plan["BackupPlanName"], "Rules": rules}


def _validate_rule(rule: dict[str, Any]) -> None:
    name, lifecycle = rule["RuleName"], rule.get("Lifecycle", {})
    if rule["TargetBackupVaultName"] not in backup._vaults:
        raise ValueError(f"Rule {name}: TargetBackupVault: the vault {rule['TargetBackupVaultName']} does not exist")
    if not rule.get("ScheduleExpression", "cron(").startswith("cron("):
        raise ValueError(f"Rule {name}: ScheduleExpression is {rule['ScheduleExpression']}, but must be cron(...)")
    start, completion = int(rule.get("StartWindowMinutes", 480)), int(rule.get("CompletionWindowMinutes", 10080))
    if start < 60 or completion <= start:
        raise ValueError(
            f"Rule {name}: StartWindowMinutes is {start} and CompletionWindowMinutes is {completion}."
            " StartWindowMinutes must be 60 or more, and less than CompletionWindowMinutes"
        )
    copies = rule.get("CopyActions", [])
    for each in (lifecycle, *(copy.get("Lifecycle", {}) for copy in copies)):
        _validate_lifecycle(name, each)
    if to_bool(rule.get("EnableContinuousBackup", False)) and (
        "MoveToColdStorageAfterDays" in lifecycle or not 1 <= int(lifecycle.get("DeleteAfterDays", 0)) <= 35
    ):
        raise ValueError(
            f"Rule {name}: EnableContinuousBackup requires Lifecycle.DeleteAfterDays of 1 to 35, and no"
            " MoveToColdStorageAfterDays"
        )
    for copy in copies:
        vault = copy["DestinationBackupVaultArn"]
        if ":backup-vault:" not in vault:
            raise ValueError(f"Rule {name}: DestinationBackupVaultArn: {vault} is not the ARN of a backup vault")


def _validate_lifecycle(rule: str, lifecycle: dict[str, Any]) -> None:
    if not {"MoveToColdStorageAfterDays", "DeleteAfterDays"} <= lifecycle.keys():
        return
    cold, deleted = int(lifecycle["MoveToColdStorageAfterDays"]), int(lifecycle["DeleteAfterDays"])
    if deleted < cold + 90:
        raise ValueError(
            f"Rule {rule}: DeleteAfterDays is {deleted}, but must be {cold + 90} or more: at least 90 days after"
            f" MoveToColdStorageAfterDays ({cold})"
        )


def _plan_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    created = call("backup", "CreateBackupPlan", BackupPlan=_plan(properties), **pick(properties, "BackupPlanTags"))
    return created["BackupPlanId"], pick(created, "BackupPlanArn", "BackupPlanId", "VersionId")


def _plan_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    created = call("backup", "UpdateBackupPlan", BackupPlanId=physical_id, BackupPlan=_plan(new))
    _tag(created["BackupPlanArn"], "BackupPlanTags", old, new)
    return physical_id, pick(created, "BackupPlanArn", "BackupPlanId", "VersionId")


def _plan_delete(physical_id: str, properties: Properties) -> None:
    if any(selection["BackupPlanId"] == physical_id for selection in backup._selections.values()):
        raise ValueError(f"Related backup plan selections must be deleted prior to backup plan {physical_id}")
    delete_if_exists(_NOT_FOUND, "backup", "DeleteBackupPlan", BackupPlanId=physical_id)


register("AWS::Backup::BackupPlan", create=_plan_create, update=_plan_update, delete=_plan_delete, blocking=True)

# ---- selections -----------------------------------------------------------------------------------------------------


_MAX_ARNS, _MAX_WILDCARDS = 500, 30


def _validate_selection(selection: dict[str, Any]) -> None:
    validate_role(selection["IamRoleArn"], "backup.amazonaws.com")
    arns, conditions = selection.get("Resources", []), selection.get("ListOfTags", [])
    if not arns and not conditions:
        raise ValueError("Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.")
    unknown = [arn for arn in arns if arn != "*" and not arn.startswith("arn:")]
    if unknown:
        raise ValueError(f"BackupSelection.Resources: {', '.join(unknown)} must be an ARN or *")
    wildcards = [arn for arn in arns if "*" in arn]
    if len(arns) > _MAX_ARNS or len(wildcards) > _MAX_WILDCARDS:
        raise ValueError(
            f"BackupSelection.Resources has {len(arns)} ARNs, {len(wildcards)} of them with wildcards. The maximum is"
            f" {_MAX_ARNS}, and {_MAX_WILDCARDS} with wildcards"
        )
    types = sorted({condition["ConditionType"] for condition in conditions} - {"STRINGEQUALS"})
    if types:
        raise ValueError(f"BackupSelection.ListOfTags: ConditionType is {', '.join(types)}, but must be STRINGEQUALS")


def _selection_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    plan, selection = properties["BackupPlanId"], properties["BackupSelection"]
    _validate_selection(selection)
    created = call("backup", "CreateBackupSelection", BackupPlanId=plan, BackupSelection=selection)["SelectionId"]
    return f"{plan}_{created}", {"BackupPlanId": plan, "Id": f"{plan}_{created}", "SelectionId": created}


def _selection_delete(physical_id: str, properties: Properties) -> None:
    plan, selection = physical_id.split("_")
    delete_if_exists(_NOT_FOUND, "backup", "DeleteBackupSelection", BackupPlanId=plan, SelectionId=selection)


register(
    "AWS::Backup::BackupSelection",
    create=_selection_create,
    delete=_selection_delete,
    replaces=("BackupPlanId", "BackupSelection"),
    blocking=True,
)
