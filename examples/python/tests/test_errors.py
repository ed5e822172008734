import re

import pytest
from aws_cdk import App
from org_ecommerce_constructs import DatabaseSettings, DataStore, ServiceCatalogue

from shop.environments import PerformanceEnvironment
from shop.platform import ShopPlatform


class OverstaffedEnvironment(PerformanceEnvironment):
    @property
    def database(self) -> DatabaseSettings:
        return DatabaseSettings(aurora_readers=99)


class UnfinishedEnvironment(PerformanceEnvironment):
    @property
    def mq_instance_type(self) -> str:
        raise LookupError("nobody has decided on a broker yet")


def whole(message: str) -> str:
    return f"^(Error: )?{re.escape(message)}$"


def test_an_error_of_the_library_arrives_with_its_whole_message() -> None:
    message = (
        "readers must be a whole number from 0 to 15, got 99. A cluster has one writer and at most 15 readers. "
        "(in Shop/Platform/Database/orderservice)"
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ShopPlatform(App(), "Shop", OverstaffedEnvironment())


def test_so_does_one_of_a_static_method() -> None:
    message = (
        "services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services."
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ServiceCatalogue.of([])


def test_so_does_one_of_a_method() -> None:
    message = (
        "name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, "
        "searchservice, inventoryservice, got 'orders'. Add the service with `withService`, or correct the name."
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ServiceCatalogue.PHASE_ONE.with_store("orders", DataStore.aurora_postgres())


def test_an_error_of_ones_own_environment_arrives() -> None:
    with pytest.raises(RuntimeError, match="^nobody has decided on a broker yet$"):
        ShopPlatform(App(), "Shop", UnfinishedEnvironment())
