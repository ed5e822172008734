"""Lambda: function settings that MiniStack ignores, and validation of permissions."""

from typing import Any

from ministack.services import ec2, iam, lambda_svc
from ministack.services.cloudformation import provisioners

from emulator.extension import Properties, extend
from emulator.values import key_arn

# ---- functions ------------------------------------------------------------------------------------------------------


def _validate(properties: Properties) -> None:
    vpc = properties.get("VpcConfig", {})
    for name, known in (("SubnetIds", ec2._subnets), ("SecurityGroupIds", ec2._security_groups)):
        unknown = [identifier for identifier in vpc.get(name, []) if identifier not in known]
        if unknown:
            raise ValueError(f"VpcConfig.{name}: {', '.join(unknown)} do not exist")
    if bool(vpc.get("SubnetIds")) != bool(vpc.get("SecurityGroupIds")):
        raise ValueError("VpcConfig requires both SubnetIds and SecurityGroupIds, or neither")
    if len({ec2._subnets[subnet]["VpcId"] for subnet in vpc.get("SubnetIds", [])}) > 1:
        raise ValueError("VpcConfig.SubnetIds: the subnets are in more than one VPC")
    if "KmsKeyArn" in properties:
        key_arn(properties["KmsKeyArn"])
    if properties["Role"] not in [role["Arn"] for role in iam._roles.values()]:
        raise ValueError(f"Role: the role {properties['Role']} does not exist")


def _store(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    function = lambda_svc._functions[physical_id]
    configuration = function["config"]
    configuration["VpcConfig"] = lambda_svc._vpc_config_with_id(properties.get("VpcConfig"))
    configuration["KMSKeyArn"] = properties.get("KmsKeyArn", "")
    configuration.pop("DeadLetterConfig", None)
    if "DeadLetterConfig" in properties:
        configuration["DeadLetterConfig"] = properties["DeadLetterConfig"]
    reserved = properties.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved is None else int(reserved)


extend("AWS::Lambda::Function", _store, validate=_validate)

# ---- permissions ----------------------------------------------------------------------------------------------------


def _validate_permission(properties: Properties) -> None:
    if not provisioners._lambda_function_for_cfn_ref(properties["FunctionName"])[0]:
        raise ValueError(f"FunctionName: the function {properties['FunctionName']} does not exist")


# MiniStack replaces a permission when any property changes.
extend("AWS::Lambda::Permission", lambda *_: None, validate=_validate_permission)
