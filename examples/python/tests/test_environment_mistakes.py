"""Mistakes in an environment. mypy reports those with a ``type: ignore``; at run time each ends as tested here."""

from typing import Any

import pytest
from aws_cdk import App
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Annotations, Match, Template
from org_ecommerce_constructs import (
    EnvironmentProvider,
    EnvironmentProviderFactory,
    IEnvironmentProvider,
    NatGateways,
    NetworkSettings,
)

from shop.environments import PILOT
from shop.platform import ShopPlatform

INSTANCE_TYPE = ec2.InstanceType("t4g.small")
ONE_NAT_GATEWAY = NetworkSettings(nat_gateways=NatGateways.ONE)
REQUIRED: dict[str, Any] = {
    "database_instance_type": INSTANCE_TYPE,
    "cache_node_type": "cache.t4g.small",
    "mq_instance_type": "mq.m7g.medium",
}


class Environment(EnvironmentProvider):
    """An environment without mistakes, for others to extend."""

    @property
    def database_instance_type(self) -> ec2.InstanceType:
        return INSTANCE_TYPE

    @property
    def cache_node_type(self) -> str:
        return "cache.t4g.small"

    @property
    def mq_instance_type(self) -> str:
        return "mq.m7g.medium"


class ClassAttributes(EnvironmentProvider):
    database_instance_type = INSTANCE_TYPE
    cache_node_type = "cache.t4g.small"
    mq_instance_type = "mq.m7g.medium"


class MethodWithoutProperty(EnvironmentProvider):
    database_instance_type = INSTANCE_TYPE

    def cache_node_type(self) -> str:  # type: ignore[override]
        return "cache.t4g.small"

    mq_instance_type = "mq.m7g.medium"


class MissingSettings(EnvironmentProvider):
    pass


class NoNodeType(Environment):
    @property
    def cache_node_type(self) -> str:
        return None  # type: ignore[return-value]


class TextForInstanceType(Environment):
    @property
    def database_instance_type(self) -> ec2.InstanceType:
        return "t4g.small"  # type: ignore[return-value]


class OptionalClassAttribute(Environment):
    network = ONE_NAT_GATEWAY


class OptionalMethod(Environment):
    def network(self) -> NetworkSettings:  # type: ignore[override]
        return ONE_NAT_GATEWAY


class MisspeltProperty(Environment):
    @property
    def netwrok(self) -> NetworkSettings:
        return ONE_NAT_GATEWAY


class DictionaryOfSettings(Environment):
    @property
    def network(self) -> NetworkSettings:
        return {"nat_gateways": NatGateways.ONE}  # type: ignore[return-value]


def nat_gateways(environment: IEnvironmentProvider) -> int:
    template = Template.from_stack(ShopPlatform(App(), "Shop", environment))
    return len(template.find_resources("AWS::EC2::NatGateway"))


@pytest.mark.parametrize("environment", [ClassAttributes, MethodWithoutProperty])
def test_a_required_setting_that_is_not_a_property_is_reported_with_the_remedy(
    environment: type[EnvironmentProvider],
) -> None:
    message = (
        r"databaseInstanceType must be an `ec2\.InstanceType`, got undefined\. Return it from the environment provider "
        r"\(in Python, from a `@property`\), or create the provider with `EnvironmentProviderFactory\.fromValues`\. "
        r"\(in Shop\)$"
    )
    with pytest.raises(RuntimeError, match=message):
        ShopPlatform(App(), "Shop", environment())


def test_python_rejects_a_class_without_the_required_settings() -> None:
    with pytest.raises(TypeError, match="cache_node_type, database_instance_type, mq_instance_type"):
        MissingSettings()  # type: ignore[abstract]


def test_jsii_rejects_a_required_setting_that_is_none() -> None:
    with pytest.raises(RuntimeError, match="cacheNodeType"):
        ShopPlatform(App(), "Shop", NoNodeType())


def test_jsii_rejects_an_instance_type_that_is_text() -> None:
    with pytest.raises(RuntimeError, match="databaseInstanceType"):
        ShopPlatform(App(), "Shop", TextForInstanceType())


def test_jsii_rejects_a_dictionary_in_place_of_a_provider() -> None:
    with pytest.raises(RuntimeError, match="Key 'provider'"):
        ShopPlatform(App(), "Shop", REQUIRED)  # type: ignore[arg-type]


def test_a_dictionary_in_place_of_a_settings_class_causes_a_warning() -> None:
    shop = ShopPlatform(App(), "Shop", DictionaryOfSettings())
    Annotations.from_stack(shop).has_warning(
        "/Shop",
        Match.string_like_regexp(
            "^`network` of the environment provider has no settings, .* In Python, return an instance of the settings "
            r"class, not a dictionary\. \[ack: @org/ecommerce-constructs:emptySettings\]$"
        ),
    )


@pytest.mark.parametrize("environment", [OptionalClassAttribute, OptionalMethod, MisspeltProperty])
def test_jsii_ignores_an_optional_setting_that_is_not_a_property_of_the_contract(
    environment: type[EnvironmentProvider],
) -> None:
    assert nat_gateways(environment()) == 3


def test_an_environment_from_values_has_its_settings() -> None:
    assert nat_gateways(PILOT) == 3
    assert nat_gateways(EnvironmentProviderFactory.from_values(**REQUIRED, network=ONE_NAT_GATEWAY)) == 1


def test_an_environment_from_values_accepts_a_dictionary_of_settings() -> None:
    network: Any = {"nat_gateways": NatGateways.ONE}
    assert nat_gateways(EnvironmentProviderFactory.from_values(**REQUIRED, network=network)) == 1


def test_python_rejects_a_misspelt_keyword_of_an_environment_from_values() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'netwrok'"):
        EnvironmentProviderFactory.from_values(**REQUIRED, netwrok=ONE_NAT_GATEWAY)  # type: ignore[call-arg]


def test_python_rejects_a_misspelt_key_of_a_dictionary_of_settings() -> None:
    network: Any = {"nat_gateway": NatGateways.ONE}
    with pytest.raises(TypeError, match="unexpected keyword argument 'nat_gateway'"):
        EnvironmentProviderFactory.from_values(**REQUIRED, network=network)


def test_python_rejects_an_environment_from_values_without_the_required_settings() -> None:
    with pytest.raises(TypeError, match="'database_instance_type' and 'mq_instance_type'"):
        EnvironmentProviderFactory.from_values(cache_node_type="cache.t4g.small")  # type: ignore[call-arg]


def test_python_rejects_a_value_of_another_type() -> None:
    values = {**REQUIRED, "database_instance_type": "t4g.small"}
    with pytest.raises(TypeError, match="database_instance_type must be aws_cdk.aws_ec2.InstanceType"):
        EnvironmentProviderFactory.from_values(**values)
