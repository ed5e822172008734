import os

from aws_cdk import App, Environment

from shop.order_report import OrderReportStack

app = App()
OrderReportStack(
    app,
    "ShopOrderReport",
    environment_name=app.node.get_context("environment"),
    # The CDK needs an account and a Region to look up the platform's parameters.
    env=Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=os.environ.get("CDK_DEFAULT_REGION"),
    ),
)
app.synth()
