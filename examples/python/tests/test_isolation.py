import pytest
from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk import aws_iam as iam
from org_ecommerce_constructs import EcommercePlatform, ServiceIsolationValidator

from shop.environments import PerformanceEnvironment
from shop.invoices import InvoicesStack
from shop.platform import ShopPlatform

FINDING = "Tools/Report/Resource reaches the secret of orderservice store"


def shop_in(app: App) -> EcommercePlatform:
    platform = ShopPlatform(app, "Shop", PerformanceEnvironment()).platform
    InvoicesStack(app, "ShopInvoices", platform)
    return platform


def shop_with_hole(app: App) -> None:
    """A role of another team reads the password of the order service."""
    store = shop_in(app).service("orderservice").store
    assert store is not None
    tools = Stack(app, "Tools")
    role = iam.Role(tools, "Report", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    store.grant_access(role)


def test_an_app_without_holes_is_synthesized() -> None:
    app = App()
    shop_in(app)
    Validations.of(app).add_plugins(ServiceIsolationValidator(app))
    assert app.synth().stacks


def test_a_hole_fails_the_synthesis() -> None:
    app = App()
    shop_with_hole(app)
    Validations.of(app).add_plugins(ServiceIsolationValidator(app))
    with pytest.raises(RuntimeError, match=FINDING):
        app.synth()


def test_a_hole_fails_the_synthesis_without_the_plugin() -> None:
    app = App()
    shop_with_hole(app)
    with pytest.raises(RuntimeError, match=FINDING):
        ServiceIsolationValidator().require_isolation(app)


def test_an_acknowledged_hole_does_not_fail_the_synthesis() -> None:
    app = App()
    shop_with_hole(app)
    report = ServiceIsolationValidator().validate_scope(app)
    rules = [violation.rule_name for violation in report.violations]
    for rule in rules:
        acknowledgment = Acknowledgment(id=f"ServiceIsolation::{rule}", reason="The team reports on orders.")
        Validations.of(app).acknowledge(acknowledgment)
    assert rules != []
    assert ServiceIsolationValidator().validate_scope(app).success
