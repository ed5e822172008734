"""Parameter Store: the names, values and tiers of parameters, and stacks that own them."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from readers import Aws
from stack import FAILING_RESOURCE, Another, Stack
from test_validation import assert_rejected

KIND = "AWS::SSM::Parameter"


def template(value: str = "x", **more: Any) -> dict[str, Any]:
    return {"Resources": {"Subject": {"Type": KIND, "Properties": {"Type": "String", "Value": value, **more}}}}


@pytest.fixture
def tier(aws: Aws) -> Callable[[str], str]:
    def tier_of(name: str) -> str:
        filters = [{"Key": "Name", "Values": [name]}]
        return aws("ssm").describe_parameters(ParameterFilters=filters)["Parameters"][0]["Tier"]

    return tier_of


@pytest.fixture
def name(stack: Stack) -> str:
    return f"/production/{stack.name}"


# ---- owners ---------------------------------------------------------------------------------------------------------


def test_a_stack_does_not_create_a_parameter_of_another_stack(
    aws: Aws, stack: Stack, another: Another, name: str
) -> None:
    stack.deploy(template("one", Name=name))
    other = another("other")
    other.deploy(template("two", Name=name), "ROLLBACK_COMPLETE")
    assert f"identifier '{name}' already exists" in "\n".join(other.failures())
    assert "HandlerErrorCode: AlreadyExists" in "\n".join(other.failures())
    assert aws("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "one"


def test_a_stack_does_not_rename_its_parameter_to_that_of_another_stack(
    aws: Aws, stack: Stack, another: Another, name: str
) -> None:
    stack.deploy(template("one", Name=name))
    other = another("other")
    other.deploy(template("two", Name=f"{name}/other"))
    other.deploy(template("two", Name=name), "UPDATE_ROLLBACK_COMPLETE")
    assert f"identifier '{name}' already exists" in "\n".join(other.failures())
    parameters = aws("ssm").get_parameters(Names=[name, f"{name}/other"])["Parameters"]
    values = {parameter["Name"]: parameter["Value"] for parameter in parameters}
    assert values == {name: "one", f"{name}/other": "two"}


def test_a_parameter_moves_to_another_stack_after_the_first_stack_deletes_it(
    aws: Aws, stack: Stack, another: Another, name: str
) -> None:
    stack.deploy(template("one", Name=name))
    stack.deploy(template("one", Name=f"{name}/renamed"))
    another("other").deploy(template("two", Name=name))
    assert aws("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "two"


def test_an_update_writes_a_new_version_and_a_rollback_the_value_before(aws: Aws, stack: Stack, name: str) -> None:
    def parameter() -> tuple[str, int]:
        found = aws("ssm").get_parameter(Name=name)["Parameter"]
        return found["Value"], found["Version"]

    stack.deploy(template("one", Name=name))
    stack.deploy(template("two", Name=name))
    assert parameter() == ("two", 2)
    failing = template("three", Name=name)
    failing["Resources"]["Fails"] = FAILING_RESOURCE
    stack.deploy(failing, "UPDATE_ROLLBACK_COMPLETE")
    assert parameter() == ("two", 4)
    stack.delete()
    with pytest.raises(ClientError, match="ParameterNotFound"):
        parameter()


# ---- tiers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "expected"), [(4096, "Standard"), (4097, "Advanced"), (8192, "Advanced")])
def test_intelligent_tiering_selects_the_tier_by_the_size_of_the_value(
    stack: Stack, name: str, tier: Callable[[str], str], size: int, expected: str
) -> None:
    stack.deploy(template("x" * size, Name=name, Tier="Intelligent-Tiering"))
    assert tier(name) == expected


def test_intelligent_tiering_upgrades_a_parameter_and_never_downgrades_it(
    stack: Stack, name: str, tier: Callable[[str], str]
) -> None:
    for size, expected in ((1, "Standard"), (4097, "Advanced"), (2, "Advanced")):
        stack.deploy(template("x" * size, Name=name, Tier="Intelligent-Tiering"))
        assert tier(name) == expected
    stack.deploy(template("x", Name=name, Tier="Standard"), "UPDATE_ROLLBACK_COMPLETE")
    assert "You can't downgrade a parameter" in "\n".join(stack.failures())
    stack.deploy(template("xyz", Name=name))
    assert tier(name) == "Advanced"


@pytest.mark.parametrize(
    ("tier_of_template", "size", "reason"),
    [
        ({}, 4097, "Standard tier parameters support a maximum parameter value of 4096 characters"),
        ({"Tier": "Standard"}, 4097, "Standard tier parameters support a maximum parameter value of 4096 characters"),
        ({"Tier": "Intelligent-Tiering"}, 8193, "support a maximum parameter value of 8192 characters"),
        ({"Tier": "Advanced"}, 8193, "support a maximum parameter value of 8192 characters"),
        ({}, 0, "Member must have length greater than or equal to 1"),
    ],
    ids=["no tier", "standard", "intelligent tiering", "advanced", "empty"],
)
def test_rejects_a_value_of_another_size(
    stack: Stack, tier_of_template: dict[str, str], size: int, reason: str
) -> None:
    assert_rejected(stack, KIND, {"Type": "String", "Value": "x" * size, **tier_of_template}, reason)


# ---- names ----------------------------------------------------------------------------------------------------------


def levels(count: int) -> str:
    return "".join(f"/l{number}" for number in range(1, count + 1))


def test_a_name_has_up_to_15_levels(aws: Aws, stack: Stack) -> None:
    stack.deploy(template(Name=levels(15)))
    assert aws("ssm").get_parameter(Name=levels(15))["Parameter"]["Value"] == "x"


@pytest.mark.parametrize(
    ("invalid", "reason"),
    [
        (levels(16), "A hierarchy can have a maximum of 15 levels"),
        ("production/orders", "Parameter name must be a fully qualified name"),
        ("/production/orders queue", "only a-z, A-Z, 0-9 and the symbols .-_/ are allowed"),
        ("/" + "x" * 1000, "longer than 1011 characters"),
        ("/ssm/orders", 'be prefixed with "ssm"'),
    ],
    ids=["16 levels", "no leading slash", "space", "too long", "reserved"],
)
def test_rejects_an_invalid_name(stack: Stack, invalid: str, reason: str) -> None:
    assert_rejected(stack, KIND, {"Type": "String", "Value": "x", "Name": invalid}, reason)
