"""The values of the platform that other stacks read."""

from aws_cdk import aws_ssm as ssm
from constructs import Construct


def publish(scope: Construct, name: str, values: dict[str, str]) -> None:
    """Creates the parameter from which other stacks read these values."""
    texts = [f"{key} = {value}" for key, value in values.items()]
    ssm.StringParameter(
        scope,
        "Values",
        parameter_name=f"/production/{name}",
        description="Values that other stacks read",
        string_value=f"|{'|'.join(texts)}|",
        tier=ssm.ParameterTier.INTELLIGENT_TIERING,
    )
