"""Lambda: the settings of a function that MiniStack drops, and permissions of functions that exist."""

from typing import Any

from ministack.services import ec2, iam, lambda_svc
from ministack.services.cloudformation import provisioners

from emulator.extension import Properties, complete
from emulator.values import key_arn

# ---- functions ----------------------------------------------------------------------------------------------------


def _refuse(properties: Properties) -> None:
    vpc = properties.get("VpcConfig", {})
    for given, known in (
        (vpc.get("SubnetIds", []), ec2._subnets),
        (vpc.get("SecurityGroupIds", []), ec2._security_groups),
    ):
        unknown = [identifier for identifier in given if identifier not in known]
        if unknown:
            raise ValueError(f"Of the function's VpcConfig, {unknown} do not exist")
    if bool(vpc.get("SubnetIds")) != bool(vpc.get("SecurityGroupIds")):
        raise ValueError("VpcConfig takes SubnetIds and SecurityGroupIds together")
    if len({ec2._subnets[subnet]["VpcId"] for subnet in vpc.get("SubnetIds", [])}) > 1:
        raise ValueError("The subnets of VpcConfig are in more than one VPC")
    if "KmsKeyArn" in properties:
        key_arn(properties["KmsKeyArn"])
    if properties["Role"] not in [role["Arn"] for role in iam._roles.values()]:
        raise ValueError(f"The role {properties['Role']} does not exist")


def _keep(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> None:
    function = lambda_svc._functions[physical_id]
    configuration = function["config"]
    configuration["VpcConfig"] = lambda_svc._vpc_config_with_id(properties.get("VpcConfig"))
    configuration["KMSKeyArn"] = properties.get("KmsKeyArn", "")
    configuration.pop("DeadLetterConfig", None)
    if "DeadLetterConfig" in properties:
        configuration["DeadLetterConfig"] = properties["DeadLetterConfig"]
    reserved = properties.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved is None else int(reserved)


complete("AWS::Lambda::Function", _keep, before=_refuse)

# ---- permissions --------------------------------------------------------------------------------------------------


def _refuse_permission(properties: Properties) -> None:
    if not provisioners._lambda_function_for_cfn_ref(properties["FunctionName"])[0]:
        raise ValueError(f"The function {properties['FunctionName']} does not exist")


# MiniStack replaces a permission for any change.
complete("AWS::Lambda::Permission", lambda *_: None, before=_refuse_permission)
