import os

from aws_cdk import App, Environment

from shop.order_report import OrderReportStack

app = App()
OrderReportStack(
    app,
    "ShopOrderReport",
    environment_name=app.node.get_context("environment"),
    # To look up the platform's parameters, the CDK must know where to look.
    env=Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=os.environ.get("CDK_DEFAULT_REGION"),
    ),
)
app.synth()
