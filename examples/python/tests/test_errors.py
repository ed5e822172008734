import re

import pytest
from aws_cdk import App
from org_ecommerce_constructs import DatabaseSettings, DataStore, ServiceCatalogue

from shop.environments import PerformanceEnvironment
from shop.platform import ShopPlatform


class TooManyReaders(PerformanceEnvironment):
    @property
    def database(self) -> DatabaseSettings:
        return DatabaseSettings(aurora_readers=99)


class FailingEnvironment(PerformanceEnvironment):
    @property
    def mq_instance_type(self) -> str:
        raise LookupError("the broker's instance type is not decided yet")


def whole(message: str) -> str:
    return f"^(Error: )?{re.escape(message)}$"


def test_python_shows_the_whole_message_of_an_error_in_a_constructor() -> None:
    message = (
        "readers must be a whole number from 0 to 15, got 99. A cluster has one writer and at most 15 readers. "
        "(in Shop/Platform/Database/orderservice)"
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ShopPlatform(App(), "Shop", TooManyReaders())


def test_python_shows_the_whole_message_of_an_error_in_a_static_method() -> None:
    message = (
        "services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services."
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ServiceCatalogue.of([])


def test_python_shows_the_whole_message_of_an_error_in_a_method() -> None:
    message = (
        "name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, "
        "searchservice, inventoryservice, got 'orders'. Add the service with `withService`, or correct the name."
    )
    with pytest.raises(RuntimeError, match=whole(message)):
        ServiceCatalogue.PHASE_ONE.with_store("orders", DataStore.aurora_postgres())


def test_python_shows_an_error_that_a_custom_environment_raises() -> None:
    with pytest.raises(RuntimeError, match="^the broker's instance type is not decided yet$"):
        ShopPlatform(App(), "Shop", FailingEnvironment())
